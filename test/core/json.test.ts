import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { JsonError, parseJson } from "../../runtime/core/json/index.ts";
import { scanJson } from "../../runtime/core/json/scan.ts";

const why = (text: string, limits?: { depth: number; keys: number }): string => {
  try {
    parseJson(text, limits);
  } catch (error) {
    if (error instanceof JsonError) return error.message;
    throw error;
  }
  return "nothing";
};

describe("JSON from outside", () => {
  test.for<[string, string]>([
    ["", "is not valid JSON: expected a value at line 1, column 1, but the text ends"],
    ['{"a":1,\n "b" 2}', 'is not valid JSON: expected ":" at line 2, column 6, but found "2"'],
    ["{a:1}", 'is not valid JSON: expected a key in double quotes or "}" at line 1, column 2, but found "a"'],
    ["[1,]", 'is not valid JSON: expected a value at line 1, column 4, but found "]"'],
    ["[1 2]", 'is not valid JSON: expected "," or "]" at line 1, column 4, but found "2"'],
    ['{"a":1', 'is not valid JSON: expected "," or "}" at line 1, column 7, but the text ends'],
    ["1 2", 'is not valid JSON: expected the end at line 1, column 3, but found "2"'],
    ['"a', 'is not valid JSON: expected a value at line 1, column 1, but found "\\""'],
    ["[\n\n01]", 'is not valid JSON: expected "," or "]" at line 3, column 2, but found "1"'],
  ])("says where %j is broken", ([text, message]) => {
    expect(why(text)).toBe(message);
  });

  test("refuses a key that is there twice, however it is written, and says where", () => {
    expect(why('{"a":1,"b":{"c":1,\n"c":2}}')).toBe('has the key "c" twice (line 2, column 1)');
    expect(why(String.raw`{"a":1,"\u0061":2}`)).toBe('has the key "a" twice (line 1, column 8)');
    expect(why('{"a" : 1, "a" : 2}')).toBe('has the key "a" twice (line 1, column 11)');
    for (const space of [" ", "\t", "\n", "\r\n"]) {
      expect(why(`{"a":1,"a":2,"z"${space}:3}`)).toBe('has the key "a" twice (line 1, column 8)');
      expect(why(`[{"a"${space}:1},{"b":1,"b":2}]`)).toContain('has the key "b" twice');
      expect(parseJson(`{"a"${space}:1,"b":" :"}`)).toEqual({ a: 1, b: " :" });
    }
    expect(parseJson('[{"a":1},{"a":2}]')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(parseJson('{"a":"\\":","b":"x\\":"}')).toEqual({ a: '":', b: 'x":' });
  });

  test("refuses numbers that would be infinite, and keeps those that become zero", () => {
    expect(why('{"a":1e400}')).toBe("has a number that is too large");
    expect(why("-1e400")).toBe("has a number that is too large");
    expect(parseJson("[1e-400,1.7976931348623157e308]")).toEqual([0, Number.MAX_VALUE]);
  });

  test("has limits for depth and for keys", () => {
    const limits = { depth: 3, keys: 4 };
    expect(parseJson('[[{"a":1}]]', limits)).toEqual([[{ a: 1 }]]);
    expect(why('[[{"a":[]}]]', limits)).toBe("is nested more than 3 levels deep");
    expect(why('[{"a":1,"b":2},{"a":1,"b":2,"c":3}]', limits)).toBe("has more than 4 keys");
  });

  test("keys that every object inherits are values like others", () => {
    const value = parseJson('{"constructor":{"prototype":1},"toString":2,"hasOwnProperty":3}');
    expect(Object.keys(value as object)).toEqual(["constructor", "toString", "hasOwnProperty"]);
    expect(why('{"x":{"__proto__":{"admin":true}}}')).toContain("__proto__");
  });

  test("is what JSON.parse makes of it, for every value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        fc.pre(!text.includes("__proto__"));
        expect(parseJson(text)).toEqual(JSON.parse(text));
        expect(scanJson(text)).toBeUndefined();
      }),
    );
  });

  test("is broken where JSON.parse says so, wherever a character is changed", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "0", "-", "e", "\n", "t"),
        (value, place, sign) => {
          const text = JSON.stringify(value);
          const at = place % (text.length + 1);
          const changed = text.slice(0, at) + sign + text.slice(at + 1);
          let broken = false;
          try {
            JSON.parse(changed);
          } catch {
            broken = true;
          }
          const found = scanJson(changed);
          if (broken) expect(found).toBeDefined();
          else expect(found?.kind).not.toBe("syntax");
        },
      ),
      { numRuns: 500 },
    );
  });
});
