/** What Ajv found, as sentences for a person: they read after the name of the field, `name must have at least 2 characters`. */

import type { ErrorObject } from "ajv";

type Say = (params: Readonly<Record<string, unknown>>, error: ErrorObject) => string;

const count = (value: unknown, one: string, many: string): string => `${String(value)} ${value === 1 ? one : many}`;
const json = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};
const quoted = (value: unknown): string => JSON.stringify(String(value));

const COMPARISONS: Readonly<Record<string, string>> = {
  "<=": "at most",
  ">=": "at least",
  "<": "less than",
  ">": "greater than",
};
const bound: Say = ({ comparison, limit }) =>
  `must be ${COMPARISONS[String(comparison)] ?? String(comparison)} ${String(limit)}`;

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "an integer",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  null: "null",
};

const FORMATS: Readonly<Record<string, string>> = {
  date: "a date (2026-11-22)",
  "date-time": "a date and time with an offset (2026-11-22T13:17:00Z)",
  time: "a time with an offset (13:17:00Z)",
  duration: "a duration (P1DT2H)",
  email: "an e-mail address",
  hostname: "a host name",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  uri: "a URI",
  "uri-reference": "a URI or a relative reference",
  url: "a URL",
  uuid: "a UUID",
  regex: "a regular expression",
  byte: "base64",
  int32: "a 32-bit integer",
  int64: "a 64-bit integer",
};

const MESSAGES: ReadonlyMap<string, Say> = new Map<string, Say>([
  [
    "type",
    ({ type }) =>
      `must be ${(Array.isArray(type) ? type : String(type).split(",")).map((each) => TYPES[String(each)] ?? String(each)).join(" or ")}`,
  ],
  [
    "enum",
    ({ allowedValues }) =>
      `must be ${Array.isArray(allowedValues) && allowedValues.length === 1 ? "" : "one of "}${enumeration(allowedValues)}`,
  ],
  ["const", ({ allowedValue }) => `must be ${json(allowedValue)}`],
  ["required", ({ missingProperty }) => `${quoted(missingProperty)} is required`],
  [
    "dependentRequired",
    ({ missingProperty, property }) => `${quoted(missingProperty)} is required when ${quoted(property)} is given`,
  ],
  ["additionalProperties", ({ additionalProperty }) => `${quoted(additionalProperty)} is not an allowed property`],
  ["unevaluatedProperties", ({ unevaluatedProperty }) => `${quoted(unevaluatedProperty)} is not an allowed property`],
  ["unevaluatedItems", ({ len }) => `must have at most ${count(len, "item", "items")}`],
  ["minLength", ({ limit }) => `must have at least ${count(limit, "character", "characters")}`],
  ["maxLength", ({ limit }) => `must have at most ${count(limit, "character", "characters")}`],
  ["minItems", ({ limit }) => `must have at least ${count(limit, "item", "items")}`],
  ["maxItems", ({ limit }) => `must have at most ${count(limit, "item", "items")}`],
  ["items", ({ limit }) => `must have at most ${count(limit, "item", "items")}`],
  ["minProperties", ({ limit }) => `must have at least ${count(limit, "property", "properties")}`],
  ["maxProperties", ({ limit }) => `must have at most ${count(limit, "property", "properties")}`],
  ["minimum", bound],
  ["maximum", bound],
  ["exclusiveMinimum", bound],
  ["exclusiveMaximum", bound],
  ["multipleOf", ({ multipleOf }) => `must be a multiple of ${String(multipleOf)}`],
  ["uniqueItems", ({ i, j }) => `must not have equal items (${String(j)} and ${String(i)})`],
  ["pattern", ({ pattern }) => `must match ${String(pattern)}`],
  ["format", ({ format }) => `must be ${FORMATS[String(format)] ?? `of the format ${quoted(format)}`}`],
  [
    "contains",
    ({ minContains }) => `must have at least ${count(minContains ?? 1, "item", "items")} of the kind described`,
  ],
  ["propertyNames", ({ propertyName }) => `must not have a property named ${quoted(propertyName)}`],
  ["not", () => "must not be of the kind that is excluded"],
  ["anyOf", () => "must fit at least one of the alternatives"],
  [
    "oneOf",
    ({ passingSchemas }) =>
      passingSchemas === null
        ? "must fit one of the alternatives"
        : "must fit exactly one of the alternatives, and fits several",
  ],
  [
    "if",
    ({ failingKeyword }) =>
      `must fit what the contract says for ${failingKeyword === "then" ? "this case" : "other cases"}`,
  ],
]);

function enumeration(values: unknown): string {
  const list = Array.isArray(values) ? values.map(json) : [json(values)];
  const shown = list.slice(0, 20).join(", ");
  return list.length > 20 ? `${shown}, … (${list.length})` : shown;
}

const lastSegment = (pointer: string): string =>
  pointer
    .slice(pointer.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");

export function messageOf(error: ErrorObject): string {
  if (error.keyword === "false schema") {
    return error.instancePath === ""
      ? "is not allowed"
      : `${quoted(lastSegment(error.instancePath))} is not an allowed property`;
  }
  return (
    MESSAGES.get(error.keyword)?.(error.params as Readonly<Record<string, unknown>>, error) ??
    error.message ??
    "does not fit its schema"
  );
}

/** Where the violation is: what is missing or too much is pointed at itself, so that a form can show it at its field. */
export function pointerOf(error: ErrorObject): string {
  const params = error.params as Readonly<Record<string, unknown>>;
  const property = params["missingProperty"] ?? params["additionalProperty"] ?? params["unevaluatedProperty"];
  return typeof property === "string"
    ? `${error.instancePath}/${property.replaceAll("~", "~0").replaceAll("/", "~1")}`
    : error.instancePath;
}
