/** Texts that are numbers, booleans and constants, and parameters that may be empty: on all sides. */

import { expect, test } from "vitest";
import { createUntypedClient, validation } from "tenon-runtime/client";
import { toFetchHandler } from "tenon-runtime/fetch";
import { createMocks } from "tenon-runtime/mocks";
import { interpretedValidators } from "tenon-runtime/validators";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { contractOf } from "../contract/helpers.ts";

const text = (schema: object): object => ({ content: { "text/plain": { schema } } });
const echo = (operationId: string, schema: object): object => ({
  post: {
    operationId,
    requestBody: { required: true, ...text(schema) },
    responses: { 200: { description: "ok", ...text(schema) } },
  },
});

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Texts", version: "1" },
  paths: {
    "/integer": echo("integer", { type: "integer", minimum: 0 }),
    "/number": echo("number", { type: "number" }),
    "/boolean": echo("boolean", { type: "boolean" }),
    "/enum": echo("choice", { enum: ["yes", "no"] }),
    "/nullable": echo("nullable", { type: ["integer", "null"] }),
    "/empty": {
      get: {
        operationId: "empty",
        parameters: [
          { name: "flag", in: "query", allowEmptyValue: true, schema: { type: "boolean" } },
          { name: "count", in: "query", allowEmptyValue: true, schema: { type: "integer", default: 7 } },
          { name: "text", in: "query", allowEmptyValue: true, schema: { type: "string" } },
          { name: "strict", in: "query", schema: { type: "boolean" } },
        ],
        responses: { 200: { description: "ok", content: { "application/json": {} } } },
      },
    },
  },
};

async function sides() {
  const memory = inMemory(await contractOf(DOCUMENT));
  const { contract, schemas } = memory;
  const requests = interpretedValidators(schemas, memory.requests);
  const responses = interpretedValidators(schemas, memory.responses);
  const same = ({ body }: { readonly body?: unknown }): object => ({ status: 200, body });
  const handlers = Object.fromEntries(
    contract.operations.map(({ name }) => [
      name,
      name === "empty" ? ({ query }: { readonly query: unknown }) => ({ status: 200, body: query }) : same,
    ]),
  );
  const server = toFetchHandler(contract, { requests, responses: () => responses }, { handlers });
  const mocks = createMocks(contract, { requests, responses });
  const validate = validation({ contract, requests, responses });
  const clientOf = (fetch: (request: Request) => Promise<Response>) =>
    createUntypedClient(contract, { baseUrl: "http://localhost", fetch, validate });
  return { server, client: clientOf(server), mocked: clientOf(mocks.fetch) };
}

test.each([
  ["integer", 12],
  ["number", 1.5],
  ["boolean", false],
  ["choice", "yes"],
  ["nullable", null],
])("a text/plain body of %s reaches the handler and the caller as a value", async (name, body) => {
  const { client } = await sides();
  expect(await client[name]?.({ body })).toMatchObject({ status: 200, body });
});

test.each([
  ["/integer", "x", "must be an integer"],
  ["/integer", "-1", "must be at least 0"],
  ["/boolean", "1", "must be true or false"],
  ["/enum", "maybe", "must be"],
])("POST %s of %s is refused with the reason", async (path, body, message) => {
  const { server } = await sides();
  const headers = { "Content-Type": "text/plain" };
  const refused = await server(new Request(`http://localhost${path}`, { method: "POST", headers, body }));
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain(message);
});

test("mocks answer texts that fit", async () => {
  const { mocked } = await sides();
  for (const [name, body] of Object.entries({ integer: 1, number: 2, boolean: true, choice: "no", nullable: 3 }))
    expect(await mocked[name]?.({ body })).toMatchObject({ status: 200 });
});

test.each([
  ["?flag", { count: 7 }],
  ["?flag=&count=", { count: 7 }],
  ["?flag=true&text=", { flag: true, count: 7, text: "" }],
])(
  "%s: an empty value is that of a parameter that is not given, where the contract allows it",
  async (query, expected) => {
    const { server } = await sides();
    expect(await (await server(new Request(`http://localhost/empty${query}`))).json()).toEqual(expected);
  },
);

test("an empty value is refused where the contract does not allow it", async () => {
  const { server } = await sides();
  expect((await server(new Request("http://localhost/empty?strict="))).status).toBe(400);
});
