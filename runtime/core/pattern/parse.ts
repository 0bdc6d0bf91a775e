/**
 * A regular expression of ECMA-262 (§22.2.1) as a tree. What a class or an escape matches is left to the engine's own
 * `RegExp`, one code point at a time: only the structure is read here.
 */

export type Tree =
  | { readonly kind: "one"; readonly set: CharacterSet }
  | { readonly kind: "all" | "any"; readonly items: readonly Tree[] }
  | Repeat
  | { readonly kind: "start" | "end" | "boundary" | "noBoundary" }
  | { readonly kind: "look"; readonly negative: boolean; readonly behind: boolean; readonly item: Tree }
  | { readonly kind: "group"; readonly group: number; readonly item: Tree }
  /** More than one group where several have the same name: one of them at most has matched. */
  | { readonly kind: "back"; readonly groups: readonly number[] };

export interface Repeat {
  readonly kind: "repeat";
  readonly item: Tree;
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
  /** The groups within: from the first to before the last. */
  readonly groups: readonly [first: number, last: number];
}

/** Which code points one place of a pattern matches. */
export interface CharacterSet {
  readonly source: string;
  has(point: number): boolean;
}

export interface Parsed {
  readonly tree: Tree;
  /** Whether it is read by code points: with the flag `u`. */
  readonly unicode: boolean;
  /** What each group matches; they count from 0. */
  readonly groups: readonly Tree[];
  /** Whether there are back-references or look-behinds: they cannot be run in linear time. */
  readonly rare: boolean;
}

/**
 * The set notation of the flag `v` is none here: JSON Schema has the flag `u`.
 *
 * @returns undefined for modifiers (`(?i:a)`), names of groups that are written with escapes, and what is no pattern
 */
export function parsePattern(source: string): Parsed | undefined {
  for (const flags of ["u", ""]) {
    try {
      new RegExp(source, flags);
    } catch {
      continue;
    }
    try {
      return new Parser(source, flags).whole();
    } catch (error) {
      if (error instanceof Unsupported) return undefined;
      throw error;
    }
  }
  return undefined;
}

class Unsupported extends Error {}

/** With the flag `u` (ECMA-262 §22.2.1). */
const ESCAPE =
  /^\\(?:0|u\{[^}]*\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[^])/u;
/** Without it (§B.1.2): by code units, and `\u{7a}` and `\p{L}` are letters with something in braces. */
const LEGACY_ESCAPE = /^\\(?:[0-3][0-7]{0,2}|[4-7][0-7]?|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[^])/;

class Parser {
  readonly #text: string;
  readonly #flags: string;
  readonly #sets = new Map<string, CharacterSet>();
  readonly #groups: Tree[] = [];
  readonly #named = new Map<string, number[]>();
  /** How many groups there are in the whole: a reference may stand before its group. */
  readonly #count: number;
  readonly #names: boolean;
  #rare = false;
  #opened = 0;
  #at = 0;

  constructor(text: string, flags: string) {
    this.#text = text;
    this.#flags = flags;
    const nothing = new RegExp(`|${text}`, flags).exec("");
    this.#count = (nothing?.length ?? 1) - 1;
    this.#names = nothing?.groups !== undefined;
  }

  whole(): Parsed {
    const tree = this.#alternatives();
    if (this.#at < this.#text.length) throw new Unsupported();
    return { tree, unicode: this.#flags === "u", groups: this.#groups, rare: this.#rare };
  }

  #alternatives(): Tree {
    const items = [this.#sequence()];
    while (this.#text[this.#at] === "|") {
      this.#at++;
      items.push(this.#sequence());
    }
    return items.length === 1 ? items[0]! : { kind: "any", items };
  }

  #sequence(): Tree {
    const items: Tree[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== "|" && this.#text[this.#at] !== ")")
      items.push(this.#repeated());
    return items.length === 1 ? items[0]! : { kind: "all", items };
  }

  #repeated(): Tree {
    const first = this.#opened;
    const item = this.#atom();
    const groups = [first, this.#opened] as const;
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#text.slice(this.#at, this.#at + 40));
    if (found === null) return item;
    this.#at += found[0].length;
    const [{ length }, sign, least, comma, most] = found;
    const lazy = length > 1 && found[0].endsWith("?");
    if (sign !== undefined)
      return { kind: "repeat", item, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity, lazy, groups };
    const min = Number(least);
    return { kind: "repeat", item, min, max: comma === undefined ? min : most ? Number(most) : Infinity, lazy, groups };
  }

  #atom(): Tree {
    const text = this.#text;
    const character = text[this.#at];
    switch (character) {
      case "^":
        this.#at++;
        return { kind: "start" };
      case "$":
        this.#at++;
        return { kind: "end" };
      case "(":
        return this.#group();
      case "[":
        return this.#one(this.#class());
      case "\\":
        return this.#escape();
      default:
        return this.#one(
          this.#flags === "u" ? String.fromCodePoint(text.codePointAt(this.#at) ?? 0) : (character ?? ""),
        );
    }
  }

  #group(): Tree {
    const opening = /^\((?:\?(?::|=|!|<=|<!|<[^>]*>))?/.exec(this.#text.slice(this.#at, this.#at + 200))?.[0] ?? "";
    if (opening === "(" && this.#text[this.#at + 1] === "?") throw new Unsupported(); // modifiers
    this.#at += opening.length;
    const behind = opening === "(?<=" || opening === "(?<!";
    const look = behind || opening === "(?=" || opening === "(?!";
    const group = look || opening === "(?:" ? undefined : this.#opened++;
    if (group !== undefined && opening !== "(") this.#groupsNamed(opening.slice(3, -1)).push(group);
    if (behind) this.#rare = true;
    const item = this.#alternatives();
    this.#at++; // the bracket is there: RegExp took the pattern
    if (look) return { kind: "look", negative: opening.endsWith("!"), behind, item };
    if (group === undefined) return item;
    this.#groups[group] = item;
    return { kind: "group", group, item };
  }

  /** The groups of a name: all of them when the whole has been read. */
  #groupsNamed(name: string): number[] {
    if (name.includes("\\")) throw new Unsupported();
    let groups = this.#named.get(name);
    if (groups === undefined) this.#named.set(name, (groups = []));
    return groups;
  }

  /** Without the flag `u`, `\2` is a character where there are fewer than two groups, and so is `\k` without names. */
  #reference(): Tree | undefined {
    const found = /^\\(?:([1-9]\d*)|k<([^>]*)>)/.exec(this.#text.slice(this.#at, this.#at + 200));
    if (found === null) return undefined;
    const [{ length }, digits, name] = found;
    if (name === undefined ? Number(digits) > this.#count : !this.#names) return undefined;
    this.#at += length;
    this.#rare = true;
    return { kind: "back", groups: name === undefined ? [Number(digits) - 1] : this.#groupsNamed(name) };
  }

  #class(): string {
    let end = this.#at + 1;
    while (this.#text[end] !== "]") end += this.#text[end] === "\\" ? 2 : 1;
    return this.#text.slice(this.#at, end + 1);
  }

  #escape(): Tree {
    const rest = this.#text.slice(this.#at, this.#at + 80);
    if (rest.startsWith("\\b") || rest.startsWith("\\B")) {
      this.#at += 2;
      return { kind: rest[1] === "b" ? "boundary" : "noBoundary" };
    }
    const reference = this.#reference();
    if (reference !== undefined) return reference;
    if (this.#flags === "" && /^\\c(?![A-Za-z])/.test(rest)) {
      this.#at--; // the backslash stands for itself, and the `c` too
      return this.#one("\\\\");
    }
    const escape = (this.#flags === "u" ? ESCAPE : LEGACY_ESCAPE).exec(rest);
    return this.#one(escape?.[0] ?? rest.slice(0, 2));
  }

  #one(source: string): Tree {
    this.#at += source.length;
    let set = this.#sets.get(source);
    if (set === undefined) this.#sets.set(source, (set = characterSet(source, this.#flags)));
    return { kind: "one", set };
  }
}

function characterSet(source: string, flags: string): CharacterSet {
  const expression = new RegExp(`^(?:${source})$`, flags);
  const known = new Map<number, boolean>();
  return {
    source,
    has(point) {
      let has = known.get(point);
      if (has === undefined) {
        has = expression.test(String.fromCodePoint(point));
        if (known.size < 4096) known.set(point, has);
      }
      return has;
    },
  };
}
