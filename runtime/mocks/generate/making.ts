/**
 * Values for the schemas of one contract. What a schema asks is read once, into a plan (`plan.ts`); values are then made from
 * plans (`make.ts`), each choice by a hash of its place.
 */

import type { Schema, Schemas, Validator } from "../../core/validation.ts";
import type { Suggest } from "../suggest/types.ts";
import { coherent } from "./coherence.ts";
import { mix } from "./hash.ts";
import { Maker } from "./make.ts";
import type { ValueParts } from "./parts.ts";
import { Planner } from "./planner.ts";
import { NOTHING } from "./schema.ts";
import type { Making, Values } from "./types.ts";

/** So many values are tried, with examples, without, and at last with what is required alone. */
const TRIES = 6;

/** What makes values, and does not say why there are none. */
export interface ValueMaking extends Pick<Values, "make" | "valid"> {
  readonly planner: Planner;
  readonly suggest: Suggest;
}

/** @param schemas the named ones, by the key that `$ref`s use @param parts those that the schemas need */
export function createMaking(schemas: Schemas, suggest: Suggest, parts: ValueParts): ValueMaking {
  const planner = new Planner(schemas, parts);
  const make = (schema: Schema, making: Making): unknown => {
    const plan = planner.plan([schema]);
    const value = new Maker(suggest, making.examples !== false, making.own).root(plan, making);
    return value === NOTHING || making.given === undefined || plan.is(value) ? value : NOTHING;
  };
  return {
    planner,
    suggest,
    make,
    valid(validator: Validator, making: Making) {
      const { schema } = validator;
      let refused: unknown = NOTHING;
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const value = make(schema, {
          ...making,
          examples: making.examples !== false && attempt === 0,
          frugal: making.frugal === true || attempt > 3,
          hash: attempt < 2 ? making.hash : mix(making.hash, attempt),
        });
        if (value === NOTHING) continue;
        if (validator.is(value)) {
          const better = coherent(value, making.given);
          return { value: better === value || validator.is(better) ? better : value };
        }
        if (refused === NOTHING) refused = value;
      }
      if (refused === NOTHING && making.given !== undefined) {
        // what is wrong with what is given, and not only that something is
        const whole = new Maker(suggest, false).root(planner.plan([schema]), making);
        refused = whole === NOTHING ? making.given : whole;
      }
      const violations = refused === NOTHING ? [] : validator.explain(refused);
      return { violations };
    },
  };
}
