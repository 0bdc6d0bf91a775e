/** The few words that generated text is made of, and what a property's name suggests. */

import { fraction, type Hash, integer, mix, pick } from "./hash.ts";

const FIRST = [
  "Ada",
  "Grace",
  "Alan",
  "Katherine",
  "Edsger",
  "Barbara",
  "Donald",
  "Radia",
  "Niklaus",
  "Frances",
  "Dennis",
  "Hedy",
];
const LAST = [
  "Lovelace",
  "Hopper",
  "Turing",
  "Johnson",
  "Dijkstra",
  "Liskov",
  "Knuth",
  "Perlman",
  "Wirth",
  "Allen",
  "Ritchie",
  "Lamarr",
];
const CITIES = ["Oslo", "Lisbon", "Kyoto", "Nairobi", "Quito", "Tartu", "Perth", "Halifax", "Lyon", "Pune"];
const COUNTRIES: readonly (readonly [name: string, code: string])[] = [
  ["Norway", "NO"],
  ["Portugal", "PT"],
  ["Japan", "JP"],
  ["Kenya", "KE"],
  ["Ecuador", "EC"],
  ["Estonia", "EE"],
  ["Canada", "CA"],
];
const STREETS = ["Mill Lane", "High Street", "Station Road", "Harbour Way", "Elm Avenue"];
const COLORS = ["teal", "amber", "crimson", "olive", "indigo"];
const WORDS = [
  "amber",
  "birch",
  "cedar",
  "delta",
  "ember",
  "fjord",
  "grove",
  "harbor",
  "island",
  "juniper",
  "kernel",
  "lantern",
  "meadow",
  "north",
  "orchard",
  "pebble",
  "quartz",
  "river",
  "summit",
  "timber",
];

export const word = (hash: Hash): string => pick(hash, WORDS) ?? "amber";
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const phrase = (hash: Hash, count: number): string =>
  Array.from({ length: count }, (_, index) => word(mix(hash, index))).join(" ");

export const slug = (hash: Hash): string => `${word(hash)}-${word(mix(hash, "second"))}`;
export const host = (hash: Hash): string => `${word(hash)}.example.com`;
export const email = (hash: Hash): string =>
  `${(pick(hash, FIRST) ?? "ada").toLowerCase()}.${(pick(mix(hash, "last"), LAST) ?? "lovelace").toLowerCase()}@example.com`;
export const url = (hash: Hash): string => `https://example.com/${slug(hash)}`;

const DAY = 86_400_000;
/** Between the start of 2024 and the end of 2025, in milliseconds; of two names of one object, that of the later event is the later. */
export function instant(hash: Hash, name: string): number {
  const year = /updat|modif|chang|last|end|expir|due|delet|clos|finish|complet|merged|pushed/i.test(name) ? 2025 : 2024;
  const start = Date.UTC(year, 0, 1);
  return start + Math.floor(fraction(hash) * 365) * DAY + Math.floor((fraction(mix(hash, "time")) * DAY) / 1000) * 1000;
}

const snakes = new Map<string, string>();

/** A property's name in lower case with underscores: `avatarUrl` is `avatar_url`. */
function snake(name: string): string {
  let snaked = snakes.get(name);
  if (snaked === undefined) {
    snaked = name
      .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
      .replaceAll(/[^A-Za-z\d]+/g, "_")
      .toLowerCase();
    snakes.set(name, snaked);
  }
  return snaked;
}

const TEXTS: readonly (readonly [name: RegExp, make: (hash: Hash, name: string) => string])[] = [
  [/(^|_)e?_?mail(_address)?$/, email],
  [/(^|_)(first|given)_?name$/, (hash) => pick(hash, FIRST) ?? "Ada"],
  [/(^|_)(last|family|sur)_?name$/, (hash) => pick(hash, LAST) ?? "Lovelace"],
  [
    /(^|_)(user_?name|login|handle|nick_?name)$/,
    (hash) => (pick(hash, FIRST) ?? "ada").toLowerCase() + integer(mix(hash, "number"), 10, 99),
  ],
  [
    /(^|_)(full_?|display_?|customer_?|student_?|author_?|teacher_?|owner_?)name$/,
    (hash) => `${pick(hash, FIRST)} ${pick(mix(hash, "last"), LAST)}`,
  ],
  [/^name$/, (hash) => `${pick(hash, FIRST)} ${pick(mix(hash, "last"), LAST)}`],
  [/(^|_)name$/, (hash) => capital(phrase(hash, 2))],
  [/(^|_)(city|town|location|place)$/, (hash) => pick(hash, CITIES) ?? "Oslo"],
  [/(^|_)country_?code$/, (hash) => pick(hash, COUNTRIES)?.[1] ?? "NO"],
  [/(^|_)country$/, (hash) => pick(hash, COUNTRIES)?.[0] ?? "Norway"],
  [/(^|_)(street|address|line_?1)$/, (hash) => `${integer(hash, 1, 120)} ${pick(mix(hash, "street"), STREETS)}`],
  [/(^|_)(zip|post(al)?)(_?code)?$/, (hash) => String(integer(hash, 10_000, 99_999))],
  [/(^|_)(phone|mobile|tel|fax)(_?number)?$/, (hash) => `+1555${integer(hash, 1_000_000, 9_999_999)}`],
  [
    /(^|_)(avatar|image|photo|picture|logo|icon|thumbnail)(_ur[li])?$/,
    (hash) => `https://example.com/images/${slug(hash)}.png`,
  ],
  [/(^|_)(ur[li]|href|link|website|homepage)$/, url],
  [
    /(^|_)(created|updated|modified|deleted|expires|started|ended|published)(_?(at|on|date))?$|_at$/,
    (hash, name) => new Date(instant(hash, name)).toISOString(),
  ],
  [/(^|_)date$/, (hash, name) => new Date(instant(hash, name)).toISOString().slice(0, 10)],
  [/(^|_)colou?r$/, (hash) => pick(hash, COLORS) ?? "teal"],
  [/(^|_)currency(_code)?$/, (hash) => pick(hash, ["EUR", "USD", "JPY", "NOK"]) ?? "EUR"],
  [/(^|_)(locale|lang(uage)?)$/, (hash) => pick(hash, ["en", "nb", "pt", "ja"]) ?? "en"],
  [/(^|_)time_?zone$/, (hash) => pick(hash, ["Europe/Oslo", "Asia/Tokyo", "America/Quito"]) ?? "Europe/Oslo"],
  [/(^|_)(title|subject|headline|label|caption)$/, (hash) => capital(phrase(hash, 3))],
  [
    /(^|_)(description|summary|bio|body|text|message|comment|content|note|notes|detail)$/,
    (hash) => `${capital(phrase(hash, 6))}.`,
  ],
  [/(^|_)slug$/, slug],
  [/(^|_)ids?$/, (hash) => hex(hash, 16)],
];

/** What the name suggests for a string; `undefined` when it suggests nothing. */
export function suggestedText(name: string, hash: Hash): string | undefined {
  const key = snake(name);
  return TEXTS.find(([test]) => test.test(key))?.[1](hash, key);
}

const NUMBERS: readonly (readonly [name: RegExp, from: number, to: number, digits: number])[] = [
  [/(^|_)ids?$/, 1, 99_999, 0],
  [/(^|_)lat(itude)?$/, -60, 70, 5],
  [/(^|_)(lng|lon|long|longitude)$/, -180, 180, 5],
  [/(^|_)(price|amount|total|cost|fee|balance)$/, 1, 500, 2],
  [/(^|_)age$/, 18, 80, 0],
  [/(^|_)year$/, 1990, 2025, 0],
  [/(^|_)(percent(age)?|progress)$/, 0, 100, 0],
  [/(^|_)(rating|score|grade)$/, 1, 5, 1],
  [/(^|_)(count|quantity|size|number|num|page|pages)$|_count$/, 0, 40, 0],
];

/** The range, with the number of decimal places, that the name suggests for a number. */
export function suggestedRange(
  name: string,
): { readonly from: number; readonly to: number; readonly digits: number } | undefined {
  const key = snake(name);
  const found = NUMBERS.find(([test]) => test.test(key));
  return found && { from: found[1], to: found[2], digits: found[3] };
}

export function hex(hash: Hash, digits: number): string {
  let text = "";
  for (let index = 0; text.length < digits; index += 1) text += mix(hash, index).toString(16).padStart(8, "0");
  return text.slice(0, digits);
}
