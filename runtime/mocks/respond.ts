/** Who answers a request: an override, the store, the contract's example, a generated value. */

import type { Operation } from "../core/contract.ts";
import type { Answer, DecodedRequest, RequestInfo } from "../core/types.ts";
import type { Answers, Made as Plain } from "./answers.ts";
import { NetworkFault } from "./fault.ts";
import { isObject } from "./generate/schema.ts";
import type { ActiveOverride, AnyAnswer, AnyOutcome, AnyPatch } from "./overrides.ts";
import type { Preference } from "./prefer.ts";
import type { Fault } from "./types.ts";
import type { World } from "./world.ts";

/** A request that may reach its handler. */
export interface Call {
  readonly world: World;
  readonly operation: Operation;
  readonly decoded: DecodedRequest;
  /** Of a handler. */
  readonly context: object;
  readonly info: RequestInfo;
  readonly preference?: Preference | undefined;
}

/** An answer, and what is done to it on purpose. */
export interface Made extends Plain {
  readonly malformed?: Malformed;
}

export type Malformed = Extract<Fault, { fault: "malformed" }>;

/** @throws NetworkFault, what an override throws, and what the caller's signal was aborted with */
export async function respond(answers: Answers, call: Call, override: ActiveOverride | undefined): Promise<Made> {
  if (override === undefined) return usual(answers, call);
  const { world, operation, decoded, context } = call;
  const below = (): Promise<Made> => respond(answers, call, world.overrides.take(operation.name, override));
  let given: AnyAnswer = override.answer;
  if (typeof given === "function") {
    const own = Object.create(context, {
      usual: { value: async () => copied((await below()).answer), enumerable: true },
    }) as object; // `Object.create` is typed `any`
    given = (await given(decoded, own)) as AnyOutcome; // what it returns is looked at by the engine, which takes anything
  }
  if (!isObject(given)) return own(given);
  if ("fault" in given) return failing(given as Fault, call, below);
  return "patch" in given ? patched(answers, call, given as unknown as AnyPatch, override) : own(given);
}

const own = (answer: unknown): Made => ({ answer: answer as Answer, outcome: "override", checked: false });

/** What is kept must not change with what a function does to it; a stream is nobody else's. */
function copied(answer: Answer): Answer {
  const { body } = answer;
  const streams = body instanceof ReadableStream || (isObject(body) && Symbol.asyncIterator in body);
  return streams ? answer : structuredClone(answer);
}

/** Without any override; what is preferred is none of the store's. */
async function usual(answers: Answers, call: Call): Promise<Made> {
  const { world, operation, decoded, info, preference } = call;
  const kept = preference === undefined ? await world.kept(operation, decoded, info) : undefined;
  return kept === undefined ? made(answers, call) : stored(answers, operation, kept);
}

/** What the store answers, with the headers that it knows nothing of. */
export function stored(answers: Answers, operation: Operation, kept: Answer): Made {
  const answer = { ...kept, headers: { ...answers.required(operation, kept.status), ...kept.headers } };
  return { answer, outcome: "store", checked: true };
}

/** What nobody keeps. */
export const made = (answers: Answers, { operation, decoded, info, preference }: Call): Made =>
  answers.answer({ operation, request: decoded, accept: info.header("accept"), url: info.url, preference });

/** Laid over what is there with the same status; what fails has changed nothing, so that nothing below is asked then. */
async function patched(answers: Answers, call: Call, patch: AnyPatch, override: ActiveOverride): Promise<Made> {
  const { world, operation, decoded, info } = call;
  let base: Answer | undefined;
  if (patch.status < 400) {
    const next = world.overrides.take(operation.name, override);
    if (next !== undefined) base = (await respond(answers, call, next)).answer;
    else base = await world.kept(operation, decoded, info);
  }
  const fits = base?.status === patch.status && base.body !== undefined;
  const headers = fits ? { ...base?.headers, ...patch.headers } : patch.headers;
  return answers.answer({
    operation,
    request: decoded,
    accept: info.header("accept"),
    url: info.url,
    patch: headers === undefined ? patch : { ...patch, headers },
    base: fits ? base : undefined,
  });
}

async function failing(fault: Fault, { world, info }: Call, below: () => Promise<Made>): Promise<Made> {
  if (fault.fault !== "malformed") {
    if (fault.fault === "network") throw new NetworkFault();
    return world.forever(info.signal);
  }
  const whole = fault.body === undefined ? await below() : own({ status: fault.status ?? 200 });
  return { ...whole, malformed: fault, outcome: "fault", checked: true };
}
