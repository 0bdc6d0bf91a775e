/**
 * Authorization: any of the alternatives of an operation suffices, and each of them is all of its schemes (OAS 3.2 §4.30).
 * A handler that returns null, undefined or false, or throws an `HttpProblem`, has refused. Any other error is an outage:
 * the caller gets a 500 or 503, also where the operation allows anonymous requests.
 */

import type * as challenges from "./challenges.ts";
import type { Contract, Operation, SecurityScheme } from "../contract.ts";
import { credentialsOf } from "./credentials.ts";
import { NotSettledError, withinTime } from "../deadline.ts";
import { HttpProblem } from "../problem/index.ts";
import { ReportedError } from "../problem/reported.ts";
import type { RequestInfo } from "../types.ts";
import { type MaybePromise, whenReady } from "../values.ts";

/** What says to a caller what is missing. */
export type Challenges = typeof challenges;

/** What a security handler is told besides the credentials. */
export interface SecurityDetails {
  readonly scheme: string;
  /** The scopes (or, for other schemes than OAuth's, the roles) that the operation asks for. */
  readonly scopes: readonly string[];
  readonly operation: Operation;
  readonly request: RequestInfo;
  /** What the application supplies to every handler. */
  readonly context: object;
}

/** Who is calling, and which scopes (or roles) they have; made by {@link granted}. */
export class Granted<T> {
  readonly result: T;
  readonly scopes: ReadonlySet<string>;
  constructor(result: T, scopes: Iterable<string>) {
    this.result = result;
    this.scopes = new Set(scopes);
  }
}

/**
 * What a security handler returns that knows the scopes of the caller: the engine compares them with those that the
 * operation asks for, and what is missing is a 403. The handler of the operation receives `result`.
 *
 * `oauth: async ({ token }) => { const claims = await verify(token); return claims && granted(claims.user, claims.scope); }`
 *
 * @param scopes a list, or text with spaces between them as in a token (RFC 6749 §3.3)
 */
export const granted = <T>(result: T, scopes: Iterable<string> | string): Granted<T> =>
  new Granted(result, typeof scopes === "string" ? scopes.split(" ").filter((scope) => scope !== "") : scopes);

/**
 * @returns what reaches the handler as `auth[scheme]`, or that by {@link granted}; null, undefined or false: refused
 */
export type AnySecurityHandler = (credentials: never, details: SecurityDetails) => unknown;
export type SecurityHandlers = Readonly<Record<string, AnySecurityHandler>>;

export interface Authorization {
  /** The results of the alternative that was met, by scheme; empty for an anonymous request. */
  readonly auth: Readonly<Record<string, unknown>>;
}

export type Authorize = (
  operation: Operation,
  request: RequestInfo,
  context: object,
) => Authorization | Promise<Authorization>;

const ANONYMOUS: Authorization = { auth: Object.freeze({}) };

/** A scheme as one operation uses it: asked once for a request, whatever the number of alternatives that it is in. */
interface Use {
  readonly index: number;
  readonly name: string;
  readonly scheme: SecurityScheme;
  readonly scopes: readonly string[];
}

/** Schemes that are needed together, and what a handler sees of the choice as `auth.scheme`; absent where there is none. */
interface Alternative {
  readonly together: readonly Use[];
  readonly scheme: string | undefined;
}

/** The alternatives of one operation. */
interface SecurityPlan {
  readonly uses: readonly Use[];
  readonly alternatives: readonly Alternative[];
  readonly anonymous: boolean;
}

export interface AuthorizeSettings {
  /** Milliseconds in which a security handler has to settle. */
  readonly callbackTimeout: number;
  /** What happens to credentials that a handler refuses, where the operation allows anonymous requests. Default `refuse`. */
  readonly invalidCredentials?: "refuse" | "anonymous" | undefined;
  /** Reports what a handler throws other than an {@link HttpProblem}. */
  onThrow(error: unknown, details: SecurityDetails): void;
}

/**
 * @param challenges loaded when a request first needs them
 * @returns a function that throws an {@link HttpProblem}: 401, 403 where a scope is missing, or what a handler threw; a {@link ReportedError} where a handler failed
 * @throws Error when a scheme that an operation asks for has no handler
 */
export function createAuthorize(
  contract: Contract,
  handlers: SecurityHandlers,
  challenges: () => Challenges | Promise<Challenges>,
  settings: AuthorizeSettings,
): Authorize {
  refuseMissing(contract, handlers);
  const plans = new Map<Operation, SecurityPlan>();
  const planOf = (operation: Operation): SecurityPlan => {
    let plan = plans.get(operation);
    if (plan === undefined) plans.set(operation, (plan = planSecurity(contract, operation)));
    return plan;
  };
  return (operation, request, context) => {
    if (operation.security === undefined || operation.security.length === 0) return ANONYMOUS;
    return attempt(planOf(operation), handlers, { operation, request, context }, challenges, settings);
  };
}

function refuseMissing(contract: Contract, handlers: SecurityHandlers): void {
  const used = new Set(
    contract.operations.flatMap((o) => (o.security ?? []).flatMap((requirement) => Object.keys(requirement))),
  );
  const unknown = [...used].filter((name) => !Object.hasOwn(contract.securitySchemes, name));
  if (unknown.length > 0) throw new Error(`The contract does not define the security scheme ${unknown.join(", ")}`);
  const missing = [...used].filter((name) => !Object.hasOwn(handlers, name) || typeof handlers[name] !== "function");
  if (missing.length > 0)
    throw new Error(`No security handler for ${missing.join(", ")}: add it to the option security`);
}

function planSecurity(contract: Contract, operation: Operation): SecurityPlan {
  const uses = new Map<string, Use>();
  let anonymous = false;
  const requirements = operation.security ?? [];
  const alternatives = requirements.flatMap((requirement) => {
    const entries = Object.entries(requirement);
    if (entries.length === 0) anonymous = true;
    const together = entries.map(([name, scopes]) => {
      const key = JSON.stringify([name, scopes]);
      const scheme = contract.securitySchemes[name]!; // as has been seen at the start
      const use = uses.get(key) ?? { index: uses.size, name, scheme, scopes };
      uses.set(key, use);
      return use;
    });
    const scheme = Object.keys(requirement).join("+");
    return together.length === 0 ? [] : [{ together, scheme: requirements.length > 1 ? scheme : undefined }];
  });
  return { uses: [...uses.values()], alternatives, anonymous };
}

/** Has not been asked; has refused, or the request has no credentials for it. */
const UNASKED = Symbol("unasked");
const REFUSED = Symbol("refused");

/** One request, asking one handler after the other; synchronous as long as they are. */
function attempt(
  plan: SecurityPlan,
  handlers: SecurityHandlers,
  request: Pick<SecurityDetails, "operation" | "request" | "context">,
  challenges: () => Challenges | Promise<Challenges>,
  settings: AuthorizeSettings,
): MaybePromise<Authorization> {
  const asked: AskedSchemes = {
    results: plan.uses.map(() => UNASKED),
    presented: new Set(),
    lacking: [],
    rejected: false,
    thrown: undefined,
    outage: undefined,
  };
  /** Starts again where a handler took its time: what has been asked is known by then. */
  const run = (): MaybePromise<Authorization> => {
    alternatives: for (const { together, scheme } of plan.alternatives) {
      for (const use of together) {
        if (asked.results[use.index] === UNASKED) {
          const asking = ask(use, handlers, request, asked, settings);
          if (asking !== undefined) return asking.then(run);
        }
        if (asked.results[use.index] === REFUSED) continue alternatives;
      }
      const auth: Record<string, unknown> = {};
      // A scheme of the contract may have this name too.
      if (scheme !== undefined) Object.defineProperty(auth, "scheme", { value: scheme, configurable: true });
      for (const { name, index } of together) {
        const value = asked.results[index];
        Object.defineProperty(auth, name, { value, enumerable: true, configurable: true, writable: true });
      }
      return { auth };
    }
    return refused(plan, asked, challenges, settings);
  };
  return run();
}

/** What is known of one request's credentials so far. */
interface AskedSchemes {
  /** By {@link Use.index}. */
  readonly results: unknown[];
  readonly presented: Set<string>;
  /** Uses whose scopes the caller does not have, although the credentials are good. */
  readonly lacking: Use[];
  /** Whether a handler has refused credentials. */
  rejected: boolean;
  thrown: HttpProblem | undefined;
  outage: ReportedError | undefined;
}

/** No alternative is met. */
function refused(
  { uses, anonymous }: SecurityPlan,
  { presented, lacking, rejected, thrown, outage }: AskedSchemes,
  challenges: () => Challenges | Promise<Challenges>,
  { invalidCredentials = "refuse" }: AuthorizeSettings,
): MaybePromise<Authorization> {
  // Whether these credentials are good is unknown, so the request must not pass as an anonymous one either.
  if (outage !== undefined) throw outage;
  // A handler's own problem says more than a 401, also where anonymous requests are allowed.
  if (thrown !== undefined) throw thrown;
  if (anonymous && (!rejected || invalidCredentials === "anonymous")) return ANONYMOUS;
  return whenReady(challenges(), ({ forbidden, unauthorized }): never => {
    throw lacking.length > 0 ? forbidden(lacking) : unauthorized(uses, presented);
  });
}

/** Asks the handler of one scheme. A promise where the handler takes its time. */
function ask(
  use: Use,
  handlers: SecurityHandlers,
  { operation, request, context }: Pick<SecurityDetails, "operation" | "request" | "context">,
  asked: AskedSchemes,
  { callbackTimeout, onThrow }: AuthorizeSettings,
): Promise<void> | undefined {
  const { name, scheme, scopes } = use;
  const handler = handlers[name] as ((credentials: unknown, details: SecurityDetails) => unknown) | undefined; // its credentials are those of its scheme
  const credentials = credentialsOf(scheme, request, scopes);
  asked.results[use.index] = REFUSED;
  if (credentials === undefined || handler === undefined) return undefined;
  asked.presented.add(name);
  const details: SecurityDetails = { scheme: name, scopes, operation, request, context };
  const settle = (given: unknown): void => {
    const result = given instanceof Granted ? (given.result as unknown) : given;
    if (result === null || result === undefined || result === false) asked.rejected = true;
    else if (covers(use, given, details, onThrow)) asked.results[use.index] = result;
    else asked.lacking.push(use);
  };
  const fail = (error: unknown): void => {
    if (error instanceof HttpProblem) {
      asked.thrown ??= error;
      return;
    }
    onThrow(error, details);
    asked.outage ??= new ReportedError(error instanceof NotSettledError ? 503 : 500, error);
  };
  try {
    const result = withinTime(handler(credentials, details), `The security handler ${name}`, callbackTimeout);
    if (result instanceof Promise) return result.then(settle).catch(fail);
    settle(result);
  } catch (error) {
    fail(error);
  }
  return undefined;
}

function covers(
  { name, scheme, scopes }: Use,
  given: unknown,
  details: SecurityDetails,
  onThrow: (error: unknown, details: SecurityDetails) => void,
): boolean {
  if (given instanceof Granted) return scopes.every((scope) => given.scopes.has(scope));
  // With other schemes they are roles, of which OAS 3.2 §4.30 leaves to the application what they mean.
  if (scopes.length === 0 || (scheme.type !== "oauth2" && scheme.type !== "openIdConnect")) return true;
  const advice = `return granted(user, scopes) from it, as the operation asks for ${scopes.join(", ")}`;
  onThrow(new Error(`The security handler ${name} did not say which scopes the caller has: ${advice}`), details);
  return false;
}
