import { describe, expect, test } from "vitest";
import fc from "fast-check";
import type { Operation } from "tenon-runtime/core";
import { allParts, call, connect, DecodeError } from "tenon-runtime/client";
import { parseExactJson } from "../../runtime/core/json/exact.ts";
import { keepsInteger } from "../../runtime/core/json/integers.ts";

async function received(type: string, text: string, kind: "json" | "lines" = "json"): Promise<unknown> {
  const operation: Operation = {
    name: "op",
    method: "GET",
    path: "/x",
    pointer: "/paths/~1x/get",
    responses: [
      {
        status: "200",
        content: [{ type, kind, schema: true }],
        headers: [{ name: "X-Total", shape: "integer" }],
      },
    ],
  };
  const headers = { "Content-Type": type, "X-Total": "7" };
  const fetch = async () => new Response(text, { headers });
  const api = connect({ format: 1, servers: [], schemes: {} }, { baseUrl: "http://api.test", fetch });
  const { body } = await call(api, operation, {}, {}, allParts);
  if (kind === "json") return body;
  const items: unknown[] = [];
  for await (const item of body as AsyncIterable<unknown>) items.push(item);
  return items;
}
const fault = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe("a client refuses numbers of a response that JavaScript would change", () => {
  test.each([
    ["9007199254740993", "has the integer 9007199254740993, which would lose digits"],
    ['{"id":-9007199254740993}', "has the integer -9007199254740993, which would lose digits"],
    ['{"a":["16 digits",\n12345678901234567891]}', "has the integer 12345678901234567891, which would lose digits"],
    ["[9007199254740993.0]", "has the integer 9007199254740993.0, which would lose digits"],
    ["[9.007199254740993e15]", "has the integer 9.007199254740993e15, which would lose digits"],
    ["[1e400]", "has a number that is too large"],
    ["-1E+400", "has a number that is too large"],
  ])("%s", async (text, message) => {
    const error = await fault(received("application/json", text));
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as DecodeError).message).toContain(message);
    expect((error as DecodeError).bodyText).toBe(text);
  });

  test("in an item of a stream", async () => {
    const error = await fault(received("application/jsonl", '{"id":1}\n{"id":9007199254740993}\n', "lines"));
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as DecodeError).message).toContain("would lose digits");
  });

  test("and takes all that a number holds", async () => {
    const text =
      '[9007199254740992,1152921504606847000,1.1805916207174113e+21,1e300,0.1234567890123456789,123456789012345.67,"9007199254740993"]';
    expect(await received("application/json", text)).toEqual(JSON.parse(text));
  });
});

describe("whether an integer keeps its digits", () => {
  /** The same number in other notations. */
  const notations = (digits: string): string[] => [
    digits,
    `${digits}.0`,
    `${digits}e0`,
    `${digits.slice(0, 1)}.${digits.slice(1)}0e${digits.length - 1}`,
    `${digits}00E-2`,
  ];
  test("does not depend on the notation", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 25n }), (integer) => {
        const digits = String(integer);
        const value = Number(digits);
        const keeps = BigInt(value) === integer || String(BigInt(value)) === digits || keepsInteger(digits, value);
        for (const literal of notations(digits)) {
          expect([literal, keepsInteger(literal, Number(literal))]).toEqual([literal, keeps]);
          expect(keepsInteger(`-${literal}`, -value)).toBe(keeps);
        }
      }),
    );
  });

  test("holds for each number that JavaScript writes, and up to 2^53", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const literal = JSON.stringify(value);
        expect(keepsInteger(literal, value)).toBe(true);
        expect(parseExactJson(`[${literal}]`)).toEqual([JSON.parse(literal)]);
      }),
    );
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => keepsInteger(`${value}.00`, value)));
  });

  test("fails for an integer between two numbers", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 62n }), (even) => {
        const odd = even | 1n;
        expect(() => parseExactJson(`{"id": ${odd}}`)).toThrow(/lose digits/);
      }),
    );
  });
});
