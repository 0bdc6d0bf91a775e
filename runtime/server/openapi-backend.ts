/**
 * openapi-backend, with which the express server registers its handlers, security handlers and hooks. Each of its callbacks
 * is one call of the pipeline's step; nothing else is done here. All casts that openapi-backend needs are in this file.
 *
 * | openapi-backend | step |
 * |---|---|
 * | `preRoutingHandler` | route |
 * | the router's `matchOperation` | none: it reads what `route` found |
 * | the security handler | authorize |
 * | `postSecurityHandler` | read body |
 * | the validator's `validateRequest` | decode |
 * | the operation's handler | handle |
 * | `notFound`, `unauthorizedHandler`, `validationFail` | refuse |
 * | `postResponseHandler` | encode |
 *
 * openapi-backend never sees the contract: it looks at all operations with each request and understands only part of
 * OpenAPI 3.0. All operations are one to it, so that an operation may be called `constructor` or `notFound`.
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

/** A request on its way through openapi-backend: where it is. */
interface Turn {
  readonly received: ReceivedRequest;
  state: State | undefined;
  encoded: EncodedAnswer | undefined;
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
/** An operation that asks for nothing, and any other one. */
const OPEN = operation([]);
const SECURED = operation([{ [SCHEME]: [] }]);

/** How a router says that a request leads to no operation. Made once: an error that is made for each request is slow. */
const NO_OPERATION = new Error("404-notFound");
const VALID = Object.freeze({ valid: true, errors: null });
const INVALID = Object.freeze({ valid: false, errors: Object.freeze([]) });

/** The application's request, run by openapi-backend. Never rejects. */
export type RunBackend = (received: ReceivedRequest) => Promise<EncodedAnswer | undefined>;

export interface Backend {
  readonly api: OpenAPIBackend;
  readonly run: RunBackend;
}

/** @throws Error when openapi-backend does not start */
export function createBackend(steps: PipelineSteps): Backend {
  const api = new OpenAPIBackend({ definition: DEFINITION, quick: true, strict: true });
  // In quick mode nothing is awaited: it is initialised when this returns.
  api.init().catch(() => undefined);
  if (!api.initialized) throw new Error("openapi-backend did not start");
  // Casts: the classes have private members, which only their own methods use.
  api.router = router as unknown as OpenAPIRouter;
  api.validator = validatorOf(steps) as unknown as OpenAPIValidator;
  api.registerSecurityHandler(SCHEME, on("routed", steps.authorize, isNotRefused));
  const refuse = on("refused", steps.refuse);
  api.register({
    preRoutingHandler: ((_context: Context, turn: Turn) => next(turn, steps.route(turn.received))) as Handler,
    notFound: refuse,
    postSecurityHandler: on("authorized", steps.readBody),
    unauthorizedHandler: refuse,
    validationFail: refuse,
    postResponseHandler: ((_context: Context, turn: Turn) => encode(steps, turn)) as Handler,
  });
  api.registerHandler(OPERATION_ID, on("ready", steps.handle));
  return { api, run: (received) => run(api, steps, received) };
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

const router = {
  parseRequest: ({ received }: Turn) => received,
  matchOperation({ state }: Turn) {
    if (state?.kind === "authorized") return OPEN;
    if (state?.kind === "routed") return SECURED;
    throw NO_OPERATION;
  },
  // Asked when a handler is registered, of which there is one.
  getOperation: () => SECURED,
  getOperations: () => [SECURED],
};

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

async function run(
  api: OpenAPIBackend,
  steps: PipelineSteps,
  received: ReceivedRequest,
): Promise<EncodedAnswer | undefined> {
  const turn: Turn = { received, state: undefined, encoded: undefined };
  try {
    // Cast: openapi-backend hands the request to the router and the validator, which are ours, and looks at nothing in it.
    await api.handleRequest(turn as unknown as Parameters<OpenAPIBackend["handleRequest"]>[0], turn);
    return turn.encoded;
  } catch (error) {
    // Steps never fail, so this is a fault of openapi-backend.
    return steps.encode({ kind: "answered", received, outcome: { kind: "refused", error } });
  }
}
