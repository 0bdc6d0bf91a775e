/** What a server does to bodies by option, mocks do too. */

import { expect, test } from "vitest";
import { createMocks } from "tenon-runtime/mocks";
import { interpretedValidators } from "tenon-runtime/validators";
import { contractOf } from "../core/support.ts";

const OPERATION = {
  name: "op",
  method: "POST",
  path: "/x",
  body: { content: [{ type: "application/json", kind: "json", schema: true }] },
  responses: [{ status: "204" }],
} as const;
const schema = { type: "object", properties: { a: {}, n: { default: 1 } } };

test.each([
  [{}, { a: 1, b: 2 }],
  [{ unknownProperties: "strip" }, { a: 1 }],
  [{ bodyDefaults: true }, { a: 1, b: 2, n: 1 }],
  [
    { unknownProperties: "strip", bodyDefaults: true },
    { a: 1, n: 1 },
  ],
  [{ unknownProperties: "refuse" }, undefined],
] as const)("with %j an override gets %j", async (options, expected) => {
  const source = {
    requests: interpretedValidators({}, { op: { "body application/json": schema } }),
    responses: interpretedValidators({}, {}),
  };
  const mocks = createMocks(contractOf([OPERATION]), source, options);
  let got: unknown;
  mocks.on["op"]?.(((request: { readonly body: unknown }) => {
    got = request.body;
    return { status: 204 };
  }) as never);
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":1,"b":2}' };
  const { status } = await mocks.fetch("http://localhost/x", init);
  expect([status, got]).toEqual([expected === undefined ? 400 : 204, expected]);
});

test("mocks do not start with a mode that there is not", () => {
  const source = { requests: interpretedValidators({}, {}), responses: interpretedValidators({}, {}) };
  expect(() => createMocks(contractOf([]), source, { unknownProperties: "drop" as "strip" })).toThrow(
    'The option "unknownProperties" is "drop"; it may be "refuse", "strip", "allow"',
  );
});
