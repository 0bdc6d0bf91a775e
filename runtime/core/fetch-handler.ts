/** A contract behind `(Request) => Promise<Response>`: the pipeline as a host of web standards. */

import { encodeProblem, type EncodedAnswer } from "./answer/index.ts";
import { type AnyHooks, HookScope } from "./pipeline/hooks.ts";
import { ALL_PARTS } from "./pipeline/all-parts.ts";
import { createPipeline, type HostOptions, type Pipeline, runPipeline } from "./pipeline/index.ts";
import type { AnswerOutcome, ReceivedRequest } from "./pipeline/state.ts";
import { HttpProblem } from "./problem/index.ts";
import type { ClientCertificate } from "./types.ts";
import { bodySource, fieldsOf, pathOf, WebRequest, webResponse } from "./web.ts";

export interface FetchHostOptions extends HostOptions {
  /** The caller's certificate, where the host has verified one: it is what `mutualTLS` handlers are given. */
  readonly certificate?: (request: Request) => ClientCertificate | undefined;
}

export type FetchHandler = ((request: Request) => Promise<globalThis.Response>) & {
  /** Whether the path is the contract's, also where it does not have the method. `pathname` is percent-encoded. */
  matches(method: string, pathname: string): boolean;
};

/** A page of a host, outside the contract. */
export type Page = () => EncodedAnswer | Promise<EncodedAnswer>;

export interface WebHandlerSettings {
  /** Whether the caller may choose the request's id. */
  readonly trusted?: boolean;
  /** Aborted when the application begins to stop. */
  readonly stopping?: AbortSignal | undefined;
  readonly hooks?: AnyHooks | undefined;
  readonly certificate?: ((request: Request) => ClientCertificate | undefined) | undefined;
  /** Pages of the host, on paths that the contract does not have. */
  readonly pages?: ((method: string, path: string) => Page | undefined) | undefined;
}

/** @throws Error as {@link createPipeline} does */
export const createFetchHandler = (options: FetchHostOptions): FetchHandler =>
  createWebHandler(createPipeline(options, ALL_PARTS), { certificate: options.certificate, hooks: options.hooks });

/** A pipeline behind web standards. */
export function createWebHandler(
  { steps, router, report }: Pipeline,
  { trusted = false, hooks, certificate, pages, stopping }: WebHandlerSettings,
): FetchHandler {
  const hooked = hooks !== undefined && Object.values(hooks).some((hook) => hook !== undefined);
  const handle = async (request: Request): Promise<globalThis.Response> => {
    const info = new WebRequest(request, trusted);
    info.certificate = certificate?.(request);
    info.stops = stopping;
    const path = pathOf(info.url);
    const received: ReceivedRequest = {
      info,
      path,
      headerCount: fieldsOf(request),
      source: () => bodySource(request),
      scope: hooked
        ? new HookScope(hooks, { info, path, headers: () => Object.fromEntries(request.headers), arguments: () => [] })
        : undefined,
    };
    const page = pages?.(info.method, path);
    const answer =
      page === undefined
        ? await runPipeline(steps, received)
        : await steps.encode({ kind: "answered", received, outcome: await pageOutcome(page) });
    // Only a caller that went away gets no answer.
    return webResponse(answer ?? encodeProblem(new HttpProblem(500)), info.method === "HEAD", (error) => {
      report(error, { during: "response", request: info });
    });
  };
  return Object.assign(handle, {
    matches: (method: string, pathname: string): boolean =>
      router.find(method.toUpperCase(), pathname).kind !== "none" ||
      pages?.(method.toUpperCase(), pathname) !== undefined,
  });
}

/** What a page answers, as the outcome of a request. Never rejects. */
export async function pageOutcome(page: Page): Promise<AnswerOutcome> {
  try {
    return { kind: "encoded", answer: await page() };
  } catch (error) {
    return { kind: "refused", error };
  }
}
