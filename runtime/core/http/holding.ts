/** Which of several media types can hold a body. */

import type { MediaType } from "../contract.ts";
import { negotiate } from "./negotiate.ts";
import type { RequestInfo } from "../types.ts";

/** The declared media type for a body of which nobody has said what it is: what can hold it, by the caller's wish. */
export function mediaForBody(
  content: readonly MediaType[],
  body: unknown,
  request: Pick<RequestInfo, "header">,
): MediaType | undefined {
  if (content.length < 2) return content[0];
  const holding = content.filter(({ kind }) => canHold(kind, body));
  const offers = holding.length === 0 ? content : holding;
  return negotiate(request.header("accept"), offers, ({ type }) => type) ?? offers[0];
}

function canHold(kind: MediaType["kind"], body: unknown): boolean {
  const object = typeof body === "object" && body !== null;
  switch (kind) {
    case "json":
      return !object || !(isBinary(body) || Symbol.asyncIterator in body);
    case "text":
    case "xml":
      return typeof body === "string";
    case "binary":
      return object && (isBinary(body) || Symbol.asyncIterator in body);
    case "form":
    case "multipart":
      return object && !Array.isArray(body) && !isBinary(body);
    case "events":
    case "lines":
      return object && (Symbol.asyncIterator in body || Symbol.iterator in body) && !isBinary(body);
  }
}

/** What is bytes, and never JSON. */
export const isBinary = (body: unknown): boolean =>
  body instanceof Uint8Array || body instanceof Blob || body instanceof ReadableStream || body instanceof ArrayBuffer;
