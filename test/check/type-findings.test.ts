/** TypeScript's errors as findings: the cause is shown, the operation is named, the fingerprint stays. */

import { expect, test } from "vitest";
import { findings } from "../../toolchain/check/finding.ts";
import { typeFinding, type TypeError } from "../../toolchain/check/type-findings.ts";

const OPERATIONS = [
  { name: "getOrder", pointer: "/paths/~1orders~1{id}/get" },
  { name: "listOrders", pointer: "/paths/~1orders/get" },
];
const body = (more = ""): string => `{ id: number; customer: string; status: "draft"; total: number;${more} }`;

const error = (lines: readonly string[], before = ""): TypeError => ({
  position: { file: "handlers.ts", line: 4, column: 9 },
  code: "TS2322",
  lines,
  before,
});
const chain = (more?: string): string[] => [
  `Type 'Promise<{ status: 200; body: ${body(more)}; }>' is not assignable to type 'GetOrderResponse | Promise<GetOrderResponse>'.`,
  `Type '{ status: 200; body: ${body(more)}; }' is not assignable to type 'GetOrderResponse'.`,
  "Types of property 'body' are incompatible.",
  `Property 'createdAt' is missing in type '${body(more)}' but required in type 'OrderOutput'.`,
];

test("the message has the cause, where it is, and the operation; long types are cut, names are not", () => {
  expect(typeFinding(error(chain()), OPERATIONS)).toMatchObject({
    code: "type-error",
    pointer: "/paths/~1orders~1{id}/get",
    message: `getOrder: Property 'createdAt' is missing in type '${body().slice(0, 60)}…' but required in type 'OrderOutput' (in body) (TS2322)`,
  });
});

test("a cause with several long types keeps the names at its end", () => {
  const long = `{ ${"member: string; ".repeat(40)}}`;
  const { message } = typeFinding(
    error([`Type '${long}' and type '${long}' and type '${long}' have no property 'theLastName'.`]),
    OPERATIONS,
  );
  expect(message).toMatch(/'theLastName' \(TS2322\)$/);
});

test("where types do not name the operation, the nearest member of the program does", () => {
  const before = "export const handlers = {\n  listOrders: async () => {\n    const total: string = 1";
  expect(typeFinding(error(["Type 'number' is not assignable to type 'string'."], before), OPERATIONS)).toMatchObject({
    pointer: "/paths/~1orders/get",
    message: "listOrders: Type 'number' is not assignable to type 'string' (TS2322)",
  });
  const outside = typeFinding(
    error(["Type 'number' is not assignable to type 'string'."], "const a: string"),
    OPERATIONS,
  );
  expect(outside.pointer).toBeUndefined();
});

test("a handler that is missing is `missing-handler`, with the names that TypeScript lists", () => {
  const one = "Property 'getOrder' is missing in type '{}' but required in type 'Handlers<{}>'.";
  expect(typeFinding({ ...error([one]), code: "TS2741" }, OPERATIONS)).toMatchObject({
    code: "missing-handler",
    message: expect.stringContaining("'getOrder'"),
  });
});

test("the fingerprint stays when generated types change, and differs between causes and operations", () => {
  const print = (lines: readonly string[], before?: string): string =>
    findings([typeFinding(error(lines, before), OPERATIONS)], "openapi.yaml")[0]!.fingerprint;
  expect(print(chain(" note?: string;"))).toBe(print(chain()));
  const other = chain().with(-1, `Property 'total' is missing in type '${body()}' but required in type 'OrderOutput'.`);
  const list = chain().map((line) => line.replaceAll("GetOrder", "ListOrders"));
  expect(new Set([print(chain()), print(other), print(list)]).size).toBe(3);
});
