/** One operation, called by the client and served by the engine, for what arrives of what is sent. */

import { expect } from "vitest";
import { createUntypedClient } from "tenon-runtime/client";
import {
  createFetchHandler,
  type Contract,
  type DecodedRequest,
  type Operation,
  type Validators,
} from "tenon-runtime/core";

const NONE: Validators = { schemas: {}, get: () => undefined, fits: () => true };
/** A client that is answered by a server of one operation, and what its handler received. */
export const echo = (operation: Operation): { call: (input: object) => Promise<DecodedRequest> } => {
  const contract: Contract = {
    format: 1,
    title: "",
    version: "",
    servers: ["/"],
    securitySchemes: {},
    operations: [operation],
  };
  let received: DecodedRequest | undefined;
  const fetch = createFetchHandler({
    contract,
    requests: NONE,
    validateResponses: "off",
    respond: (_, request) => {
      received = request;
      return { status: 204 };
    },
  });
  const client = createUntypedClient(contract, { fetch });
  return {
    call: async (input) => {
      received = undefined;
      await client["op"]?.(input);
      return received ?? expect.unreachable("the handler was not reached");
    },
  };
};
export const operationOf = (more: Partial<Operation>): Operation => ({
  name: "op",
  method: "POST",
  path: "/x",
  pointer: "",
  responses: [{ status: "204" }],
  ...more,
});

/** Where each place is in what a caller gives. */
export const PARTS = {
  path: "params",
  query: "query",
  header: "headers",
  cookie: "cookies",
  querystring: "query",
} as const;

/** Decoded objects have no prototype. */
export const plainOf = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
