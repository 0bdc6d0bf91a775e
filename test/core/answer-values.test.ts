import { describe, expect, test, vi } from "vitest";
import type { ErrorInfo, ProblemDocument, Schema } from "tenon-runtime/core";
import { hostOf, type Setup } from "./support.ts";

/** An answer with this body, held against this schema. */
const answered = async (body: unknown, schema: Schema, rest: Partial<Setup> = {}) => {
  const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
  const response = await hostOf({
    operation: { responses: [{ status: "200", content: [{ type: "application/json", kind: "json", schema: true }] }] },
    responses: { "200 application/json": schema },
    onError,
    ...rest,
    respond: () => ({ status: 200, body }),
  })(new Request("http://host/x"));
  const document = (await response.json()) as ProblemDocument;
  return {
    status: response.status,
    body: document as unknown,
    keywords: document.errors?.map(({ keyword, pointer }) => `${pointer} ${keyword}`),
    onError,
  };
};
const object = (properties: Record<string, Schema>, required: string[] = []): Exclude<Schema, boolean> => ({
  type: "object",
  properties,
  required,
});

class WithGetter {
  get n(): number {
    return 1;
  }
}

describe("an answer is held against its schema as it leaves", () => {
  test.for<[string, unknown, Schema, string]>([
    ["a number that is none becomes null", { n: Number.NaN }, object({ n: { type: "number" } }), "/n type"],
    ["an infinite number becomes null", { n: Number.POSITIVE_INFINITY }, object({ n: { type: "number" } }), "/n type"],
    [
      "a list entry that is undefined becomes null",
      [undefined],
      { type: "array", items: { type: "string" } },
      "/0 type",
    ],
    ["a property that is undefined is not there", { n: undefined }, object({ n: {} }, ["n"]), "/n required"],
    ["a function is not there", { n: () => 1 }, object({ n: {} }, ["n"]), "/n required"],
    ["a symbol is not there", { n: Symbol("n") }, object({ n: {} }, ["n"]), "/n required"],
    ["toJSON decides what an object is", { o: { toJSON: () => "text" } }, object({ o: { type: "object" } }), "/o type"],
    ["an inherited property is not there", Object.create({ n: 1 }), object({ n: {} }, ["n"]), "/n required"],
    [
      "a getter of a class is not there",
      { o: new WithGetter() },
      object({ o: object({ n: {} }, ["n"]) }),
      "/o/n required",
    ],
    ["a Map has no properties", new Map([["n", 1]]), object({ n: {} }, ["n"]), "/n required"],
  ])("%s, which breaks it", async ([, body, schema, violation]) => {
    for (const undeclared of ["refuse", "allow"] as const)
      expect(await answered(body, schema, { undeclared })).toMatchObject({ status: 500, keywords: [violation] });
  });

  test.for<[string, unknown, Schema, unknown]>([
    [
      "dates",
      { at: new Date(0) },
      object({ at: { type: "string", format: "date-time" } }),
      { at: "1970-01-01T00:00:00.000Z" },
    ],
    [
      "undefined properties",
      { n: undefined, m: 1 },
      { ...object({ n: {}, m: {} }), maxProperties: 1 } as Schema,
      { m: 1 },
    ],
    [
      "null for an entry that is undefined",
      [undefined],
      { type: "array", items: { type: ["string", "null"] } },
      [null],
    ],
    ["a boxed text", { s: Object("x") as unknown }, object({ s: { type: "string" } }), { s: "x" }],
    ["URLs", { u: new URL("http://a/") }, object({ u: { type: "string", format: "uri" } }), { u: "http://a/" }],
  ])("%s fit", async ([, body, schema, expected]) => {
    expect(await answered(body, schema)).toMatchObject({ status: 200, body: expected });
  });

  test.for<[string, unknown]>([
    ["a BigInt", { n: 1n }],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
  ])("%s is no JSON: a 500 that shows nothing, of which onError is told", async ([, body]) => {
    for (const validateResponses of ["enforce", "report", "off"] as const) {
      const { body: document, onError } = await answered(body, true, { validateResponses });
      expect(document).toEqual({ type: "about:blank", title: "Internal Server Error", status: 500 });
      expect(onError).toHaveBeenCalledExactlyOnceWith(
        expect.any(TypeError),
        expect.objectContaining({ operation: "op" }),
      );
    }
  });

  test("a circle is no JSON either", async () => {
    const body: Record<string, unknown> = {};
    body["self"] = body;
    const self: Schema = { $ref: "#/components/schemas/Self" };
    const { status, onError } = await answered(body, self, { schemas: { Self: object({ self }) } });
    expect([status, onError.mock.calls.length]).toEqual([500, 1]);
  });
});

test("of an answer that is none, nothing is shown outside of enforce mode", async () => {
  const ask = async (validateResponses: "enforce" | "report") =>
    (
      await hostOf({ operation: {}, validateResponses, respond: () => "secret" as never })(new Request("http://host/x"))
    ).json();
  expect(await ask("enforce")).toMatchObject({
    detail: "op answered string, not an object with a status",
    operation: "op",
  });
  expect(await ask("report")).toEqual({ type: "about:blank", title: "Internal Server Error", status: 500 });
});
