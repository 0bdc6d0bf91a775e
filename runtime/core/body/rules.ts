/** What is done to valid bodies by option: undeclared properties are refused or dropped, defaults are filled in. */

import { createPruner } from "../answer/undeclared.ts";
import type { RequestViolation } from "../problem/index.ts";
import type { Schema, Validators } from "../validation.ts";
import { createDefaults } from "./defaults.ts";

export interface BodyRuleOptions {
  readonly unknownProperties?: "refuse" | "strip" | "allow" | undefined;
  readonly bodyDefaults?: boolean | undefined;
}

export interface BodyRules {
  /** The properties that are refused because the contract does not declare them. */
  refused(schema: Schema, value: unknown): readonly RequestViolation[];
  /**
   * The value as the handler gets it. What was given is not changed.
   * @param value one that fits the schema
   * @param checked what the schema was asked about: `value` with texts in place of its files
   */
  altered(schema: Schema, value: unknown, checked: unknown): unknown;
}

export function createBodyRules(
  validators: Pick<Validators, "schemas" | "fits">,
  { unknownProperties, bodyDefaults }: BodyRuleOptions,
): BodyRules {
  const pruner = createPruner(validators.schemas);
  const fill = bodyDefaults === true ? createDefaults(validators) : undefined;
  return {
    refused: (schema, value) =>
      unknownProperties === "refuse" ? pruner.prune(schema, value).undeclared.map(undeclared) : [],
    altered(schema, value, checked) {
      // Defaults come first: what is filled in may be of a branch that the contract chooses by an undeclared property.
      const filled = fill === undefined ? value : fill(schema, value, checked);
      return unknownProperties === "strip" ? pruner.prune(schema, filled).value : filled;
    },
  };
}

const undeclared = (pointer: string): RequestViolation => ({
  in: "body",
  pointer,
  message: "is not a declared property",
  keyword: "unknown",
  schemaPointer: "",
});
