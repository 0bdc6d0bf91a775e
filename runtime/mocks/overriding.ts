/** Answers of overrides: complete ones, patches, functions and faults. */

import { isObject } from "../core/json-object.ts";
import type { Operation } from "../core/contract.ts";
import type { OperationValues } from "../core/conversions/types.ts";
import type { Answer } from "../core/types.ts";
import type { Answers } from "./answers.ts";
import type { Decision, MockCall } from "./call.ts";
import { NetworkFault } from "./fault.ts";
import type { ActiveOverride, AnyAnswer, AnyOutcome, AnyPatch, Fault } from "./overrides.ts";

/** What answers where this override does not. */
export interface Below {
  /** The next override, the store, an example or a generated value. */
  any(): Promise<Decision>;
  /** The next override or the store alone. */
  kept(): Promise<Decision | undefined>;
  /** The decision with URLs that lead to the mock. */
  linked(decision: Decision): Decision;
}

/** @throws NetworkFault, the error that the override throws, and the reason of the caller's abort signal */
export async function overridden(
  answers: Answers,
  call: MockCall,
  { answer }: ActiveOverride,
  below: Below,
  values: OperationValues | undefined,
): Promise<Decision> {
  const { operation, decoded } = call;
  let given: AnyAnswer = answer;
  if (typeof given === "function") {
    const usual = async (): Promise<Answer> => {
      const whole = copied((await below.any()).answer);
      return values?.answer(operation, whole, "decode") ?? whole;
    };
    const context = Object.create(call.context, { usual: { value: usual, enumerable: true } }) as object; // `Object.create` is typed `any`
    const request = values?.request(operation, decoded, "decode") ?? decoded;
    given = (await given(request, context)) as AnyOutcome; // the engine validates what the function returns
  }
  if (values !== undefined) given = encoded(values, operation, given);
  if (!isObject(given)) return complete(given);
  if ("fault" in given) return failing(given as Fault, call, below);
  return "patch" in given ? patched(answers, call, given as unknown as AnyPatch, below) : complete(given);
}

/** With JSON in the place of the program's values. */
function encoded(values: OperationValues, operation: Operation, given: AnyOutcome): AnyOutcome {
  if (!isObject(given) || !("patch" in given)) return values.answer(operation, given, "encode");
  const { patch, ...rest } = given as unknown as AnyPatch;
  const { body, ...others } = values.answer(operation, { ...rest, body: patch }, "encode");
  return { ...others, patch: body };
}

const complete = (answer: unknown): Decision => ({ answer: answer as Answer, outcome: "override", checked: false });

/** A copy, so that a function cannot change stored entries. A stream has one reader and is not copied. */
function copied(answer: Answer): Answer {
  const { body } = answer;
  const streams = body instanceof ReadableStream || (isObject(body) && Symbol.asyncIterator in body);
  return streams ? answer : structuredClone(answer);
}

/** Merges the patch into the answer below that has its status. A failure changes nothing, so it asks nothing below. */
async function patched(answers: Answers, call: MockCall, patch: AnyPatch, below: Below): Promise<Decision> {
  const base = patch.status < 400 ? (await below.kept())?.answer : undefined;
  const fits = base?.status === patch.status && base.body !== undefined;
  const headers = fits ? { ...base?.headers, ...patch.headers } : patch.headers;
  const whole = headers === undefined ? patch : { ...patch, headers };
  return below.linked(answers.patched(call, whole, fits ? base : undefined));
}

async function failing(fault: Fault, { world, info }: MockCall, below: Below): Promise<Decision> {
  if (fault.fault !== "malformed") {
    if (fault.fault === "network") throw new NetworkFault();
    return world.forever(info.signal);
  }
  const { status = 200, body } = fault.answer ?? {};
  const whole = body === undefined ? await below.any() : complete({ status });
  return { ...whole, malformed: fault, outcome: "fault", checked: true };
}
