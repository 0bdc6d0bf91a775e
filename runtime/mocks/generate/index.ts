/** Values for any schemas, and why there are none: all of what `making.ts` can be given. */

import type { Schemas } from "../../core/validation.ts";
import { suggest as usual } from "../suggest/index.ts";
import { alternatives } from "./alternatives.ts";
import { search } from "./automaton.ts";
import { judged } from "./judge.ts";
import { createMaking } from "./making.ts";
import type { ValueParts } from "./parts.ts";
import { NOTHING } from "./schema.ts";
import type { Values, ValuesOptions } from "./types.ts";

export type { Making, Values, ValuesOptions, Verdict } from "./types.ts";
export { NOTHING };

/** For whatever a schema asks. */
export const EVERY_PART: ValueParts = { alternatives, search };

/** @param schemas the named ones, by the key that `$ref`s use */
export const createValues = (schemas: Schemas, { suggest = usual }: ValuesOptions = {}): Values =>
  judged(createMaking(schemas, suggest, EVERY_PART));
