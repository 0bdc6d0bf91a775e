/** The openapi-fetch client of a client, `$fetch`. Its code is loaded when a program first uses it. */

import type { Middleware } from "openapi-fetch";
import type { Operation } from "../core/contract.ts";
import type { Connection, OpenedTransport, Transmit } from "./types.ts";

/** `$fetch`, and the transmission of calls: past openapi-fetch until a program adds middleware. */
export function onDemand(
  connection: Connection,
  operations: readonly Operation[],
): { readonly $fetch: object; readonly transmit: Transmit } {
  let middleware: readonly Middleware[] = [];
  let loaded: Promise<OpenedTransport> | undefined;
  const load = async (): Promise<OpenedTransport> => {
    const { openTransport } = await import("./open-api-fetch.ts");
    return openTransport(connection, operations);
  };
  /** A failure to load is that of one call: the next one tries again. */
  const loading = (): Promise<OpenedTransport> =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
  const request = async (method: string, path: string, init: { middleware?: readonly Middleware[] } = {}) => {
    const transport = await loading();
    return transport.request(method, path, { ...init, middleware: [...middleware, ...(init.middleware ?? [])] });
  };
  const methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"].map(
    (method) => [method, (path: string, init?: object) => request(method, path, init)] as const,
  );
  return {
    $fetch: {
      ...Object.fromEntries(methods),
      request,
      use: (...added: readonly Middleware[]) => void (middleware = [...middleware, ...added]),
      eject: (...removed: readonly Middleware[]) =>
        void (middleware = middleware.filter((each) => !removed.includes(each))),
    },
    async transmit(operation, prepared, fault) {
      if (middleware.length === 0) return connection.transmit(operation, prepared, fault);
      const transport = await loading();
      return transport.transmitBy(middleware)(operation, prepared, fault);
    },
  };
}
