/**
 * Values for the schemas of one contract. A schema is read once into a plan (`plan.ts`). Values are made from plans
 * (`make.ts`), each choice by a hash of its place.
 */

import type { Schema, Schemas, Validator } from "../../core/validation.ts";
import type { Suggest } from "../suggest/types.ts";
import { coherent } from "./coherence.ts";
import { mix } from "./hash.ts";
import { Maker } from "./make.ts";
import type { Planner, ValueParts } from "./plan-types.ts";
import { SchemaPlanner } from "./planner.ts";
import { NOTHING } from "./schema.ts";
import type { Making, Values } from "./types.ts";

/** The number of attempts: with examples, without, and at last with required parts only. */
const TRIES = 6;

/** Makes values, but does not say why there are none. */
export interface ValueMaking extends Pick<Values, "make" | "valid"> {
  readonly planner: Planner;
  readonly suggest: Suggest;
}

/** @param schemas the named ones, by the key that `$ref`s use @param parts those that the schemas need */
export function createMaking(schemas: Schemas, suggest: Suggest, parts: ValueParts): ValueMaking {
  const planner = new SchemaPlanner(schemas, parts);
  const make = (schema: Schema, making: Making): unknown => {
    const plan = planner.plan([schema]);
    const value = new Maker(suggest, { examples: making.examples !== false, own: making.own }).root(plan, making);
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
        // to report what is wrong with the given parts
        const whole = new Maker(suggest, {}).root(planner.plan([schema]), making);
        refused = whole === NOTHING ? making.given : whole;
      }
      const violations = refused === NOTHING ? [] : validator.explain(refused);
      return { violations };
    },
  };
}
