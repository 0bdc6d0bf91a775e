/** Credentials for requests that are a program makes through openapi-fetch directly, `client.$fetch.GET("/students")`. */

import type { Operation } from "../core/contract.ts";
import { credentialsFor, survivesRedirects } from "./auth.ts";
import type { Connection } from "./types.ts";
import { isAuthorized } from "./transport.ts";

export function authorizeTransport(connection: Connection, operations: readonly Operation[]): void {
  const { transport, options } = connection;
  if (options.auth === undefined) return;
  let byRequest: Map<string, Operation> | undefined;
  transport.use({
    async onRequest({ request, schemaPath, params }) {
      if (isAuthorized(params)) return undefined;
      byRequest ??= new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
      const operation = byRequest.get(`${request.method} ${schemaPath}`);
      if (operation === undefined) return undefined;
      const credentials = await credentialsFor(operation, connection);
      const { headers, query, cookies } = credentials;
      const added = query.map((pair) => pair.join("=")).join("&");
      const url = new URL(request.url);
      url.search = [url.search.slice(1), added].filter((part) => part !== "").join("&");
      const authorized = added === "" ? request : new Request(url, request);
      for (const [name, value] of headers) if (!authorized.headers.has(name)) authorized.headers.set(name, value);
      const cookie = [authorized.headers.get("Cookie") ?? "", ...cookies.map((pair) => pair.join("="))]
        .filter((part) => part !== "")
        .join("; ");
      if (cookie !== "") authorized.headers.set("Cookie", cookie);
      return !survivesRedirects(credentials) ? new Request(authorized, { redirect: "manual" }) : authorized;
    },
  });
}
