import { describe, expect, test, vi } from "vitest";
import { accepts } from "tenon-runtime/server";
import { HttpProblem, type Operation, type Schema } from "tenon-runtime/core";
import { hostOf, type Setup } from "./support.ts";

describe("Vary", () => {
  const both: Operation["responses"] = [
    {
      status: "200",
      content: [
        { type: "application/json", kind: "json" },
        { type: "text/csv", kind: "text" },
      ],
    },
    { status: "304" },
  ];
  const varyOf = async (responses: Operation["responses"]): Promise<string | null> =>
    (
      await hostOf({ operation: { responses }, respond: () => ({ status: 304 }) })(new Request("http://host/x"))
    ).headers.get("Vary");
  test("is in a 304 where the answer in its place would have had it (RFC 9110 §15.4.5)", async () => {
    expect(await varyOf(both)).toBe("Accept");
    expect(
      await varyOf(both.map((each) => ({ ...each, ...(each.content && { content: each.content.slice(0, 1) }) }))),
    ).toBe(null);
  });
});

describe("the members of a thrown problem", () => {
  const schema = (rest: object): Schema => ({
    type: "object",
    properties: { title: { type: "string" }, status: { type: "integer" } },
    ...rest,
  });
  const responses: Operation["responses"] = [
    { status: "404", content: [{ type: "application/problem+json", kind: "json", schema: true }] },
  ];
  const bodyOf = async (rest: object, options: Partial<Setup> = {}): Promise<unknown> => {
    const handle = hostOf({
      operation: { responses },
      responses: { "404 application/problem+json": schema(rest) },
      respond: () => {
        throw new HttpProblem(404, { title: "No such student", extra: 1 });
      },
      ...options,
    });
    return (await handle(new Request("http://host/x"))).json();
  };
  test.each(["enforce", "report", "off"] as const)(
    "leave where the schema does not forbid them (%s)",
    async (validateResponses) => {
      const all = { type: "about:blank", title: "No such student", status: 404, extra: 1 };
      expect(await bodyOf({}, { validateResponses })).toEqual(all);
      expect(await bodyOf({}, { validateResponses, undeclared: "drop" })).toEqual(all);
    },
  );
  test("are left out where it does", async () => {
    expect(await bodyOf({ additionalProperties: false })).toEqual({ title: "No such student", status: 404 });
    expect(await bodyOf({ properties: { title: true, status: true, type: true, extra: false } })).toEqual({
      type: "about:blank",
      title: "No such student",
      status: 404,
    });
  });
});

test("an error that nobody asked to be told of is printed after a line that says which request it was", async () => {
  const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    const error = new Error("no database");
    let id = "";
    const handle = hostOf({
      operation: { parameters: [{ name: "token", in: "query" }] },
      onError: undefined as never,
      respond: (_operation, _request, context) => {
        id = (context as { readonly request: { readonly id: string } }).request.id;
        throw error;
      },
    });
    await handle(new Request("http://host/x?token=secret"));
    expect(print.mock.calls).toEqual([["%s\n", `GET /x, op, handler error, request ${id}`, error]]);
    expect(id).not.toBe("");
  } finally {
    print.mockRestore();
  }
});

describe("accepts", () => {
  const TYPES = ["application/json", "text/csv", "text/plain"] as const;
  test.each([
    ["text/csv;q=0.5, application/json;q=0.1", "text/csv"],
    ["text/csv;q=0.5, application/json", "application/json"],
    ["text/*;q=0.9, text/csv;q=0.2, application/json;q=0.3", "text/plain"],
    ["application/json;q=0, */*;q=0.1", "text/csv"],
    ["*/*", "application/json"],
    [undefined, "application/json"],
    ["image/png", undefined],
  ])("takes what is wanted most, by its weight: %s", (accept, expected) => {
    const picked: (typeof TYPES)[number] | undefined = accepts({ header: () => accept }, TYPES);
    expect(picked).toBe(expected);
  });
});
