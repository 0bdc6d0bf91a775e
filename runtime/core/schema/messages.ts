/** Messages of violations. Each follows the name of a field: `name must have at least 2 characters`. */

import type { Format } from "../formats/index.ts";

export const count = (value: number, one: string, many: string): string => `${value} ${value === 1 ? one : many}`;

export const quoted = (text: string): string => JSON.stringify(text);

export function json(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "an integer",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  null: "null",
};

export const typeMessage = (types: readonly string[]): string =>
  `must be ${types.map((type) => TYPES[type] ?? type).join(" or ")}`;

export const formatMessage = (name: string, format: Format | undefined): string =>
  format?.noun === undefined ? `must have the format ${quoted(name)}` : `must be ${format.noun}`;

export const enumMessage = (values: readonly unknown[]): string =>
  `must be ${values.length === 1 ? "" : "one of "}${enumeration(values)}`;

function enumeration(values: readonly unknown[]): string {
  const list = values.slice(0, 20).map(json).join(", ");
  return values.length > 20 ? `${list}, … (${values.length})` : list;
}

export const notAllowed = (property: string): string => `${quoted(property)} is not an allowed property`;
export const notAllowedName = (property: string): string => `must not have a property named ${quoted(property)}`;
export const required = (property: string): string => `${quoted(property)} is required`;
export const requiredWith = (property: string, given: string): string =>
  `${quoted(property)} is required when ${quoted(given)} is given`;

/** For the schema `false`. @param property where the value is a property */
export const mustNotBePresent = (property?: string): string =>
  `${property === undefined ? "" : `${quoted(property)} `}must not be present`;

/** For a property that only the other direction has (OAS 3.2 §4.24.3, JSON Schema 2020-12 validation §9.4). */
export const otherDirection = (property: string, keyword: "readOnly" | "writeOnly"): string =>
  keyword === "readOnly"
    ? `${quoted(property)} is read-only: a request must not contain it`
    : `${quoted(property)} is write-only: a response must not contain it`;

export const SEVERAL_ALTERNATIVES = "must match exactly one of the alternatives, but matches more than one";
export const NO_ALTERNATIVE = {
  anyOf: "must match at least one of the alternatives",
  oneOf: "must match exactly one of the alternatives",
} as const;
export const MATCHES_NOT = "must not match the schema under `not`";
export const conditional = (keyword: "then" | "else"): string =>
  `must match \`${keyword}\`, because it ${keyword === "then" ? "matches" : "does not match"} \`if\``;

export const atMostItems = (limit: number): string => `must have at most ${count(limit, "item", "items")}`;
export const matchingItems = (bound: "least" | "most", limit: number): string =>
  `must contain at ${bound} ${count(limit, "item that matches", "items that match")} \`contains\``;
export const duplicateItems = (earlier: number, later: number): string =>
  `must not have duplicate items: items ${earlier} and ${later} are equal`;

export const tooDeepMessage = (levels: number): string => `must not be nested deeper than ${levels} levels`;
export const TOO_COMPLEX = "cannot be validated: its recursive schemas match in too many ways";
export const DEFECT =
  "does not match its schema, but the validators disagree on the place: this is a bug in Tenon, please report it";
