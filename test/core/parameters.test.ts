import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeCookies,
  encodeHeaders,
  encodePath,
  encodeQuery,
  type DecodedRequest,
  type Parameter,
  type ParameterStyle,
  type ProblemDocument,
  type Shape,
} from "tenon-runtime/core";
import { received, type Setup } from "./support.ts";

const query = async (parameter: Partial<Parameter>, text: string, setup: Partial<Setup> = {}): Promise<unknown> => {
  const result = await received(
    { operation: { parameters: [{ name: "p", in: "query", ...parameter }] }, ...setup },
    `/x${text}`,
  );
  if ("errors" in result)
    return (result as ProblemDocument).errors?.map(({ keyword, name }) => `${name ?? ""} ${keyword}`.trim());
  return { ...(result as DecodedRequest).query };
};
const object: Shape = { object: { a: "integer", b: "string" } };

describe("query parameters", () => {
  test.for<[string, Partial<Parameter>, string, unknown]>([
    ["a text", {}, "?p=a%20b+c", { p: "a b c" }],
    ["an empty text", {}, "?p=", { p: "" }],
    ["a name without a value", {}, "?p", { p: "" }],
    ["an absent one", {}, "", {}],
    ["a default", { default: 20, shape: "integer" }, "", { p: 20 }],
    ["a required one that is absent", { required: true }, "?", ["p required"]],
    ["an integer", { shape: "integer" }, "?p=-7", { p: -7 }],
    ["no integer", { shape: "integer" }, "?p=7.5", ["p type"]],
    ["an empty integer", { shape: "integer" }, "?p=", ["p type"]],
    ["a number", { shape: "number" }, "?p=1e-3", { p: 0.001 }],
    ["hexadecimal", { shape: "number" }, "?p=0x10", ["p type"]],
    ["infinity", { shape: "number" }, "?p=1e999", ["p range"]],
    ["an integer that would be rounded", { shape: "integer" }, "?p=9007199254740993", ["p precision"]],
    ["an integer that is exact", { shape: "integer" }, "?p=9007199254740994", { p: 9007199254740994 }],
    ["an integer as JavaScript writes it", { shape: "integer" }, "?p=1152921504606847000", { p: 2 ** 60 }],
    ["a boolean", { shape: "boolean" }, "?p=false", { p: false }],
    ["no boolean", { shape: "boolean" }, "?p=1", ["p type"]],
    ["null", { shape: { anyOf: ["integer", "null"] } }, "?p=null", { p: null }],
    ["a repeated text", {}, "?p=1&p=2", ["p repeated"]],
    ["a repeated array", { shape: { array: "integer" } }, "?p=1&p=2", { p: [1, 2] }],
    ["an array of one", { shape: { array: "integer" } }, "?p=1", { p: [1] }],
    ["a comma in an exploded array", { shape: { array: "string" } }, "?p=1,2", { p: ["1,2"] }],
    ["a flat array", { explode: false, shape: { array: "string" } }, "?p=a,b%2Cc", { p: ["a", "b,c"] }],
    ["an empty flat array", { explode: false, shape: { array: "string" } }, "?p=", { p: [] }],
    ["a repeated flat array", { explode: false, shape: { array: "string" } }, "?p=a&p=b", ["p repeated"]],
    [
      "spaces",
      { style: "spaceDelimited", explode: false, shape: { array: "integer" } },
      "?p=1%202+3",
      { p: [1, 2, 3] },
    ],
    ["pipes", { style: "pipeDelimited", explode: false, shape: { array: "integer" } }, "?p=1|2%7C3", { p: [1, 2, 3] }],
    ["a text or a list", { shape: { anyOf: ["string", { array: "string" }] } }, "?p=1&p=2", { p: ["1", "2"] }],
    ["a text where a list may be", { shape: { anyOf: [{ array: "string" }, "string"] } }, "?p=1", { p: "1" }],
    [
      "a list of one where only some texts are no list",
      { shape: { anyOf: [{ array: "string" }, { enum: ["", "none"] }] } },
      "?p=1",
      { p: ["1"] },
    ],
    ["one of those texts", { shape: { anyOf: [{ array: "string" }, { enum: ["", "none"] }] } }, "?p=", { p: "" }],
    ["a text that is none of those", { shape: { enum: ["a"] } }, "?p=b", ["p enum"]],
    [
      "a text where a flat list may be",
      { explode: false, shape: { anyOf: [{ array: "string" }, "string"] } },
      "?p=a%2Cb",
      { p: "a,b" },
    ],
    [
      "a flat list where a text may be",
      { explode: false, shape: { anyOf: [{ array: "string" }, "string"] } },
      "?p=a,b",
      { p: ["a", "b"] },
    ],
    [
      "a text where a deep list may be",
      { style: "deepObject", shape: { object: { a: { anyOf: [{ array: "string" }, { enum: [""] }] } } } },
      "?p[a]=",
      { p: { a: "" } },
    ],
    [
      "a deep list where a text may be",
      { style: "deepObject", shape: { object: { a: { anyOf: [{ array: "string" }, { enum: [""] }] } } } },
      "?p[a][0]=",
      { p: { a: [""] } },
    ],
    ["an exploded object", { shape: object }, "?a=1&b=x", { p: { a: 1, b: "x" } }],
    [
      "an exploded object with free keys",
      { shape: { object: {}, rest: "integer" } },
      "?m=1&n=2",
      { p: { m: 1, n: 2 } },
    ],
    ["a flat object", { explode: false, shape: object }, "?p=a,1,b,x", { p: { a: 1, b: "x" } }],
    ["a flat object with a key too many", { explode: false, shape: object }, "?p=a,1,b", ["p type"]],
    ["a deep object", { style: "deepObject", shape: object }, "?p[a]=1&p%5Bb%5D=x", { p: { a: 1, b: "x" } }],
    [
      "deeper",
      { style: "deepObject", shape: { object: { a: { object: { c: { array: "integer" } } } } } },
      "?p[a][c][0]=1&p[a][c][1]=2",
      { p: { a: { c: [1, 2] } } },
    ],
    [
      "a number where a deep object may be",
      { style: "deepObject", shape: { anyOf: [object, "integer"] } },
      "?p=5",
      { p: 5 },
    ],
    ["JSON content", { mediaType: "application/json" }, "?p=%7B%22a%22:[1]%7D", { p: { a: [1] } }],
    ["broken JSON content", { mediaType: "application/json" }, "?p=%7B", ["p json"]],
    ["a malformed percent sign", {}, "?p=%E0%A4%A", ["p encoding"]],
    ["a name with a malformed percent sign", {}, "?%zz=1", ["encoding"]],
    ["an unknown one", {}, "?q=1", ["q unknown"]],
    [
      "names of the prototype",
      { style: "deepObject", shape: { object: {}, rest: "string" } },
      "?p[constructor]=1&p[toString]=2",
      { p: { constructor: "1", toString: "2" } },
    ],
  ])("%s", async ([, parameter, text, expected]) => {
    expect(await query(parameter, text)).toEqual(expected);
  });

  test("that are not declared are ignored by option", async () => {
    expect(await query({}, "?p=1&q=2", { unknownQuery: "ignore" })).toEqual({ p: "1" });
  });

  test("named __proto__ set no prototype", async () => {
    const result = (await received(
      {
        operation: {
          parameters: [{ name: "p", in: "query", style: "deepObject", shape: { object: {}, rest: "string" } }],
        },
      },
      "?p[__proto__]=1".replace("?", "/x?"),
    )) as DecodedRequest;
    const value = result.query?.["p"] as object;
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(value)).toBeNull();
  });

  test("may be an API key of the operation", async () => {
    const setup: Setup = {
      operation: { security: [{ key: [] }] },
      contract: { securitySchemes: { key: { type: "apiKey", in: "query", name: "api_key" } } },
      security: { key: () => true },
    };
    expect(await received(setup, "/x?api_key=1")).toEqual({});
    expect(await received(setup, "/x?api_key=1&other=2")).toMatchObject({
      errors: [{ name: "other", keyword: "unknown" }],
    });
  });

  test("in a header are a list with white space around its commas", async () => {
    const setup: Setup = {
      operation: { parameters: [{ name: "X-List", in: "header", shape: { array: "string" } }] },
    };
    expect(await received(setup, "/x", { headers: { "X-List": "a \t, b  c ,,d" } })).toMatchObject({
      headers: { "X-List": ["a", "b  c", "", "d"] },
    });
  });

  test("are limited in number", async () => {
    const setup: Setup = {
      operation: { parameters: [{ name: "p", in: "query", shape: { array: "string" } }] },
      limits: { fields: 3 },
    };
    expect(await received(setup, "/x?p=1&p=2&p=3")).toMatchObject({ query: { p: ["1", "2", "3"] } });
    expect(await received(setup, "/x?p=1&p=2&p=3&p=4")).toMatchObject({ errors: [{ in: "query", keyword: "limit" }] });
  });

  test("as a whole are one value with in: querystring", async () => {
    const parameter = (mediaType: string): Setup => ({
      operation: {
        parameters: [{ name: "q", in: "querystring", mediaType, shape: { object: { n: "integer" }, rest: "string" } }],
      },
    });
    expect(await received(parameter("application/x-www-form-urlencoded"), "/x?n=1&m=2")).toMatchObject({
      query: { n: 1, m: "2" },
    });
    expect(await received(parameter("application/x-www-form-urlencoded"), "/x?n=one")).toMatchObject({
      errors: [{ in: "query", name: "q", keyword: "type" }],
    });
    expect(await received(parameter("application/json"), "/x?%5B1%5D")).toMatchObject({ query: [1] });
  });

  test("do not share a default between requests", async () => {
    const setup: Setup = {
      operation: { parameters: [{ name: "p", in: "query", shape: { array: "string" }, default: ["a"] }] },
    };
    const seen: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const value = ((await received(setup, "/x")) as DecodedRequest).query?.["p"] as string[];
      value.push("b");
      seen.push([...value]);
    }
    expect(seen).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });
});

describe("parameters elsewhere", () => {
  const path = async (parameter: Partial<Parameter>, segment: string) => {
    const result = await received(
      { operation: { path: "/x/{p}", parameters: [{ name: "p", in: "path", required: true, ...parameter }] } },
      `/x/${segment}`,
    );
    return "errors" in result
      ? (result as ProblemDocument).errors?.map(({ keyword }) => keyword)
      : (result as DecodedRequest).params?.["p"];
  };
  test.for<[string, Partial<Parameter>, string, unknown]>([
    ["a text", {}, "a%2Fb+c", "a/b+c"],
    ["an integer", { shape: "integer" }, "12", 12],
    ["an array", { shape: { array: "string" } }, "a,b%2Cc", ["a", "b,c"]],
    ["an object", { shape: object }, "a,1,b,x", { a: 1, b: "x" }],
    ["an exploded object", { explode: true, shape: object }, "a=1,b=x", { a: 1, b: "x" }],
    ["a label", { style: "label", shape: "integer" }, ".5", 5],
    ["a label without its dot", { style: "label", shape: "integer" }, "5", ["type"]],
    ["an exploded label", { style: "label", explode: true, shape: { array: "integer" } }, ".1.2", [1, 2]],
    ["a flat label", { style: "label", shape: { array: "integer" } }, ".1,2", [1, 2]],
    ["a matrix", { style: "matrix", shape: "integer" }, ";p=5", 5],
    ["a flat matrix", { style: "matrix", shape: { array: "integer" } }, ";p=1,2", [1, 2]],
    ["an exploded matrix", { style: "matrix", explode: true, shape: { array: "integer" } }, ";p=1;p=2", [1, 2]],
    ["an exploded matrix object", { style: "matrix", explode: true, shape: object }, ";a=1;b=x", { a: 1, b: "x" }],
    ["a malformed percent sign", {}, "%zz", ["encoding"]],
  ])("in the path: %s", async ([, parameter, segment, expected]) => {
    const value = await path(parameter, segment);
    expect(typeof value === "object" && !Array.isArray(value) ? { ...value } : value).toEqual(expected);
  });

  test("two parameters in one segment", async () => {
    const parameters: Parameter[] = ["a", "b"].map((name) => ({ name, in: "path", required: true, shape: "integer" }));
    expect(await received({ operation: { path: "/x/{a}-{b}.json", parameters } }, "/x/1-2.json")).toMatchObject({
      params: { a: 1, b: 2 },
    });
  });

  test("headers by any spelling, arrays and objects in them, nothing percent-decoded", async () => {
    const parameters: Parameter[] = [
      { name: "X-List", in: "header", shape: { array: "integer" } },
      { name: "X-Text", in: "header" },
      { name: "X-Object", in: "header", explode: true, shape: object },
      { name: "Authorization", in: "header", required: true },
    ];
    const headers = { "x-list": "1, 2,3", "x-text": "100%25", "X-OBJECT": "a=1,b=x" };
    expect(await received({ operation: { parameters } }, "/x", { headers })).toMatchObject({
      headers: { "X-List": [1, 2, 3], "X-Text": "100%25", "X-Object": { a: 1, b: "x" } },
    });
  });

  test("cookies, with quotes around them or without", async () => {
    const parameters: Parameter[] = [
      { name: "sid", in: "cookie", required: true },
      { name: "n", in: "cookie", shape: "integer" },
    ];
    expect(
      await received({ operation: { parameters } }, "/x", { headers: { cookie: 'a=1; sid="x%20y"; n=5' } }),
    ).toMatchObject({ cookies: { sid: "x y", n: 5 } });
    expect(await received({ operation: { parameters } }, "/x")).toMatchObject({
      errors: [{ in: "cookie", name: "sid", keyword: "required" }],
    });
  });

  test("a violation of the schema is told with its keyword and where it is", async () => {
    const setup: Setup = {
      operation: { parameters: [{ name: "p", in: "query", shape: { array: "integer" } }] },
      requests: { "query p": { type: "array", maxItems: 2, items: { type: "integer", minimum: 5 } } },
    };
    expect(await received(setup, "/x?p=5&p=4&p=6")).toMatchObject({
      status: 400,
      errors: [
        { in: "query", name: "p", keyword: "maxItems", pointer: "", message: "must have at most 2 items" },
        {
          in: "query",
          name: "p",
          keyword: "minimum",
          pointer: "/1",
          message: "must be at least 5",
          schemaPointer: "#/paths/~1x/get/parameters/0/schema/items/minimum",
        },
      ],
    });
  });
});

// What the client encodes, the server decodes.
describe("a round trip", () => {
  const text = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((value) => value.isWellFormed() && !/[\uFDD0-\uFDD2\0]/.test(value));
  const integer = fc.integer();
  const scalarItems = (exclude: RegExp) =>
    fc.array(
      text.filter((value) => !exclude.test(value)),
      { minLength: 1, maxLength: 5 },
    );
  const record = (exclude: RegExp) => fc.record({ a: integer, b: text.filter((value) => !exclude.test(value)) });
  const never = /(?!)/;

  const check = async (parameter: Parameter, value: unknown): Promise<void> => {
    const place = { query: "query", path: "params", header: "headers", cookie: "cookies", querystring: "query" }[
      parameter.in
    ];
    const template = parameter.in === "path" ? "/x/{p}" : "/x";
    const values = { p: value };
    const encoded =
      parameter.in === "path"
        ? encodePath(template, [parameter], values)
        : parameter.in === "query"
          ? `/x?${encodeQuery([parameter], values)}`
          : "/x";
    const headers = new Headers(parameter.in === "header" ? encodeHeaders([parameter], values) : []);
    if (parameter.in === "cookie") headers.set("cookie", encodeCookies([parameter], values));
    const result = await received({ operation: { path: template, parameters: [parameter] } }, encoded, { headers });
    const decoded = (result as unknown as Record<string, Record<string, unknown>>)[place]?.["p"];
    expect(
      typeof decoded === "object" && decoded !== null && !Array.isArray(decoded) ? { ...decoded } : decoded,
    ).toEqual(value);
  };

  const query = (style: ParameterStyle, explode: boolean, shape: Shape): Parameter => ({
    name: "p",
    in: "query",
    style,
    explode,
    shape,
  });
  const path = (style: ParameterStyle, explode: boolean, shape: Shape): Parameter => ({
    name: "p",
    in: "path",
    required: true,
    style,
    explode,
    shape,
  });
  const array: Shape = { array: "string" };
  const cases: [string, Parameter, fc.Arbitrary<unknown>][] = [
    ["form", query("form", true, "string"), text],
    ["form integer", query("form", true, "integer"), integer],
    ["form array", query("form", true, array), scalarItems(never)],
    ["form array, flat", query("form", false, array), scalarItems(never)],
    ["form object", query("form", true, object), record(never)],
    ["form object, flat", query("form", false, object), record(never)],
    ["spaceDelimited array", query("spaceDelimited", false, array), scalarItems(/ /)],
    ["pipeDelimited array", query("pipeDelimited", false, array), scalarItems(/\|/)],
    ["deepObject", query("deepObject", true, object), record(never)],
    ["simple array", path("simple", false, array), scalarItems(never)],
    ["simple object, exploded", path("simple", true, object), record(never)],
    ["label array, exploded", path("label", true, array), scalarItems(/\./)],
    ["label object", path("label", false, object), record(never)],
    ["matrix", path("matrix", false, "string"), text],
    ["matrix array, exploded", path("matrix", true, array), scalarItems(never)],
    ["cookie", { name: "p", in: "cookie" }, text],
    ["cookie array", { name: "p", in: "cookie", explode: false, shape: array }, scalarItems(never)],
    ["header", { name: "p", in: "header" }, fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/)],
  ];
  test.for(cases)("in style %s", async ([, parameter, values]) => {
    const usable =
      parameter.in === "path"
        ? values.filter(
            (value) =>
              !(typeof value === "string" && /^\.{1,2}$/.test(value)) &&
              !(Array.isArray(value) && /^\.{1,2}$/.test(value.join())),
          )
        : values;
    const property = fc.asyncProperty(usable, (value) => check(parameter, value));
    await expect(fc.assert(property, { numRuns: 60 })).resolves.toBeUndefined();
  });
});
