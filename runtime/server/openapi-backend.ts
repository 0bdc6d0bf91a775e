/**
 * openapi-backend, with which the express server registers its handlers, security handlers and hooks. Each of its callbacks
 * calls one step of the pipeline and does nothing else. All casts that openapi-backend needs are in this file.
 *
 * | openapi-backend | step |
 * |---|---|
 * | `preRoutingHandler` | route, where the application has hooks, which may take time |
 * | the router's `matchOperation` | route, where it has none; else it reads what `route` found |
 * | the security handler | authorize |
 * | `postSecurityHandler` | read body |
 * | the validator's `validateRequest` | decode |
 * | the operation's handler | handle |
 * | `notFound`, `unauthorizedHandler`, `validationFail` | refuse |
 * | `postResponseHandler` | encode |
 *
 * openapi-backend never sees the contract, because it scans all operations for each request and understands only part of
 * OpenAPI 3.0. It knows a single operation, so operations of the contract may be called `constructor` or `notFound`.
 * A callback that is not registered costs nothing, so the server registers only those that it needs.
 */

import {
  OpenAPIBackend,
  type Context,
  type Document,
  type Handler,
  type OpenAPIRouter,
  type OpenAPIValidator,
} from "openapi-backend";
import type { EncodedAnswer } from "../core/index.ts";
import type { PipelineSteps, ReceivedRequest } from "../core/pipeline/index.ts";
import type {
  AnsweredRequest,
  AuthorizedRequest,
  ReadRequest,
  ReadyRequest,
  RefusedRequest,
  RoutedRequest,
} from "../core/pipeline/state.ts";

type State = RoutedRequest | AuthorizedRequest | ReadRequest | ReadyRequest | RefusedRequest | AnsweredRequest;

/** A request on its way through openapi-backend, with the state that the last step returned. */
class Turn {
  readonly received: ReceivedRequest;
  state: State | undefined = undefined;
  encoded: EncodedAnswer | undefined = undefined;

  constructor(received: ReceivedRequest) {
    this.received = received;
  }
}

const SCHEME = "tenon";
const DEFINITION: Document = {
  openapi: "3.0.3",
  info: { title: "tenon", version: "1" },
  paths: {},
  components: { securitySchemes: { [SCHEME]: { type: "http", scheme: "bearer" } } },
};
const OPERATION_ID = "operation";
const operation = (security: readonly object[]): object => ({
  operationId: OPERATION_ID,
  method: "get",
  path: "/",
  security,
  responses: {},
});
/** An operation without security, and one with it. */
const OPEN = operation([]);
const SECURED = operation([{ [SCHEME]: [] }]);

/** How a router says that no operation matches. Made once, because creating an error for each request is slow. */
const NO_OPERATION = new Error("404-notFound");
const VALID = Object.freeze({ valid: true, errors: null });
const INVALID = Object.freeze({ valid: false, errors: Object.freeze([]) });

/**
 * Runs a request through openapi-backend. Never rejects.
 * @param deliver receives the answer; `undefined`: there is nothing to send
 */
export type RunBackend = (
  received: ReceivedRequest,
  deliver: (answer: EncodedAnswer | undefined) => void,
) => Promise<void>;

export interface Backend {
  readonly api: OpenAPIBackend;
  readonly run: RunBackend;
}

export interface BackendOptions {
  /** Whether requests have hooks, which `route` then calls and waits for. */
  readonly hooked: boolean;
}

/** @throws Error when openapi-backend does not start */
export function createBackend(steps: PipelineSteps, { hooked }: BackendOptions): Backend {
  const api = new OpenAPIBackend({ definition: DEFINITION, quick: true, strict: true });
  // In quick mode nothing is awaited: it is initialised when this returns.
  api.init().catch(() => undefined);
  if (!api.initialized) throw new Error("openapi-backend did not start");
  // Casts: the classes have private members, which only their own methods use.
  api.router = routerOf(steps) as unknown as OpenAPIRouter;
  api.validator = validatorOf(steps) as unknown as OpenAPIValidator;
  api.registerSecurityHandler(SCHEME, on("routed", steps.authorize, isNotRefused));
  const refuse = on("refused", steps.refuse);
  const route = ((_context: Context, turn: Turn) => next(turn, steps.route(turn.received))) as Handler;
  if (hooked) api.register("preRoutingHandler", route);
  api.register({
    notFound: refuse,
    postSecurityHandler: on("authorized", steps.readBody),
    unauthorizedHandler: refuse,
    validationFail: refuse,
    postResponseHandler: ((_context: Context, turn: Turn) => encode(steps, turn)) as Handler,
  });
  api.registerHandler(OPERATION_ID, on("ready", steps.handle));
  return { api, run: (received, deliver) => run(api, steps, received, deliver) };
}

/** A callback that calls one step, where the request is in the state that the step takes. */
function on<Kind extends State["kind"]>(
  kind: Kind,
  step: (state: Extract<State, { kind: Kind }>) => State | Promise<State>,
  result: (turn: Turn) => unknown = () => undefined,
): Handler {
  // Cast: openapi-backend passes on the turn that `run` has given it.
  return ((_context: Context, turn: Turn) => {
    const { state } = turn;
    if (state?.kind !== kind) return result(turn);
    const advanced = next(turn, step(state as Extract<State, { kind: Kind }>)); // just compared
    return advanced === undefined ? result(turn) : advanced.then(() => result(turn));
  }) as Handler;
}

const isNotRefused = ({ state }: Turn): boolean => state?.kind !== "refused";

function next(turn: Turn, state: State | Promise<State>): Promise<void> | undefined {
  if (state instanceof Promise)
    return state.then((settled) => {
      turn.state = settled;
    });
  turn.state = state;
  return undefined;
}

const routerOf = (steps: PipelineSteps): object => ({
  parseRequest: ({ received }: Turn) => received,
  matchOperation(turn: Turn) {
    // Without hooks `route` returns its state at once.
    if (turn.state === undefined) void next(turn, steps.route(turn.received));
    const kind = turn.state?.kind;
    if (kind === "authorized") return OPEN;
    if (kind === "routed") return SECURED;
    throw NO_OPERATION;
  },
  // Called when a handler is registered; there is one handler.
  getOperation: () => SECURED,
  getOperations: () => [SECURED],
});

const validatorOf = (steps: PipelineSteps): object => ({
  coerceTypes: false,
  validateRequest(turn: Turn) {
    if (turn.state?.kind === "read") turn.state = steps.decode(turn.state);
    return turn.state?.kind === "ready" ? VALID : INVALID;
  },
});

function encode(steps: PipelineSteps, turn: Turn): Promise<void> | undefined {
  if (turn.state?.kind !== "answered") throw new Error(`unreachable: a request ended as "${turn.state?.kind}"`);
  const encoding = steps.encode(turn.state);
  if (encoding instanceof Promise)
    return encoding.then((encoded) => {
      turn.encoded = encoded;
    });
  turn.encoded = encoding;
  return undefined;
}

function run(
  api: OpenAPIBackend,
  steps: PipelineSteps,
  received: ReceivedRequest,
  deliver: (answer: EncodedAnswer | undefined) => void,
): Promise<void> {
  const turn = new Turn(received);
  // Cast: openapi-backend passes the request to our router and validator, and reads nothing in it.
  return api.handleRequest(turn as unknown as Parameters<OpenAPIBackend["handleRequest"]>[0], turn).then(
    () => deliver(turn.encoded),
    // Steps never fail, so this is a fault of openapi-backend.
    async (error: unknown) =>
      deliver(await steps.encode({ kind: "answered", received, outcome: { kind: "refused", error } })),
  );
}
