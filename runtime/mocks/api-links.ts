/** URLs in answers that point into the API: they lead to the mock, at the address where a request has reached it. */

import { responseFor } from "../core/answer/response-for.ts";
import type { Contract, Operation } from "../core/contract.ts";
import { matchMediaType } from "../core/http/media.ts";
import { pathOf } from "../core/web.ts";
import { unescapeToken } from "../core/json-pointer.ts";
import type { Answer, RequestInfo } from "../core/types.ts";
import type { Validators } from "../core/validation.ts";
import { isObject } from "../core/json-object.ts";

/** A request, as far as it tells where the mock was reached. */
export type ReachedBy = Pick<RequestInfo, "url" | "header"> & { readonly web?: Request };

/** `http://127.0.0.1:4010`: the origin at which a request has reached the mock. */
export function reachedOrigin(info: ReachedBy): string {
  const { web } = info;
  if (web !== undefined && URL.canParse(web.url)) return new URL(web.url).origin;
  const host = info.header("host"); // a method
  return host !== undefined && URL.canParse(`http://${host}`) ? `http://${host}` : "http://localhost";
}

/** `http://127.0.0.1:4010/v1`: the same with the path before that of the operation. */
export function reachedBase(info: ReachedBy, { path }: Operation): string {
  const segments = pathOf(info.url).split("/");
  const own = path.split("/").length - 1; // a path begins with a slash
  return reachedOrigin(info) + segments.slice(0, Math.max(1, segments.length - own)).join("/");
}

export class ApiLinks {
  /** Absolute URLs of the contract's servers, the longest first. */
  readonly #bases: readonly string[];
  readonly #responses: Validators;
  /** Whether a value has such a URL. Answers of the store show the same objects again and again. */
  readonly #known = new WeakMap<object, boolean>();

  constructor({ servers, operations }: Contract, responses: Validators) {
    const all = [...servers, ...operations.flatMap(({ servers: own }) => own ?? [])];
    const absolute = all.filter((server) => URL.canParse(server)).map((server) => server.replace(/\/+$/, ""));
    this.#bases = [...new Set(absolute)].toSorted((a, b) => b.length - a.length);
    this.#responses = responses;
  }

  /** The answer with URLs that lead to the mock. What the contract allows at the contract's server alone stays. */
  reached(answer: Answer, operation: Operation, info: ReachedBy): Answer {
    if (this.#bases.length === 0) return answer;
    const { body, headers } = answer;
    const inBody = this.#has(body);
    const inHeaders = headers !== undefined && this.#has(headers);
    if (!inBody && !inHeaders) return answer;
    const base = reachedBase(info, operation);
    return {
      ...answer,
      ...(inHeaders && { headers: this.#replaced(headers, base) as typeof headers }), // the same members, other texts
      ...(inBody && { body: this.#valid(this.#replaced(body, base), answer, operation) }),
    };
  }

  /** Takes back what the contract does not allow, a `const` for instance. */
  #valid(replaced: unknown, { status, contentType = "", body }: Answer, operation: Operation): unknown {
    const declared = responseFor(operation, status);
    const media = matchMediaType(contentType, declared?.content ?? []);
    const validator = media && this.#responses.get(operation.name, `${declared?.status} ${media.type}`);
    if (validator === undefined || validator.is(replaced)) return replaced;
    let value = replaced;
    for (const { pointer } of validator.explain(replaced)) value = withOriginal(value, body, pointer);
    return validator.is(value) ? value : body;
  }

  #has(value: unknown): boolean {
    if (typeof value === "string") return this.#baseOf(value) !== undefined;
    if (!isPlain(value)) return false;
    let found = this.#known.get(value);
    if (found === undefined) {
      found = Object.values(value).some((part) => this.#has(part));
      this.#known.set(value, found);
    }
    return found;
  }

  #baseOf(text: string): string | undefined {
    const start = text.startsWith("<") ? 1 : 0; // RFC 8288 §3
    return this.#bases.find((base) => {
      if (!text.startsWith(base, start)) return false;
      const next = text.charAt(start + base.length);
      return next === "" || next === "/" || next === "?" || next === "#" || next === ">";
    });
  }

  #replaced(value: unknown, base: string): unknown {
    if (typeof value === "string") {
      const own = this.#baseOf(value);
      return own === undefined ? value : value.replaceAll(own, () => base);
    }
    if (!isPlain(value) || !this.#has(value)) return value;
    if (Array.isArray(value)) return value.map((part) => this.#replaced(part, base));
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.#replaced(part, base)]));
  }
}

const isPlain = (value: unknown): value is object => Array.isArray(value) || (isObject(value) && isRecord(value));

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** @param pointer of a value, which becomes the original's again */
function withOriginal(value: unknown, original: unknown, pointer: string): unknown {
  if (pointer === "") return original;
  const [, name = "", ...rest] = pointer.split("/");
  const key = unescapeToken(name);
  const inner = rest.length === 0 ? "" : `/${rest.join("/")}`;
  const part = (from: unknown): unknown => (from as Readonly<Record<string, unknown>>)[key]; // both have it: they differ in strings alone
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === key ? withOriginal(each, part(original), inner) : each));
  if (!isObject(value) || !isObject(original)) return original;
  return { ...value, [key]: withOriginal(value[key], part(original), inner) };
}
