/** Handlers in parts: not all of them written yet, or each tag's in a file of its own. */

import type { Contract, Operation } from "../core/index.ts";
import { didYouMean } from "../core/names.ts";
import { refuseWrongChoice } from "../core/options.ts";
import type { AnyHandler, AnyHandlerOptions, HandlerSource, MockAnswers } from "./types.ts";

/**
 * Handlers of which some are not written yet. What is left out is answered as `unimplemented` says: by the mock, or 501.
 *
 * `createServer({ handlers: partial<Handlers<O>>({ getStudent }), unimplemented: "mock" })`
 */
export function partial<Handlers extends object>(handlers: Partial<Handlers>): Handlers {
  return handlers as Handlers; // those that are missing are found when the server starts, where `unimplemented` allows them
}

/** All members of all parts. Where two parts have one of the same name it is no handlers at all, and says which. */
export type Merged<Parts extends readonly object[]> = [Twice<Parts>] extends [never]
  ? All<Parts>
  : { readonly givenTwice: Twice<Parts> };

type All<Parts extends readonly object[]> = Parts extends readonly [
  infer First extends object,
  ...infer Rest extends readonly object[],
]
  ? First & All<Rest>
  : unknown;

type Twice<Parts extends readonly object[], Seen = never> = Parts extends readonly [
  infer First extends object,
  ...infer Rest extends readonly object[],
]
  ? Extract<keyof First, Seen> | Twice<Rest, Seen | keyof First>
  : never;

/**
 * Puts handlers together that are written in several files, by tag for instance. Nothing is lost of the check that all
 * are there: the result is `Handlers` only when every operation is in one of the parts, and none is in two.
 *
 * `const handlers: Handlers<O> = mergeHandlers(students, courses)`
 * @throws Error for a handler that is given twice
 */
export function mergeHandlers<Parts extends readonly object[]>(...parts: Parts): Merged<Parts> {
  const merged = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`; any name may be an operation's
  for (const part of parts) {
    for (const [name, handler] of Object.entries(part)) {
      if (typeof handler !== "function") continue; // what its handlers share stays with them, as their `this` does
      if (name in merged) throw new Error(`The handler "${name}" is given twice: leave it out of one of the parts`);
      // Its `this` stays the object that it was written in.
      merged[name] = (handler as () => unknown).bind(part);
    }
  }
  return merged as Merged<Parts>; // every entry of every part is in it
}

/** Says of an answer that a mock has made it. */
export const MOCK_HEADER = "Tenon-Mock";

/**
 * The handlers by operation, those of the mock among them.
 * @throws Error when one is missing, or has no operation
 */
export function handlersOf(
  contract: Contract,
  source: HandlerSource,
  options: AnyHandlerOptions,
): Map<Operation, AnyHandler> {
  const given = options.handlers as Readonly<Record<string, unknown>>; // looked at by name, whatever it holds
  const { unimplemented } = options;
  if (typeof unimplemented !== "object" || unimplemented === null)
    refuseWrongChoice("unimplemented", unimplemented, ["mock", 501]);
  else if (typeof unimplemented.answer !== "function")
    throw new Error(
      'The option "unimplemented" is an object without `answer`; it may be "mock", 501 or createMocks(…)',
    );
  const handlers = new Map<Operation, AnyHandler>();
  const missing: Operation[] = [];
  for (const operation of contract.operations) {
    const handler = given[operation.name];
    const inherited = handler === (Object.prototype as unknown as Readonly<Record<string, unknown>>)[operation.name];
    if (typeof handler === "function" && !inherited) handlers.set(operation, handler.bind(given) as AnyHandler);
    else missing.push(operation);
  }
  const names = new Set(contract.operations.map(({ name }) => name));
  // What handlers share may be in the object that they are methods of, and in no other.
  const shares = isInstance(given);
  const stray = Object.entries(given).find(
    ([name, value]) => value !== undefined && !names.has(name) && (typeof value === "function" || !shares),
  )?.[0];
  if (stray !== undefined)
    throw new Error(`There is no operation "${stray}" for this handler; ${didYouMean(stray, [...names])}`);
  if (missing.length === 0 || unimplemented === 501) return handlers;
  if (unimplemented === undefined) {
    const list = missing.map(({ name, method, path }) => `${name} (${method} ${path})`).join(", ");
    throw new Error(`No handler for ${list}: write it, or use partial({ … }) with unimplemented: "mock" or 501`);
  }
  const mocks = unimplemented === "mock" ? loader(source) : (): MockAnswers => unimplemented;
  for (const operation of missing) handlers.set(operation, mockHandler(operation, mocks));
  return handlers;
}

/** Of a class. */
function isInstance(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype !== Object.prototype && prototype !== null;
}

function mockHandler({ name }: Operation, mocks: () => MockAnswers | Promise<MockAnswers>): AnyHandler {
  return async (request, context) => {
    const answer = await (await mocks()).answer(name, request, context);
    return { ...answer, headers: { ...answer.headers, [MOCK_HEADER]: "true" } };
  };
}

/** Nothing of the mocks is loaded before the first request that needs them; a load that fails is tried again. */
function loader({ mocks: load }: HandlerSource): () => Promise<MockAnswers> {
  if (load === undefined)
    throw new Error('This handler has no mocks: set "unimplemented" to createMocks() of the generated mocks.ts');
  let loading: Promise<MockAnswers> | undefined;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
