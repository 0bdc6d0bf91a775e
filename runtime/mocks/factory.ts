/** Values of named schemas for tests: `make.student({ name: "Ada" })`. */

import { escapeToken } from "../core/pointers.ts";
import type { Schemas, Validators } from "../core/validation.ts";
import { satisfies } from "./generate/check.ts";
import { mix } from "./generate/hash.ts";
import { generate, NOTHING } from "./generate/value.ts";
import type { Factory } from "./types.ts";

export interface FactoryOptions {
  /** Default 0. */
  readonly seed?: number | string | undefined;
}

/**
 * Makes values of one named schema, the first call the first value, the next another one; what is given is kept.
 * @param key as `$ref`s have it, e.g. `StudentOutput`
 * @throws TypeError from the factory, when no value fits what is given
 */
export function createFactory<T>(schemas: Schemas, key: string, { seed = 0 }: FactoryOptions = {}): Factory<T> {
  const schema = { $ref: `#/components/schemas/${escapeToken(key)}` };
  const start = mix(mix(0, String(seed)), `make ${key}`);
  let made = 0;
  return (overrides) => {
    if (!Object.hasOwn(schemas, key)) throw new TypeError(`No schema is called ${key}`);
    const hash = mix(start, (made += 1));
    for (let attempt = 0; attempt < 8; attempt += 1) {
      // The first may take the schema's example; later ones would all be that.
      const value = generate(schema, {
        schemas,
        hash: mix(hash, attempt),
        given: overrides,
        examples: made === 1 && attempt === 0,
        frugal: attempt > 3,
      });
      if (value !== NOTHING && satisfies(value, schema, schemas)) return value as T; // the schema is T's
    }
    throw new TypeError(`No value of ${key} fits ${JSON.stringify(overrides) ?? "its schema"}`);
  };
}

/** One factory for each name: `createFactories<Make>(responses, { student: "StudentOutput" })`. */
export function createFactories<Make extends object>(
  validators: Pick<Validators, "schemas">,
  keys: Readonly<Record<keyof Make, string>>,
  options: FactoryOptions = {},
): Make {
  const entries = Object.entries<string>(keys).map(
    ([name, key]) => [name, createFactory(validators.schemas, key, options)] as const,
  );
  return Object.fromEntries(entries) as Make; // each member is a Factory of its schema, which generated code says
}
