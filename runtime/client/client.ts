/** Operations as functions, and the client as one object of them. */

import type { Operation } from "../core/contract.ts";
import { call } from "./call.ts";
import { connect } from "./connection.ts";
import { ResponseError } from "./errors.ts";
import type { ClientParts } from "./parts/types.ts";
import { onDemand } from "./on-demand.ts";
import type { Result } from "./result.ts";
import type {
  Api,
  Auths,
  Call,
  CallOptions,
  Connection,
  ClientOptions,
  PlainConnectedOperation,
  Target,
} from "./types.ts";

/** An operation without its generated type. */
export interface AnyOperation extends PlainConnectedOperation<object, Result, unknown> {
  /** @param target see {@link call} */
  (connection: Connection, input?: object, options?: CallOptions, target?: Target): Call<Result, unknown>;
}

/**
 * One operation for generated code to export; a bundler drops those that no program imports.
 * @param data what a client needs of the contract's operation
 * @param parts what the operation needs beyond a plain JSON call
 */
export function operation(data: Operation, ...parts: readonly ClientParts[]): never {
  const all: ClientParts = Object.assign({}, ...parts); // `Object.assign` is typed `any`
  const run = (connection: Connection, input?: object, options?: CallOptions, target?: Target) =>
    call(connection, data, input, options, all, target);
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

/** The end of a sentence: an option that begins alike, or else all. Shorter than `didYouMean`, because pages carry it. */
function meant(name: string): string {
  const known = Object.keys(OPTIONS);
  const start = name.slice(0, 3).toLowerCase();
  const near = known.find((each) => each.toLowerCase().startsWith(start));
  return near ? `did you mean "${near}"?` : `there are ${known.join(", ")}`;
}

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
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !Object.hasOwn(OPTIONS, name))
      throw new Error(`There is no option "${name}"; ${meant(name)}`);
  const opened = connect(api, options);
  const { $fetch, transmit } = onDemand(
    opened,
    operations.map(({ data }) => data),
  );
  const connection = { ...opened, transmit };
  // Without a prototype: an operation may have any name, and the client has no other members.
  const client = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`
  for (const each of operations as readonly AnyOperation[])
    client[each.data.name] = Object.assign(
      (input?: object, callOptions?: CallOptions) => each(connection, input, callOptions),
      { isError: each.isError },
      each.data.pages && pages?.(connection, each),
    );
  client["$fetch"] = $fetch;
  return client as Client;
}
