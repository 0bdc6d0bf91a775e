/** What generated mocks are built on. Needs neither MSW nor Node. */

export type { Answer, Handler, HandlerOptions } from "../core/types.ts";
export { mockConversions } from "./conversions.ts";
export { createFactoriesOf, type FactoryOptions } from "./factory.ts";
export { createFactories, createFactory, createMocks } from "./any-contract.ts";
export { alternatives } from "./generate/alternatives.ts";
export { search } from "./generate/automaton.ts";
export type { ValueParts } from "./generate/plan-types.ts";
export { createMocksOf, type UntypedOverrides } from "./mocks.ts";
export type { Exchange, Listener, Outcome } from "./exchange.ts";
export { NetworkFault } from "./fault.ts";
export type { Chaos, ChaosEffect, ChaosRules } from "./chaos.ts";
export type { MockClock } from "./clock.ts";
export type { DeepPartial } from "./deep-partial.ts";
export type { Examples, NamedExamples } from "./example-values.ts";
export type { AnyAnswer, AnyHandler, AnyPatch, Delay, Fault, OverrideOptions } from "./overrides.ts";
export type { Factory, MockHandler, MockOptions, MockReport, Mocks, MockSource, Override, PatchOf } from "./types.ts";
export type { FakerLike, Provider, ProviderPlace, Supplied, SuppliedValues } from "./suggest/index.ts";
export type {
  Action,
  AnyDb,
  DbControls,
  FilterTest,
  FrameRole,
  ListAnswer,
  EntryPlace,
  KeysPlace,
  ListPlan,
  Resource,
  Snapshot,
  Table,
  Tables,
} from "./store/types.ts";
