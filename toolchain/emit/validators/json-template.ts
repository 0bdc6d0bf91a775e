/** Builds a template literal that writes JSON. */

import { stringText } from "../doors.ts";
import type { Code, Expression } from "./tree.ts";

/** Characters that need no escape in a template literal. */
const AS_IS = /^[ -#%-[\]-_a-~]*$/;

const escaped = (text: string): string => stringText(text).slice(1, -1).replaceAll('\\"', '"').replace(/[`$]/g, "\\$&");

export class JsonTemplate {
  readonly #strings: string[] = ["`"];
  readonly #parts: Expression[] = [];

  /** Adds JSON text without a change. */
  json(text: string): this {
    this.#strings[this.#strings.length - 1] += AS_IS.test(text) ? text : escaped(text);
    return this;
  }

  /** Adds `${expression}`. */
  hole(expression: Expression): this {
    this.#strings[this.#strings.length - 1] += "${";
    this.#parts.push(expression);
    this.#strings.push("}");
    return this;
  }

  add(other: JsonTemplate): this {
    const [first = "", ...rest] = other.#strings;
    this.#strings[this.#strings.length - 1] += first.slice(1);
    this.#strings.push(...rest);
    this.#parts.push(...other.#parts);
    return this;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0 && this.#strings[0] === "`";
  }

  get code(): Code {
    const last = this.#strings.length - 1;
    const strings = this.#strings.map((text, i) => (i === last ? `${text}\`` : text));
    return { kind: "code", strings, parts: this.#parts };
  }
}
