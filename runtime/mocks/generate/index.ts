/** Values for all schemas, with the reasons why there are none: `making.ts` with all its parts. */

import type { Schemas } from "../../core/validation.ts";
import { suggest as usual } from "../suggest/index.ts";
import { alternatives } from "./alternatives.ts";
import { search } from "./automaton.ts";
import { judged } from "./judge.ts";
import { createMaking } from "./making.ts";
import type { ValueParts } from "./plan-types.ts";
import { NOTHING } from "./schema.ts";
import type { Values, ValuesOptions } from "./types.ts";

export type { Making, Values, ValuesOptions, Verdict } from "./types.ts";
export { NOTHING };

/** The parts for all keywords. */
export const EVERY_PART: ValueParts = { alternatives, search };

/** @param schemas the named ones, by the key that `$ref`s use */
export const createValues = (schemas: Schemas, { suggest = usual }: ValuesOptions = {}): Values =>
  judged(createMaking(schemas, suggest, EVERY_PART));
