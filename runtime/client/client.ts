/** Operations as functions, and the client as one object of them. */

import type { Operation } from "../core/contract.ts";
import { call } from "./call.ts";
import { connect } from "./connection.ts";
import { ResponseError } from "./errors.ts";
import { refuseUnknownOptions } from "../core/names.ts";
import type { ClientParts } from "./parts/types.ts";
import { authorizeTransport } from "./transport-auth.ts";
import type { Result } from "./result.ts";
import type { Api, Auths, Call, CallOptions, Connection, ClientOptions, PlainConnectedOperation } from "./types.ts";

/** An operation without its generated type. */
export interface AnyOperation extends PlainConnectedOperation<object, Result, unknown> {
  /** @param url see {@link call} */
  (connection: Connection, input?: object, options?: CallOptions, url?: string): Call<Result, unknown>;
}

/**
 * One operation for generated code to export; a bundler drops those that no program imports.
 * @param data what a client needs of the contract's operation
 * @param parts what the operation needs beyond a plain JSON call
 */
export function operation(data: Operation, ...parts: readonly ClientParts[]): never {
  const all: ClientParts = Object.assign({}, ...parts); // `Object.assign` is typed `any`
  const run = (connection: Connection, input?: object, options?: CallOptions, url?: string) =>
    call(connection, data, input, options, all, url);
  const isError = (error: unknown): error is ResponseError =>
    error instanceof ResponseError && error.operation === data.name;
  // Cast: the exported constant says the type.
  return Object.assign(run, { data, isError }) satisfies AnyOperation as never;
}

const OPTIONS = {
  baseUrl: true,
  auth: true,
  fetch: true,
  headers: true,
  credentials: true,
  timeout: true,
  retry: true,
  hooks: true,
  validate: true,
} satisfies Record<keyof ClientOptions, true>;

/**
 * Every operation as a function, and `$fetch`, the openapi-fetch client underneath. Generated code gives it its type.
 * @param pages `paged`, where an operation has pages
 * @throws Error for an unknown option
 */
export function createClient<Client extends object, Auth extends object = Auths>(
  api: Api,
  operations: readonly Pick<AnyOperation, "data" | "isError">[],
  options: ClientOptions<Auth> = {},
  pages?: (connection: Connection, operation: AnyOperation) => object,
): Client {
  // Here and not in `connect`, so that a page with single operations does not carry the names.
  refuseUnknownOptions(options, OPTIONS);
  const connection = connect(api, options);
  authorizeTransport(
    connection,
    operations.map(({ data }) => data),
  );
  // Without a prototype: an operation may have any name, and the client has no other members.
  const client = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`
  for (const each of operations as readonly AnyOperation[])
    client[each.data.name] = Object.assign(
      (input?: object, callOptions?: CallOptions) => each(connection, input, callOptions),
      { isError: each.isError },
      each.data.pages && pages?.(connection, each),
    );
  client["$fetch"] = connection.transport;
  return client as Client;
}
