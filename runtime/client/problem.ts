/** Problem documents (RFC 9457) as they arrive, from whatever server. */

import { isObject } from "../core/json-object.ts";
import { parseMediaType } from "../core/http/media.ts";
import { PROBLEM_MEDIA_TYPE, type ProblemDocument, type RequestViolation } from "../core/problem/index.ts";
import { statusPhrase } from "../core/http/status.ts";

/** A problem document; of its `errors`, those of a server of Tenon have all members, others may have any. */
export type ReceivedProblem = Pick<ProblemDocument, "type" | "title" | "status" | "detail" | "instance"> & {
  readonly errors?: readonly Partial<RequestViolation>[];
  readonly [extension: string]: unknown;
};

/** Whether the response is a failure that says that it is such a document. */
export const isProblem = (response: Response): boolean =>
  response.status >= 400 && parseMediaType(response.headers.get("Content-Type") ?? "").essence === PROBLEM_MEDIA_TYPE;

/** `undefined` for what is no document. A member of a wrong type is ignored (RFC 9457 §3.1). */
export function parseProblem(text: string, status: number): ReceivedProblem | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { type, title, status: told, detail, instance, errors, ...extensions } = value;
  return {
    ...extensions,
    type: typeof type === "string" ? type : "about:blank",
    title: typeof title === "string" ? title : statusPhrase(status),
    status: typeof told === "number" ? told : status,
    ...(typeof detail === "string" ? { detail } : {}),
    ...(typeof instance === "string" ? { instance } : {}),
    ...(Array.isArray(errors) ? { errors: errors.filter(isObject) } : {}),
  };
}

/** What a body says of a failure, to be put after its status: title (or the usual `message`), detail, first violation. */
export function summaryOf(body: unknown): string {
  if (!isObject(body)) return "";
  const { title, message, detail, errors } = body;
  const parts = [typeof title === "string" ? title : message, detail, violationText(errors)];
  return parts
    .filter((part) => typeof part === "string" && part !== "")
    .map((part) => `: ${String(part)}`)
    .join("");
}

function violationText(errors: unknown): string | undefined {
  if (!Array.isArray(errors)) return undefined;
  const list: readonly unknown[] = errors;
  const [first] = list;
  if (!isObject(first) || typeof first["message"] !== "string") return undefined;
  const where = [first["in"], first["name"], first["pointer"]].filter(
    (part) => typeof part === "string" && part !== "",
  );
  return `${[...where, first["message"]].join(" ")}${list.length > 1 ? ` (and ${list.length - 1} more)` : ""}`;
}
