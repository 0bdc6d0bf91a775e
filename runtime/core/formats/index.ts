/**
 * Formats (JSON Schema 2020-12 §7 of the validation vocabulary, and the OpenAPI format registry). A format says nothing
 * about values of another type than its own; one that nobody knows says nothing at all.
 */

import { email, hostname, idnEmail, idnHostname, ipv4, ipv6, looseEmail, looseHostname } from "./address.ts";
import { byte, double, float, int32, int64, jsonPointer, regex, relativeJsonPointer, uuid } from "./plain.ts";
import { date, dateTime, duration, looseDateTime, looseTime, time } from "./time.ts";
import { iri, iriReference, looseUri, uri, uriReference, uriTemplate } from "./uri.ts";

export interface StringFormat {
  readonly type: "string";
  readonly check: (text: string) => boolean;
}
export interface NumberFormat {
  readonly type: "number";
  readonly check: (value: number) => boolean;
}
export type Format = StringFormat | NumberFormat;
/** By the name that `format` gives. */
export type Formats = ReadonlyMap<string, Format>;

/**
 * `strict`: each by its RFC. `loose`: date-times without an offset, host names with underscores, URIs and e-mail addresses
 * that only look like some. `off`: none is checked.
 */
export type FormatStrictness = "strict" | "loose" | "off";

const text = (check: StringFormat["check"]): Format => ({ type: "string", check });
const number = (check: NumberFormat["check"]): Format => ({ type: "number", check });

/** Formats of the application, by name. */
const added = new Map<string, Format>();

/**
 * Makes a format known that Tenon does not know, for all validators: `addFormat("iban", { type: "string", check })`.
 * @throws Error for one that it knows, whose functions generated code calls by themselves
 */
export function addFormat(name: string, format: Format): void {
  if (FORMATS.has(name)) throw new Error(`the format ${name} is known: give yours a name of its own`);
  added.set(name, format);
}

/** Whether a value is of a format that may have been added; where it has not, every value is. */
export function isFormat(name: string, value: unknown): boolean {
  const format = added.get(name);
  if (format === undefined) return true;
  if (format.type === "string") return typeof value !== "string" || format.check(value);
  return typeof value !== "number" || format.check(value);
}

export const FORMATS: Formats = new Map<string, Format>([
  ["date-time", text(dateTime)],
  ["date", text(date)],
  ["time", text(time)],
  ["duration", text(duration)],
  ["email", text(email)],
  ["idn-email", text(idnEmail)],
  ["hostname", text(hostname)],
  ["idn-hostname", text(idnHostname)],
  ["ipv4", text(ipv4)],
  ["ipv6", text(ipv6)],
  ["uri", text(uri)],
  ["url", text(uri)],
  ["uri-reference", text(uriReference)],
  ["uri-template", text(uriTemplate)],
  ["iri", text(iri)],
  ["iri-reference", text(iriReference)],
  ["uuid", text(uuid)],
  ["json-pointer", text(jsonPointer)],
  ["relative-json-pointer", text(relativeJsonPointer)],
  ["regex", text(regex)],
  ["byte", text(byte)],
  ["int32", number(int32)],
  ["int64", number(int64)],
  ["float", number(float)],
  ["double", number(double)],
]);

export const LOOSE_FORMATS: Formats = new Map<string, Format>([
  ...FORMATS,
  ["date-time", text(looseDateTime)],
  ["time", text(looseTime)],
  ["email", text(looseEmail)],
  ["idn-email", text(looseEmail)],
  ["hostname", text(looseHostname)],
  ["idn-hostname", text(looseHostname)],
  ["uri", text(looseUri)],
  ["url", text(looseUri)],
  ["iri", text(looseUri)],
]);

export const NO_FORMATS: Formats = new Map();

/** @param own formats of the application, over those that are there */
export function formatsOf(strictness: FormatStrictness, own: Readonly<Record<string, Format>> = {}): Formats {
  const base = strictness === "strict" ? FORMATS : strictness === "loose" ? LOOSE_FORMATS : NO_FORMATS;
  const added = Object.entries(own);
  return added.length === 0 ? base : new Map([...base, ...added]);
}
