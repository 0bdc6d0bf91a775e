import { describe, expect, it, vi } from "vitest";
import {
  AbortedError,
  ApiError,
  DecodeError,
  NetworkError,
  rawResponse,
  ResponseError,
  TimeoutError,
  UnexpectedStatusError,
} from "tenon-runtime/client";
import { connect, createClient, getStudent } from "./fixture/client.ts";

const student = { id: "7", name: "Ada" };
const json = (body: unknown, init: ResponseInit & { type?: string } = {}): Response =>
  new Response(JSON.stringify(body), {
    ...init,
    headers: { "Content-Type": init.type ?? "application/json", ...(init.headers as Record<string, string>) },
  });
const problem = (status: number, title: string): Response =>
  json({ title }, { status, type: "application/problem+json" });

/** A client whose server is a function; what was asked is kept. */
function clientOf(
  answer: (request: Request) => Response | Promise<Response>,
  options: Parameters<typeof createClient>[0] = {},
) {
  const requests: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    requests.push(request.clone());
    return answer(request);
  };
  return { api: createClient({ baseUrl: "http://api.test/v1/", fetch, ...options }), requests };
}
const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("the call should have failed"),
    (error: unknown) => error,
  );

describe("a declared response", () => {
  it("narrows by status and carries decoded headers", async () => {
    const { api, requests } = clientOf(() => json({ items: [student] }, { headers: { "X-Total-Count": "12" } }));
    const result = await api.listStudents({ query: { limit: 5, tag: ["a b", "c&d"] } });
    expect(result).toEqual({
      status: 200,
      body: { items: [student] },
      headers: { "X-Total-Count": 12 },
      contentType: "application/json",
    });
    expect(requests[0]?.url).toBe("http://api.test/v1/students?limit=5&tag=a%20b&tag=c%26d");
    expect(requests[0]?.headers.get("accept")).toBe("application/json, application/problem+json");
    expect(rawResponse(result)).toBeInstanceOf(Response);
  });
  it("is returned for a declared error, a range and default", async () => {
    const { api } = clientOf((request) => problem(request.method === "POST" ? 422 : 500, "Broken"));
    expect(await api.createStudent({ body: { name: "" } })).toMatchObject({
      status: 422,
      body: { title: "Broken" },
      contentType: "application/problem+json",
    });
    expect(await api.listStudents()).toMatchObject({ status: 500, body: { title: "Broken" } });
  });
  it("without content gives no body, whatever is sent", async () => {
    const { api } = clientOf(() => new Response(null, { status: 204 }));
    expect(await api.deleteStudent({ params: { studentId: "7" } })).toEqual({ status: 204, body: undefined });
  });
  it("sends path, header and cookie parameters, and the body as JSON", async () => {
    const { api, requests } = clientOf((request) =>
      request.method === "POST" ? json(student, { status: 201, headers: { Location: "/students/7" } }) : json(student),
    );
    await api.getStudent(
      { params: { studentId: "a/b c" }, headers: { "X-Trace": "t1" }, cookies: { theme: "dark;" } },
      { headers: { "X-Extra": "1" } },
    );
    expect(requests[0]?.url).toBe("http://api.test/v1/students/a%2Fb%20c");
    expect(Object.fromEntries(requests[0]?.headers ?? [])).toMatchObject({
      "x-trace": "t1",
      cookie: "theme=dark%3B",
      "x-extra": "1",
    });
    expect(await api.createStudent({ body: { name: "Ada" } })).toMatchObject({
      status: 201,
      headers: { Location: "/students/7" },
    });
    expect(await requests[1]?.json()).toEqual({ name: "Ada" });
    expect(requests[1]?.headers.get("content-type")).toBe("application/json");
  });
  it("gives bytes as they are asked for, and sends bytes under the type that is named", async () => {
    const { api, requests } = clientOf(
      async (request) => new Response(await request.arrayBuffer(), { headers: { "Content-Type": "image/png" } }),
    );
    const result = await api.putPhoto({
      params: { studentId: "7" },
      body: new Uint8Array([1, 2, 3]),
      contentType: "image/png",
    });
    expect(result.contentType).toBe("image/png");
    expect(requests[0]?.headers.get("content-type")).toBe("image/png");
    expect([...(await result.body.bytes())]).toEqual([1, 2, 3]);
  });
  it("streams a request body", async () => {
    const { api } = clientOf(
      async (request) => new Response(await request.arrayBuffer(), { headers: { "Content-Type": "image/gif" } }),
    );
    const result = await api.putPhoto({ params: { studentId: "7" }, body: new Blob(["xyz"]).stream() });
    expect(await result.body.text()).toBe("xyz");
  });
  it("iterates over events and lines", async () => {
    const events = "retry: 10\nevent: made\nid: 1\ndata: one\ndata: two\r\n\r\n: comment\ndata:three\n\ndata: cut off";
    const { api } = clientOf(() => new Response(events, { headers: { "Content-Type": "text/event-stream" } }));
    const seen: unknown[] = [];
    for await (const event of (await api.watchStudents()).body) seen.push(event);
    expect(seen).toEqual([{ retry: 10, event: "made", id: "1", data: "one\ntwo" }, { data: "three" }]);

    const { api: lines } = clientOf(
      () => new Response('{"id":1}\r\n\n{"id":2}', { headers: { "Content-Type": "application/jsonl" } }),
    );
    const items: unknown[] = [];
    for await (const item of (await lines.watchStudents()).body) items.push(item);
    expect(items).toEqual([{ id: 1 }, { id: 2 }]);
  });
  it("is the body alone with orThrow, or a ResponseError that holds the result", async () => {
    const { api } = clientOf((request) =>
      request.url.endsWith("/7") ? json(student) : problem(404, "No such student"),
    );
    expect(await api.getStudent({ params: { studentId: "7" } }).orThrow()).toEqual(student);
    const error = await failure(api.getStudent({ params: { studentId: "8" } }).orThrow());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      operation: "getStudent",
      method: "GET",
      status: 404,
      url: "http://api.test/v1/students/8",
      result: { status: 404, body: { title: "No such student" } },
    });
    expect((error as Error).message).toContain("No such student");
  });
});

describe("what the contract does not declare", () => {
  it("is an UnexpectedStatusError with the beginning of the body", async () => {
    const { api } = clientOf(
      () => new Response("x".repeat(5000), { status: 418, headers: { "Content-Type": "text/plain" } }),
    );
    const error = await failure(api.getStudent({ params: { studentId: "7" } }));
    expect(error).toBeInstanceOf(UnexpectedStatusError);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ operation: "getStudent", status: 418, bodyText: "x".repeat(2000) });
  });
  it.each([
    [
      "HTML under 200",
      () => new Response("<p>hello</p>", { headers: { "Content-Type": "text/html" } }),
      "<p>hello</p>",
    ],
    [
      "an empty error body",
      () => new Response("", { status: 404, headers: { "Content-Type": "application/problem+json" } }),
      "",
    ],
    ["no body at all", () => new Response(null, { status: 404, headers: { "Content-Length": "0" } }), ""],
    ["broken JSON", () => new Response("{", { headers: { "Content-Type": "application/json" } }), "{"],
    [
      "a problem whose type is wrong",
      () => json({ title: "x" }, { status: 404, type: "application/json" }),
      '{"title":"x"}',
    ],
  ])("is a DecodeError: %s", async (_, answer, bodyText) => {
    const error = await failure(clientOf(answer).api.getStudent({ params: { studentId: "7" } }));
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({ bodyText });
  });
  it("is a DecodeError: a required header that is missing or malformed", async () => {
    const missing = await failure(clientOf(() => json({ items: [] })).api.listStudents());
    expect(missing).toBeInstanceOf(DecodeError);
    expect((missing as Error).message).toContain("Access-Control-Expose-Headers");
    expect(
      await failure(clientOf(() => json({ items: [] }, { headers: { "X-Total-Count": "many" } })).api.listStudents()),
    ).toBeInstanceOf(DecodeError);
  });
});

describe("a call that gets no answer", () => {
  it("is a NetworkError with what fetch threw", async () => {
    const cause = new TypeError("fetch failed");
    const error = await failure(clientOf(() => Promise.reject(cause)).api.listStudents());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ operation: "listStudents", url: "http://api.test/v1/students", cause });
  });
  it("is a NetworkError when the body breaks off", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("cut")) });
    expect(
      await failure(
        clientOf(() => new Response(broken, { headers: { "Content-Type": "application/json" } })).api.getStudent({
          params: { studentId: "7" },
        }),
      ),
    ).toBeInstanceOf(NetworkError);
  });
  it("is a TimeoutError, also when fetch does not listen to its signal", async () => {
    const { api } = clientOf(() => new Promise(() => {}));
    const error = await failure(api.listStudents({}, { timeout: 10 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).message).toContain("10 ms");
  });
  it("is an AbortedError with the reason, before and while it runs", async () => {
    const { api, requests } = clientOf(() => new Promise(() => {}));
    const reason = new Error("left the page");
    expect(await failure(api.listStudents({}, { signal: AbortSignal.abort(reason) }))).toMatchObject({
      name: "AbortedError",
      cause: reason,
    });
    expect(requests).toHaveLength(0);
    const controller = new AbortController();
    const call = failure(api.listStudents({}, { signal: controller.signal, timeout: 5000 }));
    controller.abort(reason);
    expect(await call).toBeInstanceOf(AbortedError);
  });
});

describe("fetch", () => {
  it("is looked up when a call is made, not when the client is", async () => {
    const api = createClient({ baseUrl: "http://api.test" });
    const fetch = vi.spyOn(globalThis, "fetch").mockImplementation(async () => json(student));
    try {
      expect(await api.getStudent({ params: { studentId: "7" } })).toMatchObject({ status: 200 });
      const raw = await api.$fetch.GET("/students/{studentId}", { params: { path: { studentId: "7" } } });
      expect(raw.data).toEqual(student);
      expect(fetch).toHaveBeenCalledTimes(2);
    } finally {
      fetch.mockRestore();
    }
  });
  it("goes through openapi-fetch's middleware, which may replace the response", async () => {
    const { api } = clientOf(() => problem(404, "first"));
    api.$fetch.use({ onResponse: () => problem(404, "second") });
    expect(await api.getStudent({ params: { studentId: "7" } })).toMatchObject({
      status: 404,
      body: { title: "second" },
    });
  });
  it("of an operation that is imported alone works on a connection", async () => {
    const connection = connect({ baseUrl: "http://api.test", fetch: async () => json(student) });
    expect(await getStudent(connection, { params: { studentId: "7" } }).orThrow()).toEqual(student);
  });
});

describe("the base URL", () => {
  it("is needed where the server is relative and there is no page", async () => {
    await expect(createClient().listStudents()).rejects.toThrow(/baseUrl/);
  });
  it("is any origin for a fetch of one's own", async () => {
    const urls: string[] = [];
    const api = createClient({
      fetch: async (request) => (urls.push(request.url), json({ items: [] }, { headers: { "X-Total-Count": "0" } })),
    });
    await api.listStudents();
    expect(urls).toEqual(["http://localhost/students"]);
  });
});

describe("the client object", () => {
  it("is not thenable and has nothing but operations and $fetch", async () => {
    const { api } = clientOf(() => json(student));
    expect(await Promise.resolve(api)).toBe(api);
    expect(Object.keys(api).toSorted()).toEqual([
      "$fetch",
      "createStudent",
      "deleteStudent",
      "getStudent",
      "listStudents",
      "putPhoto",
      "watchStudents",
    ]);
    expect("constructor" in api).toBe(false);
  });
  it("refuses a parameter that is not declared and one that no path can hold", async () => {
    const { api, requests } = clientOf(() => json(student));
    await expect(api.getStudent({ params: { studentId: "7", other: 1 } as { studentId: string } })).rejects.toThrow(
      /unknown path parameter "other"/,
    );
    await expect(api.getStudent({ params: { studentId: ".." } })).rejects.toThrow(/cannot be sent/);
    await expect(api.getStudent({ params: { studentId: "" } })).rejects.toThrow(/missing or empty/);
    expect(requests).toHaveLength(0);
  });
});
