/** What is wrong, as sentences for a person: they read after the name of the field, `name must have at least 2 characters`. */

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

const FORMATS: Readonly<Record<string, string>> = {
  date: "a date (2026-11-22)",
  "date-time": "a date and time with an offset (2026-11-22T13:17:00Z)",
  time: "a time with an offset (13:17:00Z)",
  duration: "a duration (P1DT2H)",
  email: "an e-mail address",
  "idn-email": "an e-mail address",
  hostname: "a host name",
  "idn-hostname": "a host name",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  uri: "a URI",
  "uri-reference": "a URI or a relative reference",
  "uri-template": "a URI template",
  url: "a URL",
  iri: "an IRI",
  "iri-reference": "an IRI or a relative reference",
  uuid: "a UUID",
  "json-pointer": "a JSON Pointer",
  "relative-json-pointer": "a relative JSON Pointer",
  regex: "a regular expression",
  byte: "base64",
  int32: "a 32-bit integer",
  int64: "a 64-bit integer",
  float: "a number of single precision",
  double: "a number of double precision",
};

export const typeMessage = (types: readonly string[]): string =>
  `must be ${types.map((type) => TYPES[type] ?? type).join(" or ")}`;

export const formatMessage = (format: string): string =>
  `must be ${FORMATS[format] ?? `of the format ${quoted(format)}`}`;

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
