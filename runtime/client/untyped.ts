/** A client of a contract that a program loads at run time. */

import type { Contract } from "../core/contract.ts";
import { createClient, operation } from "./client.ts";
import { allParts } from "./parts/index.ts";
import { type Schemes, schemeOf } from "./schemes.ts";
import type { Result } from "./result.ts";
import type { ClientOptions, PlainApiOperation } from "./types.ts";

/** An operation without its generated type. */
export type UntypedOperation = PlainApiOperation<object, Result, unknown>;

/** Every operation of the contract as a function, by name. It bundles everything that any operation may need. */
export function createUntypedClient<Client extends object = Readonly<Record<string, UntypedOperation>>>(
  { format, servers, securitySchemes, operations }: Contract,
  options: ClientOptions = {},
): Client {
  return createClient<Client>(
    { format, servers, schemes: schemesOf(securitySchemes) },
    operations.map((data) => operation(data, allParts)),
    options,
  );
}

export const schemesOf = (securitySchemes: Contract["securitySchemes"]): Schemes =>
  Object.fromEntries(Object.entries(securitySchemes).map(([name, scheme]) => [name, schemeOf(scheme)]));
