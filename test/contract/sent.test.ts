import { describe, expect, test } from "vitest";
import { contractOf, openapi } from "./helpers.ts";

const ok = { "204": { description: "ok" } };
const post = (more: object = {}): object => ({ post: { responses: ok, ...more } });
const key = "{$request.query.url}";
const parameters = [{ name: "url", in: "query", schema: { type: "string" } }];

describe("a webhook", () => {
  test("is called by its operationId, else by its key, with the method before it unless that is POST", async () => {
    const contract = await contractOf(
      openapi({
        webhooks: {
          newStudent: post(),
          "student.left": { put: { responses: ok } },
          named: post({ operationId: "tellSomebody" }),
          日本: post(),
          delete: post(),
        },
      }),
    );
    expect(contract.webhooks.map(({ name }) => name)).toEqual([
      "newStudent",
      "putStudentLeft",
      "tellSomebody",
      "日本",
      expect.stringMatching(/^delete_\w{4}$/),
    ]);
  });
  test("gives way to an operation that has its name", async () => {
    const contract = await contractOf(
      openapi({
        paths: { "/a": { get: { operationId: "newStudent", responses: ok } } },
        webhooks: { newStudent: post() },
      }),
    );
    expect([...contract.operations, ...contract.webhooks].map(({ name }) => name)).toEqual([
      "newStudent",
      expect.stringMatching(/^newStudent_\w{4}$/),
    ]);
  });
});

describe("a callback", () => {
  test("is called by its operationId, else by its operation, its own name and its method; never by a name that is taken", async () => {
    const contract = await contractOf(
      openapi({
        paths: {
          "/a": {
            post: {
              operationId: "subscribe",
              parameters,
              responses: ok,
              callbacks: {
                plain: { [key]: post() },
                named: { [key]: post({ operationId: "on-data" }) },
                reserved: { [key]: post({ operationId: "delete" }) },
                taken: { [key]: post({ operationId: "Subscribe" }) },
                unusable: { [key]: post({ operationId: "日本" }) },
              },
            },
          },
        },
      }),
    );
    const names = contract.operations.flatMap(({ callbacks }) =>
      callbacks.flatMap(({ operations }) => operations.map(({ name }) => name)),
    );
    expect(names).toEqual(["subscribePlainPost", "onData", "deleteOperation", "Subscribe2", "日本"]);
  });
  test("says what its key looks at", async () => {
    const sources = async (...keys: string[]): Promise<unknown> => {
      const callbacks = { all: Object.fromEntries(keys.map((each) => [each, post()])) };
      const contract = await contractOf(
        openapi({ paths: { "/a": { post: { operationId: "a", parameters, responses: ok, callbacks } } } }),
      );
      return contract.operations[0]?.callbacks.map((callback) => callback.sources);
    };
    expect(
      await sources(
        "$request.query.url",
        `${key}/data?method={$method}`,
        "{$response.body#/url}",
        "{$response.header.Location}?s={$statusCode}",
        `${key}?from={$url}`,
        "https://example.org/a",
        "{url}",
        "{$request.query.other}",
      ),
    ).toEqual([["request"], ["request"], ["response"], ["response"], ["request", "url"], [], undefined, undefined]);
  });
});

test("what the API sends has its own security alone: what the contract demands is for those who call it", async () => {
  const own = [{ key: [] }];
  const contract = await contractOf(
    openapi({
      security: [{ bearer: [] }],
      paths: {
        "/a": { post: { operationId: "a", parameters, responses: ok, callbacks: { c: { [key]: post() } } } },
      },
      webhooks: { plain: post(), secured: post({ security: own }) },
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer" },
          key: { type: "apiKey", in: "header", name: "X-Key" },
        },
      },
    }),
  );
  expect(contract.operations[0]?.security).toEqual([{ bearer: [] }]);
  expect(contract.operations[0]?.callbacks[0]?.operations[0]?.security).toEqual([]);
  expect(contract.webhooks.map(({ security }) => security)).toEqual([[], own]);
});
