/** Refusals of callers, and what they would have to show instead (RFC 9110 §11.6.1). */

import type { SecurityScheme } from "../contract.ts";
import { refusalOf, type HttpProblem } from "../problem/index.ts";

/** A scheme as an operation asks for it. */
export interface Asked {
  readonly name: string;
  readonly scheme: SecurityScheme;
  readonly scopes: readonly string[];
}

/** @param presented names of the schemes for which the request had credentials */
export function unauthorized(asked: readonly Asked[], presented: ReadonlySet<string>): HttpProblem {
  const challenges = new Set(
    asked.map((each) => challengeOf(each, presented.has(each.name) ? "invalid_token" : undefined)),
  );
  const detail = presented.size > 0 ? "The credentials are invalid" : "Credentials are required";
  return refusalOf(401, { detail }, { headers: { "WWW-Authenticate": [...challenges].join(", ") } });
}

/**
 * The credentials are good and do not suffice (RFC 6750 §3.1).
 * @param lacking what was asked for more than the caller has; not empty
 */
export function forbidden(lacking: readonly Asked[]): HttpProblem {
  const challenges = new Set(
    lacking.filter(({ scheme }) => takesTokens(scheme)).map((each) => challengeOf(each, "insufficient_scope")),
  );
  const scopes = lacking.map((each) => each.scopes.join(" ")).join(", or ");
  const headers = challenges.size === 0 ? {} : { headers: { "WWW-Authenticate": [...challenges].join(", ") } };
  return refusalOf(403, { detail: `The credentials lack the scope ${scopes}` }, headers);
}

const quoted = (text: string): string => `"${text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&")}"`;

const takesTokens = (scheme: SecurityScheme): boolean =>
  scheme.type === "oauth2" || scheme.type === "openIdConnect" || (scheme.type === "http" && isBearer(scheme.scheme));
const isBearer = (scheme: string): boolean => scheme.toLowerCase() === "bearer";

const REALM = 'realm="api"';

function challengeOf(asked: Asked, error: "invalid_token" | "insufficient_scope" | undefined): string {
  const { scheme } = asked;
  if (takesTokens(scheme)) return bearerChallenge(asked, error);
  switch (scheme.type) {
    case "http":
      if (scheme.scheme.toLowerCase() === "basic") return `Basic ${REALM}, charset="UTF-8"`; // RFC 7617 §2.1
      return `${/^[\w!#$%&'*+.^`|~-]+$/.test(scheme.scheme) ? scheme.scheme : "Unknown"} ${REALM}`;
    case "apiKey":
      return `ApiKey in=${quoted(scheme.in)}, name=${quoted(scheme.name)}`; // not registered, but says what is missing
    default:
      return `MutualTLS ${REALM}`; // nor is this, and a 401 has to name something
  }
}

/** RFC 6750 §3: at least one parameter; no error where no token was given. */
function bearerChallenge({ scheme, scopes }: Asked, error: string | undefined): string {
  const scoped = scopes.length > 0 && scheme.type !== "http";
  return `Bearer ${[
    REALM,
    ...(error === undefined ? [] : [`error=${quoted(error)}`]),
    ...(scoped ? [`scope=${quoted(scopes.join(" "))}`] : []),
  ].join(", ")}`;
}
