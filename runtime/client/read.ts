/** A response → the declared response, or an {@link ApiError}. */

import { responseFor } from "../core/answer/response-for.ts";
import type { Operation, Response as DeclaredResponse } from "../core/contract.ts";
import { matchMediaType } from "../core/http/media.ts";
import { JsonError, parseExactJson } from "../core/json/exact.ts";
import { DecodeError, type ErrorDetails, EXCERPT, ProblemError, UnexpectedStatusError } from "./errors.ts";
import type { BodyFault, ClientParts, ReceivedBody } from "./parts/types.ts";
import { isProblem, parseProblem, PROBLEM_MEDIA_TYPE, type ReceivedProblem } from "./problem.ts";
import { received } from "./received.ts";
import type { Reading } from "./types.ts";

/** @param details with the response @throws ApiError */
export async function readResponse(
  operation: Operation,
  original: Response,
  parts: ClientParts,
  known: ErrorDetails,
  fault: BodyFault,
): Promise<Reading> {
  const { status } = original;
  let response = original;
  let details = known;
  const declared = responseFor(operation, status);
  const content = declared?.content ?? [];
  let problem: ReceivedProblem | undefined;
  if (isProblem(original) && !matchMediaType(PROBLEM_MEDIA_TYPE, content)) {
    const text = await received(original.text(), fault);
    // A new response, because happy-dom cannot clone a clone. Its body is still unread for the code that catches the error.
    response = new Response(text || null, original);
    details = { ...details, response };
    problem = parseProblem(text, status);
    if (problem && (!declared || content.length > 0))
      throw new ProblemError(problem, status, { ...details, bodyText: text });
  }
  if (!declared) {
    const statuses = operation.responses.map((each) => each.status).join(", ");
    throw new UnexpectedStatusError(`received ${status}; the contract declares ${statuses}`, {
      ...details,
      bodyText: await excerpt(response),
    });
  }
  const headers = await readHeaders(declared, response, parts, details);
  // RFC 9110 §6.4.1: these responses have no content.
  if (content.length === 0 || operation.method === "HEAD" || [204, 205, 304].includes(status))
    return { response, declared, ...(problem && { problem }), result: { status, body: undefined, ...headers } };

  const contentType = response.headers.get("Content-Type");
  const media = contentType === null ? content[0] : matchMediaType(contentType, content);
  if (!media) {
    const text = await excerpt(response);
    const types = content.map(({ type }) => type).join(", ");
    throw new DecodeError(`the body of ${status} is ${text && contentType}; the contract declares ${types}`, {
      ...details,
      bodyText: text,
    });
  }
  const read = media.kind === "json" ? readJson : parts[`read:${media.kind}`];
  if (!read) throw new DecodeError(`this client has no part that reads ${media.type}`, details);
  const { body, text } = await read({ media, response, details, fault, numbers: parts.values?.numbers });
  // a multipart body that is no form is read with its boundary
  const isOpen = media.type.includes("*") || (media.kind === "binary" && media.type.startsWith("multipart/"));
  const type = isOpen ? (contentType ?? media.type) : media.type;
  return { response, declared, media, text, result: { status, body, ...headers, contentType: type } };
}

async function readJson({
  media,
  response,
  details,
  fault,
  numbers,
}: ReceivedBody): Promise<{ body: unknown; text: string }> {
  const bodyText = await received(response.text(), fault);
  try {
    const body = numbers === undefined ? parseExactJson(bodyText) : numbers.keep(bodyText, JSON.parse(bodyText));
    return { text: bodyText, body };
  } catch (cause) {
    const wrong =
      cause instanceof JsonError
        ? cause.message
        : bodyText
          ? "is not JSON"
          : `is empty; the contract declares ${media.type}`;
    throw new DecodeError(`the body of ${response.status} ${wrong}`, { ...details, bodyText, cause });
  }
}

async function readHeaders(
  { headers: fields = [] }: DeclaredResponse,
  response: Response,
  { header: decode, values }: ClientParts,
  details: ErrorDetails,
): Promise<{ headers?: Record<string, unknown> }> {
  const headers: [string, unknown][] = [];
  const refuse = async (name: string, wrong: string): Promise<never> => {
    throw new DecodeError(`the header ${name} of ${response.status} ${wrong}`, {
      ...details,
      bodyText: await excerpt(response),
    });
  };
  for (const field of fields) {
    const { name, required, shape } = field;
    const text = response.headers.get(name);
    // RFC 9110 §5.3: a cookie's date has a comma, so that only field lines tell cookies apart.
    const isCookieList = /^set-cookie$/i.test(name) && typeof shape === "object" && "array" in shape;
    if (text !== null && isCookieList) headers.push([name, response.headers.getSetCookie()]);
    else if (text !== null) {
      try {
        headers.push([name, decode ? decode(field, text, values?.numbers) : text]);
      } catch (error) {
        await refuse(name, `${(error as Error).message}: ${text}`);
      }
    } else if (required && !/^set-cookie/i.test(name)) {
      // Fetch standard §2.2.2: no script can read Set-Cookie.
      await refuse(name, "is missing; a server of another origin must list it in Access-Control-Expose-Headers");
    }
  }
  return fields.length > 0 ? { headers: Object.fromEntries(headers) } : {};
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
    await reader?.cancel();
  } catch {
    // The part that arrived is enough.
  }
  return text;
}
