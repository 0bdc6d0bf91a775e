import type { Schema } from "../../contract/model.ts";
import type { Named } from "./references.ts";
import type { Scalars } from "./scalars.ts";
import type { Expression, Local } from "./tree.ts";

/** How the statements of one schema check the schemas within it. */
export interface Subschemas {
  readonly named: Named;
  readonly scalars: Scalars;
  /** Whether the code is TypeScript. */
  readonly typed: boolean;
  /**
   * The condition under which a local fits a schema.
   * @param name for a function of its own
   */
  condition(schema: Schema, value: Local, name: () => string): Expression;
  /**
   * The condition under which the value of the function fits a further schema. That schema has a function of its own,
   * because TypeScript narrows the type of a value by the checks before.
   */
  sameValue(schema: Schema, name: () => string): Expression;
}
