/**
 * A regular expression of ECMA-262 (§22.2.1) as a tree. What a class or an escape matches is left to the engine's own
 * `RegExp`, one code point at a time: only the structure is read here.
 */

export type Tree =
  | { readonly kind: "one"; readonly set: CharacterSet }
  | { readonly kind: "all" | "any"; readonly items: readonly Tree[] }
  | { readonly kind: "repeat"; readonly item: Tree; readonly min: number; readonly max: number }
  | { readonly kind: "start" | "end" | "boundary" | "noBoundary" }
  | { readonly kind: "look"; readonly negative: boolean; readonly item: Tree };

/** Which code points one place of a pattern matches. */
export interface CharacterSet {
  readonly source: string;
  has(point: number): boolean;
}

export interface Parsed {
  readonly tree: Tree;
  /** Whether it is read by code points: with the flag `u`. */
  readonly unicode: boolean;
}

/** @returns undefined for a back-reference, a look-behind, or what is no pattern at all */
export function parsePattern(source: string): Parsed | undefined {
  for (const flags of ["u", ""]) {
    try {
      new RegExp(source, flags);
    } catch {
      continue;
    }
    try {
      return { tree: new Parser(source, flags).whole(), unicode: flags === "u" };
    } catch (error) {
      if (error instanceof Unsupported) return undefined;
      throw error;
    }
  }
  return undefined;
}

class Unsupported extends Error {}

class Parser {
  readonly #text: string;
  readonly #flags: string;
  readonly #sets = new Map<string, CharacterSet>();
  #at = 0;

  constructor(text: string, flags: string) {
    this.#text = text;
    this.#flags = flags;
  }

  whole(): Tree {
    const tree = this.#alternatives();
    if (this.#at < this.#text.length) throw new Unsupported();
    return tree;
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
      items.push(this.#repeated(this.#atom()));
    return items.length === 1 ? items[0]! : { kind: "all", items };
  }

  #repeated(item: Tree): Tree {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#text.slice(this.#at, this.#at + 40));
    if (found === null) return item;
    this.#at += found[0].length;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined)
      return { kind: "repeat", item, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity };
    const min = Number(least);
    return { kind: "repeat", item, min, max: comma === undefined ? min : most ? Number(most) : Infinity };
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
    if (opening === "(?<=" || opening === "(?<!" || (opening === "(" && this.#text[this.#at + 1] === "?"))
      throw new Unsupported(); // look-behinds and modifiers
    this.#at += opening.length;
    const item = this.#alternatives();
    this.#at++; // the bracket is there: RegExp took the pattern
    return opening === "(?=" || opening === "(?!" ? { kind: "look", negative: opening === "(?!", item } : item;
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
    if (/^\\(?:[1-9]|k<)/.test(rest)) throw new Unsupported();
    const escape =
      /^\\(?:u\{[^}]*\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[^])/u.exec(
        rest,
      );
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
