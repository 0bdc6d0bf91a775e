/** Validation in the client, by the same validators as the server's. A part: see {@link validation}. */

import type { BodyKind, Contract, Operation } from "../core/contract.ts";
import {
  answerSchemaAt,
  bodyAt,
  bodySchemaAt,
  headerSchemaAt,
  operationAt,
  parameterAt,
  parameterSchemaAt,
} from "../core/pointers.ts";
import { locatedViolation } from "../core/problem/located.ts";
import type { Validators, Violation } from "../core/validation.ts";
import { DecodeError, type ErrorDetails, InvalidRequestError } from "./errors.ts";
import type { Reading, ValidationPolicy } from "./types.ts";
import type { Input } from "./input.ts";

const PARTS = { path: "params", query: "query", header: "headers", cookie: "cookies", querystring: "query" } as const;

/** Validators from the generated files; the client validates each direction that is given. */
export interface ValidationOptions {
  /** From the generated `contract.ts`: its places are in the violations. */
  readonly contract: Pick<Contract, "operations">;
  /** An invalid request throws `InvalidRequestError`, and the client does not send it. */
  readonly requests?: Validators | (() => Validators | Promise<Validators>);
  /** An invalid response throws `DecodeError`. */
  readonly responses?: Validators | (() => Validators | Promise<Validators>);
  /** Whether the API itself sends: the request of a webhook contains what responses of the API contain. */
  readonly sender?: boolean;
}

/** Validation by generated validators: `createClient({ validate: validation({ contract, responses }) })`. */
export function validation({ contract, requests, responses, sender = false }: ValidationOptions): ValidationPolicy {
  const byName = new Map(contract.operations.map((operation) => [operation.name, operation]));
  const known = (operation: Operation): Operation => byName.get(operation.name) ?? operation;
  return {
    async request(operation, input, media, details) {
      const validators = typeof requests === "function" ? await requests() : requests;
      if (validators) checkRequest(known(operation), input, media, validators, details, sender);
    },
    async response(operation, reading, details) {
      const validators = typeof responses === "function" ? await responses() : responses;
      if (validators) checkResponse(known(operation), reading, validators, details);
    },
  };
}

function checkRequest(
  operation: Operation,
  input: Input,
  media: string | undefined,
  validators: Validators,
  details: ErrorDetails,
  sender: boolean,
): void {
  const violations: (Violation & { place: string })[] = [];
  const check = (place: string, value: unknown, at: string): void => {
    const validator = validators.get(operation.name, place);
    if (validator === undefined || validator.is(value)) return;
    violations.push(...validator.explain(value).map((violation) => ({ ...locatedViolation(violation, at), place })));
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
  for (const [place, name] of undeclaredNames(operation, input))
    violations.push({
      place: `${place} ${name}`,
      keyword: "additionalProperties",
      pointer: "",
      schemaPointer: operationAt(operation),
      message: "is not declared",
    });
  // Bytes are not JSON values. The server validates form fields, which it sees decoded; a receiver of webhooks may not.
  const judged = (kind: BodyKind): boolean => kind === "json" || (sender && kind === "form");
  if (media !== undefined && operation.body?.content.some(({ type, kind }) => type === media && judged(kind)))
    check(`body ${media}`, input.body, bodySchemaAt(operation, media));
  else if (input.body === undefined && operation.body?.required) missing("body", bodyAt(operation));
  if (violations.length > 0) throw new InvalidRequestError(details, violations);
}

/** The client sends names that the contract does not declare; here they are violations. */
function undeclaredNames({ parameters = [] }: Operation, input: Input): (readonly [place: string, name: string])[] {
  return (["path", "query", "header", "cookie"] as const).flatMap((place) => {
    if (place === "query" && parameters.some((each) => each.in === "querystring")) return [];
    const declared = new Set(parameters.filter((each) => each.in === place).map(({ name }) => name));
    return Object.entries(input[PARTS[place]] ?? {}).flatMap(([name, value]) =>
      value === undefined || declared.has(name) ? [] : [[place, name] as const],
    );
  });
}

function checkResponse(
  operation: Operation,
  { result, declared, media, text }: Reading,
  validators: Validators,
  details: ErrorDetails,
): void {
  const check = (place: string, value: unknown, at: string): void => {
    const validator = validators.get(operation.name, place);
    if (validator === undefined || validator.is(value)) return;
    const violations = validator.explain(value).map((violation) => locatedViolation(violation, at));
    const first = violations[0];
    throw new DecodeError(
      `${place} of ${result.status} is invalid: ${first === undefined ? "" : `${first.pointer} ${first.message}`}`.trim(),
      { ...details, bodyText: text },
      violations,
    );
  };
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    const header = declared.headers?.find((each) => each.name === name) ?? { name };
    check(`${declared.status} header ${name}`, value, headerSchemaAt(operation, declared.status, header));
  }
  const { body } = result;
  if (media !== undefined && isStream(body)) {
    const place = `${declared.status} ${media.type}`;
    const at = answerSchemaAt(operation, declared.status, media.type);
    Object.assign(result, { body: checkedItems(body, (item) => check(`${place} item`, item, at)) });
  }
  if (media?.kind === "json")
    check(`${declared.status} ${media.type}`, result.body, answerSchemaAt(operation, declared.status, media.type));
}

const isStream = (body: unknown): body is AsyncIterable<unknown> =>
  typeof body === "object" && body !== null && Symbol.asyncIterator in body;

/** Each item when it is its turn. @throws DecodeError from the iteration */
async function* checkedItems(
  items: AsyncIterable<unknown>,
  check: (item: unknown) => void,
): AsyncGenerator<unknown, void, undefined> {
  for await (const item of items) {
    check(item);
    yield item;
  }
}
