/**
 * Text that matches a regular expression, for the constructs that contracts use: literals, classes, groups,
 * alternatives, quantifiers, back references. Assertions other than anchors are skipped over; whoever asks tests the
 * text against the expression and asks again with another hash.
 */

import { fraction, type Hash, integer, mix, pick } from "./hash.ts";

type Node =
  | { readonly kind: "chars"; readonly chars: readonly string[] }
  | { readonly kind: "sequence"; readonly nodes: readonly Node[] }
  | { readonly kind: "choice"; readonly nodes: readonly Node[] }
  | { readonly kind: "repeat"; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly kind: "group"; readonly node: Node; readonly number: number }
  | { readonly kind: "back"; readonly number: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" };

const range = (from: string, to: string): string[] => {
  const chars: string[] = [];
  for (
    let code = from.codePointAt(0) ?? 0, last = to.codePointAt(0) ?? 0;
    code <= last && chars.length < 512;
    code += 1
  )
    chars.push(String.fromCodePoint(code));
  return chars;
};
const LOWER = range("a", "z");
const DIGITS = range("0", "9");
const WORD = [...LOWER, ...range("A", "Z"), ...DIGITS, "_"];
const PRINTABLE = range(" ", "~");
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  d: DIGITS,
  w: WORD,
  s: [" "],
  D: PRINTABLE.filter((char) => !DIGITS.includes(char)),
  W: PRINTABLE.filter((char) => !WORD.includes(char)),
  S: PRINTABLE.filter((char) => char !== " "),
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v", 0: "\0" };
/** Enough of the general categories and scripts that contracts name. */
const PROPERTIES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:Lu|Uppercase(?:_Letter)?)$/, range("A", "Z")],
  [/^(?:Ll|Lowercase(?:_Letter)?)$/, LOWER],
  [/^(?:N|Nd|Number|Decimal_Number)$/, DIGITS],
  [/^(?:P|Punctuation|Po|Pd|S|Symbol|Sc|Sm)$/, ["-"]],
  [/^(?:Z|Zs|Separator|Space_Separator)$/, [" "]],
  [/(?:=|^)(?:Han)$/, range("一", "十")],
  [/(?:=|^)(?:Cyrillic)$/, range("а", "я")],
  [/(?:=|^)(?:Greek)$/, range("α", "ω")],
  [/^/, [...LOWER, ...range("A", "Z")]],
];

class Unsupported extends Error {}

const parsed = new Map<string, Node | undefined>();

/** Parses once; `undefined` for what cannot be read. */
function parse(pattern: string): Node | undefined {
  if (!parsed.has(pattern)) {
    let node: Node | undefined;
    try {
      node = new Parser(pattern).parse();
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    }
    parsed.set(pattern, node);
  }
  return parsed.get(pattern);
}

class Parser {
  readonly #chars: readonly string[];
  #at = 0;
  #groups = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#chars = Array.from(pattern);
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#chars.length) throw new Unsupported();
    return node;
  }

  #choice(): Node {
    if (++this.#depth > 100) throw new Unsupported();
    const nodes = [this.#sequence()];
    while (this.#take("|")) nodes.push(this.#sequence());
    this.#depth -= 1;
    return nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : { kind: "choice", nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      const node = this.#quantified();
      if (node !== undefined) nodes.push(node);
    }
    return { kind: "sequence", nodes };
  }

  #quantified(): Node | undefined {
    const node = this.#atom();
    const quantifier = this.#quantifier();
    if (node === undefined || quantifier === undefined) return node;
    return { kind: "repeat", node, ...quantifier };
  }

  #quantifier(): { min: number; max: number } | undefined {
    let found: { min: number; max: number } | undefined;
    if (this.#take("*")) found = { min: 0, max: Infinity };
    else if (this.#take("+")) found = { min: 1, max: Infinity };
    else if (this.#take("?")) found = { min: 0, max: 1 };
    else {
      const text = /^\{(\d+)(,(\d*))?\}/.exec(this.#chars.slice(this.#at, this.#at + 24).join(""));
      if (text === null) return undefined;
      this.#at += text[0].length;
      const min = Number(text[1]);
      found = { min, max: text[2] === undefined ? min : text[3] === "" ? Infinity : Number(text[3]) };
    }
    if (!this.#take("?")) this.#take("+");
    return found;
  }

  #atom(): Node | undefined {
    const char = this.#next();
    switch (char) {
      case "^":
        return { kind: "start" };
      case "$":
        return { kind: "end" };
      case ".":
        return { kind: "chars", chars: WORD };
      case "[":
        return { kind: "chars", chars: this.#class() };
      case "(":
        return this.#group();
      case "\\":
        return this.#escape();
      default:
        return { kind: "chars", chars: [char] };
    }
  }

  #group(): Node | undefined {
    let assertion = false;
    let number: number | undefined;
    if (this.#take("?")) {
      if (this.#take(":")) number = undefined;
      else if (this.#take("=") || this.#take("!")) assertion = true;
      else if (this.#take("<")) {
        if (this.#take("=") || this.#take("!")) assertion = true;
        else {
          number = ++this.#groups;
          while (this.#next() !== ">");
        }
      } else throw new Unsupported();
    } else number = ++this.#groups;
    const node = this.#choice();
    if (!this.#take(")")) throw new Unsupported();
    if (assertion) return undefined;
    return number === undefined ? node : { kind: "group", node, number };
  }

  #escape(): Node | undefined {
    const char = this.#next();
    if (char === "b" || char === "B") return undefined;
    if (char === "A") return { kind: "start" };
    if (char === "z" || char === "Z") return { kind: "end" };
    if (/[1-9]/.test(char)) return { kind: "back", number: Number(char) };
    return { kind: "chars", chars: this.#escaped(char) };
  }

  #escaped(char: string): readonly string[] {
    const known = CLASSES[char];
    if (known !== undefined) return known;
    if (char === "p" || char === "P") {
      const name = this.#take("{") ? this.#until("}") : this.#next();
      const chars = PROPERTIES.find(([test]) => test.test(name))?.[1] ?? LOWER;
      return char === "p" ? chars : PRINTABLE.filter((other) => !chars.includes(other));
    }
    if (char === "u" || char === "x") {
      const digits = this.#take("{")
        ? this.#until("}")
        : this.#chars.slice(this.#at, (this.#at += char === "u" ? 4 : 2)).join("");
      const code = Number.parseInt(digits, 16);
      if (Number.isNaN(code) || code > 0x10ffff) throw new Unsupported();
      return [String.fromCodePoint(code)];
    }
    return [CONTROLS[char] ?? char];
  }

  #class(): string[] {
    const negated = this.#take("^");
    const chars: string[] = [];
    let first = true;
    while (first || this.#peek() !== "]") {
      first = false;
      const from = this.#classAtom();
      const dash = this.#peek() === "-" && this.#chars[this.#at + 1] !== "]" && from.length === 1;
      if (!dash) {
        chars.push(...from);
        if (this.#peek() === undefined) throw new Unsupported();
        continue;
      }
      this.#next();
      const to = this.#classAtom();
      if (to.length === 1) chars.push(...range(from[0] ?? "", to[0] ?? ""));
      else chars.push(...from, "-", ...to);
    }
    this.#next();
    const members = negated ? [...PRINTABLE, "é", "字"].filter((char) => !chars.includes(char)) : chars;
    if (members.length === 0) throw new Unsupported();
    // Letters and digits where there is a choice: they read better and meet further conditions more often.
    const plain = members.filter((char) => /[A-Za-z0-9]/.test(char));
    return plain.length > 0 ? plain : members;
  }

  #classAtom(): readonly string[] {
    const char = this.#next();
    if (char !== "\\") return [char];
    const escaped = this.#next();
    return escaped === "b" ? ["\b"] : this.#escaped(escaped);
  }

  #peek(): string | undefined {
    return this.#chars[this.#at];
  }
  #next(): string {
    const char = this.#chars[this.#at];
    if (char === undefined) throw new Unsupported();
    this.#at += 1;
    return char;
  }
  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at += 1;
    return true;
  }
  #until(end: string): string {
    let text = "";
    for (let char = this.#next(); char !== end; char = this.#next()) text += char;
    return text;
  }
}

/** More repetitions than this are made only where a quantifier demands them. */
const MANY = 64;
/** Longer text than this is given up. */
const LONGEST = 20_000;

/**
 * @param stretch how many times an open quantifier repeats beyond its minimum, at most
 * @returns text that probably matches; `undefined` when the expression cannot be read
 */
export function matching(pattern: string, hash: Hash, stretch: number): string | undefined {
  const root = parse(pattern);
  if (root === undefined) return undefined;
  const groups: string[] = [];
  let length = 0;

  const write = (node: Node, here: Hash): string => {
    if (length > LONGEST) return "";
    switch (node.kind) {
      case "chars": {
        length += 1;
        return pick(here, node.chars) ?? "";
      }
      case "sequence":
        return node.nodes.map((part, index) => write(part, mix(here, index))).join("");
      case "choice": {
        const chosen = pick(here, node.nodes);
        return chosen === undefined ? "" : write(chosen, mix(here, "choice"));
      }
      case "repeat": {
        const most = Math.min(node.max, node.min + Math.min(stretch, MANY));
        // Now and then exactly the most: the only way to some lengths.
        const count = fraction(mix(here, "most")) < 0.3 ? most : integer(mix(here, "count"), node.min, most);
        let text = "";
        for (let index = 0; index < count; index += 1) text += write(node.node, mix(here, index));
        return text;
      }
      case "group":
        return (groups[node.number] = write(node.node, here));
      case "back":
        return groups[node.number] ?? "";
      case "start":
      case "end":
        return "";
    }
  };
  const text = write(root, hash);
  return length > LONGEST ? undefined : text;
}
