import { describe, expect, test, vi } from "vitest";
import { createFetchHandler, type ErrorInfo, type Schema, type Validators } from "tenon-runtime/core";
import { interpretedValidators, serialisingValidators } from "tenon-runtime/validators";
import { writerOf } from "../validators/tiers.ts";
import { contractOf } from "./support.ts";

const PLACE = "200 application/json";
const schema: Schema = {
  type: "object",
  properties: { at: { type: "string", format: "date-time" }, name: { type: "string" }, password: false },
  required: ["name"],
};
const plain = interpretedValidators({}, { op: { [PLACE]: schema } });
const write = writerOf(schema);
if (write === undefined) throw new Error("no writer");
const writing = serialisingValidators(plain, { op: () => ({ [PLACE]: write }) });

/** Status, body and what was told, with such validators. */
async function answerOf(validators: Validators, body: unknown, options: object) {
  const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
  const handle = createFetchHandler({
    onError,
    ...options,
    contract: contractOf([
      {
        name: "op",
        method: "GET",
        path: "/x",
        pointer: "/paths/~1x/get",
        responses: [{ status: "200", content: [{ type: "application/json", kind: "json", schema: true }] }],
      },
    ]),
    requests: interpretedValidators({}, {}),
    responses: () => validators,
    respond: () => ({ status: 200, body }),
  });
  const response = await handle(new Request("http://host/x"));
  const sent: unknown = await response.json();
  const told = onError.mock.calls.map(([error]) => (error as Error).message);
  return { status: response.status, sent: response.ok ? sent : undefined, told };
}

describe.for<[string, object]>([
  ["enforced", {}],
  ["reported", { validateResponses: "report" }],
  ["off", { validateResponses: "off" }],
  ["off, undeclared dropped", { validateResponses: "off", undeclared: "drop" }],
  ["enforced, undeclared dropped", { undeclared: "drop" }],
  ["enforced, undeclared allowed", { undeclared: "allow" }],
  ["reported, undeclared refused", { validateResponses: "report", undeclared: "refuse" }],
])("answers that a serialiser writes, %s,", ([, options]) => {
  test.for<[string, unknown]>([
    ["fits", { name: "Ada", at: "2024-01-01T00:00:00Z" }],
    ["has a Date", { name: "Ada", at: new Date(0) }],
    ["has what is not declared", { name: "Ada", hash: "secret" }],
    ["has what never leaves", { name: "Ada", password: "secret" }],
    ["does not fit", { name: 1 }],
    ["does not fit and has what is not declared", { name: 1, hash: "secret" }],
    ["is no object", "Ada"],
    ["has a bigint", { name: 1n }],
  ])("are what they are without one, when the body %s", async ([, body]) => {
    expect(await answerOf(writing, body, options)).toEqual(await answerOf(plain, body, options));
  });
});

test("an answer that fits is written by its serialiser, and by no one else", async () => {
  const is = vi.fn<(value: unknown) => boolean>(() => true);
  const validators: Validators = {
    schemas: {},
    fits: () => true,
    get: () => ({ schema, is, explain: () => [], write: () => '{"written":1}' }),
  };
  expect((await answerOf(validators, { name: "Ada" }, {})).sent).toEqual({ written: 1 });
  expect(is).not.toHaveBeenCalled();
});
