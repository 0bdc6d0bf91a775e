/** Cases in which the comparison must neither miss a break nor invent one. */

import { describe, expect, test } from "vitest";
import { DOUBTS, IDS } from "../../toolchain/diff/index.ts";
import { contract, diff, parameter, request, response, told } from "./support.ts";

describe("a value in a path was issued by the API", () => {
  const path = (schema: object): object =>
    contract({
      "/a/{id}": {
        get: {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", ...schema } }],
          responses: { 204: { description: "" } },
        },
      },
    });

  test.each([
    ["pattern", { pattern: "^a+$" }],
    ["format", { format: "uuid" }],
  ])("so a new %s is undecided, with the reason", (kind, schema) => {
    const changes = diff(path({}), path(schema));
    expect(told(changes)).toEqual([`unknown parameter-${kind}-narrowed`]);
    expect(changes[0]?.message).toContain("cannot tell whether the API ever issued such a value");
  });

  test("in a query it is a break", () => {
    expect(told(diff(parameter({ type: "string" }), parameter({ type: "string", format: "uuid" })))).toEqual([
      "breaking parameter-format-narrowed",
    ]);
  });
});

describe("a list beside a text", () => {
  const both = { oneOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] };
  test.each([true, false])("in a query with explode %s breaks no client", (explode) => {
    const changes = diff(parameter({ type: "string" }, { explode }), parameter(both, { explode }));
    expect(changes.map(({ wire }) => wire)).not.toContain("breaking");
    expect(changes.map(({ wire }) => wire)).not.toContain("unknown");
  });

  test("also where explode changes with it: the text is written the same", () => {
    const changes = diff(parameter({ type: "string" }), parameter(both, { explode: false }));
    expect(changes.map(({ wire }) => wire)).not.toContain("breaking");
  });
});

describe("a range of media types", () => {
  const sent = (type: string): object =>
    contract({
      "/a": { get: { responses: { 200: { description: "", content: { [type]: { schema: { type: "string" } } } } } } },
    });
  const taken = (type: string): object =>
    contract({
      "/a": {
        post: {
          requestBody: { content: { [type]: { schema: { type: "string" } } } },
          responses: { 204: { description: "" } },
        },
      },
    });

  test.each([
    [sent, "text/plain", "text/*", ["unknown response-media-type-added"]],
    [sent, "text/plain", "*/*", ["unknown response-media-type-added"]],
    [sent, "text/*", "text/plain", ["safe response-media-type-removed"]],
    [taken, "text/plain", "text/*", ["safe request-media-type-added"]],
    [taken, "text/*", "text/plain", ["breaking request-media-type-removed"]],
    [sent, "text/*", "text/*", []],
    [sent, "text/plain", "text/plain;charset=utf-8", []],
  ] as const)("%o: from %s to %s", (make, before, after, expected) => {
    expect(told(diff(make(before), make(after)))).toEqual(expected);
  });
});

describe("alternatives without names correspond by what they are known by", () => {
  const kind = (value: string, more: object = {}): object => ({
    type: "object",
    required: ["kind"],
    properties: { kind: { const: value }, size: { type: "integer", maximum: 9, ...more } },
  });
  const titled = (title: string, property: string, more: object = {}): object => ({
    title,
    type: "object",
    properties: { [property]: { type: "integer", maximum: 9, ...more } },
  });
  const needing = (property: string, more: object = {}): object => ({
    type: "object",
    required: [property],
    properties: { [property]: { type: "integer", maximum: 9, ...more } },
  });

  test.each([
    ["a constant", kind],
    ["required properties", needing],
  ] as const)("%s, in any order", (_, make) => {
    const before = request({ anyOf: [make("a"), make("b"), make("c")] });
    expect(diff(before, request({ anyOf: [make("c"), make("b"), make("a")] }))).toEqual([]);
    const changes = diff(before, request({ anyOf: [make("c"), make("b", { maximum: 5 }), make("a")] }));
    expect(changes.map(({ wire, id, message }) => [wire, id, message])).toEqual([
      ["breaking", "request-range-narrowed", "at most 5, not 9"],
    ]);
  });

  test("a title, which no value has", () => {
    const before = response({ anyOf: [titled("A", "x"), titled("B", "y")] });
    expect(diff(before, response({ anyOf: [titled("B", "y"), titled("A", "x")] }))).toEqual([]);
  });
});

test("each kind of change that is undecided by its nature has a reason", () => {
  const undecided = Object.entries(IDS).filter(([, { wire }]) => wire === "unknown");
  expect(undecided.length).toBeGreaterThan(8);
  for (const [id] of undecided) expect(DOUBTS, id).toHaveProperty([id]);
  for (const id of Object.keys(DOUBTS)) expect(IDS, id).toHaveProperty([id]);
});
