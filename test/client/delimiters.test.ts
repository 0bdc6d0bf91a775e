import { describe, expect, it } from "vitest";
import {
  EncodeError,
  encodeBody,
  encodeCookies,
  encodeHeaders,
  encodePath,
  encodeQuery,
  type Parameter,
  type ParameterLocation,
  type ParameterStyle,
  type Shape,
} from "tenon-runtime/core";
import { hostOf, plain, received } from "../core/support.ts";

const LIST: Shape = { array: "string" };
const OBJECT: Shape = { object: {}, rest: "string" };
const parameter = (
  place: ParameterLocation,
  style: ParameterStyle,
  explode: boolean,
  rest: Partial<Parameter> = {},
): Parameter => ({ name: "p", in: place, style, explode, shape: LIST, ...rest });

/** What a handler receives of what the encoder makes of the value. */
async function sent(declared: Parameter, value: unknown): Promise<unknown> {
  const given = { p: value };
  const path = declared.in === "path" ? encodePath("/x/{p}", [declared], given) : "/x";
  const query = declared.in === "query" ? encodeQuery([declared], given) : "";
  const headers = new Headers(declared.in === "header" ? encodeHeaders([declared], given) : []);
  if (declared.in === "cookie") headers.set("Cookie", encodeCookies([declared], given));
  const request = await received(
    { operation: { path: declared.in === "path" ? "/x/{p}" : "/x", parameters: [declared] } },
    query === "" ? path : `${path}?${query}`,
    { headers },
  );
  const { params, query: fields, headers: fieldHeaders, cookies } = request as Record<string, { p: unknown }>;
  return plain((params ?? fields ?? fieldHeaders ?? cookies)?.p);
}

const header = (explode = false, rest: Partial<Parameter> = {}) => parameter("header", "simple", explode, rest);

describe("a delimiter in a value", () => {
  it.each<[string, Parameter, unknown]>([
    ["form", parameter("query", "form", false), ["a,b", "c"]],
    ["form of a noncharacter", parameter("query", "form", false), ["a\uFDD0b"]],
    ["form with reserved characters", parameter("query", "form", false, { allowReserved: true }), ["a,b", "c/d"]],
    ["form of an object", parameter("query", "form", false, { shape: OBJECT }), { "a,b": "c,d" }],
    ["a list of one pipe with explode", parameter("query", "pipeDelimited", true), ["a|b"]],
    ["spaces between pipes", parameter("query", "pipeDelimited", false), ["a b", "c+d"]],
    ["pipes between spaces", parameter("query", "spaceDelimited", false), ["a|b", "c+d"]],
    ["simple in a path", parameter("path", "simple", false), ["a,b", "c"]],
    ["simple in a path with reserved characters", parameter("path", "simple", false, { allowReserved: true }), ["a,b"]],
    ["matrix", parameter("path", "matrix", true), ["a;b", "c=d"]],
    ["matrix with reserved characters", parameter("path", "matrix", true, { allowReserved: true }), ["a;b", "c=d"]],
    [
      "matrix text with reserved characters",
      parameter("path", "matrix", false, { allowReserved: true, shape: "string" }),
      "a;b,c",
    ],
    ["label", parameter("path", "label", false), ["a,b", "c.d"]],
    ["a dot in a label's text", parameter("path", "label", true, { shape: "string" }), "a.b"],
    ["an exploded object in a path", parameter("path", "simple", true, { shape: OBJECT }), { "a=b": "c=d,e" }],
    [
      "an exploded object in a path with reserved characters",
      parameter("path", "simple", true, { shape: OBJECT, allowReserved: true }),
      { "a=b": "c=d,e" },
    ],
    ["a cookie in form", parameter("cookie", "form", false), ["a,b", "c;d"]],
    ["a header of text, unlike one of JSON", header(false, { mediaType: "text/plain" }), "é\\u00e9"],
    ["a header's text", header(false, { shape: "string" }), "a,b"],
    ["a header's list", header(), ["a b", "c;d"]],
    [
      "brackets in the keys of deepObject",
      parameter("query", "deepObject", true, { shape: OBJECT }),
      { "a]": "1", "b[": "2" },
    ],
  ])("arrives as it was: %s", async (_, declared, value) => {
    expect(await sent(declared, value)).toEqual(value);
  });

  it.each<[string, Parameter, unknown, string]>([
    ["a pipe between pipes", parameter("query", "pipeDelimited", false), ["a|b", "c"], '"|"'],
    ["a pipe in a key", parameter("query", "pipeDelimited", false, { shape: OBJECT }), { "a|b": "c" }, '"|"'],
    ["a space between spaces", parameter("query", "spaceDelimited", false), ["a b"], '" "'],
    ["a comma in a header's list", header(), ["a,b"], '","'],
    ["a comma in a header's object", header(false, { shape: OBJECT }), { a: "b,c" }, '","'],
    ["an object in a header's list", header(false, { shape: { array: "any" } }), [{ a: 1, b: 2 }], '","'],
    ["a space at the end of a header's entry", header(), ["a ", "b"], "white space"],
    ["an equals sign in a key of an exploded header", header(true, { shape: OBJECT }), { "a=b": "c" }, '"="'],
    ["a dot in an exploded label", parameter("path", "label", true), ["a.b"], '"."'],
    ["a comma between cookie's commas", parameter("cookie", "cookie", false), ["a,b"], '","'],
    ["a semicolon in a cookie", parameter("cookie", "cookie", true, { shape: "string" }), "a; admin=1", "cookie"],
    ["a list of one empty text", parameter("query", "form", false), [""], "empty"],
    ["what is no Latin-1 in a header", header(false, { shape: "string" }), "λ", "characters"],
    ["a line break in a header", header(false, { shape: "string" }), "a\r\nb", "characters"],
    ["white space at the end of a header", header(false, { shape: "string" }), "a ", "white space"],
    ["what is no Latin-1 in a header of text", header(false, { mediaType: "text/plain" }), "λ", "characters"],
    ["brackets between brackets", parameter("query", "deepObject", true, { shape: OBJECT }), { "a][b": "1" }, '"]["'],
  ])("is refused where the style cannot carry it: %s", (_, declared, value, why) => {
    const encode = (): unknown =>
      declared.in === "path"
        ? encodePath("/x/{p}", [declared], { p: value })
        : { query: encodeQuery, header: encodeHeaders, cookie: encodeCookies, querystring: encodeQuery }[declared.in](
            [declared],
            { p: value },
          );
    expect(encode).toThrow(EncodeError);
    expect(encode).toThrow(`${declared.in} parameter "p"`);
    expect(encode).toThrow(why);
  });

  it("arrives as it was where another parameter follows in the segment", async () => {
    const at = (x: unknown, y: string, shape: Shape = "string", template = "/r/{x}--{y}.json"): Promise<unknown> => {
      const parameters: Parameter[] = ["x", "y"].map((name) => ({
        name,
        in: "path",
        shape: name === "x" ? shape : "string",
      }));
      return received({ operation: { path: template, parameters } }, encodePath(template, parameters, { x, y }));
    };
    for (const [x, y] of [
      ["a-b", "c"],
      ["a--b--", "-c"],
      ["-", "--"],
      ["%2D-", ".json"],
    ] as const)
      expect(await at(x, y)).toMatchObject({ params: { x, y } });
    expect(await at(["a-", "b"], "c", LIST)).toMatchObject({ params: { x: ["a-", "b"], y: "c" } });
    expect(() => at(["a", "b"], "c", LIST, "/r/{x},{y}")).toThrow('path parameter "x"');
  });

  it("is refused in a form body", () => {
    const media = {
      type: "application/x-www-form-urlencoded",
      kind: "form",
      encoding: { tags: { style: "pipeDelimited", explode: false } },
    } as const;
    expect(() => encodeBody(media, { tags: ["a|b"] })).toThrow('form field "tags"');
    expect(encodeBody(media, { tags: ["a b", "c"] }).body).toBe("tags=a+b%7Cc");
  });

  it("is refused in the header of an answer, which would arrive split", async () => {
    const errors: unknown[] = [];
    const answer = (shape: Shape | undefined, value: unknown) =>
      hostOf({
        operation: { responses: [{ status: "204", headers: [{ name: "X-Tags", ...(shape && { shape }) }] }] },
        respond: () => ({ status: 204, headers: { "X-Tags": value } }),
        onError: (error) => errors.push(error),
      })(new Request("http://host/x"));
    expect((await answer(LIST, ["a", "b"])).headers.get("x-tags")).toBe("a,b");
    expect((await answer("string", "a,b")).headers.get("x-tags")).toBe("a,b");
    expect(errors).toEqual([]);
    expect((await answer(LIST, ["a,b"])).status).toBe(500);
    expect((await answer(OBJECT, { a: "b,c" })).status).toBe(500);
    expect(String(errors[0])).toContain("X-Tags");
  });
});
