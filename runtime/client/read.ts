/** A response → the declared response, or an {@link ApiError}. */

import { responseFor } from "../core/answer/response-for.ts";
import type { Operation } from "../core/contract.ts";
import { DecodeError, type ErrorDetails, EXCERPT, ProblemError, UnexpectedStatusError } from "./errors.ts";
import { matchPlain } from "./media.ts";
import type { ClientParts } from "./parts/types.ts";
import type { BodyFault } from "./errors.ts";
import { isProblem, parseProblem, PROBLEM_MEDIA_TYPE, type ReceivedProblem } from "./problem.ts";
import { received } from "./received.ts";
import type { Reading } from "./types.ts";

/** @throws ApiError */
export async function readResponse(
  operation: Operation,
  parts: ClientParts,
  known: ErrorDetails & { readonly response: Response },
  fault: BodyFault,
): Promise<Reading> {
  let { response } = known;
  let details: ErrorDetails = known;
  let problem: ReceivedProblem | undefined;
  const { match = matchPlain } = parts;
  const { status, headers } = response;
  const declared = responseFor(operation, status);
  const content = declared?.content ?? [];
  if (isProblem(response) && !match(PROBLEM_MEDIA_TYPE, content)) {
    const bodyText = await received(response.text(), fault);
    // A new response, because happy-dom cannot clone a clone. Its body is still unread for the code that catches the error.
    response = new Response(bodyText || null, response);
    details = { ...known, response };
    problem = parseProblem(bodyText, status);
    if (problem && (!declared || content.length > 0)) throw new ProblemError(problem, status, { ...details, bodyText });
  }
  const fail = async (Failure: typeof UnexpectedStatusError | typeof DecodeError, problem: string): Promise<never> => {
    throw new Failure(problem, { ...details, bodyText: await excerpt(response) });
  };
  const listed = (texts: readonly string[]): string => `; the contract declares ${texts.join(", ")}`;
  if (!declared)
    return fail(UnexpectedStatusError, `received ${status}${listed(operation.responses.map((each) => each.status))}`);
  const fields = declared.headers &&
    parts.fields && {
      headers: await parts.fields(
        declared.headers,
        headers,
        (problem) => fail(DecodeError, `the header ${problem}`),
        parts,
      ),
    };
  // RFC 9110 §6.4.1: these responses have no content.
  if (content.length === 0 || operation.method === "HEAD" || [204, 205, 304].includes(status))
    return { response, declared, problem, result: { status, body: undefined, ...fields } };

  const contentType = headers.get("Content-Type");
  const media = contentType === null ? content[0] : match(contentType, content);
  const types = listed(content.map(({ type }) => type));
  if (!media) return fail(DecodeError, `the body of ${status} is ${contentType}${types}`);
  const open = (media.type.includes("*") && contentType) || media.type;
  const finished = (body: unknown, text?: string, type = open): Reading => ({
    response,
    declared,
    media,
    text,
    result: { status, body, ...fields, contentType: type },
  });
  if (media.kind !== "json") {
    const { body, text, type } = await parts[`read:${media.kind}`]!({ media, response, details, fault, parts });
    return finished(body, text, type);
  }
  const bodyText = await received(response.text(), fault);
  try {
    return finished((parts.json ?? JSON.parse)(bodyText), bodyText);
  } catch (cause) {
    const { message } = cause as Error; // a JsonError says what is wrong
    const wrong = !bodyText ? `is empty${types}` : cause instanceof SyntaxError ? "is not JSON" : message;
    throw new DecodeError(`the body of ${status} ${wrong}`, { ...details, bodyText, cause });
  }
}

/** The beginning of the body; `""` when it cannot be read. */
async function excerpt(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (reader && text.length < EXCERPT) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    // Not awaited, as in `retry`.
    reader?.cancel().catch(() => {});
  } catch {
    // The part that arrived is enough.
  }
  return text;
}
