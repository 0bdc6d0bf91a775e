/**
 * Placeholders in what openapi-typescript prints: names that it cannot handle, and types that are printed by ourselves.
 * They are random, so that no text of a contract can be taken for one; none is left in the result.
 */

import { randomUUID } from "node:crypto";
import { type Code } from "./code.ts";
import { stringText } from "./doors.ts";
import { plainText } from "./file.ts";

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
    return text.replace(
      new RegExp(`"?${this.#nonce}([kt])(\\d+)"?`, "g"),
      (_, kind: string, n: string, offset: number) => {
        if (kind === "k") return stringText(keys[Number(n)] ?? "");
        const type = this.#types[Number(n)];
        const start = text.lastIndexOf("\n", offset) + 1;
        const line = text.slice(start, offset);
        return type ? plainText(type, line.slice(0, line.length - line.trimStart().length)) : "unknown";
      },
    );
  }
}
