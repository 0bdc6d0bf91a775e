/** Values that the contract's own validator has accepted. */

import type { Validator, Violation } from "../../core/validation.ts";
import { mix } from "./hash.ts";
import { generate, type Generation, NOTHING } from "./value.ts";

/** A few attempts, each checked by the validator: with examples, without, then only what is required. */
export function generateValid(
  validator: Validator,
  generation: Generation,
): { readonly value: unknown } | { readonly violations: readonly Violation[] } {
  let violations: readonly Violation[] | undefined;
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const value = generate(validator.schema, {
      ...generation,
      examples: attempt === 0,
      frugal: attempt > 3,
      hash: attempt === 0 ? generation.hash : mix(generation.hash, attempt),
    });
    if (value === NOTHING) continue;
    if (validator.is(value)) return { value };
    violations ??= validator.explain(value);
  }
  return {
    violations: violations ?? [
      { keyword: "", pointer: "", schemaPointer: "", message: "no value was found that satisfies the schema" },
    ],
  };
}
