import { describe, expect, test, vi } from "vitest";
import {
  type Answer,
  AnswerError,
  createFetchHandler,
  type ErrorInfo,
  type Header,
  HttpProblem,
  type MediaType,
  type ProblemDocument,
  type Response as Declared,
  type Schema,
  type Validators,
} from "tenon-runtime/core";
import { contractOf, hostOf, type Setup } from "./support.ts";

const json: MediaType = { type: "application/json", kind: "json", schema: true };
const problem: MediaType = { type: "application/problem+json", kind: "json", schema: true };
const ok = (content: MediaType[] = [json], headers?: Header[]): Declared => ({
  status: "200",
  content,
  ...(headers === undefined ? {} : { headers }),
});

/** The response to a request that is answered like this. */
const answered = async (
  answer: unknown,
  responses: Declared[] = [ok()],
  rest: Partial<Setup> = {},
  init?: RequestInit,
) => {
  const respond = typeof answer === "function" ? (answer as () => Answer) : () => answer as Answer; // also what is no answer at all
  return hostOf({ operation: { responses }, ...rest, respond })(new Request("http://host/x", init));
};
const report = async (response: Response): Promise<ProblemDocument> => {
  expect(response.status).toBe(500);
  return (await response.json()) as ProblemDocument;
};

describe("an answer", () => {
  test("leaves as it is when it is declared", async () => {
    const response = await answered({ status: 200, body: { a: 1 }, headers: { "X-A": "b" } });
    expect([
      response.status,
      response.headers.get("content-type"),
      response.headers.get("x-a"),
      await response.json(),
    ]).toEqual([200, "application/json", "b", { a: 1 }]);
  });

  test("as a form has one Content-Type, with its boundary, also when the handler names it", async () => {
    const form: MediaType = { type: "multipart/form-data", kind: "multipart" };
    for (const contentType of [undefined, "multipart/form-data"]) {
      const answer = { status: 200, body: { a: "1" }, ...(contentType === undefined ? {} : { contentType }) };
      const response = await answered(answer, [ok([form])]);
      expect(response.headers.get("content-type")).toMatch(/^multipart\/form-data; boundary=[^,]+$/);
      expect([...(await response.formData())]).toEqual([["a", "1"]]);
    }
  });

  test.for<[string, unknown, RegExp]>([
    [
      "an undeclared status",
      { status: 418, body: {} },
      /^op answered 418 which the contract does not declare \(200\)$/,
    ],
    [
      "a key too many",
      { status: 200, body: {}, header: {} },
      /"header": an answer has status, headers, body and contentType only/,
    ],
    ["a missing body", { status: 200 }, /without a body/],
    [
      "an undeclared media type",
      { status: 200, body: {}, contentType: "application/xml" },
      /as application\/xml; the contract declares application\/json/,
    ],
    ["no object", "hello", /string, not an object with a status/],
    ["nothing", undefined, /undefined, not an object/],
    ["no status", { body: {} }, /with the status undefined/],
    ["an informational status", { status: 101 }, /with the status 101/],
  ])("with %s is a 500 that says so in enforce mode", async ([, answer, detail]) => {
    expect((await report(await answered(answer))).detail).toMatch(detail);
  });

  test("is found by status, range and default, in this order", async () => {
    const responses: Declared[] = [
      { status: "default" },
      { status: "4XX", content: [problem] },
      { status: "404" },
      { status: "2XX" },
    ];
    const status = async (answer: Answer) => (await answered(answer, responses)).status;
    expect(await status({ status: 404 })).toBe(404);
    expect(await status({ status: 409, body: { title: "x" } })).toBe(409);
    expect(await status({ status: 409 })).toBe(500);
    expect(await status({ status: 202 })).toBe(202);
    expect(await status({ status: 503 })).toBe(503);
  });

  test("in report mode leaves and is told to onError, in mode off nobody is told", async () => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const passed = await answered({ status: 418, body: { a: 1 } }, [ok()], { validateResponses: "report", onError });
    expect([passed.status, await passed.json()]).toEqual([418, { a: 1 }]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.any(AnswerError),
      expect.objectContaining({ during: "response", operation: "op" }),
    );
    onError.mockClear();
    expect(
      (await answered({ status: 418, body: { a: 1 } }, [ok()], { validateResponses: "off", onError })).status,
    ).toBe(418);
    expect(onError).not.toHaveBeenCalled();
  });

  test("is validated by its schema, and the report points into both", async () => {
    const responses = { "200 application/json": { type: "object", properties: { n: { type: "integer" } } } };
    expect(await report(await answered({ status: 200, body: { n: "1" } }, [ok()], { responses }))).toMatchObject({
      detail: "op answered 200 with an invalid body",
      errors: [
        {
          in: "body",
          pointer: "/n",
          keyword: "type",
          schemaPointer: "#/paths/~1x/get/responses/200/content/application~1json/schema/properties/n/type",
        },
      ],
    });
  });

  test("is validated as JSON makes it: dates, toJSON, undefined", async () => {
    const date = { type: "string", format: "date-time" };
    const responses = {
      "200 application/json": {
        type: "object",
        additionalProperties: false,
        properties: { at: date, model: { type: "object", required: ["x"], properties: { x: date } } },
      },
    };
    const at = new Date("2026-11-22T00:00:00Z");
    const model = { toJSON: () => ({ x: at }), secret: 1 };
    const response = await answered({ status: 200, body: { at, model, gone: undefined } }, [ok()], { responses });
    expect(await response.json()).toEqual({ at: at.toISOString(), model: { x: at.toISOString() } });
    const leak = { toJSON: () => ({ x: at, secret: 1 }) };
    expect(
      (await report(await answered({ status: 200, body: { at, model: leak } }, [ok()], { responses }))).errors,
    ).toMatchObject([{ pointer: "/model/secret", keyword: "undeclared" }]);
  });

  test("that cannot be serialised is a 500 that shows nothing, in every mode", async () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    for (const validateResponses of ["enforce", "report", "off"] as const) {
      for (const body of [circle, 5n]) {
        const document = await report(await answered({ status: 200, body }, [ok()], { validateResponses }));
        expect(document).toEqual({ type: "about:blank", title: "Internal Server Error", status: 500 });
      }
    }
  });

  test("has no body with 204, 304 and HEAD", async () => {
    const empty = await answered({ status: 204, body: { a: 1 } }, [{ status: "204" }], { validateResponses: "off" });
    expect(await empty.text()).toBe("");
    const head = await answered({ status: 200, body: { a: 1 } }, [ok()], {}, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "7", ""]);
  });

  test("may be text, bytes, a blob, a stream, a form, lines or events", async () => {
    const of = async (kind: MediaType["kind"], type: string, body: unknown) => {
      const response = await answered({ status: 200, body }, [ok([{ type, kind }])]);
      return [response.status, response.headers.get("content-type"), await response.text()];
    };
    async function* items() {
      yield { a: 1 };
      yield { a: 2 };
    }
    expect(await of("text", "text/plain", "hi")).toEqual([200, "text/plain; charset=utf-8", "hi"]);
    expect(await of("binary", "application/octet-stream", new TextEncoder().encode("hi"))).toEqual([
      200,
      "application/octet-stream",
      "hi",
    ]);
    expect(await of("binary", "image/*", new Blob(["hi"], { type: "image/png" }))).toEqual([200, "image/png", "hi"]);
    expect(await of("binary", "application/pdf", new Blob(["hi"]).stream())).toEqual([200, "application/pdf", "hi"]);
    expect(await of("form", "application/x-www-form-urlencoded", { a: 1 })).toEqual([
      200,
      "application/x-www-form-urlencoded",
      "a=1",
    ]);
    expect(await of("lines", "application/jsonl", items())).toEqual([200, "application/jsonl", '{"a":1}\n{"a":2}\n']);
    expect((await of("events", "text/event-stream", items()))[1]).toBe("text/event-stream");
    expect((await of("text", "text/plain", { a: 1 }))[0]).toBe(500);
  });

  test("chooses among several media types by contentType, else the first", async () => {
    const content: MediaType[] = [json, { type: "text/csv", kind: "text" }];
    expect((await answered({ status: 200, body: {} }, [ok(content)])).headers.get("content-type")).toBe(
      "application/json",
    );
    expect(await (await answered({ status: 200, body: "a,b", contentType: "text/csv" }, [ok(content)])).text()).toBe(
      "a,b",
    );
  });
});

describe("headers of an answer", () => {
  const declared: Header[] = [
    { name: "X-Total", required: true, shape: "integer" },
    { name: "X-List", shape: { array: "string" } },
    { name: "X-Json", mediaType: "application/json" },
    { name: "X-Object", explode: true },
  ];
  const responses: Record<string, Schema> = { "200 header X-Total": { type: "integer" } };

  test("are written in style simple", async () => {
    const headers = {
      "x-total": 5,
      "X-List": ["a", "b"],
      "X-Json": { k: "ü" },
      "X-Object": { a: 1, b: 2 },
      "X-None": undefined,
    };
    const response = await answered({ status: 200, body: {}, headers }, [ok([json], declared)], { responses });
    expect(["x-total", "x-list", "x-json", "x-object", "x-none"].map((name) => response.headers.get(name))).toEqual([
      "5",
      "a,b",
      '{"k":"\\u00fc"}',
      "a=1,b=2",
      null,
    ]);
  });

  test("that are missing or do not fit are a breach", async () => {
    expect(
      await report(await answered({ status: 200, body: {} }, [ok([json], declared)], { responses })),
    ).toMatchObject({ errors: [{ in: "header", name: "X-Total", keyword: "required" }] });
    expect(
      await report(
        await answered({ status: 200, body: {}, headers: { "X-Total": "many" } }, [ok([json], declared)], {
          responses,
        }),
      ),
    ).toMatchObject({
      errors: [{ in: "header", name: "X-Total", keyword: "type" }],
    });
  });

  test.for<[string, Record<string, string>]>([
    ["a line break in a value", { "X-A": "a\r\nSet-Cookie: b=c" }],
    ["a line feed in a value", { "X-A": "a\nb" }],
    ["a null character", { "X-A": "a\0b" }],
    ["what is past Latin-1", { "X-A": "€" }],
    ["a line break in a name", { "X-A\r\nX-B": "a" }],
    ["an empty name", { "": "a" }],
  ])("with %s never leave, in any mode", async ([, headers]) => {
    for (const validateResponses of ["enforce", "report", "off"] as const) {
      const response = await answered({ status: 200, body: {}, headers }, [ok()], { validateResponses });
      expect(response.status).toBe(500);
      expect([...response.headers.keys()]).toEqual(["content-type"]);
    }
  });

  test("cannot be smuggled in by a content type", async () => {
    const response = await answered(
      { status: 200, body: "x", contentType: "text/plain\r\nX-A: b" },
      [ok([{ type: "*/*", kind: "text" }])],
      { validateResponses: "off" },
    );
    expect(response.status).toBe(500);
    const anyJson = await answered(
      { status: 200, body: {}, contentType: "application/json\r\nX-A: b" },
      [ok([{ type: "*/*", kind: "json" }])],
      { validateResponses: "off" },
    );
    expect(anyJson.status).toBe(500);
    expect((await answered({ status: 200, body: {}, contentType: "application/json;\r\nX-A: b" })).status).toBe(500);
  });

  test("about the length and the connection are the host's", async () => {
    const response = await answered({
      status: 200,
      body: {},
      headers: { "Content-Length": "999", "Transfer-Encoding": "chunked" },
    });
    expect([response.headers.get("content-length"), response.headers.get("transfer-encoding")]).toEqual([null, null]);
  });
});

describe("what a handler throws", () => {
  const declared: Declared[] = [
    ok(),
    { status: "404", content: [problem] },
    { status: "409", content: [json] },
    { status: "410" },
  ];
  const responses: Record<string, Schema> = {
    "404 application/problem+json": {
      type: "object",
      required: ["title"],
      properties: { title: { type: "string" }, code: { type: "integer" } },
    },
  };
  const thrown = (error: unknown, rest: Partial<Setup> = {}) =>
    answered(
      () => {
        throw error;
      },
      declared,
      { responses, ...rest },
    );

  test("leaves as its problem when the status is declared, in the media type that is there for it", async () => {
    const found = await thrown(new HttpProblem(404, { title: "Gone", code: 7 }, { headers: { "Retry-After": "5" } }));
    expect([
      found.status,
      found.headers.get("content-type"),
      found.headers.get("retry-after"),
      await found.json(),
    ]).toEqual([404, "application/problem+json", "5", { type: "about:blank", status: 404, title: "Gone", code: 7 }]);
    expect((await thrown(new HttpProblem(409))).headers.get("content-type")).toBe("application/json");
    const empty = await thrown(new HttpProblem(410));
    expect([empty.status, await empty.text()]).toEqual([410, ""]);
  });

  test("is a 500 with a report when it does not fit, in enforce mode", async () => {
    expect((await report(await thrown(new HttpProblem(404, { code: "seven" })))).errors).toMatchObject([
      { pointer: "/code" },
    ]);
    expect((await report(await thrown(new HttpProblem(418)))).detail).toMatch(
      /^op answered 418 which the contract does not declare/,
    );
    expect((await thrown(new HttpProblem(418), { validateResponses: "report" })).status).toBe(418);
  });

  test("shows nothing of the inside when it is no problem", async () => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const secret = new Error("password=hunter2");
    const response = await thrown(secret, { onError });
    expect(await report(response)).toEqual({ type: "about:blank", title: "Internal Server Error", status: 500 });
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      secret,
      expect.objectContaining({ during: "handler", operation: "op" }),
    );
    expect((await thrown(null)).status).toBe(500);
  });

  test("a logger that fails does not take the answer with it", async () => {
    const onError = () => {
      throw new Error("logger");
    };
    expect((await thrown(new Error("x"), { onError })).status).toBe(500);
  });
});

describe("validators of responses", () => {
  test("are loaded once, and not at all in mode off", async () => {
    const load = vi.fn<() => Promise<Validators>>(() =>
      Promise.resolve({ schemas: {}, get: () => undefined, fits: () => true }),
    );
    const contract = contractOf([{ name: "op", method: "GET", path: "/x", pointer: "", responses: [ok()] }]);
    const ask = async (validateResponses: "enforce" | "off") => {
      const handle = createFetchHandler({
        contract,
        requests: { schemas: {}, get: () => undefined, fits: () => true },
        responses: load,
        validateResponses,
        respond: () => ({ status: 200, body: {} }),
      });
      await Promise.all([handle(new Request("http://host/x")), handle(new Request("http://host/x"))]);
      await handle(new Request("http://host/x"));
    };
    await ask("off");
    expect(load).not.toHaveBeenCalled();
    await ask("enforce");
    expect(load).toHaveBeenCalledOnce();
  });
});
