/** Problem documents (RFC 9457) as a client receives them, from any server. */

import { isObject } from "../core/json-object.ts";
import { parsePointer } from "../core/json-pointer.ts";
import type { ProblemDocument, RequestViolation } from "../core/problem/index.ts";
import { essenceOf } from "./media.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** A problem document. Members of `errors` have all properties when a Tenon server sent them. */
export type ReceivedProblem = Pick<ProblemDocument, "type" | "title" | "status" | "detail" | "instance"> & {
  readonly errors?: readonly Partial<RequestViolation>[];
  readonly [extension: string]: unknown;
};

/** Whether the response is a failure whose media type is that of problem documents. */
export const isProblem = ({ status, headers }: Response): boolean =>
  status >= 400 && essenceOf(headers.get("Content-Type")) === PROBLEM_MEDIA_TYPE;

/** `undefined` for a text that is no JSON object. Members of a wrong type are ignored (RFC 9457 §3.1). */
export function parseProblem(text: string, status: number): ReceivedProblem | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(document)) return undefined;
  const { type, title, status: own, detail, instance, errors, ...extensions } = document;
  return {
    ...extensions,
    type: isText(type) ? type : "about:blank",
    title: isText(title) ? title : `HTTP status ${status}`,
    status: typeof own === "number" ? own : status,
    ...(isText(detail) && { detail }),
    ...(isText(instance) && { instance }),
    ...(Array.isArray(errors) && { errors: errors.filter(isObject) }),
  };
}

/** Messages by field, see `ResponseError.fields`. */
export type FieldMessages = Readonly<Record<string, string>>;

/**
 * The first message for each field, from `errors` of a problem document: a list of violations with a pointer into the body
 * (`/address/zip` → `address.zip`) or the name of a parameter, or an object of messages by name.
 */
export function fieldMessages(body: unknown): FieldMessages {
  const errors = isObject(body) ? body["errors"] : undefined;
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(errors)
    ? errors.filter(isObject).map(({ name, pointer, message, detail }) => {
        // RFC 9457 §3 writes pointers as URI fragments.
        const below = isText(pointer) ? parsePointer(pointer.replace(/^#/, "")) : [];
        return [[name, ...below].filter(isText).join("."), message ?? detail];
      })
    : Object.entries(isObject(errors) ? errors : {}).map(([name, messages]) => [name, [messages].flat()[0]]);
  // The first message for a field is the last that is set.
  return Object.fromEntries(entries.filter(([name, message]) => isText(name) && isText(message)).toReversed());
}

/** The cause of a failure, from its body: title (or the usual `message`), detail, first violation. */
export function summaryOf(body: unknown): string {
  if (!isObject(body)) return "";
  const { title, message, detail, errors } = body;
  const [first, ...more]: readonly unknown[] = Array.isArray(errors) ? errors : [];
  const violation = isObject(first) && isText(first["message"]) ? wordsOf(first, more.length) : "";
  return [isText(title) ? title : message, detail, violation]
    .filter(isText)
    .map((part) => `: ${part}`)
    .join("");
}

const wordsOf = ({ in: place, name, pointer, message }: Record<string, unknown>, more: number): string =>
  [place, name, pointer, message, more > 0 && `(and ${more} more)`].filter(isText).join(" ");

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
