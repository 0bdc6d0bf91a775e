/** What a contract says and cannot mean: left out with a warning, and what stands beside it stays what it is. */

import { describe, expect, test } from "vitest";
import { createFetchHandler, type FetchHandler, type ProblemDocument } from "tenon-runtime/core";
import { interpretedValidators } from "tenon-runtime/validators";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { contractOf } from "./helpers.ts";

const done = { "204": { description: "done" } };
const integer = { type: "integer" };
const openapi = (operation: object, rest: object = {}): object => ({
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  paths: { "/things": { post: { operationId: "things", responses: done, ...operation } } },
  ...rest,
});

interface Served {
  readonly handle: FetchHandler;
  readonly document: unknown;
  readonly received: unknown[];
}

async function serve(document: object): Promise<Served> {
  const model = await contractOf(document);
  const { contract, schemas, requests } = inMemory(model);
  const received: unknown[] = [];
  const handle = createFetchHandler({
    contract,
    requests: interpretedValidators(schemas, requests),
    respond: (_operation, request) => {
      received.push(request);
      return { status: 204 };
    },
  });
  return { handle, document: model.document, received };
}

const post = (path: string, body?: BodyInit): Request =>
  new Request(`http://host${path}`, { method: "POST", body: body ?? null });

async function pointersOf({ handle }: Served, path: string): Promise<unknown> {
  const { errors } = (await (await handle(post(path))).json()) as ProblemDocument;
  return errors?.map(({ name, schemaPointer }) => [name, schemaPointer]);
}

describe("a violation points to the parameter where the contract has it", () => {
  const at = (index: number): string => `#/paths/~1things/post/parameters/${index}/schema/type`;
  const first = { name: "first", in: "query", schema: integer };
  const second = { name: "second", in: "query", schema: { ...integer, default: "abc" } };

  test("behind a header that the specification ignores, which is still documented there", async () => {
    const header = { name: "Authorization", in: "header", schema: { type: "string" } };
    const served = await serve(openapi({ parameters: [header, first, second] }));
    expect(await pointersOf(served, "/things?first=x&second=y")).toEqual([
      ["first", at(1)],
      ["second", at(2)],
    ]);
    expect(served.document).toMatchObject({
      paths: {
        "/things": { post: { parameters: [{ name: "Authorization" }, { name: "first" }, { name: "second" }] } },
      },
    });
    expect((await served.handle(post("/things?first=1"))).status).toBe(204);
    expect(served.received).toEqual([{ query: { first: 1 }, headers: undefined }]);
  });

  test("behind one that was left out, beside the path's own and before one that was missing", async () => {
    const heder = { name: "a", in: "heder", schema: integer };
    const served = await serve({
      ...openapi({}),
      paths: {
        "/things/{id}": {
          parameters: [heder, { name: "shared", in: "query", schema: integer }],
          post: { operationId: "things", responses: done, parameters: [heder, first, heder, second] },
        },
      },
    });
    expect(await pointersOf(served, "/things/1?first=x&second=y&shared=z")).toEqual([
      ["shared", "#/paths/~1things~1{id}/parameters/1/schema/type"],
      ["first", "#/paths/~1things~1{id}/post/parameters/1/schema/type"],
      ["second", "#/paths/~1things~1{id}/post/parameters/3/schema/type"],
    ]);
    expect((await served.handle(post("/things/1"))).status).toBe(204);
  });
});

describe("a default that breaks its own schema", () => {
  test("of a parameter reaches no handler", async () => {
    const count = { $ref: "#/components/schemas/Count" };
    const parameters = [
      { name: "a", in: "query", schema: { ...integer, default: "abc" } },
      { name: "b", in: "query", schema: count },
      { name: "c", in: "query", schema: { ...integer, default: 3 } },
      { name: "d", in: "query", schema: { type: "string", default: null } },
    ];
    const components = { schemas: { Count: { ...integer, minimum: 1, default: 0 } } };
    const { handle, received } = await serve(openapi({ parameters }, { components }));
    expect((await handle(post("/things"))).status).toBe(204);
    expect(received).toEqual([{ query: { c: 3 } }]);
  });

  test("stays where it fits a shared schema, and is left out where one use of it forbids it", async () => {
    const count = { $ref: "#/components/schemas/Count" };
    const parameters = [
      { name: "a", in: "query", schema: { ...count, minimum: 1 } },
      { name: "b", in: "query", schema: count },
    ];
    const components = { schemas: { Count: { ...integer, default: 0 } } };
    const { handle, received } = await serve(openapi({ parameters }, { components }));
    expect((await handle(post("/things"))).status).toBe(204);
    expect(received).toEqual([{ query: { b: 0 } }]);
  });

  test.each(["application/x-www-form-urlencoded", "multipart/form-data"])(
    "of a field in %s refuses no request",
    async (type) => {
      const schema = {
        allOf: [{ $ref: "#/components/schemas/Form" }, { properties: { kind: { type: "string", default: "plain" } } }],
      };
      const properties = { size: { ...integer, default: "large" }, name: { type: "string" } };
      const components = { schemas: { Form: { type: "object", properties } } };
      const { handle, received } = await serve(
        openapi({ requestBody: { content: { [type]: { schema } } } }, { components }),
      );
      const body = type.startsWith("multipart") ? new FormData() : new URLSearchParams();
      body.append("name", "x");
      expect((await handle(post("/things", body))).status).toBe(204);
      expect(received).toMatchObject([{ body: { name: "x", kind: "plain" } }]);
      expect((received[0] as { readonly body: object }).body).not.toHaveProperty("size");
    },
  );
});
