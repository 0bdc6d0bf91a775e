/** Mocks behind MSW: one handler with a predicate, whatever the number of operations. */

import { http, type HttpHandler } from "msw/http";
import { NetworkFault } from "./fault.ts";
import type { Mocks } from "./types.ts";

type Answering = Pick<Mocks<unknown>, "fetch" | "matches">;

/**
 * For `setupWorker(...handlers)` and `setupServer(...handlers)`. A request that is not for the mocked API does not match,
 * so that MSW's `onUnhandledFrame` still hears of it.
 */
export function mswHandlers(mocks: Answering): HttpHandler[] {
  return [
    http.all(
      ({ request }) => mocks.matches(request),
      ({ request }) =>
        mocks.fetch(request).catch((error: unknown) => {
          if (error instanceof NetworkFault) return Response.error();
          throw error;
        }),
    ),
  ];
}

/** The mocks, with `handlers` as generated code declares them. */
export function withHandlers<M extends Answering>(mocks: M): M & { readonly handlers: HttpHandler[] } {
  return Object.assign(mocks, { handlers: mswHandlers(mocks) });
}
