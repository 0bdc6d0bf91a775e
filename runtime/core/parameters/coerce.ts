/** Text → a value of the type that the schema gives it. The text is already percent-decoded. */

import type { Shape } from "../contract.ts";
import { parseJson } from "../json/index.ts";
import { escapeToken } from "../json-pointer.ts";
import { coerceScalar, isScalar, Misfit } from "./scalar.ts";

export { Misfit } from "./scalar.ts";

/** Puts the entries of an array or an object together; of those that do not fit it remembers the one to report. */
export class Gathering<T extends unknown[] | Record<string, unknown>> {
  readonly #whole: T;
  #worst: Misfit | undefined;
  #key = "";
  constructor(whole: T) {
    this.#whole = whole;
  }
  add(key: string | number, entry: unknown): void {
    // Cast: an array's keys are its indices, and an object's are names.
    const whole = this.#whole as Record<string | number, unknown>;
    if (!(entry instanceof Misfit)) {
      whole[key] = entry;
      return;
    }
    whole[key] = entry.value ?? null;
    if (this.#worst !== undefined && (this.#worst.final || !entry.final)) return;
    this.#worst = entry;
    this.#key = escapeToken(String(key));
  }
  /** The array or object, or the misfit in it. */
  get value(): T | Misfit {
    const worst = this.#worst;
    if (worst === undefined) return this.#whole;
    return new Misfit(worst.keyword, worst.message, worst.final, `/${this.#key}${worst.pointer}`, this.#whole);
  }
}

/** @returns the value, or a {@link Misfit} */
export function coerce(text: string, shape: Shape | undefined): unknown {
  if (isScalar(shape)) return coerceScalar(text, shape);
  if ("anyOf" in shape) return firstFit(shape.anyOf, (member) => coerce(text, member));
  // An array or object where a style has room for one text only: JSON, as the encoder writes it.
  return coerceJson(text, "array" in shape ? "array" : "object", shape.parse);
}

/** Tries each member: the first that fits wins; else the misfit that tells most is given. */
export function firstFit(members: readonly Shape[], attempt: (member: Shape) => unknown): unknown {
  let misfit = new Misfit("type", "has a type that is not allowed");
  for (const member of members) {
    const value = attempt(member);
    if (!(value instanceof Misfit)) return value;
    if (!misfit.final) misfit = value;
  }
  return misfit;
}

function coerceJson(text: string, kind: "array" | "object", parse: (text: string) => unknown = parseJson): unknown {
  const misfit = new Misfit("type", kind === "array" ? "must be an array" : "must be an object");
  if (!text.startsWith(kind === "array" ? "[" : "{")) return misfit;
  try {
    return parse(text);
  } catch (error) {
    return new Misfit("json", (error as Error).message, true); // a JsonError, whose message is a sentence
  }
}
