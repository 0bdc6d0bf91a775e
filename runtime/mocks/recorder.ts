/**
 * What mocks were asked, for tests: which operations, with what, in which order, and whether every request was valid.
 * Throws plain errors, so that any test framework will do.
 */

import type { DecodedRequest } from "../core/types.ts";
import { didYouMean } from "../core/names.ts";
import type { Exchange } from "./exchange.ts";
import type { Mocks } from "./types.ts";

/** A request that reached its operation, as the operation's handler would have got it. */
export type Call<Request = DecodedRequest> = Exchange & { readonly operation: string; readonly decoded: Request };

export interface Recorder<Requests = Record<string, DecodedRequest>> {
  /** Every request in the order of its answer, also those that were refused. */
  readonly exchanges: readonly Exchange[];
  /** The operations that were called, in order, one after the other: `["listStudents", "getStudent"]`. */
  readonly operations: readonly string[];
  /**
   * The calls of one operation, in order.
   * @throws RangeError for an operation that is none
   */
  calls<Name extends keyof Requests & string>(operation: Name): readonly Call<Requests[Name]>[];
  /**
   * The only call of an operation: `recorder.call("createStudent").decoded.body`.
   * @throws Error where there is none or are several, with what there was instead
   */
  call<Name extends keyof Requests & string>(operation: Name): Call<Requests[Name]>;
  /** @throws Error with each request that the mocks refused, and why, but for want of credentials: 401 and 403 are no breach of the contract */
  expectAllValid(): void;
  /** @throws Error with each answer of an override that the contract does not allow, and why */
  expectAnswersValid(): void;
  /**
   * That these operations were called, in this order; others may have been between them.
   * @throws Error with the calls that there were
   */
  expectOrder(...operations: readonly (keyof Requests & string)[]): void;
  /** @throws Error where there was one, with the calls that there were */
  expectNone(operation: keyof Requests & string): void;
  /** Forgets what there was. */
  clear(): void;
  /** Records no more. */
  stop(): void;
}

/** What mocks know of their operations' requests, by name: that of `mocks.on`. */
export type RequestsOf<M> = M extends { readonly on: infer On }
  ? {
      readonly [Name in keyof On]: On[Name] extends (answer: infer Answer, ...rest: never) => void
        ? RequestOf<Answer>
        : DecodedRequest;
    }
  : Record<string, DecodedRequest>;

type RequestOf<Answer> =
  Extract<Answer, (...parts: never) => unknown> extends (request: infer R, ...rest: never) => unknown
    ? R
    : DecodedRequest;

/** Records what these mocks are asked from now on. */
export function record<M extends Pick<Mocks<unknown>, "observe" | "contract">>(mocks: M): Recorder<RequestsOf<M>> {
  const exchanges: Exchange[] = [];
  const names = new Set(mocks.contract.operations.map(({ name }) => name));
  const stop = mocks.observe((exchange) => void exchanges.push(exchange));
  const known = (operation: string): string => {
    if (names.has(operation)) return operation;
    throw new RangeError(`There is no operation "${operation}"; ${didYouMean(operation, [...names])}`);
  };
  const called = (): readonly Call[] => exchanges.filter(isCall);
  const callsOf = (operation: string): readonly Call[] => called().filter((call) => call.operation === operation);
  const recorder: Recorder = {
    exchanges,
    get operations() {
      return called().map(({ operation }) => operation);
    },
    calls: (operation) => callsOf(known(operation)),
    call(operation) {
      const calls = callsOf(known(operation));
      const [only] = calls;
      if (only !== undefined && calls.length === 1) return only;
      const times = calls.length === 0 ? "was not called" : `was called ${calls.length} times, not once`;
      throw new Error(`${operation} ${times}.\n${list(exchanges)}`);
    },
    expectAllValid() {
      const refused = exchanges.filter(({ outcome, status }) => outcome === "refused" && !/40[13]/.test(`${status}`));
      if (refused.length === 0) return;
      const what = refused.length === 1 ? "A request was" : `${refused.length} requests were`;
      throw new Error(`${what} refused, of ${exchanges.length}.\n${refused.map(explained).join("\n")}`);
    },
    expectAnswersValid() {
      const wrong = exchanges.flatMap(({ error }) =>
        error instanceof Error && error.name === "AnswerError" ? [error.message] : [],
      );
      if (wrong.length > 0) throw new Error(`The contract does not allow what was answered.\n${wrong.join("\n")}`);
    },
    expectOrder(...operations) {
      let at = 0;
      for (const { operation } of called()) if (operation === operations[at]) at += 1;
      const missing = operations[at];
      if (missing === undefined) return;
      const after = at === 0 ? "" : ` after ${operations.slice(0, at).join(", ")}`;
      throw new Error(`${known(missing)} was not called${after}.\n${list(exchanges)}`);
    },
    expectNone(operation) {
      const { length } = callsOf(known(operation));
      if (length > 0)
        throw new Error(`${operation} was called${length > 1 ? ` ${length} times` : ""}.\n${list(exchanges)}`);
    },
    clear: () => void (exchanges.length = 0),
    stop,
  };
  return recorder as unknown as Recorder<RequestsOf<M>>; // the engine has decoded what the types say
}

const isCall = (exchange: Exchange): exchange is Call =>
  exchange.operation !== undefined && exchange.decoded !== undefined;

const line = ({ request: { method, url }, status, operation }: Exchange): string =>
  `  ${method} ${url} → ${status === 0 ? "no answer" : status}${operation === undefined ? "" : ` (${operation})`}`;

const list = (exchanges: readonly Exchange[]): string =>
  exchanges.length === 0 ? "There were no requests." : `The requests were:\n${exchanges.map(line).join("\n")}`;

/** A request with all that is wrong with it. */
function explained(exchange: Exchange): string {
  const violations = (exchange.violations ?? []).map(({ in: place, name, pointer, message }) => {
    const at = [place, name, pointer].filter((part) => part !== undefined && part !== "").join(" ");
    return `    ${at} ${message}`;
  });
  const detail =
    violations.length === 0 && exchange.problem !== undefined
      ? [`    ${exchange.problem.detail ?? exchange.problem.title}`]
      : violations;
  return [line(exchange), ...detail].join("\n");
}
