/** Suggestions by the table of names, formats and ranges. */

import { fraction, type Hash, mix } from "../generate/hash.ts";
import { meaningOf, singular, subject, wordsOf } from "./names.ts";
import { halved, type Range, RANGES, withoutEnds } from "./ranges.ts";
import { type At, instant, MEANINGS, NAMES, TEXTS } from "./texts.ts";
import type { Make, Suggest, SuggestPlace } from "./types.ts";
import { hex, PLACES, word } from "./words.ts";

/** By the table alone. @param now milliseconds since 1970, for what is still to come */
export const suggestAt =
  (now: () => number): Suggest =>
  (asked) => {
    const place = { ...asked, ...limitsOf(asked.schema), now };
    const words = wordsOf(place.name);
    const make =
      place.type === "string"
        ? text(place, words)
        : place.type === "integer" || place.type === "number"
          ? number(place, words)
          : place.type === "boolean" && words.some((each) => UNUSUAL.test(each))
            ? () => false
            : undefined;
    return make && { make };
  };

/** The same by the clock of the machine. */
export const suggest: Suggest = suggestAt(() => Date.now());

type LimitedPlace = Omit<SuggestPlace, "explain"> & ReturnType<typeof limitsOf> & { readonly now: () => number };

function limitsOf(schema: SuggestPlace["schema"]) {
  const count = (keyword: string, otherwise: number): number => {
    const value = schema[keyword];
    return typeof value === "number" ? value : otherwise;
  };
  const { format, pattern } = schema;
  return {
    format: typeof format === "string" ? format : undefined,
    pattern: typeof pattern === "string" ? pattern : "",
    shortest: count("minLength", 0),
    longest: count("maxLength", Infinity),
    minimum: Math.max(count("minimum", -Infinity), count("exclusiveMinimum", -Infinity)),
    maximum: Math.min(count("maximum", Infinity), count("exclusiveMaximum", Infinity)),
  };
}

/** What is said of few things. */
const UNUSUAL = /^(deleted|archived|disabled|blocked|banned|suspended|expired|deprecated|locked|errors?|failed)$/;

/** Of which of the object's persons, addresses …: `primary_email` is that of nobody else than `name`. */
const OWN = /^(primary|main|personal|user|public)$/;

const groupOf = (object: Hash, before: string): Hash =>
  before === "" || OWN.test(before) ? object : mix(object, before);

function text(place: LimitedPlace, words: readonly string[]): Make | undefined {
  const named = namedBy(place, words);
  const format = kindOf(place.format);
  // A format says what the text looks like; the name which one it is of those that look so.
  const kind = format === undefined || (format === "url" && named?.meaning === "image") ? named?.meaning : format;
  if (kind === undefined) {
    const range = place.format === undefined && place.name !== "value" ? number(place, words) : undefined;
    return range && ((hash, object) => String(range(hash, object)));
  }
  const make = TEXTS[exact(kind, place)];
  const before = named?.before ?? "";
  return (
    make &&
    ((hash, object) => {
      const at: At = { hash, object, group: groupOf(object, before), words, now: place.now() };
      return sized(make(at), kind, place, hash);
    })
  );
}

/** `time` as a format is not what it is as a name. */
const kindOf = (format = ""): string | undefined =>
  Object.hasOwn(TEXTS, format) ? format : MEANINGS.get(format.toLowerCase().replaceAll(/[^a-z\d]/g, ""));

/** What a text is by its name, else by its name behind that of what has it: the `code` of a `Country`. */
function namedBy(
  { parent, siblings }: LimitedPlace,
  words: readonly string[],
): { readonly meaning: string; readonly before: string } | undefined {
  const known = meaningOf(words, MEANINGS);
  const owner = subject(wordsOf(parent ?? ""));
  if (words.at(-1) === "name" && (known === undefined || words.length === 1)) {
    const before = words.slice(0, -1);
    const whose = before.length > 0 ? singular(before.at(-1) ?? "") : owner;
    const meaning = NAMES.get(whose) ?? (whose === "" || siblings?.some(isPersonal) === true ? "fullname" : "label");
    return { meaning, before: before.join(" ") };
  }
  if (words.length > 1 || owner === "") return known;
  const together = MEANINGS.get(owner + (words[0] ?? ""));
  return together === undefined ? known : { meaning: together, before: "" };
}

/** A property that only persons have. */
const isPersonal = (name: string): boolean =>
  /^(e?_?mail|birth.*|dob|age|gender|first_?name|last_?name|phone)$/i.test(name);

/** The same thing in another notation, where only that has room. */
function exact(kind: string, { longest, pattern }: LimitedPlace): string {
  if (kind === "country" && longest < 3) return "countrycode";
  if (kind === "locale" && longest < 5) return "language";
  if (kind === "color" && (longest === 7 || pattern.includes("#"))) return "hexcolor";
  return kind;
}

const PROSE = new Set(["title", "label", "description", "company"]);
const HEX = new Set(["token", "sha", "id"]);

/** Longer or shorter, where the kind has room for it. */
function sized(made: string, kind: string, { shortest, longest }: LimitedPlace, hash: Hash): string {
  if (made.length >= shortest && made.length <= longest) return made;
  if (HEX.has(kind)) return hex(hash, Math.min(longest, Math.max(shortest, 16)));
  if (!PROSE.has(kind)) return made;
  let sized = made;
  for (let index = 0; sized.length < shortest && index < shortest; index += 1)
    sized += ` ${word(mix(hash, `more ${index}`))}`;
  // Between words where there is one to cut at.
  if (sized.length > longest)
    sized = sized
      .slice(0, longest + 1)
      .replace(/[\s.]+\S*$/, "")
      .slice(0, longest);
  return sized.length < shortest ? sized.padEnd(shortest, "a") : sized;
}

function number(place: LimitedPlace, words: readonly string[]): Make | undefined {
  const { minimum, maximum, type } = place;
  const found = meaningOf(withoutEnds(words), RANGES) ?? endOfRange(words, type);
  if (found === undefined) {
    const meaning = meaningOf(words, MEANINGS)?.meaning;
    const epoch =
      /unix|epoch|timestamp/.test(place.format ?? "") || (meaning === "date-time" && words.at(-1) !== "time");
    const unit = words.some((each) => /^m(illi)?s/.test(each)) || minimum > 1e11 ? 1 : 1000;
    if (!epoch || type === "string" || maximum < 2e9 || minimum > 2e12) return undefined;
    return (hash, object) => Math.floor(instant({ hash, object, group: object, words, now: place.now() }) / unit);
  }
  const range = halved(clipped(found.meaning, minimum, maximum), words);
  const scale = type === "integer" ? 1 : 10 ** range.digits;
  const low = Math.ceil(range.from * scale);
  const high = Math.floor(range.to * scale);
  if (low > high) return undefined;
  // The columns of a place.
  const column = range.digits < 5 ? 0 : (words.at(-1) ?? "").startsWith("lat") ? 8 : 9;
  return (hash, object) => {
    const near =
      column === 0
        ? Infinity
        : Number(PLACES[mix(groupOf(object, found.before), "place") % PLACES.length]?.[column]) + fraction(hash) / 50;
    const value =
      near < range.to && near > range.from
        ? Math.round(near * scale)
        : low + Math.floor(fraction(hash) * (high - low + 1));
    return value / scale;
  };
}

/** `min` and `max` of nothing that is known. */
const endOfRange = (
  words: readonly string[],
  type: SuggestPlace["type"],
): { readonly meaning: Range; readonly before: string } | undefined =>
  type !== "string" && words.some((word) => /^(min|max)(imum)?$/.test(word))
    ? { meaning: { from: 0, to: 100, digits: 0 }, before: "" }
    : undefined;

/** Within the bounds; near them where the range lies outside. */
function clipped(range: Range, minimum: number, maximum: number): Range {
  const width = range.to - range.from;
  if (minimum > range.to) return { ...range, from: minimum, to: Math.min(maximum, minimum + width) };
  if (maximum < range.from) return { ...range, from: Math.max(minimum, maximum - width), to: maximum };
  return { ...range, from: Math.max(minimum, range.from), to: Math.min(maximum, range.to) };
}
