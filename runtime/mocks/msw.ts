/** Mocks behind MSW: one handler with a predicate, however many operations there are. */

import { http, type HttpHandler, HttpResponse } from "msw/http";
import { wholeBody } from "../core/web.ts";
import { NetworkFault } from "./fault.ts";
import type { Mocks } from "./types.ts";

type Answering = Pick<Mocks<unknown>, "matches" | "respond">;

/**
 * For `setupWorker(...handlers)` and `setupServer(...handlers)`. A request that is not for the mocked API does not match,
 * so that MSW reports it by `onUnhandledFrame`.
 */
export function mswHandlers(mocks: Answering): HttpHandler[] {
  return [
    http.all(
      ({ request }) => mocks.matches(request),
      async ({ request, cookies }) => {
        const origin = otherOriginOf(request);
        try {
          // A browser keeps cookies out of a request's headers; MSW hands them over beside it.
          return answerOf(request, await mocks.respond(request, { cookies, keepsCookies: true }), origin);
        } catch (error) {
          if (error instanceof NetworkFault) return HttpResponse.error();
          throw error;
        }
      },
    ),
  ];
}

/** The mocks, with `handlers` as generated code declares them. */
export function withHandlers<M extends Answering>(mocks: M): M & { readonly handlers: HttpHandler[] } {
  return Object.assign(mocks, { handlers: mswHandlers(mocks) });
}

/** MSW's own class: happy-dom loses the body of other responses when they are cloned. */
function answerOf({ method }: Request, response: Response, origin: string | undefined): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  if (origin !== undefined) allow(headers, origin, method);
  const body = (wholeBody(response) ?? response.body) as BodyInit | null; // bytes are in a plain buffer
  return new HttpResponse(body, { status, statusText, headers });
}

/** The page's origin, for a request to another one. jsdom and happy-dom keep it out of the request's headers. */
function otherOriginOf({ headers, url }: Request): string | undefined {
  const origin = headers.get("origin") ?? (globalThis as { location?: { origin?: string } }).location?.origin;
  return origin === undefined || url.startsWith(`${origin}/`) ? undefined : origin;
}

/** Fetch Standard, CORS protocol, which jsdom and happy-dom apply to mocked answers, too. */
function allow(headers: Headers, origin: string, method: string): void {
  headers.set("Access-Control-Allow-Origin", origin);
  headers.set("Access-Control-Allow-Credentials", "true");
  headers.set("Access-Control-Expose-Headers", [...headers.keys()].join(", "));
  if (method !== "OPTIONS") return;
  headers.set("Access-Control-Allow-Methods", "*");
  headers.set("Access-Control-Allow-Headers", "*");
}
