/** Names of schemas, discriminators, defaults, links and servers: what travels, and what only types show. */

import { describe, expect, test } from "vitest";
import { contract, diff, parameter, request, response, told } from "./support.ts";

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const schemas = (all: object): object => ({ components: { schemas: all } });
const kind = (more: object = {}): object => ({
  type: "object",
  required: ["kind"],
  properties: { kind: { type: "string", ...more } },
});

describe("a schema that has another name", () => {
  const named = (name: string, more: object = {}): object =>
    request(ref(name), schemas({ [name]: { type: "object", properties: { next: ref(name) } }, ...more }));

  test("is a break of source and none of the wire, even when it refers to itself and to others that were renamed", () => {
    expect(told(diff(named("A"), named("B")))).toEqual(["safe schema-renamed"]);
    const chain = (a: string, b: string): object =>
      request(ref(a), schemas({ [a]: { type: "array", items: ref(b) }, [b]: { type: "string" } }));
    expect(diff(chain("A", "B"), chain("X", "Y")).map(({ id, message, source }) => [id, source, message])).toEqual([
      ["schema-renamed", "breaking", expect.stringContaining("A was renamed to X")],
      ["schema-renamed", "breaking", expect.stringContaining("B was renamed to Y")],
    ]);
  });

  test("is silent when the generated type has the same name", () => {
    expect(told(diff(named("a-b"), named("a.b")))).toEqual([]);
  });

  test("is gone, and another is new, when it says something else", () => {
    expect(told(diff(named("A"), request({ type: "object" }, schemas({ B: { type: "string" } }))))).toEqual(
      expect.arrayContaining(["safe schema-added", "safe schema-removed"]),
    );
  });
});

describe("a discriminator", () => {
  const union = (
    make: typeof request,
    mapping: object | undefined,
    all: readonly string[] = ["Cat", "Dog"],
    of = kind(),
  ) =>
    make(
      { oneOf: all.map(ref), discriminator: { propertyName: "kind", ...(mapping && { mapping }) } },
      schemas(Object.fromEntries(all.map((name, i) => [name, { ...of, minProperties: i + 1 }]))),
    );
  const to = (name: string): string => `#/components/schemas/${name}`;
  const both = { cat: to("Cat"), dog: to("Dog") };

  test("whose value stands for another schema is breaking in both directions", () => {
    const swapped = { cat: to("Dog"), dog: to("Cat") };
    expect(told(diff(union(request, both), union(request, swapped)))).toEqual([
      "breaking request-discriminator-changed",
    ]);
    expect(told(diff(union(response, both), union(response, swapped)))).toEqual([
      "breaking response-discriminator-changed",
    ]);
  });

  test("that loses a value breaks those who send it, and one that gains a value those who receive it", () => {
    const more = { ...both, hound: to("Dog") };
    expect(told(diff(union(request, more), union(request, both)))).toEqual(["breaking request-discriminator-changed"]);
    expect(told(diff(union(request, both), union(request, more)))).toEqual(["safe request-discriminator-changed"]);
    expect(told(diff(union(response, both), union(response, more)))).toEqual([
      "breaking response-discriminator-changed",
    ]);
    expect(told(diff(union(response, more), union(response, both)))).toEqual(["safe response-discriminator-changed"]);
  });

  test("without a mapping has the names of the schemas as values: a new name is breaking", () => {
    expect(told(diff(union(request, undefined), union(request, undefined, ["Cat", "Hound"])))).toEqual(
      expect.arrayContaining(["breaking request-discriminator-changed", "safe schema-renamed"]),
    );
  });

  test("with an explicit mapping does not break when only the schema has another name", () => {
    const renamed = union(request, { cat: to("Cat"), dog: to("Hound") }, ["Cat", "Hound"]);
    expect(told(diff(union(request, both), renamed))).toEqual(["safe schema-renamed"]);
  });

  test("whose schemas list the values is reported once, by the values", () => {
    const listed = (value: string): object => kind({ const: value });
    const of = (values: readonly string[]): object =>
      response(
        { oneOf: values.map((value) => ref(value)), discriminator: { propertyName: "kind" } },
        schemas(Object.fromEntries(values.map((value) => [value, listed(value)]))),
      );
    const found = diff(of(["a", "b"]), of(["a", "b", "c"]));
    expect(found.filter(({ wire }) => wire === "breaking").map(({ id }) => id)).not.toContain(
      "response-discriminator-changed",
    );
    expect(found.some(({ wire }) => wire === "breaking")).toBe(true);
  });
});

test("defaults, deprecations and access of deep members are compared, each at its place", () => {
  const deep = (keywords: object): object =>
    request(
      ref("A"),
      schemas({ A: { type: "array", items: { properties: { b: { type: "integer", ...keywords } } } } }),
    );
  const places = (keywords: object): unknown =>
    diff(deep({}), deep(keywords)).map(({ id, place, wire }) => [wire, id, place]);
  const at = "request body application/json /*/b";
  expect(places({ default: 3 })).toEqual([["unknown", "request-default-changed", at]]);
  expect(places({ deprecated: true })).toEqual([["safe", "request-property-deprecated", at]]);
  expect(places({ readOnly: true })).toContainEqual(["safe", "request-access-changed", at]);
});

test("servers of one operation are compared with those that the base had for it", () => {
  const of = (servers: object | undefined): object =>
    contract(
      { "/a": { get: { ...servers, responses: { 200: { description: "" } } } } },
      { servers: [{ url: "https://a.example" }] },
    );
  const own = { servers: [{ url: "https://b.example" }] };
  expect(diff(of(undefined), of(own)).map(({ id, operations }) => [id, operations])).toEqual([
    ["server-removed", ["GET /a"]],
    ["server-added", ["GET /a"]],
  ]);
  expect(told(diff(of(undefined), of({ servers: [{ url: "https://a.example/" }] })))).toEqual([]);
});

describe("the style of a parameter", () => {
  const text = { type: "string" };
  const list = { type: "array", items: text };
  const either = { oneOf: [text, list] };

  test("does not matter when what clients send is a scalar", () => {
    expect(told(diff(parameter(text), parameter(either, { explode: false })))).toEqual(["safe parameter-type-widened"]);
    expect(told(diff(parameter(text), parameter({ anyOf: [text, list] }, { explode: false })))).toEqual([
      "safe parameter-type-widened",
    ]);
  });

  test("matters when clients send lists", () => {
    expect(told(diff(parameter(either), parameter(either, { explode: false })))).toEqual([
      "breaking parameter-style-changed",
    ]);
    expect(told(diff(parameter(list), parameter(text, { explode: false })))).toContain(
      "breaking parameter-style-changed",
    );
  });
});
