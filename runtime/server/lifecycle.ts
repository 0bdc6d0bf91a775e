/**
 * openapi-backend runs the life cycle (hooks, security, validation, handlers, in this order); what it would look up in a
 * contract comes from core. It never sees the contract: its definition is an empty one, all operations are one to it (one
 * called `constructor` or `notFound` would otherwise meet what it has under that name), and behind one
 * scheme core's `authorize` runs once. Its result is wrapped, since openapi-backend takes a falsy one for a refusal.
 * Each step answers at once where it can: openapi-backend waits for whatever is a promise.
 */

import {
  OpenAPIBackend,
  type Context,
  type Document,
  type Handler,
  type OpenAPIRouter,
  type OpenAPIValidator,
} from "openapi-backend";
import {
  createEngine,
  encodeProblem,
  handlerContext,
  HttpProblem,
  type Answer,
  type Contract,
  type EncodedAnswer,
  type Engine,
  type Operation,
  type ReadBody,
} from "../core/index.ts";
import { refuseUnknownOptions } from "../core/names.ts";
import type { Exchange } from "./exchange.ts";
import { handlersOf } from "./handlers.ts";
import { Gone } from "./node.ts";
import type {
  AnyHandler,
  AnyServerOptions,
  Hook,
  HookContext,
  Hooks,
  RequestIdOptions,
  ServerSource,
} from "./types.ts";

const SCHEME = "tenon";
const DEFINITION: Document = {
  openapi: "3.0.3",
  info: { title: "tenon", version: "1" },
  paths: {},
  components: { securitySchemes: { [SCHEME]: { type: "http", scheme: "bearer" } } },
};

/** An operation as hooks see it. */
type Shown = Operation & { readonly operationId: string };

/** What openapi-backend sees of an operation: whether it has a handler, and is to be authorised. The rest is core's business. */
function seenAs(operationId: "implemented" | "unimplemented", open: boolean): object {
  return { operationId, method: "get", path: "/", security: open ? [] : [{ [SCHEME]: [] }], responses: {} };
}

export interface Lifecycle {
  readonly engine: Engine;
  /** @returns what is to be sent; `undefined` when a hook has sent it */
  run(exchange: Exchange): Promise<EncodedAnswer | undefined>;
}

const OPTIONS = {
  handlers: true,
  context: true,
  security: true,
  validateResponses: true,
  undeclared: true,
  unknownQuery: true,
  unknownProperties: true,
  basePath: true,
  limits: true,
  invalidStatus: true,
  xml: true,
  problem: true,
  hooks: true,
  unimplemented: true,
  openapi: true,
  docs: true,
  document: true,
  requestId: true,
  onError: true,
  middleware: true,
} satisfies Record<keyof AnyServerOptions, true>;

const HOOKS = {
  preRoutingHandler: true,
  postRoutingHandler: true,
  postSecurityHandler: true,
  preOperationHandler: true,
  postResponseHandler: true,
  notFound: true,
  methodNotAllowed: true,
  notImplemented: true,
  validationFail: true,
  unauthorizedHandler: true,
} satisfies Record<keyof Hooks, true>;

const REQUEST_ID = { trust: true, header: true, instance: true } satisfies Record<keyof RequestIdOptions, true>;

/** @throws Error when handlers are missing or have no operation, for an option that is none, or as {@link createEngine} does */
export function createLifecycle(contract: Contract, source: ServerSource, options: AnyServerOptions): Lifecycle {
  refuseUnknownOptions(options, OPTIONS);
  refuseUnknownOptions(options.hooks, HOOKS, "hooks.");
  refuseUnknownOptions(options.requestId, REQUEST_ID, "requestId.");
  const engine = createEngine({
    ...engineOptions(options),
    contract,
    requests: source.requests,
    ...(source.responses === undefined ? {} : { responses: source.responses }),
  });
  const handlers = handlersOf(contract, source, options);
  const api = new OpenAPIBackend({ definition: DEFINITION, quick: true, strict: true });
  // In quick mode nothing is awaited: it is initialised when this returns.
  api.init().catch(() => undefined);
  if (!api.initialized) throw new Error("openapi-backend did not start");
  // Cast: the classes have private members, which only their own methods use.
  api.router = routerOn(contract, handlers, options) as unknown as OpenAPIRouter;
  api.validator = validatorOn(engine) as unknown as OpenAPIValidator;
  api.registerSecurityHandler(SCHEME, ((_context: Context, exchange: Exchange) =>
    authorize(engine, options, exchange)) as Handler);
  api.register(lifecycleHandlers(engine, options.hooks ?? {}));
  api.registerHandler("implemented", ((_context: Context, exchange: Exchange) =>
    callHandler(engine, handlers, exchange)) as Handler);
  return { engine, run: (exchange) => run(engine, api, exchange) };
}

function engineOptions(options: AnyServerOptions): Omit<Parameters<typeof createEngine>[0], "contract" | "requests"> {
  const {
    validateResponses,
    undeclared,
    unknownQuery,
    unknownProperties,
    basePath,
    limits,
    invalidStatus,
    xml,
    problem,
    onError,
    security,
    requestId,
  } = options;
  const production = typeof process === "object" && process.env["NODE_ENV"] === "production";
  return {
    validateResponses: validateResponses ?? (production ? "report" : "enforce"),
    ...(undeclared === undefined ? {} : { undeclared }),
    ...(unknownQuery === undefined ? {} : { unknownQuery }),
    ...(unknownProperties === undefined ? {} : { unknownProperties }),
    ...(basePath === undefined ? {} : { basePath }),
    ...(limits === undefined ? {} : { limits }),
    ...(invalidStatus === undefined ? {} : { invalidStatus }),
    ...(xml === undefined ? {} : { xml }),
    // Loaded with the first body that needs it.
    multipart: async (body, rules) => (await import("../multipart/index.ts")).readMultipart(body, rules),
    ...(problem === undefined ? {} : { problem }),
    ...(onError === undefined ? {} : { onError }),
    ...(requestId?.instance === true
      ? { instance: ({ id }: { id: string }) => `urn:request:${encodeURIComponent(id.toWellFormed())}` }
      : {}),
    // Cast: the generated type says which credentials each takes, the engine gives each those of its scheme.
    ...(security === undefined
      ? {}
      : { security: security as NonNullable<Parameters<typeof createEngine>[0]["security"]> }),
  };
}

function routerOn(
  { operations }: Contract,
  handlers: ReadonlyMap<Operation, AnyHandler>,
  { context }: AnyServerOptions,
): object {
  const seen = new Map<Operation, object>();
  for (const operation of operations) {
    const open = context === undefined && (operation.security ?? []).length === 0;
    seen.set(operation, seenAs(handlers.has(operation) ? "implemented" : "unimplemented", open));
  }
  const any = seenAs("implemented", false);
  return {
    parseRequest: (exchange: Exchange) => exchange.view,
    matchOperation(exchange: Exchange) {
      const { routing } = exchange;
      if (routing.kind === "found") return seen.get(routing.operation);
      throw new Error(routing.kind === "none" ? "404-notFound" : "405-methodNotAllowed");
    },
    // Asked when a handler is registered, of which there is one.
    getOperation: () => any,
    getOperations: () => [any],
  };
}

const VALID = Object.freeze({ valid: true, errors: null });

function validatorOn(engine: Engine): object {
  return {
    coerceTypes: false,
    validateRequest(exchange: Exchange) {
      const { routing } = exchange;
      if (routing.kind !== "found") throw new Error("unreachable: only what was routed is validated");
      const met = exchange.invalid ?? engine.decode(routing, exchange.info, exchange.body);
      if (met instanceof HttpProblem) {
        exchange.invalid = met;
        return { valid: false, errors: met.document.errors ?? [] };
      }
      exchange.decoded = met;
      return VALID;
    },
  };
}

async function authorize(engine: Engine, options: AnyServerOptions, exchange: Exchange): Promise<object> {
  const { routing, info } = exchange;
  if (routing.kind !== "found") throw new Error("unreachable: only what was routed is authorised");
  try {
    if (options.context !== undefined) exchange.context = await options.context(info);
    const { auth } = await engine.authorize(routing.operation, info, exchange.context);
    exchange.auth = auth;
    return { auth };
  } catch (error) {
    exchange.refusal = { error };
    throw error;
  }
}

function callHandler(engine: Engine, handlers: ReadonlyMap<Operation, AnyHandler>, exchange: Exchange): unknown {
  const operation = routed(exchange);
  const handler = operation && handlers.get(operation);
  if (handler === undefined) throw new Error("unreachable: the operation has a handler");
  exchange.handled = true;
  const failed = (error: unknown): Answer => {
    if (!(error instanceof HttpProblem)) throw error;
    return refused(engine, exchange, error, operation);
  };
  try {
    const answer: unknown = handler(exchange.decoded, handlerContext(exchange.context, exchange.auth, exchange.info));
    return isThenable(answer) ? answer.then(undefined, failed) : answer;
  } catch (error) {
    return failed(error);
  }
}

/** Also what is no Promise: builders of queries, for instance. */
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** A problem in the form in which it is answered, for hooks to see; {@link run} knows it again by its identity. */
function refused(
  engine: Engine,
  exchange: Exchange,
  met: HttpProblem,
  operation: Operation | undefined = routed(exchange),
): Answer {
  const problem = engine.occurrence(met, exchange.info);
  const shaped = engine.shape(problem, operation, exchange.info);
  const answer = shaped ?? problem.toAnswer();
  exchange.refused = { problem, answer, shaped };
  return answer;
}

const routed = ({ routing }: Exchange): Operation | undefined =>
  routing.kind === "found" ? routing.operation : undefined;

/** The context of openapi-backend as it is while it works. */
type Working = { operation?: unknown; security?: unknown };

function lifecycleHandlers(engine: Engine, hooks: Hooks): Record<string, Handler> {
  const call = (hook: Hook, context: Context, exchange: Exchange): unknown =>
    hook(context as unknown as HookContext, exchange.expressRequest, exchange.expressResponse); // its names are the contract's by now
  const made = new Map<Operation, Shown>();
  const shownOf = (exchange: Exchange): Shown | undefined => {
    const operation = routed(exchange);
    if (operation === undefined) return undefined;
    let shown = made.get(operation);
    if (shown === undefined) made.set(operation, (shown = { ...operation, operationId: operation.name }));
    return shown;
  };
  /** A hook in place of a problem. */
  const instead = (hook: Hook | undefined, problem: (exchange: Exchange) => Answer): Handler =>
    ((context: Context, exchange: Exchange) =>
      hook === undefined ? problem(exchange) : call(hook, context, exchange)) as Handler;
  const onlooker = (hook: Hook): Handler =>
    (async (context: Context, exchange: Exchange) => void (await call(hook, context, exchange))) as Handler;

  const { preRoutingHandler, postRoutingHandler, postSecurityHandler, preOperationHandler, postResponseHandler } =
    hooks;
  const routingAnswer = (exchange: Exchange): Answer => routingProblem(engine, exchange);
  const handlers: Record<string, Handler> = {
    notFound: instead(hooks.notFound, routingAnswer),
    methodNotAllowed: ((context: Context, exchange: Exchange) =>
      hooks.methodNotAllowed === undefined || exchange.routing.kind === "options"
        ? routingAnswer(exchange)
        : call(hooks.methodNotAllowed, context, exchange)) as Handler,
    notImplemented: instead(hooks.notImplemented, (exchange) =>
      refused(engine, exchange, new HttpProblem(501, { detail: "This operation is not implemented yet" })),
    ),
    validationFail: instead(hooks.validationFail, (exchange) =>
      refused(engine, exchange, exchange.invalid ?? new HttpProblem(400)),
    ),
    unauthorizedHandler: ((context: Context, exchange: Exchange) => {
      const error = exchange.refusal?.error;
      // The application's context could not be made: that is nobody's lack of credentials.
      if (!(error instanceof HttpProblem)) throw error;
      return hooks.unauthorizedHandler === undefined
        ? refused(engine, exchange, error)
        : call(hooks.unauthorizedHandler, context, exchange);
    }) as Handler,
    postSecurityHandler: ((context: Working, exchange: Exchange) => {
      const authorized = exchange.refusal === undefined;
      context.operation = shownOf(exchange);
      context.security = { ...exchange.auth, authorized };
      const read = (): unknown => (authorized ? readBody(engine, exchange) : undefined);
      return postSecurityHandler === undefined
        ? read()
        : Promise.resolve(call(postSecurityHandler, context as Context, exchange)).then(read);
    }) as unknown as Handler,
  };
  if (preRoutingHandler !== undefined) handlers["preRoutingHandler"] = onlooker(preRoutingHandler);
  if (preOperationHandler !== undefined) handlers["preOperationHandler"] = onlooker(preOperationHandler);
  if (postRoutingHandler !== undefined) {
    handlers["postRoutingHandler"] = (async (context: Working, exchange: Exchange) => {
      const { operation } = context;
      context.operation = shownOf(exchange);
      await call(postRoutingHandler, context as Context, exchange);
      context.operation = operation; // openapi-backend reads the security of its own
    }) as unknown as Handler;
  }
  if (postResponseHandler !== undefined) {
    handlers["postResponseHandler"] = (async (context: Context, exchange: Exchange) =>
      (await call(postResponseHandler, context, exchange)) ?? (context.response as unknown)) as Handler;
  }
  return handlers;
}

function routingProblem(engine: Engine, exchange: Exchange): Answer {
  const { routing } = exchange;
  if (routing.kind === "found") throw new Error("unreachable: the request was routed");
  const answer = engine.routingProblem(routing);
  return answer instanceof HttpProblem
    ? refused(engine, exchange, answer)
    : { status: answer.status, headers: Object.fromEntries(answer.headers) };
}

function readBody(engine: Engine, exchange: Exchange): Promise<void> | undefined {
  if (exchange.routing.kind !== "found") return undefined;
  const read = (body: ReadBody | undefined): void => {
    exchange.body = body;
  };
  const failed = (error: unknown): void => {
    if (!(error instanceof HttpProblem)) throw error;
    exchange.invalid = error; // `validationFail` answers it
  };
  try {
    const reading = engine.readBody(exchange.routing.operation, exchange.info, exchange.source);
    if (reading instanceof Promise) return reading.then(read, failed);
    read(reading);
  } catch (error) {
    failed(error);
  }
  return undefined;
}

async function run(engine: Engine, api: OpenAPIBackend, exchange: Exchange): Promise<EncodedAnswer | undefined> {
  try {
    // Cast: openapi-backend hands the request to the router and the validator, which are ours, and looks at nothing in it.
    const answer: unknown = await api.handleRequest(
      exchange as unknown as Parameters<OpenAPIBackend["handleRequest"]>[0],
      exchange,
    );
    if (exchange.answered) return undefined;
    const ready = encoded(engine, exchange, answer);
    return ready instanceof Promise ? await ready : ready;
  } catch (error) {
    // Also as the reason of `request.signal`, with which whatever a handler waited for has failed.
    if (error instanceof Gone) return undefined;
    return exchange.handled
      ? engine.failure(routed(exchange), error, exchange.info)
      : engine.refusal(routed(exchange), error, exchange.info);
  }
}

function encoded(engine: Engine, exchange: Exchange, answer: unknown): EncodedAnswer | Promise<EncodedAnswer> {
  const { refused: made, handled, info } = exchange;
  if (made === undefined || answer !== made.answer)
    return engine.answer(handled ? routed(exchange) : undefined, answer, info);
  if (handled) return engine.failure(routed(exchange), made.problem, info, made.shaped);
  if (made.shaped === undefined) return encodeProblem(made.problem);
  return engine.shaped(routed(exchange), made.shaped, info);
}
