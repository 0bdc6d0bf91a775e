/** The string keywords of a plan, and texts that satisfy them. */

import { isObject } from "../../core/json-object.ts";
import { FORMATS, isFormat } from "../../core/formats/index.ts";
import { patternOf } from "../../core/pattern/index.ts";
import { parsePattern, type Parsed } from "../../core/pattern/parse.ts";
import { codePoints } from "../../core/schema/values.ts";
import type { Condition, Search, SearchPart } from "./automaton.ts";
import { FORMAT_TEXTS } from "./formats.ts";
import { type Hash, mix } from "./hash.ts";
import { isWhole, lengthsOf, matching } from "./pattern.ts";
import type { TextSpec } from "./plan-types.ts";
import { type Atom, NOTHING, type Nothing, numbers } from "./schema.ts";
import { slug, word } from "./words.ts";

/** The number of random texts of a pattern before its automaton is used. */
const TRIES = 24;
/** Longer texts are not made. */
const LONGEST = 200_000;

export class MergedTextSpec implements TextSpec {
  readonly least: number;
  readonly most: number;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
  readonly #formats: readonly string[];
  readonly #patterns: readonly string[];
  readonly #excluded: readonly string[];
  readonly #plain: boolean;
  readonly #find: SearchPart | undefined;
  #impossible: { readonly reason: string | undefined } | undefined;
  #search: { readonly found: Search | undefined } | undefined;
  readonly #parsed = new Map<string, Parsed | undefined>();

  /** @param find finds texts if random ones do not match */
  constructor(atoms: readonly Atom[], find: SearchPart | undefined) {
    this.#find = find;
    const texts = (keyword: string): string[] =>
      atoms.map((atom) => atom[keyword]).filter((value) => typeof value === "string");
    this.least = Math.max(0, ...numbers(atoms, "minLength"));
    this.most = Math.min(Infinity, ...numbers(atoms, "maxLength"));
    this.#formats = texts("format");
    this.#patterns = [...new Set(texts("pattern"))];
    this.#excluded = atoms.flatMap(({ not }) =>
      isObject(not) && typeof not["pattern"] === "string" && Object.keys(not).length === 1 ? [not["pattern"]] : [],
    );
    [this.format] = this.#formats;
    [this.pattern] = this.#patterns;
    this.#plain = this.#formats.length + this.#patterns.length + this.#excluded.length === 0;
  }

  fits(text: string): boolean {
    const { least, most } = this;
    if ((text.length < 2 * least && codePoints(text) < least) || (text.length > most && codePoints(text) > most))
      return false;
    return (
      this.#plain ||
      (this.#patterns.every((pattern) => patternOf(pattern).test(text)) &&
        this.#excluded.every((pattern) => !patternOf(pattern).test(text)) &&
        this.#formats.every((name) => {
          const format = FORMATS.get(name);
          return format === undefined ? isFormat(name, text) : format.type !== "string" || format.check(text);
        }))
    );
  }

  get impossible(): string | undefined {
    return (this.#impossible ??= { reason: this.#contradiction() }).reason;
  }

  #contradiction(): string | undefined {
    const { least, most } = this;
    if (least > most) return `minLength ${least} is above maxLength ${most}`;
    for (const format of this.#formats) {
      const [shortest, longest] = Object.hasOwn(FORMAT_TEXTS, format) ? FORMAT_TEXTS[format]!.lengths : [0, Infinity];
      if (shortest > most || longest < least)
        return `no text of the format ${format} has ${shortest > most ? `at most ${most}` : `at least ${least}`} characters`;
    }
    for (const pattern of this.#patterns) {
      const read = this.#read(pattern);
      if (read === undefined) continue;
      const [shortest, longest] = lengthsOf(read.tree);
      if ((read.unicode ? shortest : shortest / 2) > most)
        return `no text of at most ${most} characters matches ${pattern}`;
      if (isWhole(read.tree) && longest < least) return `no text of at least ${least} characters matches ${pattern}`;
    }
    return undefined;
  }

  get proved(): string | undefined {
    if (this.impossible !== undefined || this.#patterns.length === 0) return this.impossible;
    const all = [...this.#patterns, ...this.#formats.map((format) => `the format ${format}`)].join(" and ");
    return this.#automaton()?.empty === true ? `no text of the lengths that there may be matches ${all}` : undefined;
  }

  /** The tree of a pattern, parsed once; undefined: the pattern cannot be parsed. */
  #read(pattern: string): Parsed | undefined {
    if (!this.#parsed.has(pattern)) this.#parsed.set(pattern, parsePattern(pattern));
    return this.#parsed.get(pattern);
  }

  #automaton(): Search | undefined {
    if (this.#find === undefined) return undefined;
    if (this.#search !== undefined) return this.#search.found;
    const { find, shapes } = this.#find;
    const shapesOfFormats = this.#formats.flatMap((name) => (Object.hasOwn(shapes, name) ? [shapes[name]!] : []));
    const conditions: Condition[] = [
      ...this.#patterns.map((pattern) => ({ pattern, negative: false })),
      ...this.#excluded.map((pattern) => ({ pattern, negative: true })),
      ...shapesOfFormats.map((pattern) => ({ pattern, negative: false })),
    ].flatMap(({ pattern, negative }) => {
      const read = this.#read(pattern);
      return read === undefined ? [] : [{ parsed: read, negative }];
    });
    const found = conditions.length === 0 ? undefined : find(conditions, this.least, this.most);
    this.#search = { found };
    return found;
  }

  make(hash: Hash, name: string, wanted?: unknown): string | Nothing {
    const { least, most } = this;
    if (this.impossible !== undefined || least > LONGEST) return NOTHING;
    // No validator checks this format of a text, so a name must not choose the text.
    const isInteger = this.format === "int64" || this.format === "uint64";
    if (typeof wanted === "string" && !isInteger) {
      if (this.fits(wanted)) return wanted;
      const cut = cutTo(wanted, most);
      if (wanted !== "" && cut !== "" && this.fits(cut)) return cut;
    }
    for (const format of this.#formats) {
      const made = this.#formatted(format, hash, name);
      if (made !== undefined) return made;
    }
    if (!this.#plain) {
      const made = this.#matching(hash);
      if (made !== undefined) return made;
    }
    for (const text of [slug(hash), word(hash), padded(word(hash), least, hash), ""]) {
      const cut = cutTo(text, most);
      if (this.fits(cut)) return cut;
    }
    return NOTHING;
  }

  #formatted(format: string, hash: Hash, name: string): string | undefined {
    const known = Object.hasOwn(FORMAT_TEXTS, format) ? FORMAT_TEXTS[format] : undefined;
    if (known === undefined) return undefined;
    for (let attempt = 0; attempt < 3; attempt++) {
      const here = attempt === 0 ? hash : mix(hash, attempt);
      for (const text of known.make(here, name)) {
        if (this.fits(text)) return text;
        const missing = this.least - text.length;
        const longer = missing > 0 ? known.longer?.(text, missing) : undefined;
        if (longer !== undefined && this.fits(longer)) return longer;
      }
    }
    return known.short !== undefined && this.fits(known.short) ? known.short : undefined;
  }

  #matching(hash: Hash): string | undefined {
    if (this.#patterns.length > 0) {
      const tries = this.#patterns.length + this.#excluded.length > 1 ? TRIES / 3 : TRIES;
      for (let attempt = 0; attempt < tries; attempt++) {
        const read = this.#read(this.#patterns[attempt % this.#patterns.length]!);
        if (read === undefined) continue;
        // few repetitions first, then as many as the length requires
        const stretch = attempt < 6 ? 6 : attempt < 14 ? Math.max(this.least, 8) : Math.min(this.most, 64);
        const text = matching(read, attempt === 0 ? hash : mix(hash, attempt), stretch);
        if (text === undefined) continue;
        if (this.fits(text)) return text;
        // a pattern without an end anchor allows more text
        const more = padded(text, this.least, hash);
        if (more !== text && this.fits(more)) return more;
      }
    }
    const found = this.#automaton();
    for (let attempt = 0; attempt < 8 && found !== undefined; attempt++) {
      const text = found.make(attempt === 0 ? hash : mix(hash, attempt));
      if (text === undefined) break;
      if (this.fits(text)) return text;
    }
    return undefined;
  }
}

/** By code points. */
function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = Array.from(text).slice(0, most).join("");
  return cut.trimEnd();
}

function padded(text: string, length: number, hash: Hash): string {
  let longer = text;
  for (let index = 0; longer.length < length; index++) longer += word(mix(hash, index));
  return longer.slice(0, Math.max(text.length, length));
}
