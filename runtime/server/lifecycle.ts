/**
 * openapi-backend runs the life cycle (hooks, security, validation, handlers, in this order); what it would look up in a
 * contract comes from core. It never sees the contract: its definition is an empty one, operations have names of their own
 * (an operation called `constructor` or `notFound` would otherwise meet what it has under that name), and behind one
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
import { didYouMean, refuseUnknownOptions } from "../core/names.ts";
import type { Exchange } from "./exchange.ts";
import { Gone } from "./node.ts";
import type { AnyHandler, AnyServerOptions, Hook, HookContext, Hooks, ValidatorSets } from "./types.ts";

const SCHEME = "tenon";
const DEFINITION: Document = {
  openapi: "3.0.3",
  info: { title: "tenon", version: "1" },
  paths: {},
  components: { securitySchemes: { [SCHEME]: { type: "http", scheme: "bearer" } } },
};

/** An operation as openapi-backend sees it, and as hooks do. */
interface Registered {
  readonly internal: {
    readonly operationId: string;
    readonly method: string;
    readonly path: string;
    readonly security: readonly [{ readonly tenon: readonly string[] }];
    readonly responses: object;
  };
  readonly shown: Operation & { readonly operationId: string };
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
  problem: true,
  hooks: true,
  unimplemented: true,
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

const LIMITS = { body: true, upload: true, depth: true, fields: true } satisfies Record<keyof Limits, true>;

/** @throws Error when handlers are missing or have no operation, for an option that is none, or as {@link createEngine} does */
export function createLifecycle(contract: Contract, sets: ValidatorSets, options: AnyServerOptions): Lifecycle {
  refuseUnknownOptions(options, OPTIONS);
  refuseUnknownOptions(options.hooks, HOOKS, "hooks.");
  refuseUnknownOptions(options.limits, LIMITS, "limits.");
  const engine = createEngine({
    ...engineOptions(options),
    contract,
    requests: sets.requests,
    ...(sets.responses === undefined ? {} : { responses: sets.responses }),
  });
  const handlers = handlersOf(contract, options);
  const registered = new Map<Operation, Registered>(
    contract.operations.map((operation) => [operation, registeredAs(operation)]),
  );
  const api = new OpenAPIBackend({ definition: DEFINITION, quick: true, strict: true });
  // In quick mode nothing is awaited: it is initialised when this returns.
  api.init().catch(() => undefined);
  if (!api.initialized) throw new Error("openapi-backend did not start");
  // Cast: the classes have private members, which only their own methods use.
  api.router = routerOn(engine, registered) as unknown as OpenAPIRouter;
  api.validator = validatorOn(engine) as unknown as OpenAPIValidator;
  api.registerSecurityHandler(SCHEME, ((_context: Context, exchange: Exchange) =>
    authorize(engine, options, exchange)) as Handler);
  api.register(lifecycleHandlers(engine, registered, options.hooks ?? {}));
  for (const [operation, handler] of handlers) {
    api.registerHandler(idOf(operation), ((_context: Context, exchange: Exchange) =>
      callHandler(engine, operation, handler, exchange)) as Handler);
  }
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
    problem,
    onError,
    security,
  } = options;
  const production = typeof process === "object" && process.env["NODE_ENV"] === "production";
  return {
    validateResponses: validateResponses ?? (production ? "report" : "enforce"),
    ...(undeclared === undefined ? {} : { undeclared }),
    ...(unknownQuery === undefined ? {} : { unknownQuery }),
    ...(unknownProperties === undefined ? {} : { unknownProperties }),
    ...(basePath === undefined ? {} : { basePath }),
    ...(limits === undefined ? {} : { limits }),
    ...(problem === undefined ? {} : { problem }),
    ...(onError === undefined ? {} : { onError }),
    // Cast: the generated type says which credentials each takes, the engine gives each those of its scheme.
    ...(security === undefined
      ? {}
      : { security: security as NonNullable<Parameters<typeof createEngine>[0]["security"]> }),
  };
}

function handlersOf(contract: Contract, options: AnyServerOptions): Map<Operation, AnyHandler> {
  const given = options.handlers as Readonly<Record<string, unknown>>; // looked at by name, whatever it holds
  const handlers = new Map<Operation, AnyHandler>();
  const missing: string[] = [];
  for (const operation of contract.operations) {
    const handler = given[operation.name];
    const inherited = handler === (Object.prototype as unknown as Readonly<Record<string, unknown>>)[operation.name];
    if (typeof handler === "function" && !inherited) handlers.set(operation, handler.bind(given) as AnyHandler);
    else missing.push(`${operation.name} (${operation.method} ${operation.path})`);
  }
  const names = new Set(contract.operations.map(({ name }) => name));
  // A function only: what handlers share may be in the same object.
  const stray = Object.keys(given).find((name) => typeof given[name] === "function" && !names.has(name));
  if (stray !== undefined)
    throw new Error(`There is no operation "${stray}" for this handler; ${didYouMean(stray, [...names])}`);
  if (missing.length > 0 && options.unimplemented === undefined) {
    throw new Error(
      `No handler for ${missing.join(", ")}. Write it, or give the handlers as partial({ … }) with unimplemented: 501`,
    );
  }
  return handlers;
}

const idOf = (operation: Operation): string => `operation:${operation.name}`;

function registeredAs(operation: Operation): Registered {
  return {
    internal: {
      operationId: idOf(operation),
      method: operation.method.toLowerCase(),
      path: operation.path,
      security: [{ [SCHEME]: [] }],
      responses: {},
    },
    shown: { ...operation, operationId: operation.name },
  };
}

function routerOn(engine: Engine, registered: ReadonlyMap<Operation, Registered>): object {
  const byId = new Map([...registered.values()].map(({ internal }) => [internal.operationId, internal]));
  return {
    parseRequest(exchange: Exchange, operation?: unknown) {
      // The first call: before the hooks, so that all of them know where the request leads.
      if (operation === undefined) exchange.route(engine);
      return exchange.view;
    },
    matchOperation(exchange: Exchange) {
      const { routing } = exchange;
      if (routing.kind === "found") return registered.get(routing.operation)?.internal;
      throw new Error(routing.kind === "none" ? "404-notFound" : "405-methodNotAllowed");
    },
    getOperation: (id: string) => byId.get(id),
    getOperations: () => [...byId.values()],
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
  operation: Operation,
  handler: AnyHandler,
  exchange: Exchange,
): Promise<unknown> {
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
  problem: HttpProblem,
  operation: Operation | undefined = routed(exchange),
): Answer {
  const shaped = engine.shape(problem, operation, exchange.info);
  const answer = shaped ?? problem.toAnswer();
  exchange.refused = { problem, answer, shaped };
  return answer;
}

const routed = ({ routing }: Exchange): Operation | undefined =>
  routing.kind === "found" ? routing.operation : undefined;

/** The context of openapi-backend as it is while it works. */
type Working = { operation?: unknown; security?: unknown };

function lifecycleHandlers(
  engine: Engine,
  registered: ReadonlyMap<Operation, Registered>,
  hooks: Hooks,
): Record<string, Handler> {
  const call = (hook: Hook, context: Context, exchange: Exchange): unknown =>
    hook(context as unknown as HookContext, exchange.expressRequest, exchange.expressResponse); // its names are the contract's by now
  const namesOf = (exchange: Exchange): Registered | undefined =>
    exchange.routing.kind === "found" ? registered.get(exchange.routing.operation) : undefined;
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
      context.operation = namesOf(exchange)?.shown;
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
      context.operation = namesOf(exchange)?.shown;
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
  const reading = engine.readBody(exchange.routing.operation, exchange.info, exchange.source);
  if (reading === undefined) return;
  try {
    exchange.body = await reading;
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
