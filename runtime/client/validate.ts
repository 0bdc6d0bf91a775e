/** Optional checks on the client's side, by the same validators as the server's. */

import type { BodyKind, Operation } from "../core/contract.ts";
import {
  answerSchemaAt,
  bodyAt,
  bodySchemaAt,
  headerSchemaAt,
  parameterAt,
  parameterSchemaAt,
} from "../core/pointers.ts";
import { told } from "../core/problem/told.ts";
import type { Violation } from "../core/validation.ts";
import { DecodeError, type ErrorDetails, InvalidRequestError } from "./errors.ts";
import type { Reading } from "./read.ts";
import type { Input, Validation } from "./types.ts";

const PARTS = { path: "params", query: "query", header: "headers", cookie: "cookies", querystring: "query" } as const;

/**
 * Throws {@link InvalidRequestError} with every violation.
 * @param media the type that the body is sent as
 * @param sending a webhook or a callback, whose request holds what answers of the API hold
 */
export async function checkRequest(
  operation: Operation,
  input: Input,
  media: string | undefined,
  { requests }: Validation,
  details: ErrorDetails,
  sending: boolean,
): Promise<void> {
  if (requests === undefined) return;
  const validators = typeof requests === "function" ? await requests() : requests;
  const violations: (Violation & { place: string })[] = [];
  const check = (place: string, value: unknown, at: string): void => {
    const validator = validators.get(operation.name, place);
    if (validator === undefined || validator.is(value)) return;
    violations.push(...validator.explain(value).map((violation) => ({ ...told(violation, at), place })));
  };
  const missing = (place: string, at: string): void =>
    void violations.push({ place, keyword: "required", pointer: "", schemaPointer: at, message: "is missing" });
  for (const parameter of operation.parameters ?? []) {
    const part = input[PARTS[parameter.in]] as Readonly<Record<string, unknown>> | undefined;
    const value = parameter.in === "querystring" ? part : part?.[parameter.name];
    const place = `${parameter.in} ${parameter.name}`;
    if (value !== undefined) check(place, value, parameterSchemaAt(operation, parameter));
    else if (parameter.required && parameter.default === undefined) missing(place, parameterAt(operation, parameter));
  }
  // Bytes are not JSON values, and the fields of a form are the server's to judge, which sees them decoded; who receives
  // a webhook may not judge.
  const judged = (kind: BodyKind): boolean => kind === "json" || (sending && kind === "form");
  if (media !== undefined && operation.body?.content.some(({ type, kind }) => type === media && judged(kind)))
    check(`body ${media}`, input.body, bodySchemaAt(operation, media));
  else if (input.body === undefined && operation.body?.required) missing("body", bodyAt(operation));
  if (violations.length > 0) throw new InvalidRequestError(details, violations);
}

/** Throws {@link DecodeError} for a body or a header that breaks its schema. */
export async function checkResponse(
  operation: Operation,
  { result, declared, media, text }: Reading,
  { responses }: Validation,
  details: ErrorDetails,
  response: Response,
): Promise<void> {
  if (responses === undefined) return;
  const validators = typeof responses === "function" ? await responses() : responses;
  const check = (place: string, value: unknown, at: string): void => {
    const validator = validators.get(operation.name, place);
    if (validator === undefined || validator.is(value)) return;
    const violations = validator.explain(value).map((violation) => told(violation, at));
    const first = violations[0];
    throw new DecodeError(
      `${place} of ${result.status} is invalid: ${first === undefined ? "" : `${first.pointer} ${first.message}`}`.trim(),
      { ...details, status: result.status, bodyText: text, response },
      violations,
    );
  };
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    const header = declared.headers?.find((each) => each.name === name) ?? { name };
    check(`${declared.status} header ${name}`, value, headerSchemaAt(operation, declared.status, header));
  }
  if (media?.kind === "json")
    check(`${declared.status} ${media.type}`, result.body, answerSchemaAt(operation, declared.status, media.type));
}
