/** What formats say of one another, of numbers and of texts (JSON Schema validation §7). */

import { FORMATS } from "tenon-runtime/validators";
import type { Clause } from "./clause.ts";
import type { Texts } from "./pattern.ts";

/** Formats that say how a text is shown, and nothing about which it is. */
export const ANNOTATION_FORMATS = new Set(["password", "string", "text", "textarea", "html", "markdown", "multiline"]);

/** Format → formats that take all that it takes. */
export const WIDER: Readonly<Record<string, readonly string[]>> = {
  int8: ["int16", "int32", "int64", "float", "double"],
  int16: ["int32", "int64", "float", "double"],
  int32: ["int64", "double"],
  uint8: ["uint16", "uint32", "uint64", "int16", "int32", "int64"],
  uint16: ["uint32", "uint64", "int32", "int64"],
  uint32: ["uint64", "int64"],
  float: ["double"],
  email: ["idn-email"],
  hostname: ["idn-hostname"],
  uri: ["uri-reference", "iri", "iri-reference", "url"],
  url: ["uri", "uri-reference"],
  "uri-reference": ["iri-reference"],
  iri: ["iri-reference"],
};

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  uint16: [0, 65_535],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1],
};

export const formatRange = (format: string): readonly [number, number] | undefined =>
  Object.hasOwn(RANGES, format) ? RANGES[format] : undefined;

export const outsideFormat = (a: Clause, format: string): boolean => {
  const [low, high] = formatRange(format)!;
  return (
    a.integer === undefined || a.min === undefined || a.max === undefined || a.min.value < low || a.max.value > high
  );
};

export function formatTakes(name: string, value: unknown): boolean {
  const format = FORMATS.get(name);
  if (format === undefined) return true;
  if (format.type === "string") return typeof value !== "string" || format.check(value);
  return typeof value !== "number" || format.check(value);
}

/** A format is a pattern, too, where it can be written as one that takes no less. */
export const textsOf = (clause: Clause): Required<Texts> => ({
  patterns: [
    ...clause.patterns.map(({ value }) => value),
    ...clause.formats.flatMap(({ value }) => (Object.hasOwn(FORMAT_PATTERNS, value) ? [FORMAT_PATTERNS[value]!] : [])),
  ],
  not: clause.notPatterns.map(({ value }) => value),
  minLength: clause.minLength?.value,
  maxLength: clause.maxLength?.value,
});

const FORMAT_PATTERNS: Readonly<Record<string, string>> = {
  "date-time": String.raw`^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$`,
  date: String.raw`^\d{4}-\d\d-\d\d$`,
  time: String.raw`^\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$`,
  duration: "^P[0-9YMWDTHS]+$",
  uuid: "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
  ipv4: String.raw`^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$`,
  ipv6: "^[0-9A-Fa-f:.]+$",
  byte: "^[0-9A-Za-z+/]*={0,2}$",
};
