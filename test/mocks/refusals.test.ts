import { setupServer } from "msw/node";
import { describe, expect, test } from "vitest";
import { createMocks, type MockOptions } from "tenon-runtime/mocks";
import { serve } from "tenon-runtime/mocks/http";
import { mswHandlers } from "tenon-runtime/mocks/msw";
import { toFetchHandler } from "tenon-runtime/server";
import { interpretedValidators } from "tenon-runtime/validators";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { contractOf } from "../contract/helpers.ts";
import { apiOf } from "./support.ts";

const STRING = { type: "string" };
const INTEGER = { type: "integer" };
const object = (properties: object, ...required: string[]) => ({ type: "object", properties, required });

/** `POST /things`, by bearers only, which declares this for what it refuses. */
const api = (schema: unknown, { status = "default", example, type = "application/json" }: Declared = {}) => ({
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  paths: {
    "/things": {
      post: {
        operationId: "addThing",
        security: [{ bearer: [] }],
        requestBody: {
          required: true,
          content: { "application/json": { schema: object({ n: { type: "integer", minimum: 1 }, s: STRING }, "n") } },
        },
        responses: {
          "204": { description: "" },
          [status]: {
            description: "",
            content: { [type]: { ...(schema !== undefined && { schema }), ...(example !== undefined && { example }) } },
          },
        },
      },
    },
  },
  components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
});
interface Declared {
  readonly status?: string;
  readonly example?: unknown;
  readonly type?: string;
}

const BEARER = { authorization: "Bearer t" };
const DETAIL = "The request is invalid: body /n must be at least 1";

/** What `{ n: 0 }` is answered with. */
async function refusal(schema: unknown, declared?: Declared, options?: MockOptions) {
  const { call, faults } = await apiOf(api(schema, declared), options);
  const { status, headers, body } = await call("POST", "/things", { n: 0, s: 1 }, BEARER);
  expect(faults).toEqual([]);
  return { status, type: headers.get("content-type"), body };
}

const LIST = { type: "array", items: STRING };
const FIELDS = { n: ["must be at least 1"], s: ["must be a string"] };

test.each<[string, object, object]>([
  ["lists of texts", object({ fields: { type: "object", additionalProperties: LIST } }, "fields"), { fields: FIELDS }],
  [
    "texts, in an envelope",
    object({ error: object({ errors: { type: "object", additionalProperties: STRING } }, "errors") }, "error"),
    { error: { errors: { n: "must be at least 1", s: "must be a string" } } },
  ],
  ["the whole body", { type: "object", additionalProperties: LIST }, FIELDS],
  [
    "declared fields",
    object({ message: STRING, errors: object({ n: LIST, s: LIST, t: LIST }) }, "errors"),
    { errors: FIELDS },
  ],
  [
    "objects",
    object({ fields: { type: "object", additionalProperties: object({ message: STRING }, "message") } }, "fields"),
    { fields: { n: { message: "must be at least 1" }, s: { message: "must be a string" } } },
  ],
])("all violations are in a map of fields: %s", async (_, schema, expected) => {
  expect((await refusal(schema)).body).toMatchObject(expected);
});

test("the fields of an example are not those of the request", async () => {
  const schema = object({ fields: { type: "object", additionalProperties: LIST }, message: STRING });
  const { body } = await refusal(schema, { example: { fields: { email: ["taken"] }, message: "No." } });
  expect(body).toMatchObject({ fields: FIELDS });
  expect(Object.keys(body["fields"] as object)).toEqual(["n", "s"]);
});

describe("a refusal has the form that the contract declares", () => {
  test.each<[string, object, object]>([
    ["code and message", object({ code: INTEGER, message: STRING }, "code"), { code: 400, message: DETAIL }],
    [
      "nested",
      object({ error: object({ status: INTEGER, message: STRING }, "status", "message") }, "error"),
      { error: { status: 400, message: DETAIL } },
    ],
    [
      "of OAuth",
      object({ error: STRING, error_description: STRING }),
      { error: "Bad Request", error_description: DETAIL },
    ],
    ["one text", object({ error: STRING }), { error: DETAIL }],
    [
      "a success that is none",
      object({ success: { type: "boolean" }, reason: STRING }),
      { success: false, reason: DETAIL },
    ],
    [
      "codes by name",
      object({ code: { enum: ["NOT_FOUND", "BAD_REQUEST"] }, title: STRING, detail: STRING }),
      { code: "BAD_REQUEST", title: "Bad Request", detail: DETAIL },
    ],
    [
      "a list of texts",
      object({ errors: { type: "array", items: STRING } }),
      { errors: ["must be at least 1", "must be a string"] },
    ],
    [
      "a list of objects",
      object({
        message: STRING,
        errors: { type: "array", items: object({ field: STRING, message: STRING }, "field") },
      }),
      {
        message: DETAIL,
        errors: [
          { field: "n", message: "must be at least 1" },
          { field: "s", message: "must be a string" },
        ],
      },
    ],
    [
      "of FastAPI",
      object({
        detail: {
          type: "array",
          items: object(
            { loc: { type: "array", items: { anyOf: [STRING, INTEGER] } }, msg: STRING, type: STRING },
            "loc",
            "msg",
            "type",
          ),
        },
      }),
      {
        detail: [
          { loc: ["body", "n"], msg: "must be at least 1", type: "minimum" },
          { loc: ["body", "s"], msg: "must be a string", type: "type" },
        ],
      },
    ],
    [
      "of JSON:API",
      object({
        errors: {
          type: "array",
          items: object({ status: STRING, detail: STRING, source: object({ pointer: STRING, parameter: STRING }) }),
        },
      }),
      {
        errors: [
          { status: "400", detail: "must be at least 1", source: { pointer: "/n" } },
          { status: "400", detail: "must be a string", source: { pointer: "/s" } },
        ],
      },
    ],
    [
      "a source that is none of a violation",
      object({ error: object({ message: STRING, source: object({ name: STRING }) }) }),
      { error: { message: DETAIL } },
    ],
    [
      "alternatives",
      { oneOf: [object({ message: STRING }, "message"), object({ id: INTEGER }, "id")] },
      { message: DETAIL },
    ],
  ])("%s", async (_, schema, body) => {
    expect(await refusal(schema)).toEqual({ status: 400, type: "application/json", body });
  });

  test("what must be there and is not the problem's is generated, what need not be is left out", async () => {
    const { body } = await refusal(
      object({ message: STRING, requestId: { type: "string", format: "uuid" }, docs: STRING }, "message", "requestId"),
    );
    expect(body).toEqual({ message: DETAIL, requestId: expect.stringMatching(/^[\da-f-]{36}$/) as unknown });
  });

  test("for 401 too, with its header; a list has one entry where nothing else says it", async () => {
    const errors = object(
      { errors: { type: "array", minItems: 1, items: object({ message: STRING }, "message") } },
      "errors",
    );
    const { call, faults } = await apiOf(api(errors, { status: "4XX" }));
    const { status, headers, body } = await call("POST", "/things", { n: 1 });
    expect([status, headers.get("content-type"), headers.get("www-authenticate")]).toEqual([
      401,
      "application/json",
      'Bearer realm="api"',
    ]);
    expect(body).toEqual({ errors: [{ message: expect.stringMatching(/\w{3}/) as unknown }] });
    expect(faults).toEqual([]);
  });

  test("around the contract's example, whose codes stay where they are for this status alone", async () => {
    const schema = object({ code: INTEGER, message: STRING, help: STRING });
    const example = { code: 1007, message: "Name too long", help: "https://help.test" };
    const help = "https://help.test";
    expect((await refusal(schema, { status: "400", example })).body).toEqual({ code: 1007, message: DETAIL, help });
    expect((await refusal(schema, { example })).body).toEqual({ code: 400, message: DETAIL, help });
  });

  test("an example of which nothing is the problem's is what is answered", async () => {
    expect((await refusal(undefined, { example: "no" })).body).toBe("no");
    expect((await refusal(INTEGER, { example: 7 })).body).toBe(7);
  });

  test("an optional part that cannot hold the problem is no reason to keep it out", async () => {
    const short = object({ status: INTEGER, message: { type: "string", maxLength: 5 } }, "status");
    expect((await refusal(short)).body).toEqual({ status: 400 });
  });

  test.each<[string, unknown, Declared]>([
    ["it declares problem documents", object({ title: STRING, errors: {} }), { type: "application/problem+json" }],
    ["it declares nothing for the status", object({ message: STRING }), { status: "404" }],
    ["it declares a file", { type: "string" }, { type: "application/pdf" }],
    ["nothing satisfies what it declares", { allOf: [STRING, INTEGER] }, {}],
  ])("the problem document stays where %s", async (_, schema, declared) => {
    expect(await refusal(schema, declared)).toMatchObject({
      status: 400,
      type: "application/problem+json",
      body: { type: "about:blank", status: 400, errors: [{ pointer: "/n" }, { pointer: "/s" }] },
    });
  });

  test("and where nobody says what JSON it is, it is the document as that", async () => {
    const detail = "The request is invalid";
    expect(await refusal(undefined)).toMatchObject({ type: "application/json", body: { status: 400, detail } });
  });

  test("`problem` goes before it", async () => {
    const problem: MockOptions["problem"] = ({ status }) => ({ status, body: { message: "mine" } });
    expect((await refusal(object({ message: STRING }), {}, { problem })).body).toEqual({ message: "mine" });
    expect(await refusal(object({ message: STRING }), {}, { problem: () => undefined })).toMatchObject({
      type: "application/problem+json",
    });
  });

  test("what a caller wishes and the contract has not is told in a problem document", async () => {
    const { call } = await apiOf(api(object({ message: STRING }), { status: "400" }));
    const { headers, body } = await call("POST", "/things", { n: 1 }, { ...BEARER, prefer: "code=418" });
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body["detail"]).toMatch(/418/);
  });
});

describe("422 where the operation declares that and no 400", () => {
  test("in the declared form; what is malformed stays a 400", async () => {
    const { call, mocks } = await apiOf(api(object({ message: STRING }), { status: "422" }));
    expect(await call("POST", "/things", { n: 0 }, BEARER)).toMatchObject({ status: 422, body: { message: DETAIL } });
    const headers = { ...BEARER, "content-type": "application/json" };
    expect((await mocks.fetch("/things", { method: "POST", headers, body: "{" })).status).toBe(400);
  });
  test("the option goes before it", async () => {
    const { call } = await apiOf(api(object({ message: STRING }), { status: "422" }), { invalidStatus: 400 });
    expect((await call("POST", "/things", { n: 0 }, BEARER)).status).toBe(400);
  });
});

describe("by every way the same", () => {
  const request = (base: string): [string, RequestInit] => [
    `${base}/things`,
    { method: "POST", headers: { ...BEARER, "content-type": "application/json" }, body: `{"n":0}` },
  ];
  const source = async () => {
    const memory = inMemory(await contractOf(api(object({ code: INTEGER, message: STRING }), { status: "422" })));
    const requests = interpretedValidators(memory.schemas, memory.requests);
    const responses = interpretedValidators(memory.schemas, memory.responses);
    return { contract: memory.contract, sets: { requests, responses } };
  };
  const EXPECTED = [422, "application/json", { code: 422, message: DETAIL }];
  const told = async (response: Response) => [
    response.status,
    response.headers.get("content-type"),
    (await response.json()) as unknown,
  ];

  test("fetch, HTTP and MSW", async () => {
    const { contract, sets } = await source();
    const mocks = createMocks(contract, sets, { baseUrl: "http://api.test" });
    expect(await told(await mocks.fetch(...request("http://api.test")))).toEqual(EXPECTED);
    const server = await serve(mocks);
    try {
      expect(await told(await fetch(...request(server.url)))).toEqual(EXPECTED);
    } finally {
      await server.close();
    }
    const worker = setupServer(...mswHandlers(mocks));
    worker.listen({ onUnhandledFrame: "error" });
    try {
      expect(await told(await fetch(...request("http://api.test")))).toEqual(EXPECTED);
    } finally {
      worker.close();
    }
  });

  test("and a server that has mocks for what is not written refuses as it does elsewhere", async () => {
    const { contract, sets } = await source();
    const handle = toFetchHandler(
      contract,
      { requests: sets.requests, responses: () => sets.responses, mocks: async () => createMocks(contract, sets) },
      { handlers: {}, unimplemented: "mock", security: { bearer: () => ({}) } } as never, // its type is that of generated code
    );
    const [url, init] = request("http://api.test");
    const response = await handle(new Request(url, init));
    expect([response.status, response.headers.get("content-type")]).toEqual([422, "application/problem+json"]);
  });
});
