import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Parameter, Shape } from "tenon-runtime/core";
import { echo, operationOf, PARTS, plainOf } from "./echo.ts";

// Only what a style can tell apart: an empty list is no value at all, and text that is a delimiter of an unencoded style is not text.
const text = fc.string({ minLength: 1, unit: "grapheme" }).filter((value) => value.isWellFormed());
const plain = fc.stringMatching(/^[a-z0-9_~.!-]{1,8}$/).filter((value) => value !== "." && value !== "..");
const record = (value: fc.Arbitrary<string>) => fc.record({ a: value, b: value });
const cases: readonly (readonly [string, Partial<Parameter>, Shape | undefined, fc.Arbitrary<unknown>])[] = [
  ["path simple", { in: "path" }, undefined, text],
  ["path simple integer", { in: "path" }, "integer", fc.integer()],
  ["path simple list", { in: "path" }, { array: "string" }, fc.array(text, { minLength: 1 })],
  [
    "path label exploded list",
    { in: "path", style: "label", explode: true },
    { array: "integer" },
    fc.array(fc.nat(), { minLength: 1 }),
  ],
  ["path label list", { in: "path", style: "label" }, { array: "string" }, fc.array(text, { minLength: 1 })],
  ["path matrix", { in: "path", style: "matrix" }, undefined, text],
  [
    "path matrix exploded list",
    { in: "path", style: "matrix", explode: true },
    { array: "string" },
    fc.array(text, { minLength: 1 }),
  ],
  ["path matrix object", { in: "path", style: "matrix" }, { object: { a: "string", b: "string" } }, record(text)],
  [
    "path simple exploded object",
    { in: "path", explode: true },
    { object: { a: "string", b: "string" } },
    record(text),
  ],
  ["query form", { in: "query" }, undefined, fc.string({ unit: "grapheme" })],
  [
    "query reserved",
    { in: "query", allowReserved: true },
    undefined,
    text.filter((value) => !/%[\da-f]{2}/i.test(value)),
  ],
  [
    "query number",
    { in: "query" },
    "number",
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
  ],
  ["query boolean", { in: "query" }, "boolean", fc.boolean()],
  ["query list", { in: "query" }, { array: "string" }, fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 })],
  ["query list, not exploded", { in: "query", explode: false }, { array: "string" }, fc.array(text, { minLength: 1 })],
  ["query pipes", { in: "query", style: "pipeDelimited" }, { array: "string" }, fc.array(plain, { minLength: 1 })],
  ["query spaces", { in: "query", style: "spaceDelimited" }, { array: "string" }, fc.array(plain, { minLength: 1 })],
  [
    "query deep object",
    { in: "query", style: "deepObject" },
    { object: { a: { array: "integer" }, b: { object: { c: "string" } } } },
    fc.record({ a: fc.array(fc.nat(), { minLength: 1 }), b: fc.record({ c: text }) }),
  ],
  ["query object", { in: "query", explode: false }, { object: { a: "string", b: "string" } }, record(text)],
  [
    "query JSON",
    { in: "query", mediaType: "application/json" },
    undefined,
    fc.jsonValue().filter((value) => value !== null),
  ],
  ["header", { in: "header" }, undefined, fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)],
  ["header list", { in: "header" }, { array: "string" }, fc.array(plain, { minLength: 1 })],
  ["header JSON", { in: "header", mediaType: "application/json" }, undefined, fc.record({ a: text })],
  ["cookie", { in: "cookie" }, undefined, text],
  ["cookie list", { in: "cookie", explode: false }, { array: "string" }, fc.array(text, { minLength: 1 })],
];

describe("what a caller sends is what a handler receives", () => {
  it.each(cases)("%s", async (_, parameter, shape, arbitrary) => {
    const name = "X-p";
    const full: Parameter = { name, in: "query", ...parameter, ...(shape === undefined ? {} : { shape }) };
    const { call } = echo(operationOf({ parameters: [full], path: full.in === "path" ? "/x/{X-p}/y" : "/x" }));
    const part = PARTS[full.in];
    await fc.assert(
      fc.asyncProperty(arbitrary, async (value) => {
        fc.pre(
          full.in !== "path" ||
            (value !== "." && value !== ".." && !(Array.isArray(value) && [".", ".."].includes(value.join(",")))),
        );
        const received = await call({ [part]: { [name]: value } });
        expect(plainOf(received[part]?.[name])).toEqual(value);
      }),
      { numRuns: 60, seed: 4 },
    );
  });
  it("JSON and form bodies", async () => {
    const json = echo(operationOf({ body: { content: [{ type: "application/json", kind: "json" }] } }));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (body) => {
        expect((await json.call({ body })).body).toEqual(JSON.parse(JSON.stringify(body)));
      }),
      { numRuns: 60, seed: 4 },
    );
    const form = echo(
      operationOf({
        body: {
          content: [
            {
              type: "application/x-www-form-urlencoded",
              kind: "form",
              shape: { object: { a: "string", n: "integer", l: { array: "string" } } },
            },
          ],
        },
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({ a: fc.string({ unit: "grapheme" }), n: fc.integer(), l: fc.array(fc.string(), { minLength: 1 }) }),
        async (body) => {
          expect(plainOf((await form.call({ body })).body)).toEqual(body);
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });
});
