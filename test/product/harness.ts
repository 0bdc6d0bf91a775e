import type { AddressInfo } from "node:net";
import { createApp } from "../../server/app.ts";
import { openDatabase } from "../../server/database.ts";

export const TOKEN = "token-of-this-test";

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** The reference API on a free port, over this database. */
export async function startApi(file = ":memory:"): Promise<Running> {
  const db = await openDatabase(file);
  const server = createApp({ db, token: TOKEN }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.destroy();
    },
  };
}

/** What came back, as it was on the wire. The tests look at the bodies without the generated types on purpose. */
export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: Json;
}

/** A parsed JSON object: every part may be anything, so an expectation has to look. */
export type Json = Record<string, unknown>;

/** Sends requests to one address; a body is sent as JSON. */
export function sender(url: string, token: string | undefined = TOKEN) {
  return async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const merge = method === "PATCH";
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": merge ? "application/merge-patch+json" : "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get("Content-Type");
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: text === "" ? {} : (JSON.parse(text) as Json),
    };
  };
}

export type Send = ReturnType<typeof sender>;
