/** Strings and numbers within their constraints. */

import { codePoints, stringHolds, numberHolds } from "./check.ts";
import { fraction, type Hash, integer, mix, pick } from "./hash.ts";
import { matching } from "./pattern.ts";
import type { Atom } from "./schema.ts";
import { email, hex, host, instant, slug, suggestedRange, suggestedText, url, word } from "./words.ts";

/** Nothing satisfies it, as far as can be told. */
export const NOTHING: unique symbol = Symbol("nothing");
export type Nothing = typeof NOTHING;

type Make = (hash: Hash, name: string) => string;

const octet = (hash: Hash, key: string): number => integer(mix(hash, key), 1, 254);
const iso: Make = (hash, name) => new Date(instant(hash, name)).toISOString();

function uuid(hash: Hash): string {
  const digits = hex(hash, 32);
  // RFC 9562 §5.4: version 4, variant 10.
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${"89ab".charAt(hash % 4)}${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const FORMATS: Readonly<Record<string, Make>> = {
  "date-time": (hash, name) => iso(hash, name).replace(".000Z", "Z"),
  date: (hash, name) => iso(hash, name).slice(0, 10),
  time: (hash, name) => iso(hash, name).slice(11, 19) + "Z",
  "iso-time": (hash, name) => iso(hash, name).slice(11, 19),
  "iso-date-time": (hash, name) => iso(hash, name).slice(0, 19),
  duration: (hash) => `PT${integer(hash, 1, 59)}M`,
  email,
  "idn-email": email,
  hostname: host,
  "idn-hostname": host,
  ipv4: (hash) => `192.0.2.${octet(hash, "d")}`,
  ipv6: (hash) => `2001:db8::${octet(hash, "d").toString(16)}`,
  uri: url,
  url,
  iri: url,
  "uri-reference": (hash) => `/${slug(hash)}`,
  "iri-reference": (hash) => `/${slug(hash)}`,
  "uri-template": (hash) => `/${word(hash)}/{id}`,
  uuid,
  "json-pointer": (hash) => `/${word(hash)}`,
  "json-pointer-uri-fragment": (hash) => `#/${word(hash)}`,
  "relative-json-pointer": (hash) => `1/${word(hash)}`,
  regex: (hash) => `^${word(hash)}$`,
  byte: (hash) => btoa(word(hash)),
  base64: (hash) => btoa(word(hash)),
  binary: word,
  "repo.nwo": (hash) => `${word(hash)}/${word(mix(hash, "name"))}`,
};

/** How many texts are tried before it is given up. */
const TRIES = 60;

/** A string that all atoms allow; `name` is that of the property it is for. */
export function textFor(atoms: readonly Atom[], hash: Hash, name: string): string | Nothing {
  const fits = (text: string): boolean => atoms.every((atom) => stringHolds(text, atom));
  const shortest = Math.max(0, ...numbers(atoms, "minLength"));
  const longest = Math.min(Infinity, ...numbers(atoms, "maxLength"));
  if (shortest > longest) return NOTHING;

  const formats = atoms.map((atom) => atom["format"]).filter((format) => typeof format === "string");
  const patterns = atoms.map((atom) => atom["pattern"]).filter((pattern) => typeof pattern === "string");
  for (const format of formats) {
    const make = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
    if (make === undefined) continue;
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const text = make(mix(hash, attempt), name);
      if (fits(text)) return text;
    }
    if (patterns.length === 0 && format !== "binary" && format !== "byte") {
      const text = stretched(format, make(hash, name), shortest);
      if (text !== undefined && fits(text)) return text;
    }
  }
  if (patterns.length > 0) {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const pattern = patterns[attempt % patterns.length] ?? "";
      // Few repetitions first, then as many as the length asks for.
      const stretch = attempt < 12 ? 4 : attempt < 36 ? Math.max(shortest, 8) : Math.min(longest, 64);
      const text = matching(pattern, mix(hash, attempt), stretch);
      if (text === undefined) continue;
      if (fits(text)) return text;
      // An expression that is not anchored bears more text at its end.
      const padded = pad(text, shortest, hash);
      if (fits(padded)) return padded;
    }
  }
  const suggested = suggestedText(name, hash);
  if (suggested !== undefined && fits(suggested)) return suggested;
  for (const text of [
    slug(hash),
    word(hash),
    pad(word(hash), shortest, hash),
    pad("", shortest, hash).slice(0, longest),
    "",
  ]) {
    const clipped = text.length > longest ? text.slice(0, longest) : text;
    if (fits(clipped)) return clipped;
  }
  return NOTHING;
}

function pad(text: string, length: number, hash: Hash): string {
  let padded = text;
  for (let index = 0; codePoints(padded) < length; index += 1) padded += word(mix(hash, index));
  return padded.slice(0, Math.max(text.length, length));
}

/** A longer text of the same format, where the format has room. */
function stretched(format: string, text: string, length: number): string | undefined {
  const missing = length - text.length;
  if (missing <= 0) return undefined;
  if (/uri|iri|url/.test(format)) return text + "a".repeat(missing);
  if (/email/.test(format)) return "a".repeat(Math.min(missing, 40)) + text;
  return undefined;
}

export const numbers = (atoms: readonly Atom[], keyword: string): number[] =>
  atoms.map((atom) => atom[keyword]).filter((value) => typeof value === "number");

/** A number that all atoms allow. */
export function numberFor(atoms: readonly Atom[], whole: boolean, hash: Hash, name: string): number | Nothing {
  const fits = (value: number): boolean =>
    Number.isFinite(value) && (!whole || Number.isInteger(value)) && atoms.every((atom) => numberHolds(value, atom));
  const minimum = Math.max(-Infinity, ...numbers(atoms, "minimum"), ...numbers(atoms, "exclusiveMinimum"));
  const maximum = Math.min(Infinity, ...numbers(atoms, "maximum"), ...numbers(atoms, "exclusiveMaximum"));
  if (minimum > maximum) return NOTHING;
  const multiples = numbers(atoms, "multipleOf");
  const suggestion = suggestedRange(name) ?? { from: 1, to: 1000, digits: whole ? 0 : 2 };

  // What the name suggests, clipped to what is allowed; where the two do not meet, near the bound.
  let from = Math.max(minimum, suggestion.from);
  let to = Math.min(maximum, suggestion.to);
  if (from > to)
    [from, to] =
      minimum > suggestion.to
        ? [minimum, Math.min(maximum, minimum + 1000)]
        : [Math.max(minimum, maximum - 1000), maximum];
  const step = multiples.length > 0 ? Math.max(...multiples) : whole ? 1 : 10 ** -suggestion.digits;
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  for (let attempt = 0; attempt < 40 && first <= last; attempt += 1) {
    const value = integer(mix(hash, attempt), first, last) * step;
    const rounded = Number(value.toPrecision(12));
    if (fits(rounded)) return rounded;
    if (fits(value)) return value;
  }
  const between = minimum + (maximum - minimum) * (0.25 + fraction(hash) / 2);
  const candidates = [
    minimum,
    maximum,
    minimum + 1,
    maximum - 1,
    Math.ceil(minimum),
    Math.floor(maximum),
    between,
    0,
    ...multiples,
  ];
  return pick(0, candidates.filter(fits)) ?? NOTHING;
}
