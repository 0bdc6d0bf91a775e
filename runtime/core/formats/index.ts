/**
 * Formats (JSON Schema 2020-12 validation §7, and the OpenAPI format registry): each is described here, once. A format
 * applies to values of its own type only. An unknown format accepts every value.
 */

import { email, hostname, idnEmail, idnHostname, ipv4, ipv6, looseEmail, looseHostname } from "./address.ts";
import { byte, double, float, int32, int64, jsonPointer, regex, relativeJsonPointer, uuid } from "./plain.ts";
import { date, dateTime, duration, looseDateTime, looseTime, time } from "./time.ts";
import { iri, iriReference, looseUri, uri, uriReference, uriTemplate } from "./uri.ts";

interface FormatDescription {
  /** The noun in messages, which begin with "must be": `a UUID`. Default: the name of the format. */
  readonly noun?: string;
  /** Its texts contain no character that JSON escapes. */
  readonly needsNoEscapes?: true;
}
export interface StringFormat extends FormatDescription {
  readonly type: "string";
  readonly check: (text: string) => boolean;
}
export interface NumberFormat extends FormatDescription {
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

const text = (check: StringFormat["check"], noun: string): Format => ({ type: "string", check, noun });
const plain = (check: StringFormat["check"], noun: string): Format => ({
  type: "string",
  check,
  noun,
  needsNoEscapes: true,
});
const number = (check: NumberFormat["check"], noun: string): Format => ({ type: "number", check, noun });

/** Formats of the application, by name. */
const added = new Map<string, Format>();

/**
 * Adds a format that Tenon does not know to all validators: `addFormat("iban", { type: "string", check, noun: "an IBAN" })`.
 * @throws Error for a format of Tenon, because generated code calls its function directly
 */
export function addFormat(name: string, format: Format): void {
  if (FORMATS.has(name)) throw new Error(`Tenon has a format "${name}": choose another name for yours`);
  added.set(name, format);
}

/** A format of the application. */
export const addedFormat = (name: string): Format | undefined => added.get(name);

/** Whether a value has a format of the application; every value has a format that was not added. */
export function isFormat(name: string, value: unknown): boolean {
  const format = added.get(name);
  if (format === undefined) return true;
  if (format.type === "string") return typeof value !== "string" || format.check(value);
  return typeof value !== "number" || format.check(value);
}

export const FORMATS: Formats = new Map<string, Format>([
  ["date-time", plain(dateTime, "a date and time with an offset (2026-11-22T13:17:00Z)")],
  ["date", plain(date, "a date (2026-11-22)")],
  ["time", plain(time, "a time with an offset (13:17:00Z)")],
  ["duration", plain(duration, "a duration (P1DT2H)")],
  ["email", text(email, "an e-mail address")],
  ["idn-email", text(idnEmail, "an e-mail address")],
  ["hostname", text(hostname, "a host name")],
  ["idn-hostname", text(idnHostname, "a host name")],
  ["ipv4", plain(ipv4, "an IPv4 address")],
  ["ipv6", plain(ipv6, "an IPv6 address")],
  ["uri", plain(uri, "a URI")],
  ["url", plain(uri, "a URL")],
  ["uri-reference", plain(uriReference, "a URI or a relative reference")],
  ["uri-template", text(uriTemplate, "a URI template")],
  ["iri", text(iri, "an IRI")],
  ["iri-reference", text(iriReference, "an IRI or a relative reference")],
  ["uuid", plain(uuid, "a UUID")],
  ["json-pointer", text(jsonPointer, "a JSON Pointer")],
  ["relative-json-pointer", text(relativeJsonPointer, "a relative JSON Pointer")],
  ["regex", text(regex, "a regular expression")],
  ["byte", text(byte, "base64")],
  ["int32", number(int32, "a 32-bit integer")],
  ["int64", number(int64, "a 64-bit integer")],
  ["float", number(float, "a number of single precision")],
  ["double", number(double, "a number of double precision")],
]);

export const LOOSE_FORMATS: Formats = new Map<string, Format>([
  ...FORMATS,
  ["date-time", text(looseDateTime, "a date and time (2026-11-22T13:17:00)")],
  ["time", text(looseTime, "a time (13:17:00)")],
  ["email", text(looseEmail, "an e-mail address")],
  ["idn-email", text(looseEmail, "an e-mail address")],
  ["hostname", text(looseHostname, "a host name")],
  ["idn-hostname", text(looseHostname, "a host name")],
  ["uri", text(looseUri, "a URI")],
  ["url", text(looseUri, "a URL")],
  ["iri", text(looseUri, "an IRI")],
]);

/** Formats that say what a text is for, and nothing that can be checked. */
export const ANNOTATION_FORMATS: ReadonlySet<string> = new Set(
  "binary password html commonmark char media-range".split(" "),
);

export const NO_FORMATS: Formats = new Map();

/** @param own formats of the application, which replace those of Tenon */
export function formatsOf(strictness: FormatStrictness, own: Readonly<Record<string, Format>> = {}): Formats {
  const base = strictness === "strict" ? FORMATS : strictness === "loose" ? LOOSE_FORMATS : NO_FORMATS;
  const added = Object.entries(own);
  return added.length === 0 ? base : new Map([...base, ...added]);
}
