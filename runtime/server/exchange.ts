/** One request on its way through the life cycle. */

import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import type { Answer, BodySource, DecodedRequest, HttpProblem, ReadBody, Routing } from "../core/index.ts";
import type { HookRequest, ServerRequest } from "./types.ts";

export class Exchange {
  readonly info: ServerRequest;
  /** Below the path where the server is mounted, without the query. */
  readonly path: string;
  readonly source: BodySource | undefined;
  readonly view: HookView;

  readonly routing: Routing;
  /** What the application supplies, and what its security handlers returned. */
  context: object = {};
  auth: Readonly<Record<string, unknown>> = {};
  body: ReadBody | undefined;
  decoded: DecodedRequest = {};
  /** Why the request may not go on; boxed, since anything can be thrown. */
  refusal: { readonly error: unknown } | undefined;
  /** Why it cannot be served: 400, 406, 408, 413, 415 or 422. */
  invalid: HttpProblem | undefined;
  /** The handler has been called: from here on, answers are held against the contract. */
  handled = false;
  /** What stands in place of an answer: a refusal, or what the handler threw. */
  refused: { readonly problem: HttpProblem; readonly answer: Answer; readonly shaped: Answer | undefined } | undefined;

  readonly #response: { readonly headersSent: boolean } | undefined;

  /** @param response of the host, where somebody else can write to it */
  constructor(
    info: ServerRequest,
    path: string,
    routing: Routing,
    source: BodySource | undefined,
    response?: { readonly headersSent: boolean },
  ) {
    this.info = info;
    this.path = path;
    this.routing = routing;
    this.source = source;
    this.#response = response;
    this.view = new HookView(this);
  }

  get expressRequest(): ExpressRequest | undefined {
    return this.info.express?.request;
  }

  get expressResponse(): ExpressResponse | undefined {
    return this.info.express?.response;
  }

  /** Somebody has written to the response: there is nothing left to send. */
  get answered(): boolean {
    return this.#response?.headersSent === true;
  }
}

/** What hooks see of the request; made when they look. */
class HookView implements HookRequest {
  readonly #exchange: Exchange;
  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }
  get id(): string {
    return this.#exchange.info.id;
  }
  get method(): string {
    return this.#exchange.info.method;
  }
  get path(): string {
    return this.#exchange.path;
  }
  get params(): Readonly<Record<string, unknown>> {
    const { decoded, routing } = this.#exchange;
    if (decoded.params !== undefined) return decoded.params;
    return routing.kind === "found"
      ? Object.fromEntries(routing.names.map((name, index) => [name, routing.values[index]]))
      : {};
  }
  get query(): Readonly<Record<string, unknown>> {
    const { decoded, info } = this.#exchange;
    if (decoded.query !== undefined) return decoded.query;
    const question = info.url.indexOf("?"); // a path of `//` is no URL
    return question === -1 ? {} : Object.fromEntries(new URLSearchParams(info.url.slice(question)));
  }
  get headers(): Readonly<Record<string, string | string[] | undefined>> {
    const { express, web } = this.#exchange.info;
    return express?.request.headers ?? Object.fromEntries(web?.headers ?? []);
  }
  get cookies(): Readonly<Record<string, unknown>> {
    return this.#exchange.decoded.cookies ?? {};
  }
  get body(): unknown {
    return this.#exchange.decoded.body ?? this.#exchange.body?.value;
  }
  get requestBody(): unknown {
    return this.body;
  }
}
