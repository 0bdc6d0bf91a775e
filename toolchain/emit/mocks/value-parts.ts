/** Which parts the making of values needs for a contract: what no schema asks for is in no page. */

import type { ValueParts } from "tenon-runtime/mocks";
import type { Contract } from "../../contract/model.ts";

type ValuePart = keyof ValueParts;

export function valueParts({ document }: Pick<Contract, "document">): readonly ValuePart[] {
  const parts = new Set<ValuePart>();
  const seen = new Set<object>();
  const open: unknown[] = [document];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    // What is no schema is taken for one too: too much is handed in then, and never too little.
    if (!Array.isArray(value)) look(value as Readonly<Record<string, unknown>>, parts);
    open.push(...Object.values(value));
  }
  return [...parts].toSorted();
}

const ALTERNATIVES = ["if", "not", "dependentRequired", "dependentSchemas"];
/** What a text drawn from a pattern may not meet: assertions, and what refers to what was drawn. */
const ASSERTING = /\(\?(?:[=!]|<[=!])|\\[bBk1-9]|.\^|\$./;

function look(schema: Readonly<Record<string, unknown>>, parts: Set<ValuePart>): void {
  const { pattern, allOf, not } = schema;
  if (ALTERNATIVES.some((keyword) => keyword in schema)) parts.add("alternatives");
  for (const keyword of ["oneOf", "anyOf"])
    if (Array.isArray(schema[keyword]) && schema[keyword].length > 1) parts.add("alternatives");
  // What there may be only so often must not hold of the other items.
  if ("maxContains" in schema) parts.add("alternatives");
  if (typeof pattern === "string" && (ASSERTING.test(pattern) || isBounded(schema, pattern))) parts.add("search");
  for (const part of [not, ...(Array.isArray(allOf) ? (allOf as unknown[]) : [])])
    if (typeof part === "object" && part !== null && "pattern" in part) parts.add("search");
  if ("propertyNames" in schema || "patternProperties" in schema) parts.add("search");
}

/** So long a text may be wherever a pattern that is not anchored can be met by a few characters and more text around them. */
const AMPLE = 20;

/** Something else says what the text looks like, or how long a match is. */
function isBounded({ minLength, maxLength, format }: Readonly<Record<string, unknown>>, pattern: string): boolean {
  if (format !== undefined) return true;
  if (/[\^$]/.test(pattern)) return minLength !== undefined || maxLength !== undefined;
  return typeof maxLength === "number" && maxLength < AMPLE;
}
