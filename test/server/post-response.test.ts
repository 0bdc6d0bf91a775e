/** `postResponseHandler` sees each answer exactly as it leaves, once for every request. */

import { HttpProblem, type HookResponse } from "tenon-runtime/core";
import { beforeEach, describe, expect, test } from "vitest";
import { createServer, toFetchHandler } from "../emit/goldens/students/server.ts";
import { ADA, app, BEARER, handlers, jsonRequest, listen, security } from "./support.ts";

let seen: HookResponse[] = [];
beforeEach(() => void (seen = []));

const options = {
  security,
  context: app,
  validateResponses: "enforce" as const,
  requestId: { header: "X-Id" },
  onError: () => undefined,
  hooks: { postResponseHandler: ({ response }: { response?: HookResponse }) => void (response && seen.push(response)) },
};
type Row = readonly [what: string, path: string, init: RequestInit, answer: (() => never) | undefined];
const REQUESTS: readonly Row[] = [
  ["an answer", `/students/${ADA}`, {}, undefined],
  ["an answer without a body", `/students/${ADA}`, { method: "DELETE", headers: BEARER }, undefined],
  ["a 404 of the server", "/nowhere", {}, undefined],
  ["a 405", "/students", { method: "PUT" }, undefined],
  ["an OPTIONS", "/students", { method: "OPTIONS" }, undefined],
  ["a 400", "/students?limit=0", {}, undefined],
  ["a 401", "/students", jsonRequest({ name: "a" }), undefined],
  [
    "a 415",
    "/students",
    { method: "POST", headers: { ...BEARER, "content-type": "text/plain" }, body: "a" },
    undefined,
  ],
  [
    "a 431",
    "/students",
    { headers: Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`x-${i}`, "1"])) },
    undefined,
  ],
  [
    "a thrown problem",
    "/students",
    {},
    () => {
      throw new HttpProblem(409, { title: "Taken" });
    },
  ],
  [
    "a thrown error",
    "/students",
    {},
    () => {
      throw new Error("boom");
    },
  ],
  [
    "an answer that breaks the contract",
    "/students",
    {},
    () => ({ status: 200, body: { items: [{ id: 1 }] } }) as never,
  ],
];

const hosts = {
  async web(path: string, init: RequestInit, handle: ReturnType<typeof toFetchHandler>): Promise<Response> {
    return handle(new Request(`http://host${path}`, init));
  },
  async express(
    path: string,
    init: RequestInit,
    _: unknown,
    own: typeof options & { handlers: typeof handlers },
  ): Promise<Response> {
    await using server = await listen(createServer(own));
    const response = await fetch(server.url + path, init);
    const bytes = await response.arrayBuffer();
    return new Response(response.status === 204 ? null : bytes, response);
  },
};

describe.each(Object.entries(hosts))("under %s", (_, ask) => {
  test.each<Row>(REQUESTS)("%s", async (_what, path, init, answer) => {
    const own = { ...options, handlers: { ...handlers, ...(answer && { listStudents: answer }) } };
    const response = await ask(path, init, toFetchHandler(own), own);
    expect(seen).toHaveLength(1);
    const [{ status, headers, body } = {} as HookResponse] = seen;
    expect(status).toBe(response.status);
    for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name)).toBe(String(value));
    expect(headers["X-Id"]).toBeDefined();
    const text = await response.text();
    expect(body).toEqual(text === "" ? undefined : JSON.parse(text));
  });
});
