/** A response → what the contract declares it to be, or a {@link DecodeError}. */

import { responseFor } from "../core/answer/index.ts";
import { Misfit } from "../core/parameters/coerce.ts";
import type { Header, MediaType, Operation, Response as ResponseData } from "../core/contract.ts";
import { parseFields } from "../core/http/fields.ts";
import { JsonError } from "../core/json/index.ts";
import { matchMediaType } from "../core/http/media.ts";
import { PROBLEM_MEDIA_TYPE } from "../core/problem/index.ts";
import { readEvents, readJsonLines } from "../core/json/sequence.ts";
import { decodeField, decodeHeaderValue } from "../core/parameters/style.ts";
import type { BinaryOutput } from "../core/types.ts";
import {
  type ApiError,
  DecodeError,
  type ErrorDetails,
  EXCERPT,
  ProblemError,
  UnexpectedStatusError,
} from "./errors.ts";
import { isProblem, parseProblem, type ReceivedProblem } from "./problem.ts";
import type { Result } from "./types.ts";

export interface Reading {
  readonly result: Result;
  readonly declared: ResponseData;
  /** Absent where there is no body. */
  readonly media?: MediaType;
  /** The text of the body, where it was read as text. */
  readonly text?: string | undefined;
  /** What a server said of a failure that the contract declares without content. */
  readonly problem?: ReceivedProblem;
}

/** Makes the error for a body that broke off while it was read. */
export type Fault = (cause: unknown) => ApiError;

export async function readResponse(
  operation: Operation,
  original: Response,
  details: ErrorDetails,
  fault: Fault,
): Promise<Reading> {
  const declared = responseFor(operation, original.status);
  const content = declared?.content ?? [];
  let response = original;
  let problem: { readonly problem?: ReceivedProblem } = {};
  if (isProblem(original) && matchMediaType(PROBLEM_MEDIA_TYPE, content) === undefined) {
    const text = await received(original.text(), fault);
    // A new response, because happy-dom cannot clone one that is a clone itself. Its body is still there for the one who catches the error.
    const { status, statusText, headers } = original;
    response = new Response(text === "" ? null : text, { status, statusText, headers });
    const document = parseProblem(text, status);
    if (document !== undefined) {
      if (declared === undefined || content.length > 0)
        throw new ProblemError(document, status, { ...details, status, response, bodyText: text });
      problem = { problem: document };
    }
  }
  const known: ErrorDetails = { ...details, status: response.status, response };
  if (declared === undefined) {
    const statuses = operation.responses.map(({ status }) => status).join(", ");
    throw new UnexpectedStatusError(`answered ${response.status}, which the contract does not declare (${statuses})`, {
      ...known,
      bodyText: await excerpt(response),
    });
  }
  const headers = await readHeaders(declared.headers ?? [], response, known);
  const status = response.status;
  if (content.length === 0 || hasNoBody(operation, response))
    return { declared, ...problem, result: { status, body: undefined, ...headers } };

  const contentType = response.headers.get("Content-Type");
  const media = contentType === null ? content[0] : matchMediaType(contentType, content);
  if (media === undefined) {
    const types = content.map(({ type }) => type).join(", ");
    const text = await excerpt(response);
    throw new DecodeError(
      `the body of ${status} is ${text === "" ? "empty" : contentType}, the contract declares ${types}`,
      { ...known, bodyText: text },
    );
  }
  const { body, text } = await readBody(media, response, known, fault);
  const type = media.type.includes("*") ? (contentType ?? media.type) : media.type;
  return { declared, media, text, result: { status, body, ...headers, contentType: type } };
}

/** RFC 9110 §6.4.1: these have no content, whatever is declared. */
const hasNoBody = (operation: Operation, { status }: Response): boolean =>
  operation.method === "HEAD" || status === 204 || status === 205 || status === 304;

async function readBody(
  media: MediaType,
  response: Response,
  details: ErrorDetails,
  fault: Fault,
): Promise<{ body: unknown; text?: string }> {
  switch (media.kind) {
    case "json": {
      const text = await received(response.text(), fault);
      if (text === "")
        throw new DecodeError(`the body of ${response.status} is empty, the contract declares ${media.type}`, {
          ...details,
          bodyText: "",
        });
      try {
        return { text, body: JSON.parse(text) as unknown };
      } catch (cause) {
        throw new DecodeError(`the body of ${response.status} is not JSON`, { ...details, bodyText: text, cause });
      }
    }
    case "text":
    case "xml": {
      const text = await received(response.text(), fault);
      return { text, body: text };
    }
    case "form": {
      const text = await received(response.text(), fault);
      const fields = parseFields(text, Infinity);
      const body =
        fields &&
        decodeField(
          {
            name: "",
            style: "form",
            explode: true,
            shape: media.shape ?? { object: {}, rest: "any" },
            mediaType: undefined,
          },
          fields,
          undefined,
        );
      if (body === undefined || body instanceof Misfit)
        throw new DecodeError(`the body of ${response.status} is not a form as declared`, {
          ...details,
          bodyText: text,
        });
      return { text, body };
    }
    case "multipart":
      return { body: formObject(await received(response.formData(), fault)) };
    case "binary":
      return { body: binaryOutput(response, fault) };
    case "events":
      return { body: iterable(readEvents(streamOf(response)), fault, details) };
    case "lines":
      return { body: iterable(readJsonLines(streamOf(response), parse), fault, details) };
  }
}

async function received<T>(body: Promise<T>, fault: Fault): Promise<T> {
  try {
    return await body;
  } catch (cause) {
    throw fault(cause);
  }
}

/** A client takes what its server sends: without the limits that a server has. */
const parse = (text: string): unknown => JSON.parse(text);

const streamOf = (response: Response): ReadableStream<Uint8Array> => response.body ?? new Blob([]).stream();

function binaryOutput(response: Response, fault: Fault): BinaryOutput {
  return {
    get stream() {
      return streamOf(response);
    },
    arrayBuffer: () => received(response.arrayBuffer(), fault),
    // `Response.bytes` is newer than the browsers we run in.
    bytes: async () => new Uint8Array(await received(response.arrayBuffer(), fault)),
    blob: () => received(response.blob(), fault),
    text: () => received(response.text(), fault),
  };
}

/** Several fields of one name become a list. */
function formObject(form: FormData): Record<string, unknown> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names
      .map((name) => [name, form.getAll(name)])
      .map(([name, values]) => [name, (values?.length ?? 0) > 1 ? values : values?.[0]]),
  );
}

async function* iterable(
  items: AsyncGenerator<unknown, void, undefined>,
  fault: Fault,
  details: ErrorDetails,
): AsyncGenerator<unknown, void, undefined> {
  try {
    yield* items;
  } catch (cause) {
    throw cause instanceof SyntaxError || cause instanceof JsonError
      ? new DecodeError("an item of the stream is not JSON", { ...details, cause })
      : fault(cause);
  }
}

async function readHeaders(
  declared: readonly Header[],
  response: Response,
  details: ErrorDetails,
): Promise<{ headers?: Record<string, unknown> }> {
  if (declared.length === 0) return {};
  const headers: Record<string, unknown> = {};
  for (const header of declared) {
    const text = response.headers.get(header.name);
    if (text === null) {
      if (header.required !== true || isHidden(header.name)) continue;
      const hint = "in a page, a header of another origin is seen only if it is in Access-Control-Expose-Headers";
      throw new DecodeError(`the header ${header.name} of ${response.status} is missing; ${hint}`, {
        ...details,
        bodyText: await excerpt(response),
      });
    }
    const value = decodeHeaderValue(
      {
        name: header.name,
        style: "simple",
        explode: header.explode ?? false,
        shape: header.shape,
        mediaType: header.mediaType,
      },
      text,
    );
    if (value instanceof Misfit)
      throw new DecodeError(`the header ${header.name} of ${response.status} ${value.message}: ${text}`, {
        ...details,
        bodyText: await excerpt(response),
      });
    Object.defineProperty(headers, header.name, { value, enumerable: true, configurable: true, writable: true });
  }
  return { headers };
}

/** Fetch standard §2.2.2: no script ever reads these. */
const isHidden = (name: string): boolean => /^set-cookie2?$/i.test(name);

/** The beginning of a body that nobody else will read; `""` when it cannot be read. */
async function excerpt(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (reader !== undefined && text.length < EXCERPT) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    await reader?.cancel();
  } catch {
    // What arrived is enough.
  }
  return text;
}
