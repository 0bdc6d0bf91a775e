/** The extension points of the pipeline, under the names that openapi-backend gives them. */

import type { Operation } from "../contract.ts";
import type { RequestViolation } from "../problem/index.ts";
import type { RouteMatch } from "../router.ts";
import type { DecodedRequest, RequestInfo } from "../types.ts";

/** What a hook sees of a request. Its parts are decoded once the request has been validated. */
export interface HookRequest {
  /** The same as in `context` and in handlers. */
  readonly id: string;
  readonly method: string;
  /** Without the query and without the path under which the server is mounted. */
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** As received, by lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly requestBody: unknown;
}

/** The answer that is about to leave. */
export interface HookResponse {
  readonly status: number;
  /** All headers of the answer; one that is sent several times (`Set-Cookie`) is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly contentType?: string;
  /** The value of a JSON body, the text or the bytes of another one, or a stream, which a hook must not read. */
  readonly body?: unknown;
}

/** One object for all hooks of a request, to which they may add members. */
export interface HookContext {
  readonly request: HookRequest;
  /** Set after routing: the operation's data. `operationId` is its generated name. */
  readonly operation?: Operation & { readonly operationId: string };
  /** Set after authorization: the result of each scheme, and whether the request may go on. */
  readonly security?: { readonly authorized: boolean; readonly [scheme: string]: unknown };
  /** Set after validation. */
  readonly validation?: { readonly valid: boolean; readonly errors?: readonly RequestViolation[] | null };
  /** In `postResponseHandler`: the answer, exactly as it leaves. */
  readonly response?: HookResponse;
}

/** The names of the extension points. */
export type HookName =
  | "preRoutingHandler"
  | "postRoutingHandler"
  | "postSecurityHandler"
  | "preOperationHandler"
  | "postResponseHandler"
  | "notFound"
  | "methodNotAllowed"
  | "notImplemented"
  | "validationFail"
  | "unauthorizedHandler";

/** A hook as the pipeline calls it; `host` are the arguments that only the host knows. */
export type AnyHook = (context: HookContext, ...host: readonly never[]) => unknown;
export type AnyHooks = Readonly<Partial<Record<HookName, AnyHook>>>;

/** What is known of a request when a hook is called. */
export interface HookFacts {
  readonly match?: RouteMatch | undefined;
  readonly auth?: Readonly<Record<string, unknown>> | undefined;
  readonly authorized?: boolean;
  readonly decoded?: DecodedRequest | undefined;
  /** The value of a body that has been read and not yet decoded. */
  readonly body?: unknown;
  readonly valid?: boolean;
  readonly errors?: readonly RequestViolation[] | null;
  readonly response?: HookResponse;
}

/** What a host knows of a request and hooks are shown. */
export interface HookHost {
  readonly info: RequestInfo;
  readonly path: string;
  headers(): Readonly<Record<string, string | string[] | undefined>>;
  /** The arguments of a hook after its context: express's request and response. */
  arguments(): readonly unknown[];
  /** Members that the context has from the start. */
  readonly context?: object;
}

/** What all hooks of one request share. Their context is one object, since a hook may hand something on to the next one. */
export class HookScope {
  readonly #host: HookHost;
  readonly #hooks: AnyHooks;
  readonly #view: HookView;
  readonly #context: Record<string, unknown>;

  constructor(hooks: AnyHooks, host: HookHost) {
    this.#hooks = hooks;
    this.#host = host;
    this.#view = new HookView(host);
    this.#context = { ...host.context, request: this.#view };
  }

  has(name: HookName): boolean {
    return this.#hooks[name] !== undefined;
  }

  /** Calls a hook. @returns what it returns, `undefined` where there is none @throws what it throws */
  call(name: HookName, facts: HookFacts): unknown {
    const hook = this.#hooks[name];
    if (hook === undefined) return undefined;
    this.#view.facts = facts;
    const { match, auth, authorized, valid, errors, response } = facts;
    const context = this.#context;
    if (match !== undefined) context["operation"] ??= { ...match.operation, operationId: match.operation.name };
    if (authorized !== undefined) context["security"] = { ...auth, authorized };
    if (valid !== undefined) context["validation"] = { valid, errors: errors ?? null };
    if (response !== undefined) context["response"] = response;
    // Cast: its members are those of a HookContext, and the host's arguments are those that its hooks declare.
    return (hook as (...all: unknown[]) => unknown)(context, ...this.#host.arguments());
  }
}

/** What hooks see of the request; each part is made when a hook looks at it. */
class HookView implements HookRequest {
  readonly #host: HookHost;
  facts: HookFacts = {};

  constructor(host: HookHost) {
    this.#host = host;
  }
  get id(): string {
    return this.#host.info.id;
  }
  get method(): string {
    return this.#host.info.method;
  }
  get path(): string {
    return this.#host.path;
  }
  get params(): Readonly<Record<string, unknown>> {
    const { decoded, match } = this.facts;
    if (decoded?.params !== undefined) return decoded.params;
    return Object.fromEntries(match?.names.map((name, index) => [name, match.values[index]]) ?? []);
  }
  get query(): Readonly<Record<string, unknown>> {
    const { decoded } = this.facts;
    if (decoded?.query !== undefined) return decoded.query;
    const { url } = this.#host.info;
    const question = url.indexOf("?"); // a path of `//` is no URL
    return question === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(question)));
  }
  get headers(): Readonly<Record<string, string | string[] | undefined>> {
    return this.#host.headers();
  }
  get cookies(): Readonly<Record<string, unknown>> {
    return this.facts.decoded?.cookies ?? {};
  }
  get body(): unknown {
    return this.facts.decoded?.body ?? this.facts.body;
  }
  get requestBody(): unknown {
    return this.body;
  }
}
