/** An answer of a handler, validated and written. */

import { encodeContent, encodeUndeclared } from "./body.ts";
import type { EncodedAnswer, SentBody } from "./encoded.ts";
import { planOf, type HeaderPlan, type StatusPlan } from "./plan.ts";
import type { MediaType, Operation } from "../contract.ts";
import { AnswerCheck, AnswerError, type AnswerRules } from "./rules.ts";
import { appendHeader, type HeaderList } from "../http/headers.ts";
import { matchMediaType } from "../http/media.ts";
import { mediaForBody } from "../http/holding.ts";
import { PROBLEM_MEDIA_TYPE, type HttpProblem, type RequestViolation } from "../problem/index.ts";
import { locatedViolation } from "../problem/located.ts";
import { responseFor } from "./response-for.ts";
import type { Answer, RequestInfo } from "../types.ts";

export type { EncodedAnswer } from "./encoded.ts";
export { encodeProblem } from "./problem.ts";
export { responseFor };
export { AnswerError, type AnswerRules, type ResponseMode, type UndeclaredMode } from "./rules.ts";

/** RFC 9110 §15.3.5, §15.3.6, §15.4.5: these never have content. */
const isEmpty = (status: number): boolean => status === 204 || status === 205 || status === 304;

/** @throws AnswerError in mode `enforce`, and in any mode for what is no answer; HeaderError, EncodeError, TypeError for what cannot be sent */
export function encodeAnswer(
  operation: Operation,
  given: unknown,
  rules: AnswerRules,
  request: RequestInfo,
): EncodedAnswer {
  const answer = asAnswer(operation, given);
  const { status } = answer;
  const plan = planOf(rules.plans, operation, status, rules.validators);
  const check = new AnswerCheck(operation, status, rules, request, plan.at);
  if (hasOtherKey(answer)) check.breach(extraKeys(answer));
  if (plan.response === undefined) {
    const declared = operation.responses.map((each) => each.status).join(", ");
    check.breach(`which the contract does not declare (${declared || "it declares no response"})`);
  }
  const headers: HeaderList = [];
  if (answer.headers !== undefined || plan.required.length > 0) encodeHeaders(answer, plan, headers, check);
  if (plan.varies) vary(headers);
  return { status, headers, body: encodeBodyOf(answer, plan, headers, check) };
}

const isKey = (key: string): boolean =>
  key === "status" || key === "body" || key === "headers" || key === "contentType";

function hasOtherKey(answer: Answer): boolean {
  for (const key in answer) if (!isKey(key) && Object.hasOwn(answer, key)) return true;
  return false;
}

const extraKeys = (answer: Answer): string =>
  `with ${Object.keys(answer)
    .filter((key) => !isKey(key))
    .map((key) => `"${key}"`)
    .join(", ")}: an answer has status, headers, body and contentType only`;

function asAnswer(operation: Operation, given: unknown): Answer {
  if (typeof given !== "object" || given === null) {
    const what = given === null ? "null" : typeof given;
    throw new AnswerError(operation, undefined, `${what}, not an object with a status`);
  }
  const { status } = given as { readonly status?: unknown };
  if (typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599)
    throw new AnswerError(
      operation,
      undefined,
      `with the status ${String(status)}, which is not a number from 200 to 599`,
    );
  return given as Answer; // it has a status; its other parts are looked at one by one
}

function encodeHeaders({ headers: given = {} }: Answer, plan: StatusPlan, list: HeaderList, check: AnswerCheck): void {
  const { mode } = check.rules;
  const violations: RequestViolation[] = [];
  const seen = new Set<string>();
  for (const name of Object.keys(given)) {
    const lower = name.toLowerCase();
    if (lower === "content-type") continue;
    const declared = plan.headers.get(lower);
    const value = given[name];
    if (value === undefined || value === null) continue;
    seen.add(lower);
    const text = value instanceof Date && declared?.timestamp === true ? value.toISOString() : value;
    if (declared !== undefined && mode !== "off") checkHeader(declared, text, violations);
    appendHeader(list, name, text, declared?.header);
  }
  if (mode !== "off") {
    for (const { header, at } of plan.required) {
      if (seen.has(header.name.toLowerCase())) continue;
      const required = {
        keyword: "required",
        message: "is required",
        schemaPointer: at.replace(/\/schema$/, "/required"),
      };
      violations.push({ in: "header", name: header.name, pointer: "", ...required });
    }
  }
  if (violations.length > 0) check.breach("with invalid headers", violations);
}

/** Validates a header as it will leave. Each cookie is a header of its own (RFC 6265 §3) and is validated by itself. */
function checkHeader({ header, validator, at }: HeaderPlan, value: unknown, violations: RequestViolation[]): void {
  if (validator === undefined || validator.is(value)) return;
  const several = header.name.toLowerCase() === "set-cookie" && Array.isArray(value) && value.length > 0;
  for (const each of several ? (value as unknown[]) : [value]) {
    const plain =
      each instanceof Date ? each.toUTCString() : typeof each === "bigint" ? Number(each) : (each as unknown);
    if (validator.is(plain)) continue;
    for (const violation of validator.explain(plain))
      violations.push({ in: "header", name: header.name, ...locatedViolation(violation, at) });
  }
}

/** RFC 9110 §12.5.5: another `Accept` could lead to another answer. */
function vary(headers: HeaderList): void {
  const known = headers.some(
    ([name, value]) => name.toLowerCase() === "vary" && /(?:^|,)\s*(?:\*|accept)\s*(?:,|$)/i.test(value),
  );
  if (!known) headers.push(["Vary", "Accept"]);
}

function encodeBodyOf(answer: Answer, plan: StatusPlan, headers: HeaderList, check: AnswerCheck): SentBody {
  const { body, status } = answer;
  const { content } = plan;
  if (body === undefined) {
    if (content.length > 0 && !isEmpty(status)) {
      const required = { keyword: "required", message: "is required", schemaPointer: plan.at };
      check.breach("without a body, which the contract declares", [{ in: "body", pointer: "", ...required }]);
    }
    return undefined;
  }
  if (isEmpty(status)) {
    check.breach("with a body, which this status cannot have");
    return undefined;
  }
  const media = mediaOf(answer, content, check.request);
  const mediaPlan = media === undefined ? undefined : plan.media.get(media);
  if (mediaPlan !== undefined) return encodeContent(answer, mediaPlan, headers, check);
  if (plan.response !== undefined) {
    const declared = content.map((each) => each.type).join(", ");
    check.breach(
      declared === ""
        ? "with a body, which the contract does not declare"
        : `as ${String(answer.contentType)}; the contract declares ${declared}`,
    );
  }
  return encodeUndeclared(answer, headers);
}

function mediaOf(answer: Answer, content: readonly MediaType[], request: RequestInfo): MediaType | undefined {
  const header = answer.headers?.["Content-Type"] ?? answer.headers?.["content-type"];
  const given = answer.contentType ?? (typeof header === "string" ? header : undefined);
  return given === undefined ? mediaForBody(content, answer.body, request) : matchMediaType(given, content);
}

/** A thrown problem as the answer that the contract declares for its status, in the media type declared for it. */
export function problemAnswer(operation: Operation, problem: HttpProblem): Answer {
  const response = responseFor(operation, problem.status);
  const content = response?.content ?? [];
  const answer = problem.toAnswer();
  if (response === undefined) return answer;
  // Declared without content: only the status leaves.
  if (content.length === 0)
    return { status: answer.status, ...(answer.headers === undefined ? {} : { headers: answer.headers }) };
  if (matchMediaType(PROBLEM_MEDIA_TYPE, content) !== undefined) return answer;
  const json = content.find((media) => media.kind === "json");
  if (json === undefined) return answer;
  return { ...answer, contentType: json.type.includes("*") ? "application/json" : json.type };
}
