/**
 * openapi-backend runs the life cycle (hooks, security, validation, handlers, in this order); what it would look up in a
 * contract comes from core. It never sees the contract: its definition is an empty one, all operations are one to it (one
 * called `constructor` or `notFound` would otherwise meet what it has under that name), and behind one
 * scheme core's `authorize` runs once. Its result is wrapped, since openapi-backend takes a falsy one for a refusal.
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
  handlerContext,
  HttpProblem,
  type Answer,
  type Contract,
  type EncodedAnswer,
  type Engine,
  type Limits,
  type Operation,
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

/** What openapi-backend sees of every operation: whether it has a handler. The rest is core's business. */
const IMPLEMENTED = seenAs("implemented");
const UNIMPLEMENTED = seenAs("unimplemented");

function seenAs(operationId: string): object {
  return { operationId, method: "get", path: "/", security: [{ [SCHEME]: [] }], responses: {} };
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

const LIMITS = {
  body: true,
  upload: true,
  file: true,
  files: true,
  partHeader: true,
  memory: true,
  fields: true,
  depth: true,
  keys: true,
  headers: true,
  bodyTimeout: true,
} satisfies Record<keyof Limits, true>;

/** @throws Error when handlers are missing or have no operation, for an option that is none, or as {@link createEngine} does */
export function createLifecycle(contract: Contract, source: ServerSource, options: AnyServerOptions): Lifecycle {
  refuseUnknownOptions(options, OPTIONS);
  refuseUnknownOptions(options.hooks, HOOKS, "hooks.");
  refuseUnknownOptions(options.limits, LIMITS, "limits.");
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
  api.router = routerOn(handlers) as unknown as OpenAPIRouter;
  api.validator = validatorOn(engine) as unknown as OpenAPIValidator;
  api.registerSecurityHandler(SCHEME, ((_context: Context, exchange: Exchange) =>
    authorize(engine, options, exchange)) as Handler);
  api.register(lifecycleHandlers(engine, options.hooks ?? {}));
  api.registerHandler("implemented", ((_context: Context, exchange: Exchange) =>
    callHandler(engine, handlers, exchange)) as Handler);
  const header = options.requestId?.header;
  return {
    engine,
    run:
      header === undefined
        ? (exchange) => run(engine, api, exchange)
        : async (exchange) => withHeader(await run(engine, api, exchange), header, exchange.info.id),
  };
}

function withHeader(answer: EncodedAnswer | undefined, name: string, text: string): EncodedAnswer | undefined {
  return answer === undefined ? undefined : { ...answer, headers: [...answer.headers, [name, text]] };
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
      ? { instance: ({ id }: { id: string }) => `urn:request:${encodeURIComponent(id)}` }
      : {}),
    // Cast: the generated type says which credentials each takes, the engine gives each those of its scheme.
    ...(security === undefined
      ? {}
      : { security: security as NonNullable<Parameters<typeof createEngine>[0]["security"]> }),
  };
}

function routerOn(handlers: ReadonlyMap<Operation, AnyHandler>): object {
  return {
    parseRequest: (exchange: Exchange) => exchange.view,
    matchOperation(exchange: Exchange) {
      const { routing } = exchange;
      if (routing.kind === "found") return handlers.has(routing.operation) ? IMPLEMENTED : UNIMPLEMENTED;
      throw new Error(routing.kind === "none" ? "404-notFound" : "405-methodNotAllowed");
    },
    // Asked when a handler is registered, of which there is one.
    getOperation: () => IMPLEMENTED,
    getOperations: () => [IMPLEMENTED, UNIMPLEMENTED],
  };
}

function validatorOn(engine: Engine): object {
  return {
    coerceTypes: false,
    validateRequest(exchange: Exchange) {
      const { routing } = exchange;
      try {
        if (exchange.invalid !== undefined) throw exchange.invalid;
        if (routing.kind !== "found") throw new Error("unreachable: only what was routed is validated");
        exchange.decoded = engine.decode(routing, exchange.info, exchange.body);
        return { valid: true, errors: null };
      } catch (error) {
        if (!(error instanceof HttpProblem)) throw error;
        exchange.invalid = error;
        return { valid: false, errors: error.document.errors ?? [] };
      }
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

async function callHandler(
  engine: Engine,
  handlers: ReadonlyMap<Operation, AnyHandler>,
  exchange: Exchange,
): Promise<unknown> {
  const operation = routed(exchange);
  const handler = operation && handlers.get(operation);
  if (handler === undefined) throw new Error("unreachable: the operation has a handler");
  exchange.handled = true;
  try {
    return await handler(exchange.decoded, handlerContext(exchange.context, exchange.auth, exchange.info));
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    return refused(engine, exchange, error, operation);
  }
}

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
    postSecurityHandler: (async (context: Working, exchange: Exchange) => {
      const authorized = exchange.refusal === undefined;
      context.operation = shownOf(exchange);
      context.security = { ...exchange.auth, authorized };
      if (postSecurityHandler !== undefined) await call(postSecurityHandler, context as Context, exchange);
      if (authorized) await readBody(engine, exchange);
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

async function readBody(engine: Engine, exchange: Exchange): Promise<void> {
  if (exchange.routing.kind !== "found") return;
  try {
    const reading = engine.readBody(exchange.routing.operation, exchange.info, exchange.source);
    exchange.body = reading instanceof Promise ? await reading : reading;
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    exchange.invalid = error; // `validationFail` answers it
  }
}

async function run(engine: Engine, api: OpenAPIBackend, exchange: Exchange): Promise<EncodedAnswer | undefined> {
  try {
    // Cast: openapi-backend hands the request to the router and the validator, which are ours, and looks at nothing in it.
    const answer: unknown = await api.handleRequest(
      exchange as unknown as Parameters<OpenAPIBackend["handleRequest"]>[0],
      exchange,
    );
    if (exchange.answered) return undefined;
    return await encoded(engine, exchange, answer);
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
  if (made.shaped === undefined) return engine.answer(undefined, answer, info);
  return engine.shaped(routed(exchange), made.shaped, info);
}
