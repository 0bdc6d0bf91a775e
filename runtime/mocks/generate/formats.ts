/** Texts by their format. */

import { type Hash, integer, mix } from "./hash.ts";
import { email, host, instant, slug, url, uuid, word } from "./words.ts";

export interface FormatText {
  /** Some, the most usual first. */
  readonly make: (hash: Hash, name: string) => readonly string[];
  /** How long one can be. */
  readonly lengths: readonly [least: number, most: number];
  /** So much longer, where the format has room. */
  readonly longer?: (text: string, missing: number) => string;
  /** One of the shortest. */
  readonly short?: string;
}

const ANY = [0, Infinity] as const;
const iso = (hash: Hash, name: string): string => new Date(instant(hash, name)).toISOString();
const octet = (hash: Hash): number => integer(mix(hash, "d"), 1, 254);

const simple = (make: (hash: Hash) => string, more: Partial<FormatText> = {}): FormatText => ({
  lengths: ANY,
  ...more,
  make: (hash) => [make(hash)],
});

const EMAIL = simple(email, {
  lengths: [3, Infinity],
  longer: (text, missing) =>
    "a".repeat(Math.min(missing, 40)) + text.replace("@", `@${"mail.".repeat(Math.ceil(missing / 5))}`),
  short: "a@b.co",
});
const HOST = simple(host, {
  lengths: [1, 253],
  longer: (text, missing) => `${"mail.".repeat(Math.ceil(missing / 5))}${text}`,
  short: "a",
});
const URL = simple(url, {
  lengths: [2, Infinity],
  longer: (text, missing) => text + "a".repeat(missing),
  short: "a:b",
});
const REFERENCE = simple((hash) => `/${slug(hash)}`, {
  longer: (text, missing) => text + "a".repeat(missing),
  short: "",
});
const BASE64 = simple((hash) => btoa(word(hash)), {
  longer: (text, missing) => btoa("a".repeat(Math.ceil(missing / 4) * 3)) + text,
  short: "",
});

/** Integers as texts, as gRPC gateways write them. */
const DIGITS = simple((hash) => String(integer(hash, 1, 99_999)), {
  longer: (text, missing) => text + "0".repeat(missing),
  short: "1",
});

export const FORMAT_TEXTS: Readonly<Record<string, FormatText>> = {
  "date-time": {
    make: (hash, name) => {
      const text = iso(hash, name);
      return [text.replace(".000Z", "Z"), text, text.replace(".000Z", "+00:00")];
    },
    lengths: [20, Infinity],
    longer: (text, missing) => text.replace(/(?:\.\d+)?Z$/, `.${"0".repeat(missing + 3)}Z`),
  },
  date: { make: (hash, name) => [iso(hash, name).slice(0, 10)], lengths: [10, 10] },
  time: {
    make: (hash, name) => [`${iso(hash, name).slice(11, 19)}Z`, iso(hash, name).slice(11)],
    lengths: [9, Infinity],
  },
  "iso-time": { make: (hash, name) => [iso(hash, name).slice(11, 19)], lengths: ANY },
  "iso-date-time": { make: (hash, name) => [iso(hash, name).slice(0, 19)], lengths: ANY },
  duration: {
    make: (hash) => [`PT${integer(hash, 1, 59)}M`, `P${integer(hash, 1, 30)}D`, "P1DT2H3M4S"],
    lengths: [3, Infinity],
    short: "P1D",
  },
  email: EMAIL,
  "idn-email": EMAIL,
  hostname: HOST,
  "idn-hostname": HOST,
  ipv4: simple((hash) => `192.0.2.${octet(hash)}`, {
    lengths: [7, 15],
    short: "8.8.8.8",
  }),
  ipv6: simple((hash) => `2001:db8::${octet(hash).toString(16)}`, {
    lengths: [2, 45],
    short: "::",
  }),
  uri: URL,
  url: URL,
  iri: URL,
  "uri-reference": REFERENCE,
  "iri-reference": REFERENCE,
  "uri-template": simple((hash) => `/${word(hash)}/{id}`, { short: "" }),
  uuid: simple(uuid, { lengths: [36, 36] }),
  "json-pointer": simple((hash) => `/${word(hash)}`, { short: "" }),
  "json-pointer-uri-fragment": simple((hash) => `#/${word(hash)}`),
  "relative-json-pointer": simple((hash) => `1/${word(hash)}`, { short: "0" }),
  regex: simple((hash) => `^${word(hash)}$`, { short: "" }),
  byte: BASE64,
  base64: BASE64,
  binary: simple(word),
  int64: DIGITS,
  uint64: DIGITS,
  "repo.nwo": simple((hash) => `${word(hash)}/${word(mix(hash, "name"))}`),
};
