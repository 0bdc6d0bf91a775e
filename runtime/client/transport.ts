/** Sends requests through openapi-fetch, so that its middleware sees all of them. */

import type { EncodedBody } from "../core/body/encode.ts";
import type { Operation } from "../core/contract.ts";
import { ApiError } from "./errors.ts";
import type { Connection, RequestSettings } from "./types.ts";

export interface PreparedRequest extends RequestSettings {
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body: EncodedBody["body"] | undefined;
  readonly redirect: RequestRedirect;
  readonly signal: AbortSignal | undefined;
}

/** The `params` of requests that {@link transmit} sends, which have their credentials already. */
const authorized = new WeakSet<object>();

export const isAuthorized = (params: object): boolean => authorized.has(params);

/** `fetch` failed, as opposed to a middleware or the making of the request. */
export class FetchFault extends Error {}

/** openapi-fetch's `request`, for an operation that is data and not a literal of `paths`. */
type SendRequest = (
  method: string,
  path: string,
  init: object,
) => Promise<{ readonly error?: unknown; readonly response: Response }>;

/**
 * openapi-fetch reads the body of a response that is not ok: it gets the original, the client reads a copy. The client
 * takes a response that a middleware puts in its place as read.
 * @throws FetchFault
 */
export async function transmit(
  { transport, options }: Connection,
  { method, path: template }: Operation,
  { path, query, body, ...init }: PreparedRequest,
): Promise<Response> {
  let original: Response | undefined;
  let copy: Response | undefined;
  let fault: unknown;
  let failed = false;
  // openapi-fetch calls `pathSerializer` only when there are path parameters.
  const params = { path: {} };
  authorized.add(params);
  const sending = (transport.request as unknown as SendRequest)(method, template, {
    ...init,
    params,
    pathSerializer: () => path,
    querySerializer: () => query,
    ...(body !== undefined && { body, bodySerializer: () => body }),
    ...(body instanceof ReadableStream && { duplex: "half" }),
    parseAs: "stream",
    async fetch(request: Request): Promise<Response> {
      try {
        original = await (options.fetch ?? globalThis.fetch)(request);
      } catch (cause) {
        [fault, failed] = [cause, true];
        throw cause;
      }
      copy = original.ok ? original : original.clone();
      return original;
    },
  });
  const { error, response } = await sending.catch((cause: unknown) => {
    // A sender limits what it reads: the client reads the copy as far as that.
    if (cause instanceof ApiError && original) return { response: original, error: undefined };
    throw failed && cause === fault ? new FetchFault("", { cause }) : cause;
  });
  if (response === original && copy) return copy;
  return response.bodyUsed
    ? new Response(typeof error === "string" ? error : JSON.stringify(error), response)
    : response;
}
