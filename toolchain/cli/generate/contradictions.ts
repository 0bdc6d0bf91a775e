/** Schemas whose `enum` or `const` has no value of their `type`: numbers without quotes beside `type: string`, above all. */

import { escapeToken, isObject } from "tenon-runtime/core";
import { RULES } from "../../contract/schema-keywords.ts";
import type { Node } from "../../contract/structure.ts";

/** The values are listed up to this many. */
const LISTED = 5;

/** Calls back for each contradiction in a schema, with its JSON Pointer below the schema. */
export function eachContradiction(schema: unknown, visit: (pointer: string, reason: string) => void, at = ""): void {
  if (!isObject(schema)) return;
  const reason = contradiction(schema);
  if (reason !== undefined) visit(at, reason);
  for (const keyword in schema) {
    const value = schema[keyword];
    const rule = keyword === "items" ? "schema" : RULES.get(keyword);
    if (rule === "schema") eachContradiction(value, visit, `${at}/${keyword}`);
    else if (rule === "schemas" && Array.isArray(value))
      for (const [i, each] of value.entries()) eachContradiction(each, visit, `${at}/${keyword}/${i}`);
    else if (rule === "named" && isObject(value))
      for (const name in value) eachContradiction(value[name], visit, `${at}/${keyword}/${escapeToken(name)}`);
  }
}

function contradiction(schema: Node): string | undefined {
  const { type } = schema;
  const types = typeof type === "string" ? [type] : Array.isArray(type) ? type : [];
  const keyword = Array.isArray(schema["enum"]) ? "enum" : "const" in schema ? "const" : undefined;
  if (types.length === 0 || keyword === undefined) return undefined;
  const values = keyword === "enum" ? (schema["enum"] as readonly unknown[]) : [schema["const"]];
  if (values.length === 0 || values.some((value) => types.some((each) => isOf(each, value)))) return undefined;
  const list = values.slice(0, LISTED).map((value) => JSON.stringify(value));
  if (values.length > LISTED) list.push("…");
  const quote = types.includes("string") ? "; quote values that are texts" : "";
  return `has the type ${types.join(" or ")}, but no value of \`${keyword}\` has it (${list.join(", ")})${quote}`;
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}
