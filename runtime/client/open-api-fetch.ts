/**
 * Requests through openapi-fetch. {@link onDemand} loads this module when a program first uses `$fetch`, because most pages
 * do not.
 */

import createFetchClient, { type Middleware } from "openapi-fetch";
import type { Operation } from "../core/contract.ts";
import { credentialsFor } from "./auth.ts";
import type { Credentials } from "./schemes.ts";
import type { ClientOptions, Connection, OpenApiFetchClient, OpenedTransport, Transmit } from "./types.ts";

/** The `params` of requests of calls, which have their credentials already. */
class Prepared {
  readonly path = {};
  /** After all middleware. */
  response: Response | undefined;
}

/** openapi-fetch, which adds credentials to the requests that a program makes with it. */
export function openTransport(connection: Connection, operations: readonly Operation[]): OpenedTransport {
  const { options, base } = connection;
  const { headers, credentials } = options;
  const transport: OpenApiFetchClient<Record<string, never>> = createFetchClient({
    baseUrl: base({}),
    fetch: (request) => (options.fetch ?? globalThis.fetch)(request),
    ...(typeof headers === "object" && { headers }),
    ...(credentials && { credentials }),
  });
  transport.use({
    onRequest: ({ request, schemaPath, params }) =>
      params instanceof Prepared
        ? undefined
        : authorized(
            connection,
            request,
            operations.find(({ method, path }) => method === request.method && path === schemaPath),
          ),
    // The first middleware is the last to see the response: openapi-fetch would read the body of one that is not ok.
    onResponse({ params, response }) {
      if (!(params instanceof Prepared)) return undefined;
      params.response = response;
      return new Response(null, { status: 204 });
    },
  });
  // Cast: operations are data here, and not literals of `paths`.
  const request = transport.request as unknown as OpenedTransport["request"];
  return { request, transmitBy: (middleware) => transmission(request, options.fetch, middleware) };
}

const transmission =
  (request: OpenedTransport["request"], fetch: ClientOptions["fetch"], middleware: readonly Middleware[]): Transmit =>
  async ({ method, path: template }, { path, query, body, ...init }, fault) => {
    let failure: { readonly cause: unknown } | undefined;
    // openapi-fetch calls `pathSerializer` only when there are path parameters.
    const params = new Prepared();
    const sending = request(method, template, {
      ...init,
      params,
      middleware,
      pathSerializer: () => path,
      querySerializer: () => query,
      ...(body !== undefined && { body, bodySerializer: () => body }),
      ...(body instanceof ReadableStream && { duplex: "half" }),
      parseAs: "stream",
      async fetch(made: Request): Promise<Response> {
        try {
          return await (fetch ?? globalThis.fetch)(made);
        } catch (cause) {
          failure = { cause };
          throw cause;
        }
      },
    });
    try {
      const { error, response } = await sending;
      if (params.response) return params.response;
      // A middleware has answered in place of the server, and openapi-fetch has read the body.
      return response.bodyUsed
        ? new Response(typeof error === "string" ? error : JSON.stringify(error), response)
        : response;
    } catch (cause) {
      throw failure?.cause === cause && failure ? fault(cause) : cause;
    }
  };

/** The request with the credentials that it lacks. */
async function authorized(
  connection: Connection,
  request: Request,
  operation: Operation | undefined,
): Promise<Request | undefined> {
  if (!operation) return undefined;
  const url = new URL(request.url);
  const query = url.search.slice(1);
  const cookie = request.headers.get("Cookie");
  const to: Credentials = { headers: new Headers(cookie ? { Cookie: cookie } : {}), query, shown: query };
  await credentialsFor(operation, connection, to);
  url.search = to.query;
  const { redirect = request.redirect } = to;
  const sent = new Request(url, request);
  to.headers.forEach((value, name) => {
    if (name === "cookie" || !sent.headers.has(name)) sent.headers.set(name, value);
  });
  return new Request(sent, { redirect });
}
