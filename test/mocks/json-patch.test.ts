import { jsonPatch } from "tenon-runtime/mocks/json-patch";
import { describe, expect, it } from "vitest";

type Case = readonly [name: string, document: unknown, patch: unknown, result: unknown];

describe("JSON Patch does what RFC 6902 shows in", () => {
  const cases: readonly Case[] = [
    ["A.1, a member added", { foo: "bar" }, [{ op: "add", path: "/baz", value: "qux" }], { baz: "qux", foo: "bar" }],
    [
      "A.2, an element added",
      { foo: ["bar", "baz"] },
      [{ op: "add", path: "/foo/1", value: "qux" }],
      { foo: ["bar", "qux", "baz"] },
    ],
    ["A.3, a member removed", { baz: "qux", foo: "bar" }, [{ op: "remove", path: "/baz" }], { foo: "bar" }],
    [
      "A.4, an element removed",
      { foo: ["bar", "qux", "baz"] },
      [{ op: "remove", path: "/foo/1" }],
      { foo: ["bar", "baz"] },
    ],
    [
      "A.5, a value replaced",
      { baz: "qux", foo: "bar" },
      [{ op: "replace", path: "/baz", value: "boo" }],
      { baz: "boo", foo: "bar" },
    ],
    [
      "A.6, a value moved",
      { foo: { bar: "baz", waldo: "fred" }, qux: { corge: "grault" } },
      [{ op: "move", from: "/foo/waldo", path: "/qux/thud" }],
      { foo: { bar: "baz" }, qux: { corge: "grault", thud: "fred" } },
    ],
    [
      "A.7, an element moved",
      { foo: ["all", "grass", "cows", "eat"] },
      [{ op: "move", from: "/foo/1", path: "/foo/3" }],
      { foo: ["all", "cows", "eat", "grass"] },
    ],
    [
      "A.8, a test that holds",
      { baz: "qux", foo: ["a", 2, "c"] },
      [
        { op: "test", path: "/baz", value: "qux" },
        { op: "test", path: "/foo/1", value: 2 },
      ],
      { baz: "qux", foo: ["a", 2, "c"] },
    ],
    [
      "A.10, an object nested",
      { foo: "bar" },
      [{ op: "add", path: "/child", value: { grandchild: {} } }],
      { foo: "bar", child: { grandchild: {} } },
    ],
    [
      "A.11, a member that nobody knows",
      { foo: "bar" },
      [{ op: "add", path: "/baz", value: "qux", xyz: 123 }],
      { foo: "bar", baz: "qux" },
    ],
    [
      "A.14, escapes in their order",
      { "/": 9, "~1": 10 },
      [{ op: "test", path: "/~01", value: 10 }],
      { "/": 9, "~1": 10 },
    ],
    [
      "A.16, an array added",
      { foo: ["bar"] },
      [{ op: "add", path: "/foo/-", value: ["abc", "def"] }],
      { foo: ["bar", ["abc", "def"]] },
    ],
    ["§4.5, a copy", { a: { b: 1 } }, [{ op: "copy", from: "/a", path: "/c" }], { a: { b: 1 }, c: { b: 1 } }],
    ["§4.1, the whole replaced", { a: 1 }, [{ op: "add", path: "", value: [2] }], [2]],
    ["§4.6, numbers by value", { a: 1 }, [{ op: "test", path: "/a", value: 1.0 }], { a: 1 }],
    ["a null that is there", { a: null }, [{ op: "replace", path: "/a", value: 1 }], { a: 1 }],
  ];
  it.each(cases)("%s", (_name, document, patch, result) => {
    const before = structuredClone(document);
    expect(jsonPatch(document, patch)).toEqual(result);
    expect(document).toEqual(before);
  });
});

describe("JSON Patch refuses", () => {
  const cases: readonly (readonly [name: string, document: unknown, patch: unknown, message: RegExp])[] = [
    [
      "A.9, a test that does not hold",
      { baz: "qux" },
      [{ op: "test", path: "/baz", value: "bar" }],
      /^Operation 0 of the patch: "\/baz" has another value$/,
    ],
    [
      "A.12, a member of a missing member",
      { foo: "bar" },
      [{ op: "add", path: "/baz/bat", value: "qux" }],
      /does not exist/,
    ],
    ["A.15, a text in place of a number", { a: 10 }, [{ op: "test", path: "/a", value: "10" }], /another value/],
    ["the removal of a missing member", { a: 1 }, [{ op: "remove", path: "/b" }], /"\/b" does not exist/],
    ["the replacement of a missing member", { a: 1 }, [{ op: "replace", path: "/b", value: 1 }], /does not exist/],
    ["an index beyond the end", { a: [1] }, [{ op: "add", path: "/a/2", value: 1 }], /no place "2"/],
    ["an index with a leading zero", { a: [1, 2] }, [{ op: "remove", path: "/a/01" }], /does not exist/],
    ["a value moved into itself", { a: { b: {} } }, [{ op: "move", from: "/a", path: "/a/b" }], /into itself/],
    ["an unknown operation", {}, [{ op: "spam", path: "" }], /"spam" is not an operation/],
    ["a path that is not a pointer", {}, [{ op: "add", path: "a", value: 1 }], /is not a JSON Pointer/],
    ["a missing value", {}, [{ op: "add", path: "/a" }], /"value" is missing/],
    ["a patch that is not a list", {}, { op: "add" }, /array of operations/],
    ["an inherited member", {}, [{ op: "test", path: "/constructor", value: 1 }], /does not exist/],
    ["a member of a text", { a: "b" }, [{ op: "add", path: "/a/b", value: 1 }], /does not exist/],
  ];
  it.each(cases)("%s", (_name, document, patch, message) => {
    expect(() => jsonPatch(document, patch)).toThrow(message);
  });
  it("the whole patch if one operation fails", () => {
    const document = { a: 1 };
    expect(() =>
      jsonPatch(document, [
        { op: "add", path: "/b", value: 2 },
        { op: "remove", path: "/c" },
      ]),
    ).toThrow("Operation 1");
    expect(document).toEqual({ a: 1 });
  });
});

describe("JSON Patch with names of inherited members", () => {
  it("sets __proto__ as a member", () => {
    const result = jsonPatch({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]) as object;
    expect(Object.keys(result)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect({}).not.toHaveProperty("polluted");
  });
});

it("copies at most a million characters and values, because copies of copies double", () => {
  const bomb = Array.from({ length: 50 }, (_, index) => ({ op: "copy", from: "", path: `/${String(index)}` }));
  expect(() => jsonPatch({ text: "boom" }, bomb)).toThrow(/^Operation 1\d of the patch: it copies more than/);
  const long = "x".repeat(300_000);
  const copies = ["/b", "/c", "/d", "/e"].map((path) => ({ op: "copy", from: "/a", path }));
  expect(jsonPatch({ a: long }, copies.slice(0, 3))).toMatchObject({ b: long, d: long });
  expect(() => jsonPatch({ a: long }, copies)).toThrow(/^Operation 3 /);
});
