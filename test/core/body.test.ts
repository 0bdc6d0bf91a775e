import { describe, expect, test } from "vitest";
import {
  encodeBody,
  type BinaryOutput,
  type DecodedRequest,
  type MediaType,
  type ProblemDocument,
  type Schema,
  type Schemas,
} from "tenon-runtime/core";
import { hostOf, NO_CONTENT, received, type Setup } from "./support.ts";

const json: MediaType = { type: "application/json", kind: "json", schema: true };
const setup = (content: MediaType[], rest: Partial<Setup> & { schema?: Schema; required?: boolean } = {}): Setup => ({
  operation: { method: "POST", body: { content, ...(rest.required === false ? {} : { required: true }) } },
  ...(rest.schema === undefined ? {} : { requests: { [`body ${content[0]?.type ?? ""}`]: rest.schema } }),
  ...rest,
});
const post = (body: BodyInit, type?: string): RequestInit => ({
  method: "POST",
  body,
  ...(type === undefined ? {} : { headers: { "content-type": type } }),
});
const keywords = (result: DecodedRequest | ProblemDocument) =>
  "status" in result
    ? [result.status, ...((result as ProblemDocument).errors ?? []).map((error) => error.keyword)]
    : result;

describe("JSON", () => {
  test.for<[string, string, unknown]>([
    ["an object", '{"a":[1,null]}', { a: [1, null] }],
    ["a scalar", "5", 5],
    ["null", "null", null],
    ["a text with a byte order mark", '\uFEFF"a"', "a"],
  ])("%s", async ([, text, body]) => {
    expect(await received(setup([json]), "/x", post(text, "application/json; charset=UTF-8"))).toEqual({
      body,
      contentType: "application/json",
    });
  });

  test.for<[string, BodyInit, unknown[]]>([
    ["what is cut off", '{"a":', [400, "json"]],
    ["deep nesting", "[".repeat(200) + "]".repeat(200), [400, "json"]],
    ["nesting that would exhaust the stack", "[".repeat(200_000) + "]".repeat(200_000), [400, "json"]],
    ["__proto__", '{"a":[{"__proto__":{"x":1}}]}', [400, "json"]],
    ["__proto__ in disguise", '{"__pr\\u006fto__":{"x":1}}', [400, "json"]],
    ["an integer that would be rounded", '{"id":9007199254740993}', [400, "json"]],
    ["an integer beyond all numbers", `{"n":${"9".repeat(400)}}`, [400, "json"]],
    ["an integer beyond all numbers, below zero", `{"n":-${"9".repeat(400)}}`, [400, "json"]],
    ["an integer of a million digits", `{"n":${"9".repeat(1_000_000)}}`, [400, "json"]],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), [400, "charset"]],
    ["nothing", "", [400, "required"]],
  ])("refuses %s", async ([, text, expected]) => {
    expect(keywords(await received(setup([json]), "/x", post(text, "application/json")))).toEqual(expected);
  });

  test("keeps numbers as they are: fractions, exponents, exact integers, digits in texts", async () => {
    const text =
      '{"a":0.12345678901234567,"b":1e25,"c":9007199254740992,"d":"12345678901234567890","e":1152921504606847000}';
    expect(await received(setup([json]), "/x", post(text, "application/json"))).toMatchObject({
      body: JSON.parse(text) as object,
    });
  });

  test("may have a key that every object inherits", async () => {
    const schema = { type: "object", required: ["constructor"], properties: { toString: { type: "integer" } } };
    expect(keywords(await received(setup([json], { schema }), "/x", post("{}", "application/json")))).toEqual([
      400,
      "required",
    ]);
    expect(
      await received(setup([json], { schema }), "/x", post('{"constructor":1,"toString":2}', "application/json")),
    ).toMatchObject({ contentType: "application/json" });
  });

  test("is validated and never altered", async () => {
    const schema = { type: "object", properties: { n: { type: "integer", default: 5 } } };
    expect(await received(setup([json], { schema }), "/x", post('{"extra":1}', "application/json"))).toMatchObject({
      body: { extra: 1 },
    });
    expect(keywords(await received(setup([json], { schema }), "/x", post('{"n":"5"}', "application/json")))).toEqual([
      400,
      "type",
    ]);
  });

  test("may have properties that are not declared, unless they are refused by option", async () => {
    const schema = { type: "object", properties: { n: { type: "integer" }, free: { type: "object" } } };
    const body = '{"extra":1,"free":{"x":1}}';
    expect(await received(setup([json], { schema }), "/x", post(body, "application/json"))).toMatchObject({
      body: { extra: 1 },
    });
    expect(
      await received(setup([json], { schema, unknownProperties: "refuse" }), "/x", post(body, "application/json")),
    ).toMatchObject({
      errors: [{ in: "body", pointer: "/extra", keyword: "unknown" }],
    });
    const closed = { ...schema, additionalProperties: false };
    expect(
      keywords(
        await received(
          setup([json], { schema: closed, unknownProperties: "refuse" }),
          "/x",
          post('{"extra":1}', "application/json"),
        ),
      ),
    ).toEqual([400, "additionalProperties"]);
  });

  test("violations of inline schemas point into the contract", async () => {
    const schema = { type: "object", properties: { n: { type: "integer" } } };
    expect(await received(setup([json], { schema }), "/x", post('{"n":"5"}', "application/json"))).toMatchObject({
      errors: [
        {
          in: "body",
          pointer: "/n",
          schemaPointer: "#/paths/~1x/get/requestBody/content/application~1json/schema/properties/n/type",
        },
      ],
    });
  });
});

describe("a body", () => {
  test("that is optional may be absent", async () => {
    expect(await received(setup([json], { required: false }), "/x", { method: "POST" })).toEqual({});
    expect(await received(setup([json], { required: false }), "/x", post("", "application/json"))).toEqual({});
  });

  test("of no declared type is a 415 that says what is expected", async () => {
    const handle = hostOf(setup([json, { type: "text/*", kind: "text" }]));
    const response = await handle(new Request("http://host/x", post("<a/>", "application/xml")));
    expect([response.status, response.headers.get("accept")]).toEqual([415, "application/json, text/*"]);
    expect((await handle(new Request("http://host/x", post(new Uint8Array([1]))))).status).toBe(415);
    expect(
      (
        await handle(
          new Request("http://host/x", {
            ...post("{}", "application/json"),
            headers: { "content-type": "application/json", "content-encoding": "compress" },
          }),
        )
      ).status,
    ).toBe(415);
  });

  test("is held against the most specific media type", async () => {
    const content: MediaType[] = [
      { type: "*/*", kind: "binary" },
      { type: "text/*", kind: "text" },
      { type: "application/vnd.a+json", kind: "json" },
      { type: "application/json;v=2", kind: "json" },
      { type: "application/json", kind: "json" },
    ];
    const typeOf = async (type: string) =>
      ((await received(setup(content), "/x", post("1", type))) as DecodedRequest).contentType;
    expect(await typeOf("application/json")).toBe("application/json");
    expect(await typeOf("application/json; v=2")).toBe("application/json;v=2");
    expect(await typeOf("Application/VND.a+JSON")).toBe("application/vnd.a+json");
    expect(await typeOf("text/csv; charset=utf-8")).toBe("text/csv");
    expect(await typeOf("image/png")).toBe("image/png");
  });

  test("of each media type is held against the schema of its own, ranges too", async () => {
    const content = ["application/json", "application/*+json", "text/*"].map((type): MediaType => ({
      type,
      kind: type === "text/*" ? "text" : "json",
      schema: true,
    }));
    const own: Setup = {
      operation: { method: "POST", body: { content, required: true } },
      requests: {
        "body application/json": { type: "integer" },
        "body application/*+json": { type: "boolean" },
        "body text/*": { maxLength: 3 },
      },
    };
    const send = async (text: string, type: string) => keywords(await received(own, "/x", post(text, type)));
    expect(await send("5", "application/json")).toMatchObject({ body: 5 });
    expect(await send("true", "application/json")).toEqual([400, "type"]);
    expect(await send("true", "application/hal+json")).toMatchObject({ body: true });
    expect(await send("5", "application/hal+json; charset=utf-8")).toEqual([400, "type"]);
    expect(await send("abc", "text/csv")).toMatchObject({ body: "abc", contentType: "text/csv" });
    expect(await send("abcd", "text/csv")).toEqual([400, "maxLength"]);
  });

  test("too large is a 413, with or without a length", async () => {
    const limited = setup([json], { limits: { body: 10 } });
    expect(keywords(await received(limited, "/x", post(JSON.stringify("x".repeat(20)), "application/json")))).toEqual([
      413,
      "limit",
    ]);
    expect(keywords(await received(limited, "/x", post('"x"', "application/json")))).toMatchObject({ body: "x" });
  });

  test("of text stays text, whatever it looks like", async () => {
    const text = setup([{ type: "text/plain", kind: "text", schema: true }], {
      schema: { type: "string", maxLength: 10 },
    });
    expect(await received(text, "/x", post('{"a":1}', "text/plain"))).toEqual({
      body: '{"a":1}',
      contentType: "text/plain",
    });
    expect(keywords(await received(text, "/x", post("x".repeat(11), "text/plain")))).toEqual([400, "maxLength"]);
    expect(await received(text, "/x", post(new Uint8Array([0xe4]), "text/plain; charset=iso-8859-1"))).toMatchObject({
      body: "ä",
    });
    expect(keywords(await received(text, "/x", post("a", "text/plain; charset=klingon")))).toEqual([415]);
  });

  test("of bytes can be read in each form, once, within its limit", async () => {
    const binary = setup([{ type: "application/octet-stream", kind: "binary" }], { limits: { upload: 5 } });
    const read = async (bytes: Uint8Array<ArrayBuffer>) => {
      let body: Uint8Array | undefined;
      const handle = hostOf({
        ...binary,
        respond: async (_operation, request) => {
          body = await (request.body as BinaryOutput).bytes();
          return NO_CONTENT;
        },
      });
      return [(await handle(new Request("http://host/x", post(bytes, "application/octet-stream")))).status, body];
    };
    expect(await read(new Uint8Array([1, 2, 3]))).toEqual([204, new Uint8Array([1, 2, 3])]);
    expect((await read(new Uint8Array(6)))[1]).toBeUndefined();
  });

  test("of JSON lines is read item by item", async () => {
    const lines = setup([{ type: "application/jsonl", kind: "lines" }]);
    const { body } = (await received(lines, "/x", post('{"a":1}\n\n{"a":2}', "application/jsonl"))) as {
      body: AsyncIterable<unknown>;
    };
    const items: unknown[] = [];
    for await (const item of body) items.push(item);
    expect(items).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test("of JSON lines is refused where an item does not fit, with its place, when the handler comes to it", async () => {
    const media: MediaType = { type: "application/jsonl", kind: "lines", item: "itemSchema" };
    const seen: unknown[] = [];
    const handle = hostOf({
      ...setup([media]),
      requests: { "body application/jsonl item": { type: "object", properties: { a: { type: "integer" } } } },
      invalidStatus: 422,
      respond: async (_operation, request) => {
        for await (const item of request.body as AsyncIterable<unknown>) seen.push(item);
        return NO_CONTENT;
      },
    });
    const send = async (text: string) => {
      const response = await handle(new Request("http://host/x", post(text, "application/jsonl")));
      return [
        response.status,
        response.status === 204 ? undefined : ((await response.json()) as ProblemDocument).errors,
      ];
    };
    expect(await send('{"a":1}\n{"a":"x"}')).toMatchObject([
      422,
      [
        {
          in: "body",
          pointer: "/1/a",
          keyword: "type",
          schemaPointer: "#/paths/~1x/get/requestBody/content/application~1jsonl/itemSchema/properties/a/type",
        },
      ],
    ]);
    expect(seen).toEqual([{ a: 1 }]);
    expect(await send('{"a":1}\n{"a"')).toMatchObject([400, [{ pointer: "/1", keyword: "json" }]]);
    expect((await send('{"a":1}'))[0]).toBe(204);
  });

  test("of events is read event by event, whatever ends its lines", async () => {
    const events = setup([{ type: "text/event-stream", kind: "events" }]);
    const text = "data: 1\r\ndata:2\r\revent: x\nid: 5\nretry: 10\n: comment\ndata\n\ndata: cut off";
    const { body } = (await received(events, "/x", post(text, "text/event-stream"))) as {
      body: AsyncIterable<unknown>;
    };
    const items: unknown[] = [];
    for await (const item of body) items.push(item);
    expect(items).toEqual([{ data: "1\n2" }, { data: "", event: "x", id: "5", retry: 10 }]);
  });

  test("is not read where the contract has none", async () => {
    expect(await received({ operation: { method: "POST" } }, "/x", post("anything", "text/plain"))).toEqual({});
  });
});

describe("a form", () => {
  const type = "application/x-www-form-urlencoded";
  const media: MediaType = {
    type,
    kind: "form",
    schema: true,
    shape: {
      object: {
        n: "integer",
        flag: "boolean",
        tags: { array: "string" },
        ids: { array: "integer" },
        deep: { object: { a: "integer" } },
        json: { object: { b: "integer" } },
      },
    },
    encoding: { ids: { style: "form", explode: false }, deep: { style: "deepObject" } },
  };
  const schemas: Schemas = { Base: { type: "object", properties: { n: { type: "integer", default: 7 } } } };
  const schema = {
    allOf: [{ $ref: "#/components/schemas/Base" }, { type: "object", properties: { flag: { type: "boolean" } } }],
  };
  const form = setup([media], { schemas, schema });
  const read = async (text: string) => {
    const result = await received(form, "/x", post(text, type));
    return "body" in result ? JSON.parse(JSON.stringify(result.body)) : keywords(result);
  };

  test("is coerced by its shape and gets defaults", async () => {
    expect(await read("flag=true&tags=a&tags=b+c&ids=1,2&deep[a]=1&json=%7B%22b%22:2%7D&free=x")).toEqual({
      n: 7,
      flag: true,
      tags: ["a", "b c"],
      ids: [1, 2],
      deep: { a: 1 },
      json: { b: 2 },
      free: "x",
    });
    expect(await read("n=1&tags=one")).toEqual({ n: 1, tags: ["one"] });
    expect(await read("tags[]=a&tags[]=b")).toEqual({ n: 7, tags: ["a", "b"] });
  });

  test("tells which field does not fit", async () => {
    expect(await received(form, "/x", post("n=one&flag=2", type))).toMatchObject({
      errors: [
        { in: "body", pointer: "/n", keyword: "type", message: "must be an integer" },
        { in: "body", pointer: "/flag", keyword: "type" },
      ],
    });
    expect(await read("n=%zz")).toEqual([400, "encoding"]);
  });

  test("that the client wrote is read", async () => {
    const value = { n: 5, flag: false, tags: ["a&b", "c,d"], ids: [1, 2], deep: { a: 3 }, json: { b: 4 } };
    const { body, contentType } = encodeBody(media, value);
    expect(contentType).toBe(type);
    expect(await read(body as string)).toEqual(value);
  });
});

describe("multipart", () => {
  const media: MediaType = {
    type: "multipart/form-data",
    kind: "multipart",
    schema: true,
    shape: {
      object: {
        n: "integer",
        file: "binary",
        files: { array: "binary" },
        meta: { object: { a: "integer" } },
        ids: { array: "integer" },
      },
    },
  };
  const schema = {
    type: "object",
    required: ["file"],
    properties: {
      n: { type: "integer", minimum: 1, default: 3 },
      file: { type: "string", format: "binary" },
      files: { type: "array", items: {}, maxItems: 2 },
      meta: { type: "object", properties: { a: { type: "integer" } } },
    },
  };
  const read = async (form: FormData) => received(setup([media], { schema }), "/x", { method: "POST", body: form });

  test("has its fields coerced and its files as File", async () => {
    const form = new FormData();
    form.append("file", new File(["hello"], "a.txt", { type: "text/plain" }));
    form.append("files", new Blob(["x"]));
    form.append("meta", '{"a":1}');
    form.append("ids", "1");
    form.append("ids", "2");
    const { body } = (await read(form)) as {
      body: { file: File; files: File[]; n: number; meta: unknown; ids: unknown };
    };
    expect([body.file.name, body.file.type, await body.file.text()]).toEqual(["a.txt", "text/plain", "hello"]);
    expect([body.files.length, body.n, body.meta, body.ids]).toEqual([1, 3, { a: 1 }, [1, 2]]);
  });

  test("tells what is missing and what does not fit", async () => {
    const form = new FormData();
    form.append("n", "0");
    expect(await read(form)).toMatchObject({
      errors: [
        { pointer: "/file", keyword: "required" },
        { pointer: "/n", keyword: "minimum" },
      ],
    });
    form.set("n", "x");
    expect(await read(form)).toMatchObject({ errors: [{ pointer: "/file" }, { pointer: "/n", keyword: "type" }] });
  });

  test("has as many parts as a host accepts, whatever their names", async () => {
    const limited = { ...setup([media]), limits: { fields: 3 } };
    const form = new FormData();
    for (const id of ["1", "2", "3"]) form.append("ids", id);
    const send = () => received(limited, "/x", { method: "POST", body: form });
    expect(await send()).toMatchObject({ body: { ids: [1, 2, 3] } });
    form.append("ids", "4");
    expect(keywords(await send())).toEqual([413, "limit"]);
  });

  test("that is broken is a 400", async () => {
    expect(keywords(await received(setup([media]), "/x", post("nonsense", "multipart/form-data; boundary=x")))).toEqual(
      [400, "multipart"],
    );
    expect(keywords(await received(setup([media]), "/x", post("nonsense", "multipart/form-data")))).toEqual([
      400,
      "multipart",
    ]);
  });
});

test("a request whose body is no stream, as in Firefox, is read all the same", async () => {
  const seen: unknown[] = [];
  const handle = hostOf({
    ...setup([json], { required: false, limits: { body: 10 } }),
    respond: (_operation, request) => (seen.push(request.body), NO_CONTENT),
  });
  const without = (init: RequestInit) =>
    Object.defineProperty(new Request("http://host/x", init), "body", { value: undefined });
  expect((await handle(without(post('"a"', "application/json")))).status).toBe(204);
  expect((await handle(without({ method: "POST" }))).status).toBe(204);
  expect((await handle(without(post('"aaaaaaaaaaaaaaa"', "application/json")))).status).toBe(413);
  expect(seen).toEqual(["a", undefined]);
});

describe("a host of web standards", () => {
  const streamed = (chunks: readonly (string | Uint8Array)[], type: string, headers: Record<string, string> = {}) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks)
          controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      },
    });
    return { method: "POST", headers: { "content-type": type, ...headers }, body, duplex: "half" } as RequestInit; // not in the types
  };

  test("gives up a body that does not come, as JSON and as a stream", async () => {
    const limits = { bodyTimeout: 50 };
    expect(keywords(await received(setup([json], { limits }), "/x", streamed(['{"a":'], "application/json")))).toEqual([
      408,
    ]);
    const bytes = setup([{ type: "application/octet-stream", kind: "binary" }], { limits });
    const handle = hostOf({
      ...bytes,
      respond: async (_operation, request) => {
        await (request.body as BinaryOutput).bytes();
        return NO_CONTENT;
      },
    });
    expect((await handle(new Request("http://host/x", streamed(["a"], "application/octet-stream")))).status).toBe(408);
  });

  test("takes gzip, within the limits of what comes out of it", async () => {
    const zipped = async (text: string) =>
      new Uint8Array(
        await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
      );
    const send = async (text: string) => {
      const request = { method: "POST", headers: { "content-type": "application/json", "content-encoding": "gzip" } };
      return received(setup([json], { limits: { body: 1000 } }), "/x", { ...request, body: await zipped(text) });
    };
    expect(await send('{"a":1}')).toMatchObject({ body: { a: 1 } });
    expect(keywords(await send(JSON.stringify("x".repeat(2000))))).toEqual([413, "limit"]);
  });

  test("has the same limits for the parts of a form", async () => {
    const media: MediaType = {
      type: "multipart/form-data",
      kind: "multipart",
      shape: { object: { file: "binary", t: "string" } },
    };
    const send = async (limits: object, form: FormData) =>
      keywords(await received(setup([media], { limits }), "/x", { method: "POST", body: form }));
    const form = new FormData();
    form.append("file", new File(["12345"], "a"));
    form.append("file", new File(["12345"], "b"));
    form.append("t", "12345");
    expect(await send({ files: 1 }, form)).toEqual([413, "limit"]);
    expect(await send({ file: 4 }, form)).toEqual([413, "limit"]);
    expect(await send({ body: 4 }, form)).toEqual([413, "limit"]);
    expect(await send({ upload: 100 }, form)).toEqual([413, "limit"]);
    expect(await send({}, form)).toEqual([400, "repeated"]);
  });
});

test("what is well-formed and does not fit can be a 422, what is malformed is a 400", async () => {
  const strict = setup([json], { schema: { type: "integer" }, invalidStatus: 422 });
  const status = async (path: string, text: string) =>
    keywords(await received(strict, path, post(text, "application/json")));
  expect(await status("/x", '"a"')).toEqual([422, "type"]);
  expect(await status("/x", '"a')).toEqual([400, "json"]);
  expect(await status("/x?%zz=1", "1")).toEqual([400, "encoding"]);
});

test("violations of parameters and of the body come together", async () => {
  const both = setup([json], { schema: { type: "integer" } });
  const operation = { ...both.operation, parameters: [{ name: "p", in: "query", required: true }] as const };
  expect(await received({ ...both, operation }, "/x?q=1", post('"a"', "application/json"))).toMatchObject({
    errors: [
      { in: "query", name: "p" },
      { in: "query", name: "q" },
      { in: "body", keyword: "type" },
    ],
  });
});
