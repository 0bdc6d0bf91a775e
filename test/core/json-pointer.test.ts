import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeFragment,
  escapeToken,
  formatPointer,
  localPointer,
  member,
  parsePointer,
  unescapeToken,
  valueAt,
} from "../../runtime/core/json-pointer.ts";

describe("JSON Pointers (RFC 6901)", () => {
  test("a token that was escaped is unescaped to the same text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unescapeToken(escapeToken(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.string()), (tokens) => {
        expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
      }),
    );
  });

  test("`~01` is `~1` and not `/` (§4)", () => {
    expect(unescapeToken("~01")).toBe("~1");
    expect(escapeToken("~1")).toBe("~01");
  });

  /** The document and the pointers of RFC 6901 §5. */
  const document = {
    foo: ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
  };
  test.each([
    ["", document],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
    ["/foo/length", undefined],
    ["/foo/00", undefined],
    ["/toString", undefined],
    ["/foo/0/0", undefined],
  ])("%j leads to %j", (pointer, value) => {
    expect(valueAt(document, pointer)).toEqual(value);
  });

  test("a member is an object's own", () => {
    expect(member({ a: 1 }, "a")).toBe(1);
    expect(member({ a: 1 }, "constructor")).toBeUndefined();
    expect(member("text", "length")).toBeUndefined();
  });

  test("a fragment is percent-decoded, and a bare % stays (§6)", () => {
    expect(localPointer("#/a%20b/c~1d")).toBe("/a b/c~1d");
    expect(localPointer("#/100%")).toBe("/100%");
    expect(localPointer("#")).toBe("");
    expect(localPointer("#anchor")).toBeUndefined();
    expect(localPointer("other.yaml#/a")).toBeUndefined();
    expect(decodeFragment("%E8%AE%A2")).toBe("订");
  });
});
