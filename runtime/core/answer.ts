/** An answer of a handler, held against the contract and made ready to leave. */

import { encodeBody } from "./encode-body.ts";
import type { Header, MediaType, Operation, Response } from "./contract.ts";
import { appendHeader, HeaderError, type HeaderList } from "./headers.ts";
import { matchMediaType, parseMediaType } from "./media.ts";
import {
  PROBLEM_MEDIA_TYPE,
  type HttpProblem,
  type ProblemDocument,
  type RequestViolation,
  type ViolationPlace,
} from "./problem.ts";
import { answerSchemaAt, headerSchemaAt, otherDirection, told } from "./told.ts";
import type { Answer } from "./types.ts";
import type { Pruner } from "./undeclared.ts";
import type { Validators, Violation } from "./validation.ts";

/** What a host sends. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Uint8Array | ReadableStream<Uint8Array> | undefined;
}

/** An answer that breaks the contract; the message is a report for whoever wrote the handler. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  readonly operation: string;
  readonly status: number | undefined;
  /** `in` is `header` or `body`: of the answer. */
  readonly violations: readonly RequestViolation[];
  constructor(
    operation: string,
    status: number | undefined,
    what: string,
    violations: readonly RequestViolation[] = [],
  ) {
    const lines = violations.map(
      (v) =>
        `  ${v.in}${v.name === undefined ? "" : ` ${v.name}`}${v.pointer === "" ? "" : ` ${v.pointer}`}: ${v.message}`,
    );
    super([`${operation} answered ${status === undefined ? "" : `${status} `}${what}`, ...lines].join("\n"));
    this.operation = operation;
    this.status = status;
    this.violations = violations;
  }
}

export type ResponseMode = "enforce" | "report" | "off";
/** What happens to body properties that the contract does not declare. */
export type UndeclaredMode = "refuse" | "drop" | "allow";

export interface AnswerRules {
  readonly mode: ResponseMode;
  readonly undeclared: UndeclaredMode;
  /** Absent: bodies and headers are not validated. */
  readonly validators: Validators | undefined;
  readonly pruner: Pruner | undefined;
  /** Told of every breach that is let pass. */
  report(error: AnswerError): void;
}

const KEYS: ReadonlySet<string> = new Set(["status", "body", "headers", "contentType"]);

/** The declared response for a status: itself, its range, `default` (OAS 3.2 §4.16). */
export function responseFor(operation: Operation, status: number): Response | undefined {
  const text = String(status);
  const range = `${text[0]}XX`;
  let fallback: Response | undefined;
  let ranged: Response | undefined;
  for (const response of operation.responses) {
    if (response.status === text) return response;
    if (response.status.toUpperCase() === range) ranged = response;
    else if (response.status === "default") fallback = response;
  }
  return ranged ?? fallback;
}

/** @throws AnswerError in mode `enforce`, and in any mode for what is no answer; HeaderError, EncodeError, TypeError for what cannot be sent */
export function encodeAnswer(operation: Operation, given: unknown, rules: AnswerRules): EncodedAnswer {
  const answer = asAnswer(operation, given);
  const { status } = answer;
  const breach = (what: string, violations: readonly RequestViolation[] = []): void => {
    const error = new AnswerError(operation.name, status, what, violations);
    if (rules.mode === "enforce") throw error;
    if (rules.mode === "report") rules.report(error);
  };
  const unknown = Object.keys(answer).filter((key) => !KEYS.has(key));
  if (unknown.length > 0)
    breach(
      `with ${unknown.map((key) => `"${key}"`).join(", ")}: an answer has status, headers, body and contentType only`,
    );
  const response = responseFor(operation, status);
  if (response === undefined) {
    breach(
      `which the contract does not declare (${operation.responses.map((each) => each.status).join(", ") || "it declares no response"})`,
    );
  }
  const headers: HeaderList = [];
  const headerViolations = encodeHeaders(operation, response, answer, rules, headers);
  if (headerViolations.length > 0) breach("with headers that do not fit the contract", headerViolations);
  const body = encodeContent(operation, response, answer, rules, headers, breach);
  return { status, headers, body };
}

function asAnswer(operation: Operation, given: unknown): Answer {
  if (typeof given !== "object" || given === null)
    throw new AnswerError(
      operation.name,
      undefined,
      `${given === null ? "null" : typeof given}, not an object with a status`,
    );
  const { status } = given as { readonly status?: unknown };
  if (typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new AnswerError(
      operation.name,
      undefined,
      `with the status ${String(status)}, which is none from 200 to 599`,
    );
  }
  return given as Answer; // it has a status; its other parts are looked at one by one
}

function encodeHeaders(
  operation: Operation,
  response: Response | undefined,
  answer: Answer,
  rules: AnswerRules,
  list: HeaderList,
): RequestViolation[] {
  const violations: RequestViolation[] = [];
  const given = answer.headers ?? {};
  const names = Object.keys(given);
  const declared = response?.headers ?? [];
  if (rules.mode !== "off") {
    for (const header of declared) {
      const name = names.find((each) => each.toLowerCase() === header.name.toLowerCase());
      const value = name === undefined ? undefined : given[name];
      if (value === undefined || value === null) {
        // The content type of an answer is decided by its body (OAS 3.2 §4.16.1).
        if (header.required === true && header.name.toLowerCase() !== "content-type")
          violations.push(found("header", "required", "is required", header.name));
        continue;
      }
      const validator = rules.validators?.get(operation.name, `${response?.status} header ${header.name}`);
      if (validator === undefined || validator.is(value)) continue;
      const plain: unknown = value instanceof Date ? JSON.parse(JSON.stringify(value)) : value;
      const at = headerSchemaAt(operation, response?.status ?? "", header.name, header.mediaType);
      for (const each of validator.explain(plain))
        violations.push({ in: "header", name: header.name, ...told(each, "response", at) });
    }
  }
  for (const name of names) {
    if (name.toLowerCase() === "content-type") continue;
    appendHeader(list, name, given[name], headerNamed(declared, name));
  }
  return violations;
}

const headerNamed = (declared: readonly Header[], name: string): Header | undefined =>
  declared.length === 0 ? undefined : declared.find((header) => header.name.toLowerCase() === name.toLowerCase());

const found = (place: ViolationPlace, keyword: string, message: string, name?: string): RequestViolation => ({
  in: place,
  ...(name === undefined ? {} : { name }),
  pointer: "",
  keyword,
  message,
  schemaPointer: "",
});

type Breach = (what: string, violations?: readonly RequestViolation[]) => void;

/** RFC 9110 §15.3.5, §15.3.6, §15.4.5: these never have content. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

function encodeContent(
  operation: Operation,
  response: Response | undefined,
  answer: Answer,
  rules: AnswerRules,
  headers: HeaderList,
  breach: Breach,
): EncodedAnswer["body"] {
  const { body, status } = answer;
  const content = response?.content ?? [];
  if (body === undefined) {
    if (content.length > 0 && !EMPTY.has(status))
      breach("without a body, which the contract declares", [found("body", "required", "is required")]);
    return undefined;
  }
  if (EMPTY.has(status)) {
    breach("with a body, which this status cannot have");
    return undefined;
  }
  const media = mediaFor(answer, content);
  if (media === undefined) {
    if (response !== undefined) {
      const declared = content.map((each) => each.type).join(", ");
      breach(
        declared === ""
          ? "with a body, which the contract does not declare"
          : `as ${String(answer.contentType)}; the contract declares ${declared}`,
      );
    }
    return encodeAs(guessedMedia(answer), answer.contentType, body, headers);
  }
  if (media.kind !== "json") {
    if (rules.mode !== "off" && typeof body === "string" && media.schema === true) {
      const validator = rules.validators?.get(operation.name, `${response?.status} ${media.type}`);
      if (media.kind === "text" && validator !== undefined && !validator.is(body))
        breach(
          "with a body that does not fit the contract",
          inBody(validator.explain(body), operation, response, media),
        );
    }
    return encodeAs(media, answer.contentType, body, headers);
  }
  headers.push(["Content-Type", sendable(answer.contentType ?? concrete(media))]);
  return encodeJson(operation, response, media, body, rules, breach);
}

function mediaFor(answer: Answer, content: readonly MediaType[]): MediaType | undefined {
  const header = answer.headers?.["Content-Type"] ?? answer.headers?.["content-type"];
  const given = answer.contentType ?? (typeof header === "string" ? header : undefined);
  return given === undefined ? content[0] : matchMediaType(given, content);
}

const TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:\s*;\s*[\w-]+=(?:[\w!#$%&'*+.^`|~:/-]+|"[^"\\\r\n]*"))*$/;

/** @throws HeaderError for what is no media type: a handler may have it from anywhere */
function sendable(type: string): string {
  if (!TYPE.test(type)) throw new HeaderError(`${JSON.stringify(type)} is not a media type`);
  return type;
}

function concrete(media: MediaType): string {
  return media.type.includes("*") ? "application/json" : media.type;
}

/** For a body that the contract does not declare and the mode lets pass. */
function guessedMedia(answer: Answer): MediaType {
  const { body, contentType } = answer;
  const kind =
    typeof body === "string" && !(contentType !== undefined && /[/+]json$/.test(parseMediaType(contentType).essence))
      ? "text"
      : body instanceof Blob ||
          body instanceof Uint8Array ||
          body instanceof ArrayBuffer ||
          body instanceof ReadableStream
        ? "binary"
        : "json";
  return {
    type:
      contentType ??
      { text: "text/plain;charset=UTF-8", binary: "application/octet-stream", json: "application/json" }[kind],
    kind,
  };
}

function encodeAs(
  media: MediaType,
  contentType: string | undefined,
  body: unknown,
  headers: HeaderList,
): EncodedAnswer["body"] {
  const encoded = encodeBody(media, body);
  const content = encoded.body;
  const type = contentType ?? encoded.contentType;
  if (type !== undefined && !(content instanceof FormData)) headers.push(["Content-Type", sendable(type)]);
  if (typeof content === "string" || content instanceof Uint8Array || content instanceof ReadableStream) return content;
  if (content instanceof ArrayBuffer) return new Uint8Array(content);
  if (content instanceof Blob) return content.stream();
  const response = new globalThis.Response(content); // FormData: its boundary is chosen here
  headers.push(["Content-Type", response.headers.get("content-type") ?? "multipart/form-data"]);
  return response.body ?? undefined;
}

const inBody = (
  violations: readonly Violation[],
  operation: Operation,
  response: Response | undefined,
  media: MediaType,
): RequestViolation[] => {
  const at = answerSchemaAt(operation, response?.status ?? "", media.type);
  return violations.map((violation) => ({ in: "body", ...told(violation, "response", at) }));
};

/** Serialised once. What is checked is what leaves: objects with `toJSON` are looked at as JSON makes them. */
function encodeJson(
  operation: Operation,
  response: Response | undefined,
  media: MediaType,
  body: unknown,
  rules: AnswerRules,
  breach: Breach,
): string {
  let text = stringify(body);
  const { validators, pruner, mode, undeclared } = rules;
  if (validators === undefined) return text;
  const validator = validators.get(operation.name, `${response?.status} ${media.type}`);
  if (validator === undefined) return text;
  let value = body;
  if (undeclared !== "allow" && pruner !== undefined) {
    let pruned = pruner.prune(validator.schema, value);
    if (pruned.exotic) pruned = pruner.prune(validator.schema, JSON.parse(text));
    if (pruned.undeclared.length > 0) {
      const violations = pruned.undeclared.map((pointer): RequestViolation => ({
        ...found("body", "undeclared", "is not declared by the contract"),
        ...(pruned.withheld.has(pointer) ? otherDirection(pointer, "response") : {}),
        pointer,
      }));
      if (undeclared === "refuse") breach("with properties that the contract does not declare", violations);
      else if (mode !== "off")
        rules.report(
          new AnswerError(
            operation.name,
            undefined,
            "with properties that the contract does not declare; they were dropped",
            violations,
          ),
        );
      if (undeclared === "drop") text = stringify(pruned.value);
    }
    // Refused and yet here: the mode lets it pass as it is.
    if (undeclared === "drop" || pruned.undeclared.length === 0) value = pruned.value;
  }
  if (mode !== "off" && !validator.is(value)) {
    const violations = validator.explain(JSON.parse(text));
    if (violations.length > 0)
      breach("with a body that does not fit the contract", inBody(violations, operation, response, media));
  }
  return text;
}

function stringify(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`A ${typeof value} is not JSON`);
  return text;
}

/** A thrown problem as the answer that its status declares: in the media type that is there for it. */
export function problemAnswer(operation: Operation, problem: HttpProblem): Answer {
  const response = responseFor(operation, problem.status);
  const content = response?.content ?? [];
  const answer = problem.toAnswer();
  if (response === undefined) return answer;
  // Declared without content: the status says it all.
  if (content.length === 0)
    return { status: answer.status, ...(answer.headers === undefined ? {} : { headers: answer.headers }) };
  if (matchMediaType(PROBLEM_MEDIA_TYPE, content) !== undefined) return answer;
  const json = content.find((media) => media.kind === "json");
  return json === undefined ? answer : { ...answer, contentType: concrete(json) };
}

/** A problem that the engine makes itself: it is no answer of a handler and not held against the contract. */
export function encodeProblem(problem: HttpProblem): EncodedAnswer {
  const headers: HeaderList = Object.entries(problem.headers).map(([name, value]) => [
    name,
    value.replaceAll(/[^\t\x20-\x7e]/g, "?"),
  ]);
  const document: ProblemDocument = problem.document;
  headers.push(["Content-Type", PROBLEM_MEDIA_TYPE]);
  return { status: problem.status, headers, body: JSON.stringify(document) };
}
