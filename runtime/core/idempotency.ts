/**
 * Requests that a caller may send again (draft-ietf-httpapi-idempotency-key-header): the first one with an
 * `Idempotency-Key` runs, and the others get its answer.
 */

import { HttpProblem } from "./problem/index.ts";
import type { Answer, DecodedRequest, RequestInfo } from "./types.ts";
import { isObject } from "./json-object.ts";

/** What a store has of a key. */
export interface IdempotencyRecord {
  /** Tells the first request from others. */
  readonly fingerprint: string;
  /** Absent: the first request still runs. JSON data. */
  readonly answer?: Answer | undefined;
}

/** Where answers are kept. Several processes that share a store agree on which request is the first. */
export interface IdempotencyStore {
  /**
   * Claims a key, as one step that nothing comes between.
   * @returns the record that is there; `undefined`: the caller has claimed the key
   */
  begin(key: string, fingerprint: string): Promise<IdempotencyRecord | undefined>;
  /** Keeps the answer of the request that has claimed the key. */
  finish(key: string, answer: Answer): Promise<void>;
  /** Frees the key, because the request that has claimed it has no answer to keep. */
  abandon(key: string): Promise<void>;
}

export interface IdempotencyOptions<Name extends string> {
  readonly store: IdempotencyStore;
  /** The operations whose requests may be sent again. Declare 409 and 422 for them. */
  readonly operations: readonly Name[];
  /** Whether a request without the header is a 400. Default false: it runs as ever. */
  readonly required?: boolean;
  /** Tells callers apart: the same key of another caller is another key. Default: by `Authorization` and `Cookie`. */
  readonly caller?: (context: never) => string;
}

type AnyHandler = (request: DecodedRequest, context: { readonly request: RequestInfo }) => Answer | Promise<Answer>;

const HEADER = "Idempotency-Key";
/** Longer keys are refused: they are the caller's, and stores index them. */
const LONGEST_KEY = 255;

/**
 * Handlers of which some answer a request that is sent again with the answer to the first one. Answers with a status from
 * 500, errors, and bodies that are not JSON are not kept: the caller may try again.
 *
 * `createServer({ handlers: idempotent(handlers, { store: memoryStore(), operations: ["addStudent"] }) })`
 *
 * A request whose first one still runs is a 409, and one with the key of another request a 422.
 * @throws Error for an operation without a handler
 */
export function idempotent<Handlers extends object>(
  handlers: Handlers,
  options: IdempotencyOptions<keyof Handlers & string>,
): Handlers {
  const wrapped = options.operations.map((name) => {
    const handler: unknown = handlers[name];
    if (typeof handler !== "function") throw new Error(`The option "operations" names ${name}, which has no handler`);
    const bound = handler.bind(handlers) as AnyHandler; // as the pipeline calls it
    return [name, once(name, bound, options)] as const;
  });
  return { ...handlers, ...Object.fromEntries(wrapped) };
}

function once(name: string, handler: AnyHandler, options: IdempotencyOptions<string>): AnyHandler {
  const { store, required = false } = options;
  // Cast: handlers and this function get the same context.
  const callerOf = (options.caller as ((context: unknown) => string) | undefined) ?? credentialsOf;
  return async (request, context) => {
    const key = context.request.header(HEADER);
    if (key === undefined && !required) return handler(request, context);
    if (key === undefined || key === "" || key.length > LONGEST_KEY)
      throw new HttpProblem(400, { detail: `The header ${HEADER} must have 1 to ${LONGEST_KEY} characters` });
    const [claim, fingerprint] = await Promise.all([digest([name, callerOf(context), key]), digest(request)]);
    const known = await store.begin(claim, fingerprint);
    if (known === undefined) return first(store, claim, () => handler(request, context));
    if (known.fingerprint !== fingerprint)
      throw new HttpProblem(422, { detail: `The ${HEADER} belongs to a request with another content` });
    if (known.answer === undefined)
      throw new HttpProblem(409, { detail: `The first request with this ${HEADER} still runs` });
    return known.answer;
  };
}

async function first(store: IdempotencyStore, key: string, run: () => Answer | Promise<Answer>): Promise<Answer> {
  let kept = false;
  try {
    const answer = await run();
    if (answer.status < 500 && isData(answer.body)) {
      await store.finish(key, answer);
      kept = true;
    }
    return answer;
  } finally {
    if (!kept) await store.abandon(key);
  }
}

const credentialsOf = (context: unknown): string => {
  const { request } = context as { readonly request: RequestInfo }; // every handler's context has it
  return JSON.stringify([request.header("authorization"), request.header("cookie")]);
};

/** Whether a body is the same after it has been kept as JSON: no stream, no bytes, no file. */
const isData = (body: unknown): boolean =>
  Array.isArray(body) || typeof body !== "object" || body === null || (isObject(body) && isPlain(body));

const isPlain = (body: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype === Object.prototype || prototype === null;
};

/** SHA-256, hexadecimal. */
async function digest(value: unknown): Promise<string> {
  const text = JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? `${each}n` : each));
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
