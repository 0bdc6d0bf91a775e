import { expect, test } from "vitest";
import { granted } from "tenon-runtime/core";
import type { NegotiatedHandler, NegotiatedResponse } from "../emit/goldens/responses/operations.ts";
import {
  createServer,
  toFetchHandler,
  type Handlers,
  type SecurityHandlers,
} from "../emit/goldens/responses/server.ts";

type O = { auth: { basic: string; token: { id: number }; tls: string } };

const handlers: Handlers<O> = {
  listThings: (_request, { auth }) => {
    const id: number | undefined = auth.token?.id;
    const name: string | undefined = auth.basic;
    return { status: 200, body: { things: [`${id} ${name}`] }, headers: { "X-Total": 1 } };
  },
  deleteThings: () => ({ status: 404, body: { title: "Gone" } }),
  // Which of the two media types it is, the caller chooses.
  negotiated: (_request, { auth }) => ({ status: 200, body: { title: auth.tls } }),
};
const security: SecurityHandlers<O> = {
  basic: ({ username, password }) => (password === "" ? null : username),
  token: async ({ token }) => (token === "" ? null : granted({ id: 1 }, "read write")),
  tls: ({ certificate }) => certificate.fingerprint256,
};

export const named: NegotiatedResponse = { status: 200, contentType: "application/hal+json", body: { title: "x" } };
// @ts-expect-error a media type that is not declared
export const undeclared: NegotiatedResponse = { status: 200, contentType: "text/html", body: { title: "x" } };
export const alone: NegotiatedHandler<O> = handlers.negotiated;

export const wrong: Record<string, Partial<SecurityHandlers<O>>> = {
  // @ts-expect-error nothing is said of the caller's scopes
  silent: { token: () => ({ id: 1 }) },
  // @ts-expect-error of somebody else
  another: { token: () => granted("ada", ["read"]) },
  // @ts-expect-error there is no such credential
  credential: { tls: ({ token }) => String(token) },
};

/** Which alternative it was says which credentials there are. */
export const callerOf: Handlers<O>["listThings"] = (_request, { auth }) => {
  switch (auth.scheme) {
    case "basic+token":
      return { status: 200, body: { things: [`${auth.basic} ${auth.token.id}`] }, headers: { "X-Total": 1 } };
    case "basic":
      return { status: 200, body: { things: [auth.basic] }, headers: { "X-Total": 1 } };
    case undefined: {
      const nobody: undefined = auth.basic;
      return { status: 200, body: { things: [`${nobody}`] }, headers: { "X-Total": 1 } };
    }
  }
};
export const noSuch: Handlers<O>["listThings"] = (_request, { auth }) => {
  // @ts-expect-error there is no such alternative
  if (auth.scheme === "token") throw new Error("no");
  // @ts-expect-error an anonymous request has none
  return { status: 200, body: { things: [auth.basic.trim()] }, headers: { "X-Total": 1 } };
};
export const only: Handlers<O>["negotiated"] = (_request, { auth }) => {
  // @ts-expect-error there is no choice
  if (auth.scheme === "tls") throw new Error("no");
  return { status: 200, body: { title: auth.tls } };
};

test("auth.scheme says which alternative was met", async () => {
  const things = { ...handlers, listThings: callerOf };
  const handle = toFetchHandler<O>({ handlers: things, security });
  const basic = `Basic ${btoa("ada:x")}`;
  const ask = async (authorization?: string): Promise<unknown> => {
    const answer = await handle(new Request("http://h/things", { headers: authorization ? { authorization } : {} }));
    return ((await answer.json()) as { readonly things: unknown }).things;
  };
  expect([await ask(), await ask(basic)]).toEqual([["undefined"], ["ada"]]);
});

test("scopes and certificates compile as they are typed, and what is marked does not", () => {
  expect(typeof createServer<O>({ handlers, security })).toBe("function");
});

test("a scheme without a handler refuses to start", () => {
  const { tls: _tls, ...incomplete } = security;
  // @ts-expect-error and does not compile
  expect(() => createServer<O>({ handlers, security: incomplete })).toThrow("No security handler for tls");
});
