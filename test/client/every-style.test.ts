/** Every style with every `explode` and every type, in every place: what the client encodes, the server decodes. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EncodeError } from "tenon-runtime/client";
import type { BodyKind, Encoding, Operation, Parameter, ParameterStyle, Shape } from "tenon-runtime/core";
import { echo, operationOf, PARTS, plainOf } from "./echo.ts";

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }).filter((value) => value.isWellFormed()) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      ".",
      "..",
      ",",
      "a,b",
      "a b",
      "a|b",
      "a;b",
      "a=b",
      "a&b",
      "%2C",
      "%",
      "+",
      "null",
      "true",
      "1",
      "[1]",
      "{}",
      "][",
      '"',
    ),
  },
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0);
const record = <T>(value: fc.Arbitrary<T>) => fc.record({ a: value, "b+c": value });
const keyed = fc.dictionary(text, text, { minKeys: 1, maxKeys: 3 });

/** A type, its shape, and values of it. */
const TYPES = {
  string: ["string", text],
  integer: ["integer", fc.maxSafeInteger()],
  number: ["number", number],
  boolean: ["boolean", fc.boolean()],
  "list of strings": [{ array: "string" }, fc.array(text, { minLength: 1, maxLength: 30 })],
  "list of integers": [{ array: "integer" }, fc.array(fc.integer(), { minLength: 1, maxLength: 30 })],
  "list of booleans": [{ array: "boolean" }, fc.array(fc.boolean(), { minLength: 1, maxLength: 3 })],
  "object of strings": [{ object: { a: "string", "b+c": "string" } }, record(text)],
  "object of integers": [{ object: { a: "integer", "b+c": "integer" } }, record(fc.integer())],
  "object of any keys": [{ object: {}, rest: "string" }, keyed],
} satisfies Record<string, readonly [Shape, fc.Arbitrary<unknown>]>;
type Type = keyof typeof TYPES;
const ALL = Object.keys(TYPES) as Type[];
const COMPOUND = ALL.filter((type) => type.includes(" "));
const OBJECTS = ALL.filter((type) => type.startsWith("object"));

interface Style {
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly types: readonly Type[];
}
const both = (style: ParameterStyle, types: readonly Type[] = ALL): Style[] =>
  [false, true].map((explode) => ({ style, explode, types }));
/** What the specification defines (OAS 3.2 §4.12.6), and no more. */
const QUERY: readonly Style[] = [
  ...both("form"),
  { style: "spaceDelimited", explode: false, types: COMPOUND },
  { style: "pipeDelimited", explode: false, types: COMPOUND },
  { style: "deepObject", explode: true, types: OBJECTS },
];
const PLACES: Readonly<Record<"path" | "query" | "header" | "cookie", readonly Style[]>> = {
  path: [...both("simple"), ...both("label"), ...both("matrix")],
  query: QUERY,
  header: both("simple"),
  cookie: [...both("form"), ...both("cookie")],
};
const RUNS = { numRuns: 80, seed: 7 };
const ENOUGH = RUNS.numRuns / 10;

/**
 * Sends each value: it arrives as it was, or the encoder says why it cannot.
 * @returns how many arrived, since to refuse must not be all that it does
 */
async function arriving(operation: Operation, values: fc.Arbitrary<unknown>, at: Path): Promise<number> {
  const { call } = echo(operation);
  let arrived = 0;
  const property = fc.asyncProperty(values, async (value) => {
    let received;
    try {
      received = await call(at.put(value));
    } catch (error) {
      if (error instanceof EncodeError) return;
      throw error;
    }
    arrived++;
    expect(plainOf(at.get(received))).toEqual(plainOf(value));
  });
  await fc.assert(property, RUNS);
  return arrived;
}

interface Path {
  put(value: unknown): object;
  get(request: object): unknown;
}

const parameterPath = (place: Parameter["in"], name: string): Path => ({
  put: (value) => ({ [PARTS[place]]: { [name]: value } }),
  get: (request) => (request as Record<string, Record<string, unknown>>)[PARTS[place]]?.[name],
});
const bodyPath: Path = {
  put: (value) => ({ body: { p: value, other: "o" } }),
  get: (request) => (request as { body: Record<string, unknown> }).body["p"],
};

for (const [place, styles] of Object.entries(PLACES) as ["path", readonly Style[]][]) {
  describe(`in a ${place}, what is encoded is decoded`, () => {
    for (const { style, explode, types } of styles)
      test.each(types)(`${style}${explode ? " exploded" : ""} %s`, async (type) => {
        const [shape, values] = TYPES[type];
        const parameter: Parameter = { name: "p", in: place, style, explode, shape };
        const path = place === "path" ? "/x/{p}/y" : "/x";
        expect(
          await arriving(operationOf({ path, parameters: [parameter] }), values, parameterPath(place, "p")),
        ).toBeGreaterThan(ENOUGH);
      });
  });
}

const form = (kind: BodyKind, type: string, shape: Shape, encoding?: Encoding): Operation =>
  operationOf({
    body: {
      content: [
        {
          type,
          kind,
          shape: { object: { p: shape, other: "string" } },
          ...(encoding && { encoding: { p: encoding } }),
        },
      ],
    },
  });

describe("in a form, what is encoded is decoded", () => {
  const type = "application/x-www-form-urlencoded";
  test.each(ALL)("without an encoding %s", async (name) => {
    const [shape, values] = TYPES[name];
    expect(await arriving(form("form", type, shape), values, bodyPath)).toBeGreaterThan(ENOUGH);
  });
  for (const { style, explode, types } of QUERY)
    test.each(types.filter((each) => !(explode && each === "object of any keys" && style === "form")))(
      `${style}${explode ? " exploded" : ""} %s`,
      async (name) => {
        const [shape, values] = TYPES[name];
        expect(await arriving(form("form", type, shape, { style, explode }), values, bodyPath)).toBeGreaterThan(ENOUGH);
      },
    );
  test.each(OBJECTS)("as JSON %s", async (name) => {
    const [shape, values] = TYPES[name];
    expect(
      await arriving(form("form", type, shape, { contentType: "application/json" }), values, bodyPath),
    ).toBeGreaterThan(ENOUGH);
  });
});

describe("in a multipart body, what is encoded is decoded", () => {
  const type = "multipart/form-data";
  test.each(ALL)("without an encoding %s", async (name) => {
    const [shape, values] = TYPES[name];
    expect(await arriving(form("multipart", type, shape), values, bodyPath)).toBeGreaterThan(ENOUGH);
  });
  test.each(OBJECTS)("as JSON %s", async (name) => {
    const [shape, values] = TYPES[name];
    expect(
      await arriving(form("multipart", type, shape, { contentType: "application/json" }), values, bodyPath),
    ).toBeGreaterThan(ENOUGH);
  });
  test("files, with their names, types and bytes", async () => {
    const { call } = echo(form("multipart", type, { array: "binary" }));
    const file = fc
      .record({ bytes: fc.uint8Array({ maxLength: 64 }), name: fc.stringMatching(/^[\w é.-]{1,12}$/) })
      .map(({ bytes, name }) => new File([bytes as Uint8Array<ArrayBuffer>], name, { type: "image/png" }));
    const property = fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
      const received = bodyPath.get(await call(bodyPath.put(files))) as readonly File[];
      const told = (list: readonly File[]): Promise<unknown[]> =>
        Promise.all(list.map(async (each) => [each.name, each.type, [...new Uint8Array(await each.arrayBuffer())]]));
      expect(await told(received)).toEqual(await told(files));
    });
    await fc.assert(property, { ...RUNS, numRuns: 40 });
  });
});

describe("in a querystring, what is encoded is decoded", () => {
  const whole: Path = { put: (value) => ({ query: value }), get: (request) => (request as { query: unknown }).query };
  test("a form", async () => {
    const [shape, values] = TYPES["object of strings"];
    const mediaType = "application/x-www-form-urlencoded";
    expect(
      await arriving(operationOf({ parameters: [{ name: "q", in: "querystring", mediaType, shape }] }), values, whole),
    ).toBeGreaterThan(ENOUGH);
  });
  test("JSON", async () => {
    const values = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
    const mediaType = "application/json";
    expect(
      await arriving(operationOf({ parameters: [{ name: "q", in: "querystring", mediaType }] }), values, whole),
    ).toBeGreaterThan(ENOUGH);
  });
});
