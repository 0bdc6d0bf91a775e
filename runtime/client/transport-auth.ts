/** Credentials for requests that are made through openapi-fetch directly, `client.$fetch.GET("/students")`. */

import type { Operation } from "../core/contract.ts";
import { credentialsFor, outlivesRedirects } from "./auth.ts";
import type { Connection } from "./connection.ts";
import { isOurs } from "./call.ts";

export function authorizeTransport(
  { transport, contract, options }: Connection,
  operations: readonly Operation[],
): void {
  const { auth } = options;
  if (auth === undefined) return;
  let byRequest: Map<string, Operation> | undefined;
  transport.use({
    async onRequest({ request, schemaPath, params }) {
      if (isOurs(params)) return undefined;
      byRequest ??= new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
      const operation = byRequest.get(`${request.method} ${schemaPath}`);
      if (operation === undefined) return undefined;
      const credentials = await credentialsFor(operation, contract.securitySchemes, auth);
      const { headers, query, cookies } = credentials;
      const url = new URL(request.url);
      for (const [name, value] of query) url.searchParams.append(name, value);
      const authorized = query.length === 0 ? request : new Request(url, request);
      for (const [name, value] of headers) if (!authorized.headers.has(name)) authorized.headers.set(name, value);
      const cookie = [authorized.headers.get("Cookie") ?? "", ...cookies.map(([name, value]) => `${name}=${value}`)]
        .filter((part) => part !== "")
        .join("; ");
      if (cookie !== "") authorized.headers.set("Cookie", cookie);
      return outlivesRedirects(credentials) ? new Request(authorized, { redirect: "manual" }) : authorized;
    },
  });
}
