/**
 * Authorisation: any of the alternatives of an operation suffices, each of which is all of its schemes (OAS 3.2 §4.30).
 * It fails closed: a handler that returns null, undefined or false, or throws, has refused.
 */

import type * as challenges from "./challenges.ts";
import type { Contract, Operation, SecurityScheme } from "../contract.ts";
import { credentialsOf } from "./credentials.ts";
import { HttpProblem } from "../problem/index.ts";
import type { RequestInfo } from "../types.ts";

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

interface Plan {
  readonly uses: readonly Use[];
  readonly alternatives: readonly (readonly Use[])[];
  readonly anonymous: boolean;
}

/**
 * @param onThrow told of what a handler throws other than an {@link HttpProblem}: the caller gets a 401 and nothing else
 * @param challenges loaded where they are not at hand
 * @returns a function that throws an {@link HttpProblem}: 401, 403 where a scope is missing, or what a handler threw
 * @throws Error when a scheme that an operation asks for has no handler
 */
export function createAuthorize(
  contract: Contract,
  handlers: SecurityHandlers,
  onThrow: (error: unknown, details: SecurityDetails) => void,
  challenges: () => Challenges | Promise<Challenges>,
): Authorize {
  refuseMissing(contract, handlers);
  const plans = new Map<Operation, Plan>();
  const planOf = (operation: Operation): Plan => {
    let plan = plans.get(operation);
    if (plan === undefined) plans.set(operation, (plan = planSecurity(contract, operation)));
    return plan;
  };
  return (operation, request, context) => {
    if (operation.security === undefined || operation.security.length === 0) return ANONYMOUS;
    return attempt(planOf(operation), handlers, { operation, request, context }, onThrow, challenges);
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
    throw new Error(`No security handler for ${missing.join(", ")}: give { security: { ${missing.join(", ")} } }`);
}

function planSecurity(contract: Contract, operation: Operation): Plan {
  const uses = new Map<string, Use>();
  let anonymous = false;
  const alternatives = (operation.security ?? []).flatMap((requirement) => {
    const entries = Object.entries(requirement);
    if (entries.length === 0) anonymous = true;
    const together = entries.map(([name, scopes]) => {
      const key = JSON.stringify([name, scopes]);
      const scheme = contract.securitySchemes[name];
      if (scheme === undefined) throw new Error(`The contract does not define the security scheme ${name}`);
      const use = uses.get(key) ?? { index: uses.size, name, scheme, scopes };
      uses.set(key, use);
      return use;
    });
    return together.length === 0 ? [] : [together];
  });
  return { uses: [...uses.values()], alternatives, anonymous };
}

/** Has not been asked; has refused. */
const UNASKED = Symbol("unasked");
const REFUSED = Symbol("refused");

/** One request, asking one handler after the other; synchronous as long as they are. */
function attempt(
  { uses, alternatives, anonymous }: Plan,
  handlers: SecurityHandlers,
  { operation, request, context }: Pick<SecurityDetails, "operation" | "request" | "context">,
  onThrow: (error: unknown, details: SecurityDetails) => void,
  challenges: () => Challenges | Promise<Challenges>,
): Authorization | Promise<Authorization> {
  /** By {@link Use.index}. */
  const results: unknown[] = uses.map(() => UNASKED);
  const presented = new Set<string>();
  /** Uses whose scopes the caller has not, although the credentials are good. */
  const lacking: Use[] = [];
  let thrown: HttpProblem | undefined;

  /** Starts again where a handler took its time: what has been asked is known by then. */
  const run = (): Authorization | Promise<Authorization> => {
    alternatives: for (const together of alternatives) {
      for (const use of together) {
        if (results[use.index] === UNASKED) {
          const asked = ask(use);
          if (asked !== undefined) return asked.then(run);
        }
        if (results[use.index] === REFUSED) continue alternatives;
      }
      const auth: Record<string, unknown> = {};
      for (const { name, index } of together) {
        const value = results[index];
        Object.defineProperty(auth, name, { value, enumerable: true, configurable: true, writable: true });
      }
      return { auth };
    }
    // A handler's own problem says more than a 401, and is meant, also where the request could pass anonymously.
    if (thrown !== undefined) throw thrown;
    if (anonymous) return ANONYMOUS;
    const refuse = ({ forbidden, unauthorized }: Challenges): never => {
      throw lacking.length > 0 ? forbidden(lacking) : unauthorized(uses, presented);
    };
    const known = challenges();
    return known instanceof Promise ? known.then(refuse) : refuse(known);
  };

  /** A promise where the handler takes its time. */
  const ask = (use: Use): Promise<void> | undefined => {
    const { name, scheme, scopes } = use;
    const handler = handlers[name] as ((credentials: unknown, details: SecurityDetails) => unknown) | undefined; // its credentials are those of its scheme
    const credentials = credentialsOf(scheme, request, scopes);
    results[use.index] = REFUSED;
    if (credentials === undefined || handler === undefined) return undefined;
    presented.add(name);
    const details: SecurityDetails = { scheme: name, scopes, operation, request, context };
    const settle = (given: unknown): void => {
      const result = given instanceof Granted ? (given.result as unknown) : given;
      if (result === null || result === undefined || result === false) return;
      if (covers(use, given, details, onThrow)) results[use.index] = result;
      else lacking.push(use);
    };
    const fail = (error: unknown): void => {
      if (error instanceof HttpProblem) thrown ??= error;
      else onThrow(error, details);
    };
    try {
      const result = handler(credentials, details);
      if (isPromise(result)) return Promise.resolve(result).then(settle).catch(fail);
      settle(result);
    } catch (error) {
      fail(error);
    }
    return undefined;
  };

  return run();
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

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
