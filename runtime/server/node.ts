/** node:http's requests and responses as core takes them. */

import type { ServerResponse } from "node:http";
import type { PeerCertificate, TLSSocket } from "node:tls";
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { givenRequestId, newRequestId, type ClientCertificate } from "../core/index.ts";
import { Gone, originForm, type HttpRequest } from "../node/index.ts";
import { stoppingOf } from "./stopping.ts";
import type { ServerRequest } from "./types.ts";

export { Gone, nodeBody, send, type HttpRequest } from "../node/index.ts";

export interface NodeRequestSettings {
  /** Whether the caller may say what the request's id is. */
  readonly trusted: boolean;
  /** Aborted by the application when it begins to stop. Default: by `shutdown` of the request's server. */
  readonly stopping: AbortSignal | undefined;
}

export class NodeRequest implements ServerRequest {
  readonly method: string;
  readonly url: string;
  readonly request: HttpRequest;
  readonly response: ServerResponse;
  readonly #settings: NodeRequestSettings;
  #enter: (() => void) | undefined;
  #abort: AbortController | undefined;
  #id: string | undefined;
  #stopping: AbortSignal | undefined;

  /**
   * @param enter makes express know the request and the response, which it does not yet
   */
  constructor(request: HttpRequest, response: ServerResponse, settings: NodeRequestSettings, enter?: () => void) {
    this.#settings = settings;
    this.#enter = enter;
    this.method = request.method;
    this.url = (request.baseUrl ?? "") + originForm(request.url);
    this.request = request;
    this.response = response;
  }

  get express(): { readonly request: ExpressRequest; readonly response: ExpressResponse } {
    this.#enter?.();
    this.#enter = undefined;
    // Cast: express has set their prototypes by now.
    return { request: this.request as ExpressRequest, response: this.response as ExpressResponse };
  }

  header(name: string): string | undefined {
    const { headers } = this.request;
    const key = name.toLowerCase();
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined; // it inherits a `constructor`
    return Array.isArray(value) ? value.join(", ") : value;
  }

  get id(): string {
    return (this.#id ??=
      idOf(this.request) ??
      (this.#settings.trusted ? givenRequestId((name) => this.header(name)) : undefined) ??
      newRequestId());
  }

  /** The peer's, which TLS has verified: with `rejectUnauthorized: false` one that has not been is none. */
  get certificate(): ClientCertificate | undefined {
    const { socket } = this.request;
    if (!("getPeerCertificate" in socket)) return undefined;
    const tls = socket as TLSSocket; // nothing else has such a method
    const peer: Partial<PeerCertificate> = tls.authorized ? tls.getPeerCertificate() : {};
    const { subject, issuer, subjectaltname, serialNumber, fingerprint256, raw } = peer;
    if (!subject || !issuer || !serialNumber || !fingerprint256 || !raw) return undefined; // `{}` where there is none
    return {
      subject: { ...subject },
      issuer: { ...issuer },
      ...(subjectaltname !== undefined && { subjectAltName: subjectaltname }),
      serialNumber,
      fingerprint256,
      raw,
    };
  }

  /** Made when somebody asks for it: most handlers never do. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = (this.#abort = new AbortController());
      const { response } = this;
      const gone = (): void => {
        if (!response.writableFinished) abort.abort(new Gone("The caller went away"));
      };
      if (response.closed) gone();
      else response.once("close", gone);
    }
    return this.#abort.signal;
  }

  get stopping(): AbortSignal {
    const { stopping } = this.#settings;
    if (stopping !== undefined) return (this.#stopping ??= AbortSignal.any([stopping]));
    // Not in Node's types: its servers say of each connection whose it is.
    const { server } = this.request.socket as { readonly server?: object };
    return (this.#stopping ??=
      server === undefined ? new AbortController().signal : stoppingOf(server).signalFor(this.response));
  }
}

/** What the application's own middleware, pino-http for instance, calls the request. */
function idOf(request: HttpRequest): string | undefined {
  const { id } = request as { readonly id?: unknown };
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : undefined;
}

/** The path below the place where the server is mounted. */
export function pathBelow(request: HttpRequest): string {
  const url = originForm(request.url);
  const question = url.indexOf("?");
  return question === -1 ? url : url.slice(0, question);
}
