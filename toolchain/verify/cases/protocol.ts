/** Cases that need no schema: paths, methods, credentials, names that nobody declared. */

import type { Contract, Operation } from "tenon-runtime/core";
import type { Collector } from "./collector.ts";
import { takesAnyQuery, withQuery } from "./parameters.ts";
import { matching } from "./paths.ts";
import { schemesOf } from "./request.ts";
import type { CaseRequest, Expected } from "./types.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** @param request a valid one, with nothing optional in it */
export function protocolCases(collector: Collector, request: CaseRequest): void {
  const { operation } = collector;
  const { contract } = collector.source;
  const path = request.url.split("?", 1)[0] ?? "";
  const refused = (status: number, keyword?: string, name?: string): Expected => ({
    kind: "invalid",
    status,
    ...(keyword === undefined
      ? {}
      : { at: { in: "query", pointer: "", keyword, ...(name === undefined ? {} : { name }) } }),
  });
  const bare = withoutBody(request);
  for (const [what, url] of [
    ["with a slash after it", `${path}/`],
    ["with a segment after it", `${path}/case-undeclared`],
    ["in capitals", path.toUpperCase()],
  ] as const)
    if (matching(contract, url).length === 0) collector.add(`path ${what}`, { ...bare, url }, refused(404));
  for (const method of METHODS)
    if (!matching(contract, path).some((other) => other.method === method))
      collector.add(`method ${method}, which the path does not have`, { ...bare, method }, refused(405));
  if (!takesAnyQuery(operation)) {
    for (const name of ["undeclared", "constructor", "__proto__"])
      collector.add(
        `query with ${name}, which is not declared`,
        withQuery(request, `${name}=1`),
        refused(400, "unknown", name),
      );
    // A key that is in the query cannot be read out of one that is malformed: there it is the credentials that are missing.
    if (!schemesOf(contract, operation).some(([, scheme]) => scheme.type === "apiKey" && scheme.in === "query"))
      collector.add(
        "query with a bad percent-encoding in a name",
        withQuery(request, "%ZZ=1"),
        refused(400, "encoding"),
      );
  }
  if (isNegotiable(operation))
    for (const accept of ["application/x-undeclared", "*/*;q=0"])
      collector.add(
        `an Accept header of ${accept}`,
        { ...request, headers: [...request.headers, ["Accept", accept]] },
        refused(406),
      );
  if (!asksForCredentials(contract, operation)) return;
  const headers = request.headers.filter(([name]) => name !== "Authorization");
  collector.add("no credentials", { ...request, headers }, refused(401));
  collector.add(
    "credentials of another scheme",
    { ...request, headers: [...headers, ["Authorization", "Other x"]] },
    refused(401),
  );
  collector.add(
    "credentials without a token",
    { ...request, headers: [...headers, ["Authorization", "Bearer"]] },
    refused(401),
  );
  collector.add(
    "no credentials and no body",
    { ...bare, headers: bare.headers.filter(([name]) => name !== "Authorization") },
    refused(401),
  );
}

/** Whether whatever succeeds has content of declared types, of which a caller can take none (RFC 9110 §12.5.1). */
function isNegotiable({ responses }: Operation): boolean {
  const successes = responses.filter(({ status }) => /^(?:2|3|default)/.test(status));
  return (
    successes.length > 0 &&
    successes.every(
      ({ status, content = [] }) =>
        status.startsWith("2") && content.length > 0 && content.every(({ type }) => !type.includes("*")),
    )
  );
}

function withoutBody(request: CaseRequest): CaseRequest {
  const { body: _, ...bare } = request;
  return { ...bare, headers: request.headers.filter(([name]) => name !== "Content-Type") };
}

/** Whether each alternative needs the Authorization header. */
function asksForCredentials(contract: Contract, { security = [] }: Operation): boolean {
  return (
    security.length > 0 &&
    security.every((requirement) =>
      Object.keys(requirement).some((name) => {
        const type = contract.securitySchemes[name]?.type;
        return type === "http" || type === "oauth2" || type === "openIdConnect";
      }),
    )
  );
}
