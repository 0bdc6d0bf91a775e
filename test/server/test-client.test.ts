import { expect, test, vi } from "vitest";
import { ProblemError } from "tenon-runtime/client";
import { partial } from "tenon-runtime/server";
import { testClient } from "../emit/goldens/students/test-client.ts";
import type { Handlers } from "../emit/goldens/students/server.ts";
import { ADA, app, handlers, loadedBy, NOBODY, type Options, security } from "./support.ts";

const options = () => {
  const context = app();
  return { handlers, security, context: () => context };
};

test("calls the handlers as the typed client does, without a socket or the global fetch", async () => {
  const fetched = vi.spyOn(globalThis, "fetch");
  const api = testClient(options(), { auth: { bearerAuth: "secret" } });
  const made = await api.createStudent({ body: { name: "Grace" } });
  expect(made).toMatchObject({ status: 201, headers: { Location: `/students/${NOBODY}` }, body: { name: "Grace" } });
  const list = await api.listStudents({ query: { limit: 1 } }).orThrow();
  expect(list.items).toEqual([{ id: ADA, name: "Ada" }]);
  const nobody = await api.getStudent({ params: { studentId: "00000000-0000-4000-8000-00000000000f" } });
  if (nobody.status !== 404) throw new Error("narrows by status");
  expect(nobody.body.title).toBe("No such student");
  expect(fetched).not.toHaveBeenCalled();
  fetched.mockRestore();
});

test("meets the server's refusals", async () => {
  const api = testClient(options());
  const refused = await api.createStudent({ body: { name: "Grace" } });
  expect(refused.status).toBe(401);
  await expect(api.deleteStudent({ params: { studentId: ADA } })).rejects.toThrow(ProblemError);
});

test("is where the server is: below its base path", async () => {
  const seen: string[] = [];
  const { context } = options();
  const api = testClient({
    ...options(),
    basePath: "/school/v1",
    context: ({ url }) => (seen.push(url), context()),
  });
  expect((await api.getStudent({ params: { studentId: ADA } })).status).toBe(200);
  expect(seen).toEqual([`/school/v1/students/${ADA}`]);
});

test("tests handlers that are written, while the mock answers for the others", async () => {
  const written = partial<Handlers<Options>>({ getStudent: handlers.getStudent });
  const api = testClient({ ...options(), handlers: written, unimplemented: "mock" });
  expect((await api.getStudent({ params: { studentId: ADA } })).body).toEqual({ id: ADA, name: "Ada" });
  expect((await api.listStudents()).status).toBe(200);
});

test("takes the types of the client and of the server", () => {
  // Never called: it is enough that it compiles, and that what is marked does not.
  const mustNotCompile = (): void => {
    const api = testClient(options());
    // @ts-expect-error the parameter is not declared
    void api.getStudent({ params: { courseId: ADA } });
    // @ts-expect-error a handler is missing
    testClient<Options>({ ...options(), handlers: { getStudent: handlers.getStudent } });
    // @ts-expect-error requests go to the server and nowhere else
    testClient(options(), { baseUrl: "https://elsewhere.example" });
  };
  expect(mustNotCompile).toBeTypeOf("function");
});

test("is in a file of its own: no server loads a client", () => {
  const loaded = loadedBy(`await import("./generated/server.ts");`);
  expect(loaded.filter((url) => url.endsWith("/generated/server.ts"))).toHaveLength(1);
  expect(loaded.filter((url) => /runtime\/client|openapi-fetch|client\.ts/.test(url))).toEqual([]);
});
