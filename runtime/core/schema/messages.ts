/** What is wrong, as sentences for a person: they read after the name of the field, `name must have at least 2 characters`. */

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

export const NOT_ALLOWED = "is not allowed";
export const notAllowed = (property: string): string => `${quoted(property)} is not an allowed property`;
export const required = (property: string): string => `${quoted(property)} is required`;
export const requiredWith = (property: string, given: string): string =>
  `${quoted(property)} is required when ${quoted(given)} is given`;
