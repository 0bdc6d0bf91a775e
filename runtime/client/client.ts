/** The client as one object of functions, built from the contract's data. */

import type { Contract, Operation } from "../core/contract.ts";
import { authorizeTransport } from "./transport-auth.ts";
import { call } from "./call.ts";
import { connect } from "./connection.ts";
import type { Auths, Call, CallOptions, ClientOptions, Result } from "./types.ts";

/** What an operation is when nobody has typed it. */
export type UntypedOperation = (input?: object, options?: CallOptions) => Call<Result, unknown>;

/**
 * Every operation of the contract as a function, and `$fetch`, the openapi-fetch client underneath. Generated code
 * gives it its type: `createClient<Client>(contract, options)`.
 *
 * It holds every operation; import operations one by one where the size of a bundle matters: see {@link connect}.
 */
export function createClient<
  Client extends object = Readonly<Record<string, UntypedOperation>>,
  Auth extends object = Auths,
>(contract: Contract, options: ClientOptions<Auth> = {}): Client {
  const connection = connect(contract, options);
  authorizeTransport(connection, contract.operations);
  // No prototype: an operation may have any name, and what is no operation is not there.
  const client = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`
  for (const operation of contract.operations) client[operation.name] = operationFunction(operation);
  client["$fetch"] = connection.transport;
  return client as Client;

  function operationFunction(operation: Operation): UntypedOperation {
    return (input, callOptions) => call(connection, operation, input, callOptions);
  }
}
