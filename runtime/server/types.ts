/** The types that generated servers are written in. */

import type {
  Express,
  Request as ExpressRequest,
  RequestHandler,
  Response as ExpressResponse,
  Router as ExpressRouter,
} from "express";
import type { OpenAPIBackend } from "openapi-backend";
import type { HandlerOptions, HookContext as CoreHookContext, RequestInfo } from "../core/index.ts";
import type {
  AnyHandlerOptions,
  CommonOptions as HostCommonOptions,
  ContextOption,
  ErrorsOption,
  HandlerSource,
  Hooks as HooksOf,
  SecurityOption,
} from "../fetch/types.ts";

/** An express application that serves the contract. */
export type Server = Express;
/** The same, to be mounted in an express application. */
export type ServerRouter = ExpressRouter;

/** What generated code passes besides the contract. Each function is called when it is needed, and not before. */
export interface ServerSource extends HandlerSource {
  /** The contract as JSON text, for `openapi` and `docs`. */
  readonly document?: () => string | Promise<string>;
}

/** A request as `context` gets it: the same in every host, with what the host itself has. */
export interface ServerRequest extends RequestInfo {
  /** Under express. */
  readonly express?: { readonly request: ExpressRequest; readonly response: ExpressResponse };
  /** Under `toFetchHandler`. */
  readonly web?: globalThis.Request;
}

/** What a hook gets, with openapi-backend where the request came by express. */
export interface HookContext extends CoreHookContext {
  readonly api?: OpenAPIBackend;
}

/**
 * One of openapi-backend's hooks. The express request and response are given where there are any.
 * It returns an answer (`{ status, body, headers, contentType }`), or has written to the response itself. Hooks that only
 * look on need not return anything.
 */
export type Hook = (
  context: HookContext,
  request: ExpressRequest | undefined,
  response: ExpressResponse | undefined,
) => unknown;

/** openapi-backend's hooks, under its names. */
export type Hooks = HooksOf<Hook>;

/** What express servers have besides {@link HostCommonOptions}. */
export interface CommonOptions extends HostCommonOptions {
  readonly hooks?: Hooks;
  /**
   * Where the contract is served as JSON: `"/openapi.json"`. Its servers are this one. Below the mount of a router, from
   * the root of an application, whatever the `basePath`. Default: nowhere.
   */
  readonly openapi?: string;
  /**
   * Where a page shows the contract and tries it out: `"/docs"`. Needs `npm install swagger-ui-dist`, and sends no request
   * to any other host. Without `openapi` the contract is at `/docs/openapi.json`. Default: nowhere.
   */
  readonly docs?: string;
  /** For `createServer`: middleware that comes first, `cors()` for instance. */
  readonly middleware?: readonly RequestHandler[];
}

/** `context` is required where `O` has one, `security` where the contract has a scheme in use. */
export type ServerOptions<O extends HandlerOptions, Handlers, Security = {}> = CommonOptions & {
  readonly handlers: Handlers;
} & ErrorsOption<Handlers> &
  ContextOption<O, ServerRequest> &
  SecurityOption<Security>;

/** {@link ServerOptions} as the runtime sees them. */
export type AnyServerOptions = Omit<AnyHandlerOptions, "hooks"> & CommonOptions;
