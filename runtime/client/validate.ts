/** Optional checks on the client's side, by the same validators as the server's. */

import type { Operation } from "../core/contract.ts";
import { answerSchemaAt, bodySchemaAt, headerSchemaAt, told } from "../core/told.ts";
import type { Violation } from "../core/validation.ts";
import { DecodeError, type ErrorDetails, InvalidRequestError } from "./errors.ts";
import type { Reading } from "./read.ts";
import type { Input, Validation } from "./types.ts";

const PARTS = { path: "params", query: "query", header: "headers", cookie: "cookies", querystring: "query" } as const;

/** Throws {@link InvalidRequestError} with every violation. `media` is the type that the body is sent as. */
export function checkRequest(
  operation: Operation,
  input: Input,
  media: string | undefined,
  { requests }: Validation,
  details: ErrorDetails,
): void {
  if (requests === undefined) return;
  const violations: (Violation & { place: string })[] = [];
  const check = (place: string, value: unknown, at?: string): void => {
    const validator = requests.get(operation.name, place);
    if (validator !== undefined && !validator.is(value))
      violations.push(...validator.explain(value).map((violation) => ({ ...told(violation, "request", at), place })));
  };
  for (const parameter of operation.parameters ?? []) {
    const part = input[PARTS[parameter.in]] as Readonly<Record<string, unknown>> | undefined;
    const value = parameter.in === "querystring" ? part : part?.[parameter.name];
    if (value !== undefined) check(`${parameter.in} ${parameter.name}`, value);
  }
  // Forms and bytes are not JSON values; their fields are the server's to judge, which sees them decoded.
  if (
    media !== undefined &&
    input.body !== undefined &&
    operation.body?.content.some(({ type, kind }) => type === media && kind === "json")
  )
    check(`body ${media}`, input.body, bodySchemaAt(operation, media));
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
    const violations = validator.explain(value).map((violation) => told(violation, "response", at));
    const first = violations[0];
    throw new DecodeError(
      `${place} of ${result.status} is invalid: ${first === undefined ? "" : `${first.pointer} ${first.message}`}`.trim(),
      { ...details, status: result.status, bodyText: text, response },
      violations,
    );
  };
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    const type = declared.headers?.find((header) => header.name === name)?.mediaType;
    check(`${declared.status} header ${name}`, value, headerSchemaAt(operation, declared.status, name, type));
  }
  if (media?.kind === "json")
    check(`${declared.status} ${media.type}`, result.body, answerSchemaAt(operation, declared.status, media.type));
}
