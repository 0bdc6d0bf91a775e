/** Requests that are sent again with their `Idempotency-Key`, over both stores. */

import { PGlite } from "@electric-sql/pglite";
import { setTimeout as after } from "node:timers/promises";
import { afterAll, describe, expect, test, vi } from "vitest";
import { HttpProblem, idempotent, memoryStore, postgresStore, type IdempotencyStore } from "tenon-runtime/core";
import { toFetchHandler, type Handlers } from "../emit/goldens/students/server.ts";
import { app, BEARER, handlers, jsonRequest, type Options, security } from "./support.ts";

const database = new PGlite();
afterAll(() => database.close());
let tables = 0;
const stores: readonly (readonly [string, (times?: object) => Promise<IdempotencyStore>])[] = [
  ["memory", async (times) => memoryStore(times)],
  [
    "PostgreSQL",
    async (times) => {
      const store = postgresStore(database, { ...times, table: `own "${tables++}"` });
      await store.prepare();
      await store.prepare(); // it is there
      return store;
    },
  ],
];

/** What a server answers, as the status and the `Location`; `create` counts how often the handler runs. */
async function serving(store: IdempotencyStore, create: Handlers<Options>["createStudent"], rest: object = {}) {
  const createStudent = vi.fn<Handlers<Options>["createStudent"]>(create);
  const handle = toFetchHandler<Options>({
    handlers: idempotent({ ...handlers, createStudent }, { store, operations: ["createStudent"], ...rest }),
    security,
    context: app,
    validateResponses: "off",
    onError: () => undefined,
  });
  const post = async (
    key: string | undefined,
    name: string,
    headers = {},
  ): Promise<readonly [number, string | null]> => {
    const init = jsonRequest({ name }, { ...BEARER, ...(key !== undefined && { "Idempotency-Key": key }), ...headers });
    const answer = await handle(new Request("http://h/students", init));
    return [answer.status, answer.headers.get("location")];
  };
  return { post, createStudent };
}
let number = 0;
const created: Handlers<Options>["createStudent"] = ({ body }) => ({
  status: 201,
  headers: { Location: `/students/${++number}` },
  body: { id: "0b7c2ad4-5b3c-4f7c-9d5e-2f3c1a7e8b90", name: body.name },
});

describe.each(stores)("with the store in %s", (_, open) => {
  test("the answer to the first is replayed, and a key with another body is a 422", async () => {
    const { post, createStudent } = await serving(await open(), created);
    const first = await post("a", "Ada");
    expect(first[0]).toBe(201);
    expect([await post("a", "Ada"), await post("a", "Ada")]).toEqual([first, first]);
    expect(await post("a", "Grace")).toEqual([422, null]);
    expect(createStudent).toHaveBeenCalledOnce();
    expect((await post("b", "Ada"))[1]).not.toBe(first[1]);
    expect((await post("a", "Ada", { cookie: "another=caller" }))[1]).not.toBe(first[1]);
  });

  test("a request while the first runs is a 409", async () => {
    const gate = Promise.withResolvers<void>();
    const { post, createStudent } = await serving(await open(), async (...all) => {
      await gate.promise;
      return created(...all);
    });
    const first = post("a", "Ada");
    await vi.waitFor(() => expect(createStudent).toHaveBeenCalledOnce());
    const others = await Promise.all([post("a", "Ada"), post("a", "Ada")]);
    expect(others.map(([status]) => status)).toEqual([409, 409]);
    gate.resolve();
    expect(await post("a", "Ada").then(() => first)).toEqual(await post("a", "Ada"));
    expect(createStudent).toHaveBeenCalledOnce();
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("down");
      },
      500,
    ],
    [
      "throws a problem",
      () => {
        throw new HttpProblem(409, { title: "Taken" });
      },
      409,
    ],
    ["answers 503", () => ({ status: 503 }), 503],
  ] as const)("a first request that %s keeps nothing: the next one runs", async (_name, fail, status) => {
    let calls = 0;
    const { post } = await serving(await open(), ((...all: Parameters<typeof created>) =>
      calls++ === 0 ? fail() : created(...all)) as never);
    expect((await post("a", "Ada"))[0]).toBe(status);
    expect((await post("a", "Ada"))[0]).toBe(201);
  });

  test("answers are kept for a while, and a request that was lost frees its key", async () => {
    const store = await open({ keep: 60, lock: 60 });
    await store.begin("lost", "f");
    await store.begin("kept", "f");
    await store.finish("kept", { status: 204 });
    expect([await store.begin("lost", "f"), await store.begin("kept", "f")]).toEqual([
      expect.objectContaining({ fingerprint: "f" }),
      expect.objectContaining({ fingerprint: "f", answer: { status: 204 } }),
    ]);
    await after(80);
    expect([await store.begin("lost", "f"), await store.begin("kept", "g")]).toEqual([undefined, undefined]);
  });

  test("only one of many at a time is the first", async () => {
    const store = await open();
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.begin("a", "f")));
    expect(claims.filter((claim) => claim === undefined)).toHaveLength(1);
  });
});

test("a key is asked for where it is required, and has a length", async () => {
  const { post } = await serving(memoryStore(), created, { required: true });
  expect([await post(undefined, "Ada"), await post("k".repeat(256), "Ada")]).toEqual([
    [400, null],
    [400, null],
  ]);
  const { post: free } = await serving(memoryStore(), created);
  expect((await free(undefined, "Ada"))[0]).toBe(201);
});

test("an operation without a handler does not start", () => {
  expect(() => idempotent({}, { store: memoryStore(), operations: ["nope" as never] })).toThrow("names nope");
});

test("sweep deletes what is over", async () => {
  const store = postgresStore(database, { keep: 10, lock: 10, table: "swept" });
  await store.prepare();
  await store.begin("a", "f");
  await after(30);
  await store.sweep();
  expect((await database.query("SELECT * FROM swept")).rows).toEqual([]);
});
