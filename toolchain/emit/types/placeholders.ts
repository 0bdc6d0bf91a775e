/**
 * Placeholders in what openapi-typescript prints: names that it cannot handle, and types that are printed by ourselves.
 * They are random, so that no text of a contract can be taken for one; none is left in the result.
 */

import { randomUUID } from "node:crypto";
import { type Code } from "../code.ts";
import { stringText } from "../doors.ts";
import { plainText } from "../file.ts";

/** What its way of making JSON Pointers cannot carry: it decodes a name again at each level below it. */
const UNSAFE_KEY = /[%#~]|^$|^__proto__$/;

export class Placeholders {
  readonly #nonce = `T${randomUUID().replaceAll("-", "")}`;
  readonly #keys = new Map<string, number>();
  readonly #types: Code[] = [];

  /** The key itself where it is harmless. */
  key(key: string): string {
    if (!UNSAFE_KEY.test(key)) return key;
    const n = this.#keys.get(key) ?? this.#keys.size;
    this.#keys.set(key, n);
    return `${this.#nonce}k${n}`;
  }

  /** @param type binds tightly enough to stand anywhere. */
  type(type: Code): string {
    this.#types.push(type);
    return `${this.#nonce}t${this.#types.length - 1}`;
  }

  /** The printed text with everything in its place, indented as the line on which it stands. */
  fill(text: string): string {
    const keys = [...this.#keys.keys()];
    let out = "";
    let from = 0;
    for (let at = text.indexOf(this.#nonce); at >= 0; at = text.indexOf(this.#nonce, from)) {
      const kind = text[at + this.#nonce.length];
      let end = at + this.#nonce.length + 1;
      while (isDigit(text.charCodeAt(end))) end += 1;
      const n = Number(text.slice(at + this.#nonce.length + 1, end));
      // a name that stands in quotes brings its own
      const start = text[at - 1] === '"' ? at - 1 : at;
      out += text.slice(from, start);
      from = text[end] === '"' ? end + 1 : end;
      if (kind === "k") out += stringText(keys[n] ?? "");
      else {
        const type = this.#types[n];
        const line = text.slice(text.lastIndexOf("\n", start) + 1, start);
        out += type ? plainText(type, line.slice(0, line.length - line.trimStart().length)) : "unknown";
      }
    }
    return out + text.slice(from);
  }
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
