/**
 * Authorisation: any of the alternatives of an operation suffices, each of which is all of its schemes (OAS 3.2 §4.30).
 * It fails closed: a handler that returns null, undefined or false, or throws, has refused.
 */

import type { Contract, Operation, SecurityScheme } from "./contract.ts";
import { decodePercent, decodeText, parseCookies, parseFields } from "./fields.ts";
import { HttpProblem } from "./problem.ts";
import type { RequestInfo } from "./types.ts";

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

/**
 * @returns what reaches the handler as `auth[scheme]`; null, undefined or false: refused
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

/**
 * @param onThrow told of what a handler throws other than an {@link HttpProblem}: the caller gets a 401 and nothing else
 * @returns a function that throws an {@link HttpProblem}: 401, or what a handler threw
 * @throws Error when a scheme that an operation asks for has no handler
 */
export function createAuthorize(
  contract: Contract,
  handlers: SecurityHandlers,
  onThrow: (error: unknown, details: SecurityDetails) => void,
): Authorize {
  refuseMissing(contract, handlers);
  return (operation, request, context) => {
    const alternatives = operation.security;
    if (alternatives === undefined || alternatives.length === 0) return ANONYMOUS;
    return authorize(contract, handlers, operation, request, context, onThrow);
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

async function authorize(
  contract: Contract,
  handlers: SecurityHandlers,
  operation: Operation,
  request: RequestInfo,
  context: object,
  onThrow: (error: unknown, details: SecurityDetails) => void,
): Promise<Authorization> {
  const asked = new Map<string, Promise<unknown>>();
  let thrown: HttpProblem | undefined;
  let anonymous = false;
  const presented = new Set<string>();

  /** Each scheme is asked once, whatever the number of alternatives that it is in. */
  const ask = (name: string, scopes: readonly string[]): Promise<unknown> => {
    const key = `${name} ${scopes.join(" ")}`;
    let answer = asked.get(key);
    if (answer === undefined) asked.set(key, (answer = askHandler(name, scopes)));
    return answer;
  };
  const askHandler = async (name: string, scopes: readonly string[]): Promise<unknown> => {
    const scheme = contract.securitySchemes[name];
    const handler = handlers[name] as ((credentials: unknown, details: SecurityDetails) => unknown) | undefined; // its credentials are those of its scheme
    const credentials = scheme === undefined ? undefined : credentialsOf(scheme, request, scopes);
    if (credentials === undefined || handler === undefined) return null;
    presented.add(name);
    const details: SecurityDetails = { scheme: name, scopes, operation, request, context };
    try {
      return await handler(credentials, details);
    } catch (error) {
      if (error instanceof HttpProblem) thrown ??= error;
      else onThrow(error, details);
      return null;
    }
  };

  for (const requirement of operation.security ?? []) {
    const entries = Object.entries(requirement);
    if (entries.length === 0) anonymous = true;
    else {
      const auth: Record<string, unknown> = {};
      let met = true;
      for (const [name, scopes] of entries) {
        const result = await ask(name, scopes);
        met = result !== null && result !== undefined && result !== false;
        if (!met) break;
        Object.defineProperty(auth, name, { value: result, enumerable: true, configurable: true, writable: true });
      }
      if (met) return { auth };
    }
  }
  // A handler's own problem says more than a 401, and is meant, also where the request could pass anonymously.
  if (thrown !== undefined) throw thrown;
  if (anonymous) return ANONYMOUS;
  throw unauthorized(contract, operation, presented);
}

function unauthorized(contract: Contract, operation: Operation, presented: ReadonlySet<string>): HttpProblem {
  const names = new Set((operation.security ?? []).flatMap((requirement) => Object.keys(requirement)));
  const challenges = new Set<string>();
  for (const name of names) {
    const scheme = contract.securitySchemes[name];
    if (scheme !== undefined) challenges.add(challengeOf(scheme, presented.has(name)));
  }
  challenges.delete("");
  const detail = presented.size > 0 ? "The credentials are not valid" : "Credentials are required";
  // RFC 9110 §11.6.1: a 401 names what would be taken.
  return new HttpProblem(401, { detail }, { headers: { "WWW-Authenticate": [...challenges].join(", ") || "None" } });
}

const quoted = (text: string): string => `"${text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&")}"`;

function challengeOf(scheme: SecurityScheme, presented: boolean): string {
  switch (scheme.type) {
    case "http": {
      const name = scheme.scheme.toLowerCase();
      if (name === "basic") return 'Basic realm="api", charset="UTF-8"'; // RFC 7617 §2.1
      if (name === "bearer") return bearerChallenge(presented);
      return /^[\w!#$%&'*+.^`|~-]+$/.test(scheme.scheme) ? scheme.scheme : "";
    }
    case "oauth2":
    case "openIdConnect":
      return bearerChallenge(presented);
    case "apiKey":
      return `ApiKey in=${quoted(scheme.in)}, name=${quoted(scheme.name)}`; // not registered, but says what is missing
    case "mutualTLS":
      return "";
  }
}

/** RFC 6750 §3.1: no error code where no token was given. */
const bearerChallenge = (presented: boolean): string => (presented ? 'Bearer error="invalid_token"' : "Bearer");

/** @returns the credentials of a scheme; `undefined` when the request has none */
export function credentialsOf(scheme: SecurityScheme, request: RequestInfo, scopes: readonly string[]): unknown {
  switch (scheme.type) {
    case "http": {
      const rest = authorizationOf(request, scheme.scheme);
      if (rest === undefined) return undefined;
      const name = scheme.scheme.toLowerCase();
      if (name === "basic") return basicCredentials(rest);
      return name === "bearer" ? { token: rest } : { scheme: scheme.scheme, parameters: rest };
    }
    case "oauth2":
    case "openIdConnect": {
      const token = authorizationOf(request, "bearer");
      return token === undefined ? undefined : { token, scopes };
    }
    case "apiKey": {
      const value = apiKeyOf(scheme, request);
      return value === undefined || value === "" ? undefined : { value };
    }
    case "mutualTLS":
      return {}; // the host's handler knows the connection
  }
}

function authorizationOf(request: RequestInfo, scheme: string): string | undefined {
  const header = request.header("authorization");
  if (header === undefined) return undefined;
  const space = header.indexOf(" ");
  if (space === -1 || header.slice(0, space).toLowerCase() !== scheme.toLowerCase()) return undefined;
  const rest = header.slice(space + 1).trim();
  return rest === "" ? undefined : rest;
}

/** RFC 7617 §2: the first colon divides; the text is UTF-8. */
function basicCredentials(text: string): { username: string; password: string } | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const pair = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const colon = pair.indexOf(":");
    return colon === -1 ? undefined : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

function apiKeyOf(scheme: Extract<SecurityScheme, { type: "apiKey" }>, request: RequestInfo): string | undefined {
  if (scheme.in === "header") return request.header(scheme.name);
  // Given twice, it cannot be told which one somebody in between has looked at.
  if (scheme.in === "cookie") return onlyOne(parseCookies(request.header("cookie")).get(scheme.name), decodePercent);
  const question = request.url.indexOf("?");
  if (question === -1) return undefined;
  return onlyOne(parseFields(request.url.slice(question + 1), Number.POSITIVE_INFINITY)?.get(scheme.name), decodeText);
}

function onlyOne(
  values: readonly string[] | undefined,
  decode: (raw: string) => string | undefined,
): string | undefined {
  const [value] = values ?? [];
  return value === undefined || values?.length !== 1 ? undefined : decode(value);
}
