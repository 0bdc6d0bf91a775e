/** Whether the contract allows an input, and whether a server may reject it all the same. */

import { isObject, type Operation, type Parameter, type Validators } from "tenon-runtime/core";
import { arrival, isSendable, PARTS, type Input } from "../cases/index.ts";
import { mediaOf } from "../known.ts";
import type { VerifySource } from "../types.ts";
import { CONTROL, LENGTHS } from "./values/texts.ts";

export type Validity = "valid" | "invalid" | "unsendable";

/** Judges inputs of one operation. @param usual a valid input; its values are known to arrive unchanged */
export class Judge {
  readonly #source: VerifySource;
  readonly #operation: Operation;
  readonly #usual: Input;

  constructor(source: VerifySource, operation: Operation, usual: Input) {
    this.#source = source;
    this.#operation = operation;
    this.#usual = usual;
  }

  validityOf(input: Input): Validity {
    const { requests } = this.#source;
    let validity: Validity = "valid";
    for (const parameter of this.#operation.parameters ?? []) {
      if (parameter.in === "querystring") continue;
      const own = this.#parameter(parameter, input, requests);
      if (own === "unsendable") return own;
      if (own === "invalid") validity = own;
    }
    const body = this.#body(input, requests);
    return body === "valid" ? validity : body;
  }

  #parameter(parameter: Parameter, input: Input, requests: Validators): Validity {
    const value = input[PARTS[parameter.in]]?.[parameter.name];
    const usual = this.#usual[PARTS[parameter.in]]?.[parameter.name];
    if (value !== usual && this.#isCredential(parameter)) return "unsendable";
    if (value === undefined) {
      if (parameter.in === "path") return "unsendable";
      return parameter.required === true ? "invalid" : "valid";
    }
    if (value === usual) return "valid";
    if (!isSendable(value, parameter)) return "unsendable";
    if (parameter.mediaType === undefined && arrival(value, parameter.shape) !== "same") return "unsendable";
    const validator = requests.get(this.#operation.name, `${parameter.in} ${parameter.name}`);
    return validator?.is(value) === false ? "invalid" : "valid";
  }

  #body(input: Input, requests: Validators): Validity {
    const media = mediaOf(this.#operation);
    const { body, method, name } = this.#operation;
    if (media === undefined) return "valid";
    // The Fetch standard (§5.4) allows no body for GET and HEAD: a required one cannot be sent.
    if ((method === "GET" || method === "HEAD") && body?.required === true) return "unsendable";
    if (input.body === undefined) return body?.required === true ? "invalid" : "valid";
    if (media.kind !== "json") return input.body === this.#usual.body ? "valid" : "unsendable";
    const validator = requests.get(name, `body ${media.type}`);
    if (validator === undefined || validator.is(input.body)) return "valid";
    // Servers need not reject read-only properties (OAS 3.2 §4.24: "SHOULD NOT be sent").
    return validator.explain(input.body).some(({ keyword }) => keyword !== "false") ? "invalid" : "unsendable";
  }

  /** A parameter that is a credential identifies the caller: other values are the business of other checks. */
  #isCredential({ name, in: place }: Parameter): boolean {
    const { securitySchemes } = this.#source.contract;
    return Object.values(securitySchemes).some(
      (scheme) => scheme.type === "apiKey" && scheme.in === place && scheme.name.toLowerCase() === name.toLowerCase(),
    );
  }
}

/** Characters that stores reject: controls, unpaired surrogates, noncharacters. */
const REJECTABLE = /[\p{Cc}\p{Cs}\p{Cn}]/u;
const LONGEST = Math.max(...LENGTHS);
/** Numbers outside of this range lose digits in many languages. */
const LARGEST = 2 ** 31;

/** Whether a value is one that a good server may reject although the schema allows it. */
export function isExtreme(value: unknown, depth = 8): boolean {
  if (typeof value === "string") return value.length > LONGEST || REJECTABLE.test(value) || isBlank(value);
  if (typeof value === "number") return Math.abs(value) >= LARGEST || (value !== 0 && Math.abs(value) < 1e-6);
  if (Array.isArray(value))
    return depth === 0 || value.length > 100 || value.some((item) => isExtreme(item, depth - 1));
  if (!isObject(value)) return false;
  return depth === 0 || Object.entries(value).some(([name, item]) => isExtreme(name) || isExtreme(item, depth - 1));
}

/** Many servers trim texts before they check that a text is present. */
const isBlank = (text: string): boolean => text !== "" && text.trim() === "";

/** Texts with characters that many stores cannot hold. */
export const EXTREME_TEXTS: readonly string[] = CONTROL;
