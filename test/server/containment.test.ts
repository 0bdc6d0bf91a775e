/** What an application hands over may throw, reject or never settle: one report, one answer, and the process goes on. */

import { interpretedValidators } from "tenon-runtime/validators";
import type { Contract, ErrorInfo, HookName, Operation } from "tenon-runtime/core";
import { createServer, toFetchHandler, type ServerOptions } from "tenon-runtime/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listen } from "./support.ts";

const operation = (name: string, rest: Partial<Operation> = {}): Operation => ({
  name,
  method: "GET",
  path: `/${name}`,
  pointer: "",
  responses: [{ status: "200", content: [{ type: "application/json", kind: "json" }] }],
  ...rest,
});
const contract: Contract = {
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: { key: { type: "apiKey", in: "query", name: "key" } },
  operations: [
    operation("open", { parameters: [{ name: "n", in: "query", shape: "integer" }] }),
    operation("missing"),
    operation("guarded", { security: [{ key: [] }] }),
    operation("optional", { security: [{}, { key: [] }] }),
  ],
};
const sets = { requests: interpretedValidators({}, {}) };

type Failing = () => unknown;
const FAILURES: Readonly<Record<string, Failing>> = {
  throws: () => {
    throw new Error("boom");
  },
  rejects: () => Promise.reject(new Error("boom")),
  "throws nothing": () => {
    // oxlint-disable-next-line only-throw-error -- an application can do it
    throw undefined;
  },
  "never settles": () => new Promise(() => undefined),
};

interface Case {
  readonly path: string;
  readonly options: (fails: Failing) => object;
}
const hook = (name: HookName, path: string): readonly [string, Case] => [
  `the hook ${name}`,
  { path, options: (fails) => ({ hooks: { [name]: fails } }) },
];
const handlers = {
  open: () => ({ status: 200, body: {} }),
  guarded: () => ({ status: 200, body: {} }),
  optional: () => ({ status: 200, body: {} }),
};

/** Each function of an application, and a request that has it called. */
const CASES: readonly (readonly [string, Case])[] = [
  ["context", { path: "/open", options: (fails) => ({ context: fails }) }],
  ["a security handler", { path: "/guarded?key=1", options: (fails) => ({ security: { key: fails } }) }],
  [
    "a security handler of an optional scheme",
    { path: "/optional?key=1", options: (fails) => ({ security: { key: fails } }) },
  ],
  ["a handler", { path: "/open", options: (fails) => ({ handlers: { ...handlers, open: fails } }) }],
  hook("preRoutingHandler", "/open"),
  hook("postRoutingHandler", "/open"),
  hook("postSecurityHandler", "/open"),
  hook("preOperationHandler", "/open"),
  hook("postResponseHandler", "/open"),
  hook("notFound", "/nowhere"),
  hook("notImplemented", "/missing"),
  hook("validationFail", "/open?n=a"),
  hook("unauthorizedHandler", "/guarded"),
];

const started = (
  options: object,
  onError: (error: unknown, info: ErrorInfo) => void,
): ServerOptions<{}, object, { key: () => unknown }> => ({
  handlers,
  unimplemented: 501,
  security: { key: () => "caller" },
  limits: { callbackTimeout: 30, handlerTimeout: 30 },
  ...options,
  onError,
});
const hosts: Readonly<
  Record<string, (options: ServerOptions<{}, object, { key: () => unknown }>, path: string) => Promise<Response>>
> = {
  "web standards": (options, path) => toFetchHandler(contract, sets, options)(new Request(`http://host${path}`)),
  async express(options, path) {
    await using server = await listen(createServer(contract, sets, options));
    const response = await fetch(server.url + path);
    return new Response(await response.text(), { status: response.status });
  },
};

const unhandled = vi.fn<(reason: unknown) => void>();
beforeEach(() => void process.on("unhandledRejection", unhandled));
afterEach(() => {
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

describe.each(Object.entries(hosts))("under %s", (_host, ask) => {
  const rows = CASES.flatMap(([what, each]) => Object.keys(FAILURES).map((failure) => ({ what, failure, each })));
  test.each(rows)("$what that $failure is one report and a failure without details", async ({ failure, each }) => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const response = await ask(started(each.options(FAILURES[failure]!), onError), each.path); // one of its keys
    expect(response.status).toBe(failure === "never settles" ? 503 : 500);
    expect(await response.text()).not.toContain("boom");
    expect(onError).toHaveBeenCalledOnce();
  });

  test.each(["throws", "rejects", "throws nothing", "never settles"])(
    "onError that %s harms nobody",
    async (failure) => {
      const written = vi.spyOn(console, "error").mockReturnValue();
      const options = started({ handlers: { ...handlers, open: FAILURES["throws"] } }, FAILURES[failure]!);
      expect((await ask(options, "/open")).status).toBe(500);
      await new Promise((resolve) => setTimeout(resolve, 10));
      // An error that could not be reported is not lost.
      if (failure !== "never settles") expect(written.mock.calls.flat()).toContainEqual(new Error("boom"));
      written.mockRestore();
    },
  );

  test.each(["throws", "rejects", "throws nothing", "never settles"])(
    "problem that %s leaves the refusal as it is",
    async (failure) => {
      const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
      const response = await ask(started({ problem: FAILURES[failure] }, onError), "/nowhere");
      expect(response.status).toBe(404);
      expect(onError).toHaveBeenCalledOnce();
    },
  );

  test.each<[what: string, given: unknown]>([
    ["null", null],
    ["undefined", undefined],
    ["a number", 1],
    ["an object without a status", {}],
    ["a status that is a text", { status: "200" }],
    ["a status that HTTP does not have", { status: 99 }],
    ["a body that is no JSON", { status: 200, body: 1n }],
  ])("a handler that answers %s is one report and a 500", async (_, given) => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const response = await ask(started({ handlers: { ...handlers, open: () => given } }, onError), "/open");
    expect(response.status).toBe(500);
    expect(onError).toHaveBeenCalledOnce();
  });
});

test("an operation may take any time where the limits say so", async () => {
  const slow = async (): Promise<object> => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return { status: 200, body: {} };
  };
  const options = started({ handlers: { ...handlers, open: slow }, limits: { callbackTimeout: 30 } }, () => undefined);
  expect((await toFetchHandler(contract, sets, options)(new Request("http://host/open"))).status).toBe(200);
});
