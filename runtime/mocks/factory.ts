/** Values of named schemas for tests: `make.student({ name: "Ada" })`. */

import { escapeToken } from "../core/json-pointer.ts";
import type { Schemas, Validators } from "../core/validation.ts";
import { satisfies } from "./generate/check.ts";
import { coherent } from "./generate/coherence.ts";
import { mix } from "./generate/hash.ts";
import { createMaking, type ValueMaking } from "./generate/making.ts";
import type { ValueParts } from "./generate/plan-types.ts";
import { NOTHING } from "./generate/schema.ts";
import { type Supplied, suggest, withSupplied } from "./suggest/index.ts";
import type { MockConversions } from "./store/types.ts";
import type { Factory } from "./types.ts";

/** `values`, `faker` and `onReport` are as those of `createMocks`. */
export interface FactoryOptions extends Supplied {
  /** Default 0. */
  readonly seed?: number | string | undefined;
}

export const makingOf = (schemas: Schemas, options: FactoryOptions, parts: ValueParts): ValueMaking =>
  createMaking(schemas, withSupplied(suggest, options), parts);

/**
 * Makes values of one named schema, the first call the first value, the next another one; what is given is kept.
 * @param key as `$ref`s have it, e.g. `StudentOutput`
 * @throws TypeError from the factory, when no value fits what is given
 */
export function factory<T>(
  schemas: Schemas,
  key: string,
  { seed = 0 }: FactoryOptions,
  values: Pick<ValueMaking, "make">,
): Factory<T> {
  const schema = { $ref: `#/components/schemas/${escapeToken(key)}` };
  const start = mix(mix(0, String(seed)), `make ${key}`);
  let made = 0;
  return (overrides) => {
    if (!Object.hasOwn(schemas, key)) throw new TypeError(`No schema is called ${key}`);
    const hash = mix(start, (made += 1));
    for (let attempt = 0; attempt < 8; attempt += 1) {
      // The first may take the schema's example; later ones would all be that.
      const value = values.make(schema, {
        hash: mix(hash, attempt),
        given: overrides,
        examples: made === 1 && attempt === 0,
        frugal: attempt > 3,
      });
      if (value === NOTHING || !satisfies(value, schema, schemas)) continue;
      const better = coherent(value, overrides);
      return (better === value || satisfies(better, schema, schemas) ? better : value) as T; // the schema is T's
    }
    throw new TypeError(`No value of ${key} fits ${JSON.stringify(overrides) ?? "its schema"}`);
  };
}

/** One factory for each name: `createFactoriesOf<Make>(responses, { student: "StudentOutput" }, parts)`. */
export function createFactoriesOf<Make extends object>(
  validators: Pick<Validators, "schemas">,
  keys: Readonly<Record<keyof Make, string>>,
  parts: ValueParts,
  options: FactoryOptions = {},
  conversions?: MockConversions,
): Make {
  const { schemas } = validators;
  const values = makingOf(schemas, options, parts);
  const entries = Object.entries<string>(keys).map(([name, key]) => {
    const make = factory<unknown>(schemas, key, options, values);
    return [name, conversions?.factory(key, make) ?? make] as const;
  });
  return Object.fromEntries(entries) as Make; // each member is a Factory of its schema, which generated code says
}
