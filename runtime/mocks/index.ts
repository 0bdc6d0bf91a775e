/** What generated mocks are built on. Needs neither MSW nor Node. */

export type { Answer, Handler, HandlerOptions } from "../core/types.ts";
export { createFactories, createFactory, type FactoryOptions } from "./factory.ts";
export { createMocks, type UntypedOverrides } from "./mocks.ts";
export type { AnyAnswer, AnyHandler, AnyPatch } from "./overrides.ts";
export type {
  DeepPartial,
  Delay,
  Examples,
  Factory,
  MockOptions,
  MockReport,
  Mocks,
  MockSource,
  NamedExamples,
  Override,
  OverrideOptions,
  PatchOf,
} from "./types.ts";
