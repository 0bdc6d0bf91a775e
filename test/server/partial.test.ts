import { describe, expect, test, vi } from "vitest";
import type { ErrorInfo } from "tenon-runtime/core";
import { partial, toFetchHandler as fetchHandler } from "tenon-runtime/server";
import { createMocks } from "../emit/goldens/students/mocks.ts";
import { contract } from "../emit/goldens/students/contract.ts";
import type { StudentOutput } from "../emit/goldens/students/operations.ts";
import { createServer, type Handlers, toFetchHandler } from "../emit/goldens/students/server.ts";
import { requests } from "../emit/goldens/students/validators/requests.ts";
import {
  ADA,
  app,
  BEARER,
  handlers,
  jsonRequest,
  listen,
  NOBODY,
  type Options,
  problemOf,
  security,
  loadedBy,
} from "./support.ts";

const written = partial<Handlers<Options>>({ getStudent: handlers.getStudent });
const options = { handlers: written, security, context: app };
const at = (path: string, init?: RequestInit) => new Request(`http://host${path}`, init);

describe("what is not written is answered by the mock", () => {
  const handle = toFetchHandler({ ...options, unimplemented: "mock" });

  test("with a header that says so, and what is written without it", async () => {
    const list = await handle(at("/students"));
    expect([list.status, list.headers.get("tenon-mock")]).toEqual([200, "true"]);
    const { items } = (await list.json()) as { items: StudentOutput[] };
    expect(items.length).toBeGreaterThan(1);
    expect(list.headers.get("x-total-count")).toBe(String(items.length));
    const ada = await handle(at(`/students/${ADA}`));
    expect([ada.status, ada.headers.get("tenon-mock")]).toEqual([200, null]);
    expect(await ada.json()).toEqual({ id: ADA, name: "Ada" });
  });

  test("as a handler would: after authorisation and validation, with what was sent", async () => {
    expect((await handle(at("/students", jsonRequest({ name: "Grace" })))).status).toBe(401);
    const invalid = await handle(at("/students?limit=0"));
    expect([invalid.status, invalid.headers.get("tenon-mock")]).toEqual([400, null]);
    const made = await handle(at("/students", jsonRequest({ name: "Grace" }, BEARER)));
    expect([made.status, made.headers.get("tenon-mock")]).toEqual([201, "true"]);
    const student = (await made.json()) as StudentOutput;
    expect(student.name).toBe("Grace");
    expect(made.headers.get("location")).toBe(`/students/${student.id}`);
    const { items } = (await (await handle(at("/students"))).json()) as { items: StudentOutput[] };
    expect(items).toContainEqual(student); // it has been kept
  });

  test("over express, in production too", async () => {
    vi.stubEnv("NODE_ENV", "production");
    try {
      await using server = await listen(createServer({ ...options, unimplemented: "mock" }));
      const gone = await fetch(`${server.url}/students/${ADA}`, { method: "DELETE", headers: BEARER });
      expect([gone.status, gone.headers.get("tenon-mock")]).toEqual([204, "true"]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("by the application's own mocks, with their overrides", async () => {
    const mocks = createMocks<Options>({ seed: 3 });
    mocks.on.getStudent({ status: 200, patch: { name: "Nobody yet" } });
    mocks.on.deleteStudent((_request, { students, auth }) => {
      students.set(NOBODY, { id: NOBODY, name: auth.bearerAuth?.name ?? "" });
      return { status: 204 };
    });
    const context = app();
    const own = toFetchHandler({
      handlers: partial<Handlers<Options>>({}),
      security,
      context: () => context,
      unimplemented: mocks,
    });
    const student = await own(at(`/students/${NOBODY}`));
    expect(await student.json()).toMatchObject({ name: "Nobody yet" });
    // An override that is a handler is given what the server's handlers are.
    expect((await own(at(`/students/${ADA}`, { method: "DELETE", headers: BEARER }))).status).toBe(204);
    expect(context.students.get(NOBODY)?.name).toBe("Grace");
  });

  test("and its failure to load is a 500 that is reported, and tried again", async () => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const mocks = vi.fn<() => Promise<ReturnType<typeof createMocks>>>();
    mocks.mockRejectedValueOnce(new Error("no such chunk")).mockResolvedValue(createMocks());
    const broken = fetchHandler(contract, { requests, mocks }, { ...options, unimplemented: "mock", onError });
    expect((await broken(at("/students"))).status).toBe(500);
    expect(onError).toHaveBeenCalledOnce();
    expect((await broken(at("/students"))).status).toBe(200);
    expect((await broken(at("/students"))).status).toBe(200);
    expect(mocks).toHaveBeenCalledTimes(2);
  });

  test("and generated files without mocks keep the server from starting", () => {
    expect(() => fetchHandler(contract, { requests }, { ...options, unimplemented: "mock" })).toThrow(
      /has no mocks: set "unimplemented" to createMocks/,
    );
  });
});

test("mocks answer for the operations of their contract only", async () => {
  await expect(createMocks().answer("getTeacher", {}, {})).rejects.toThrow('There is no operation "getTeacher"');
});

describe("what is not written is answered with 501", () => {
  test("as a problem, after authorisation and validation", async () => {
    const handle = toFetchHandler({ ...options, unimplemented: 501 });
    expect(await problemOf(await handle(at("/students")))).toMatchObject({ status: 501, title: "Not Implemented" });
    expect((await handle(at("/students?limit=0"))).status).toBe(400);
    expect((await handle(at("/students", jsonRequest({ name: "Grace" })))).status).toBe(401);
    expect((await handle(at(`/students/${ADA}`))).status).toBe(200);
  });
});

test("what is not written keeps a server from starting that does not say what answers for it", () => {
  expect(() => toFetchHandler(options)).toThrow(
    /No handler for listStudents \(GET \/students\).* unimplemented: "mock" or 501/,
  );
});

test("nothing of the mocks, the client or the document is loaded before the first request that asks for a mock", () => {
  const script = (requests: string) => `
    const { toFetchHandler } = await import("./generated/server.ts");
    const handle = toFetchHandler({ handlers: {}, unimplemented: "mock", security: { bearerAuth: () => null }, validateResponses: "off" });
    ${requests}`;
  const mocks =
    /runtime\/mocks|generated\/(mocks|examples|client|test-client)\.ts|node_modules\/(msw|swagger)|openapi\.json/;
  expect(loadedBy(script("")).filter((url) => mocks.test(url))).toEqual([]);
  const loaded = loadedBy(script(`await handle(new Request("http://host/students"));`));
  expect(loaded.filter((url) => url.includes("runtime/mocks/index.ts"))).toHaveLength(1);
  // What MSW needs stays out of a server: it is not there in production.
  expect(loaded.filter((url) => /node_modules\/msw|generated\/mocks\.ts/.test(url))).toEqual([]);
});
