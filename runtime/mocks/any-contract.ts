/** Mocks and factories of any contract, for whoever does not know beforehand what it needs: generated code does. */

import type { Contract } from "../core/contract.ts";
import type { Schemas, Validators } from "../core/validation.ts";
import { createFactoriesOf, factory, type FactoryOptions, makingOf } from "./factory.ts";
import { EVERY_PART } from "./generate/index.ts";
import { createMocksOf, type UntypedOverrides } from "./mocks.ts";
import type { AnyDb } from "./store/types.ts";
import type { Factory, MockOptions, Mocks, MockSource } from "./types.ts";

/**
 * Mocks of a contract that is loaded at run time: it needs nothing but its data and validators.
 * @throws Error for an option that is none, and for `security` of a scheme that the contract has not
 */
export const createMocks = <M extends Mocks<unknown> = Mocks<UntypedOverrides, AnyDb>>(
  contract: Contract,
  source: MockSource,
  options: MockOptions<object> = {},
): M => createMocksOf<M>(contract, { ...source, parts: EVERY_PART }, options);

/** One factory, see {@link factory}. */
export const createFactory = <T>(schemas: Schemas, key: string, options: FactoryOptions = {}): Factory<T> =>
  factory(schemas, key, options, makingOf(schemas, options, EVERY_PART));

/** One factory for each name: `createFactories<Make>(responses, { student: "StudentOutput" })`. */
export const createFactories = <Make extends object>(
  validators: Pick<Validators, "schemas">,
  keys: Readonly<Record<keyof Make, string>>,
  options: FactoryOptions = {},
): Make => createFactoriesOf<Make>(validators, keys, EVERY_PART, options);
