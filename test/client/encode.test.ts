import { describe, expect, it } from "vitest";
import { commaLists } from "tenon-runtime/client";
import {
  encodeBody,
  encodeCookies,
  encodeHeaders,
  encodePath,
  encodeQuery,
  EncodeError,
  type MediaType,
  type Parameter,
  type ParameterStyle,
} from "tenon-runtime/core";

const list = ["blue", "black", "brown"];
const object = { R: 100, G: 200, B: 150 };

/** The table of OAS 3.2 §4.12.7, as far as a style is defined for the kind of value. */
describe("styles are written as the specification's table has them", () => {
  const path = (style: ParameterStyle, explode: boolean, color: unknown): string =>
    encodePath("/{color}", [{ name: "color", in: "path", style, explode }], { color }).slice(1);
  const query = (style: ParameterStyle, explode: boolean, color: unknown): string =>
    encodeQuery([{ name: "color", in: "query", style, explode }], { color });
  it.each([
    ["simple", false, "blue", "blue,black,brown", "R,100,G,200,B,150"],
    ["simple", true, "blue", "blue,black,brown", "R=100,G=200,B=150"],
    ["label", false, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
    ["label", true, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
    ["matrix", false, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
    ["matrix", true, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
  ] as const)("path %s explode=%s", (style, explode, scalar, array, entries) => {
    expect([path(style, explode, "blue"), path(style, explode, list), path(style, explode, object)]).toEqual([
      scalar,
      array,
      entries,
    ]);
  });
  it.each([
    ["form", false, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
    ["form", true, "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
    ["spaceDelimited", false, "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
    ["pipeDelimited", false, "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
    [
      "deepObject",
      true,
      "color=blue",
      "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
      "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
    ],
  ] as const)("query %s explode=%s", (style, explode, scalar, array, entries) => {
    expect([query(style, explode, "blue"), query(style, explode, list), query(style, explode, object)]).toEqual([
      scalar,
      array,
      entries,
    ]);
  });
  it("headers are simple and not percent-encoded", () => {
    const header = (explode: boolean, value: unknown) =>
      encodeHeaders([{ name: "X", in: "header", ...(explode ? { explode } : {}) }], { X: value })[0]?.[1];
    expect([header(false, "a b/ü"), header(false, list), header(false, object), header(true, object)]).toEqual([
      "a b/ü",
      "blue,black,brown",
      "R,100,G,200,B,150",
      "R=100,G=200,B=150",
    ]);
  });
  it("cookies are forms, or raw in the style cookie", () => {
    const parameters: Parameter[] = [
      { name: "a", in: "cookie" },
      { name: "b", in: "cookie", style: "cookie" },
      { name: "c", in: "cookie", explode: false },
    ];
    expect(encodeCookies(parameters, { a: "x;y", b: "p=q", c: [1, 2] })).toBe("a=x%3By; b=p=q; c=1,2");
  });
});

describe("a value", () => {
  it("keeps its delimiters apart from those of its style", () => {
    expect(encodeQuery([{ name: "a", in: "query", explode: false }], { a: ["x,y", "z"] })).toBe("a=x%2Cy,z");
    expect(encodePath("/{a}", [{ name: "a", in: "path" }], { a: ["x,y", "z"] })).toBe("/x%2Cy,z");
  });
  it("is percent-encoded as RFC 6570 has it, in names too", () => {
    const parameters: Parameter[] = [
      { name: "a", in: "path" },
      { name: "b", in: "path" },
      { name: "filter[x]", in: "query" },
    ];
    expect(encodePath("/x/{a}.{b}", parameters, { a: "Hello World!", b: "50%/ü" })).toBe(
      "/x/Hello%20World%21.50%25%2F%C3%BC",
    );
    expect(encodeQuery(parameters, { "filter[x]": "a&b=c" })).toBe("filter%5Bx%5D=a%26b%3Dc");
  });
  it("may keep reserved characters, except those that would end it", () => {
    expect(encodeQuery([{ name: "a", in: "query", allowReserved: true }], { a: "x/y?z=1&b#c[d]+%20%zz" })).toBe(
      "a=x/y?z=1%26b%23c%5Bd%5D%2B%20%25zz",
    );
    expect(encodePath("/{a}", [{ name: "a", in: "path", allowReserved: true }], { a: "x:y/z?" })).toBe("/x:y%2Fz%3F");
  });
  it("that is nothing is left out, and so is an empty list", () => {
    const parameters: Parameter[] = ["a", "b", "c", "d"].map((name) => ({ name, in: "query" }));
    expect(encodeQuery(parameters, { a: undefined, b: null, c: [], d: ["", 0] })).toBe("d=&d=0");
  });
  it.each([
    ["form", true],
    ["form", false],
    ["pipeDelimited", false],
    ["spaceDelimited", false],
    ["deepObject", true],
  ] as const)("that is nothing is refused in a list: %s, explode %s", (style, explode) => {
    const parameter: Parameter = { name: "a", in: "query", style, explode };
    for (const item of [null, undefined])
      expect(() => encodeQuery([parameter], { a: [1, item] })).toThrow(/"a": a list cannot contain null/);
  });
  it("that is nothing is refused in lists of every other place", () => {
    for (const style of ["simple", "label", "matrix"] as const)
      expect(() => encodePath("/{a}", [{ name: "a", in: "path", style }], { a: [1, null] })).toThrow(/contain null/);
    expect(() => encodeHeaders([{ name: "A", in: "header" }], { A: [1, null] })).toThrow(/contain null/);
    expect(() => encodeCookies([{ name: "a", in: "cookie" }], { a: [1, null] })).toThrow(/contain null/);
    const forms = { "application/x-www-form-urlencoded": "form", "multipart/form-data": "multipart" } as const;
    for (const [type, kind] of Object.entries(forms))
      expect(() => encodeBody({ type, kind }, { a: [1, null] })).toThrow(/contain null/);
  });
  it("is JSON where it is deeper than its style, a date RFC 3339", () => {
    const parameters: Parameter[] = [
      { name: "a", in: "query" },
      { name: "b", in: "query", style: "deepObject" },
      { name: "at", in: "query" },
    ];
    expect(
      decodeURIComponent(encodeQuery(parameters, { a: [{ x: 1 }], b: { c: { d: [1, { e: 2 }] } }, at: new Date(0) })),
    ).toBe('a={"x":1}&b[c][d][0]=1&b[c][d][1][e]=2&at=1970-01-01T00:00:00.000Z');
  });
  it("of a content parameter is text of its media type", () => {
    const of = (place: Parameter["in"]): Parameter => ({ name: "f", in: place, mediaType: "application/json" });
    expect(encodeQuery([of("query")], { f: { a: "ü" } })).toBe("f=%7B%22a%22%3A%22%C3%BC%22%7D");
    expect(encodeHeaders([of("header")], { f: { a: "ü" } })).toEqual([["f", '{"a":"\\u00fc"}']]);
    expect(encodePath("/{f}", [of("path")], { f: [1] })).toBe("/%5B1%5D");
    expect(encodeCookies([of("cookie")], { f: 1 })).toBe("f=1");
  });
  it("is the whole query where the parameter is the querystring", () => {
    expect(
      encodeQuery([{ name: "q", in: "querystring", mediaType: "application/x-www-form-urlencoded" }], {
        a: 1,
        b: ["x", "y z"],
      }),
    ).toBe("a=1&b=x&b=y%20z");
    expect(encodeQuery([{ name: "q", in: "querystring", mediaType: "application/json" }], { a: 1 })).toBe(
      "%7B%22a%22%3A1%7D",
    );
  });
  it.each(["", ".", "..", "%2e%2E"])("that would lead elsewhere is refused in a path: %j", (a) => {
    expect(() => encodePath("/x/{a}/y", [{ name: "a", in: "path", allowReserved: true }], { a })).toThrow(
      /missing or empty|cannot be sent/,
    );
  });
  it("that the contract does not declare is refused by name", () => {
    expect(() => encodeQuery([{ name: "a", in: "query" }], { b: 1 })).toThrow(
      'unknown query parameter "b"; declared: "a"',
    );
  });
});

describe("a body", () => {
  const media = (type: string, kind: MediaType["kind"], more: Partial<MediaType> = {}): MediaType => ({
    type,
    kind,
    ...more,
  });
  const text = async (body: unknown): Promise<string> => new Response(body as BodyInit).text();

  it("is JSON, null too, and nothing that JSON has not", () => {
    expect(encodeBody(media("application/merge-patch+json", "json"), null)).toEqual({
      body: "null",
      contentType: "application/merge-patch+json",
    });
    expect(() => encodeBody(media("application/json", "json"), () => 1)).toThrow(/not JSON/);
  });
  it("is a form: lists repeat, objects are JSON, unless the contract gives a style", () => {
    const encoded = encodeBody(
      media("application/x-www-form-urlencoded", "form", {
        encoding: { d: { style: "deepObject", explode: true }, e: { explode: false } },
      }),
      { a: "x y&", b: [1, 2], c: { x: 1 }, d: { x: [1] }, e: ["p", "q"], f: undefined },
    );
    expect(encoded).toEqual({
      body: "a=x+y%26&b=1&b=2&c=%7B%22x%22%3A1%7D&d%5Bx%5D%5B0%5D=1&e=p,q",
      contentType: "application/x-www-form-urlencoded",
    });
  });
  it("is multipart: bytes are files, objects JSON, lists one part each, of the media type that the contract or the default has", async () => {
    const csv = { contentType: "text/csv" };
    const json = { contentType: "application/json" };
    const { body, contentType = "" } = encodeBody(
      media("multipart/form-data", "multipart", { encoding: { meta: json, note: json, table: csv } }),
      {
        file: new File(["abc"], "a.txt", { type: "text/plain" }),
        raw: new Uint8Array([1]),
        tags: ["x", "y"],
        nested: { a: 1 },
        meta: { a: 1 },
        note: "hi",
        table: "a,b",
      },
    );
    const sent = await new Response(body as Blob).text();
    const typeOf = (name: string): string | undefined =>
      new RegExp(`name="${name}"[^\\r]*(?:\\r\\nContent-Type: ([^\\r]*))?\\r\\n\\r\\n`).exec(sent)?.[1];
    const types = { nested: "application/json", meta: "application/json", note: "application/json", table: "text/csv" };
    for (const [name, type] of Object.entries(types)) expect([name, typeOf(name)]).toEqual([name, type]);
    expect(typeOf("tags")).toBeUndefined();
    const form = await new Response(body as Blob, { headers: { "Content-Type": contentType } }).formData();
    expect((form.get("file") as File).name).toBe("a.txt");
    expect((form.get("raw") as File).type).toBe("application/octet-stream");
    expect(form.getAll("tags")).toEqual(["x", "y"]);
    expect([form.get("nested"), form.get("meta"), form.get("note")]).toEqual(['{"a":1}', '{"a":1}', '"hi"']);
    expect(() => encodeBody(media("multipart/form-data", "multipart"), { f: new ReadableStream() })).toThrow(/Blob/);
  });
  it("is text or bytes as given, under a definite type", () => {
    expect(encodeBody(media("text/*", "text"), "hi")).toEqual({ body: "hi", contentType: "text/plain;charset=UTF-8" });
    expect(encodeBody(media("*/*", "binary"), new Blob(["x"], { type: "image/gif" })).contentType).toBe("image/gif");
    expect(() => encodeBody(media("text/plain", "text"), 1)).toThrow(/takes a string, got a number/);
    expect(() => encodeBody(media("image/png", "binary"), "x")).toThrow(/takes a Uint8Array/);
  });
  it("is a sequence of events or lines", async () => {
    expect(await text(encodeBody(media("application/jsonl", "lines"), [{ a: 1 }, 2]).body)).toBe('{"a":1}\n2\n');
    expect(await text(encodeBody(media("application/json-seq", "lines"), [1]).body)).toBe("\u001E1\n");
    expect(
      await text(
        encodeBody(media("text/event-stream", "events"), [{ data: "a\nb", event: "e\nvil: 1" }, { x: 1 }]).body,
      ),
    ).toBe('event: e vil: 1\ndata: a\ndata: b\n\ndata: {"x":1}\n\n');
  });
});

describe("the parts for simple parameters write what the part for all styles writes", () => {
  const parameters: Parameter[] = [{ name: "a b", in: "query", explode: false, shape: { array: "string" } }];
  it.each<[unknown]>([[["x"]], [["x", "y,z", "&="]], [[]], [[1, true]], ["x,y"], [undefined], [new Date(0)]])(
    "%j",
    (value) => {
      const values = { "a b": value };
      expect(commaLists.query(parameters, values)).toBe(encodeQuery(parameters, values));
    },
  );
  it("beside other parameters", () => {
    const others: Parameter[] = [
      ...parameters,
      { name: "q", in: "query" },
      { name: "tag", in: "query", shape: { array: "string" } },
    ];
    const values = { "a b": ["x", "y"], q: "1", tag: ["s", "t"] };
    expect(commaLists.query(parameters, values)).toBe(encodeQuery(others, values));
  });
  it.each([[[""]], [["x", null]]])("refuse %j", (value) => {
    expect(() => commaLists.query(parameters, { "a b": value })).toThrow(EncodeError);
  });
});
