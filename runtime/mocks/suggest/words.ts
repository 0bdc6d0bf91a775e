/** The vocabulary of plausible values: few words, each fit for every page. */

import { type Hash, integer, mix, pick } from "../generate/hash.ts";

const list = (text: string): readonly string[] => text.split(" ");

export const FIRST = list(
  "Ada Grace Alan Katherine Edsger Barbara Donald Radia Niklaus Frances Dennis Hedy Kenji Priya",
);
export const LAST = list(
  "Lovelace Hopper Turing Johnson Dijkstra Liskov Knuth Perlman Wirth Allen Ritchie Lamarr Tanaka Rao",
);
export const WORDS = list(
  "amber birch cedar delta ember fjord grove harbor island juniper kernel lantern meadow north orchard pebble quartz river summit timber",
);
/** Of one place: city, region, country and its code, currency, language, time zone, postal code, position, calling code. */
export const PLACES = [
  "Oslo|Oslo|Norway|NO|NOK|nb|Europe/Oslo|0150|59.91|10.75|47",
  "Lisbon|Lisboa|Portugal|PT|EUR|pt|Europe/Lisbon|1100|38.72|-9.14|351",
  "Kyoto|Kyoto|Japan|JP|JPY|ja|Asia/Tokyo|60008|35.01|135.77|81",
  "Nairobi|Nairobi|Kenya|KE|KES|en|Africa/Nairobi|00100|-1.29|36.82|254",
  "Quito|Pichincha|Ecuador|EC|USD|es|America/Guayaquil|17013|-0.18|-78.47|593",
  "Austin|Texas|United States|US|USD|en|America/Chicago|73301|30.27|-97.74|1",
].map((line) => line.split("|"));

export const oneOf = (hash: Hash, items: readonly string[]): string => pick(hash, items) ?? "";
export const word = (hash: Hash): string => oneOf(hash, WORDS);
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** One of several words of one text, none of them there twice. */
const nth = (hash: Hash, index: number): string =>
  WORDS[((hash % WORDS.length) + index * (1 + (mix(hash, 1) % 3) * 6)) % WORDS.length] ?? "";
export const slug = (hash: Hash): string => `${nth(hash, 0)}-${nth(hash, 1)}`;
export const host = (hash: Hash): string => `${word(hash)}.example.com`;
export const url = (hash: Hash): string => `https://example.com/${slug(hash)}`;
/** `count` words with spaces between, the first with a capital letter. */
export const phrase = (hash: Hash, count: number): string =>
  capital(Array.from({ length: count }, (_, index) => nth(hash, index)).join(" "));

export function hex(hash: Hash, length: number): string {
  let text = "";
  for (let index = 0; text.length < length; index += 1) text += mix(hash, index).toString(16).padStart(8, "0");
  return text.slice(0, length);
}

/** Decimal digits, the first of them not 0. */
export function digits(hash: Hash, length: number): string {
  let text = String(integer(hash, 1, 9));
  for (let index = 0; text.length < length; index += 1) text += String(mix(hash, index)).padStart(10, "0").slice(-7);
  return text.slice(0, length);
}

/** RFC 9562 §5.4: version 4, variant 10. */
export function uuid(hash: Hash): string {
  const all = hex(hash, 32);
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-${"89ab".charAt(hash % 4)}${all.slice(17, 20)}-${all.slice(20)}`;
}
