/** A text of JSON read token by token (RFC 8259): slow, and only for texts that `JSON.parse` refused or that look odd. */

export type Found =
  | { readonly kind: "syntax"; readonly offset: number; readonly expected: string }
  | { readonly kind: "duplicate"; readonly offset: number; readonly key: string };

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Keys of an object, or `undefined` for an array. */
type Container = Set<string> | undefined;

/** What may come next. */
type State = "value" | "first item" | "first key" | "key" | "colon" | "after";

const EXPECTED: Readonly<Record<State, string>> = {
  value: "a value",
  "first item": 'a value or "]"',
  "first key": 'a key in double quotes or "}"',
  key: "a key in double quotes",
  colon: '":"',
  after: "the end",
};

/** The first mistake of a text: where `JSON.parse` fails, or a key that its object has already; `undefined` for none. */
export function scanJson(text: string): Found | undefined {
  const open: Container[] = [];
  let state: State = "value";
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (;;) {
    match(SPACE);
    const start = at;
    const sign = text[at];
    const inside = open.at(-1);
    if (state === "after" && open.length === 0) {
      return at === text.length ? undefined : { kind: "syntax", offset: at, expected: EXPECTED.after };
    }
    if (state === "after") {
      const end = inside === undefined ? "]" : "}";
      if (sign === ",") state = inside === undefined ? "value" : "key";
      else if (sign === end) open.pop();
      else return { kind: "syntax", offset: at, expected: `"," or "${end}"` };
      at += 1;
      continue;
    }
    if (state === "colon") {
      if (sign !== ":") return { kind: "syntax", offset: at, expected: EXPECTED.colon };
      at += 1;
      state = "value";
      continue;
    }
    if (state === "first key" || state === "key") {
      if (state === "first key" && sign === "}") {
        at += 1;
        open.pop();
        state = "after";
        continue;
      }
      const token = match(STRING);
      if (token === undefined) return { kind: "syntax", offset: at, expected: EXPECTED[state] };
      const key = token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1); // the token of a string
      if (inside?.has(key) === true) return { kind: "duplicate", offset: start, key };
      inside?.add(key);
      state = "colon";
      continue;
    }
    if (sign === "{" || sign === "[") {
      at += 1;
      open.push(sign === "{" ? new Set() : undefined);
      state = sign === "{" ? "first key" : "first item";
    } else if (state === "first item" && sign === "]") {
      at += 1;
      open.pop();
      state = "after";
    } else if (match(sign === '"' ? STRING : SCALAR) === undefined) {
      return { kind: "syntax", offset: at, expected: EXPECTED[state] };
    } else state = "after";
  }
}

/** Line and column of a place in a text, as editors count. @param first the number of its first line */
export function lineAndColumn(text: string, offset: number, first: number): string {
  const before = text.slice(0, offset);
  const line = first + before.split("\n").length - 1;
  return `line ${line}, column ${offset - before.lastIndexOf("\n")}`;
}
