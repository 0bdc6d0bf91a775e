/** The programs of docs/client.md run. */

import { describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { build } from "../contract/helpers.ts";
import { createClient } from "../emit/goldens/docs/client.ts";
import { blocks, page } from "../repository/pages.ts";
import { nameOf } from "./client-call.ts";
import { add } from "./client-errors.ts";
import { clientOf } from "./client-session.ts";
import { add as addSmall, student } from "./client-small.ts";
import { createClient as createSchool } from "../../generated/client.ts";
import { axiosClient, type AxiosLike } from "./client-axios.ts";
import { watchedClient } from "./client-hooks.ts";
import { follow, savePhoto } from "./client-live.ts";
import { uploadingClient } from "./client-upload.ts";
import { german, save } from "./client-forms.ts";
import { count, emails, more } from "./client-pages.ts";
import { upload, watch } from "./client-streams.ts";
import { type MiniProgram, miniProgramClient } from "./client-transport.ts";

const json = (body: unknown, status = 200, type = "application/json"): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": type, Location: "/students/1" } });
const problem = (title: string, status: number, more: object = {}): Response =>
  json({ title, status, type: "about:blank", ...more }, status, "application/problem+json");
const apiOf = (answer: (request: Request) => Response | Promise<Response>) =>
  createClient({ baseUrl: "https://school.example/api/v1", fetch: async (request) => answer(request) });

async function withFetch<T>(answer: (request: Request) => Response, run: () => Promise<T>): Promise<T> {
  const fetch = vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => answer(request as Request));
  try {
    return await run();
  } finally {
    fetch.mockRestore();
  }
}

describe("a call", () => {
  test("narrows by status", async () => {
    expect(
      await withFetch(
        () => json({ id: 1, name: "Ada" }),
        () => nameOf(1),
      ),
    ).toBe("Ada");
    expect(
      await withFetch(
        () => problem("No such student", 404),
        () => nameOf(2),
      ),
    ).toBe("No such student");
  });

  test("of an operation that is imported alone sends the same request", async () => {
    const urls: string[] = [];
    const answer = (request: Request): Response => {
      urls.push(`${request.method} ${request.url}`);
      return json({ id: 1, name: "Ada" }, request.method === "POST" ? 201 : 200);
    };
    expect(await withFetch(answer, () => student(1))).toEqual({ id: 1, name: "Ada" });
    expect(await withFetch(answer, () => addSmall("Ada"))).toEqual({ id: 1, name: "Ada" });
    expect(urls).toEqual([
      "GET https://school.example/api/v1/students/1",
      "POST https://school.example/api/v1/students",
    ]);
  });
});

describe("an error", () => {
  test.each([
    ["Added Ada", () => json({ id: 1, name: "Ada" }, 201)],
    ["Name in use", () => problem("Name in use", 409)],
    ["must not be empty", () => problem("Bad Request", 400, { errors: [{ message: "must not be empty" }] })],
    ["The server does not answer", () => Promise.reject(new TypeError("connection refused"))],
  ])("is one that the page can act on: %s", async (text, answer) => {
    expect(await add(apiOf(answer), "Ada")).toBe(text);
  });

  test("is thrown on when the page does not know it", async () => {
    await expect(
      add(
        apiOf(() => new Response("teapot", { status: 418 })),
        "Ada",
      ),
    ).rejects.toThrow("received 418");
  });
});

describe("a session", () => {
  const sessionOf = () => {
    let renewals = 0;
    const session = {
      token: "old" as string | undefined,
      renew: async () => {
        renewals += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        session.token = "new";
      },
    };
    return { session, renewals: () => renewals };
  };

  test("is refreshed once for many calls, and each call is sent once more", async () => {
    const { session, renewals } = sessionOf();
    const tokens: (string | null)[] = [];
    const api = clientOf(session, async (request) => {
      const token = request.headers.get("Authorization");
      tokens.push(token);
      return token === "Bearer new" ? json({ id: 1, name: "Ada" }) : problem("Unauthorized", 401);
    });
    const names = await Promise.all([1, 2, 3].map((studentId) => api.getStudent({ params: { studentId } }).orThrow()));
    expect(names.map(({ name }) => name)).toEqual(["Ada", "Ada", "Ada"]);
    expect([renewals(), tokens.length]).toEqual([1, 6]);
  });

  test("that cannot be renewed ends with the 401, and never in a loop", async () => {
    const { session, renewals } = sessionOf();
    let requests = 0;
    const api = clientOf(session, async () => {
      requests += 1;
      return problem("Unauthorized", 401);
    });
    await expect(api.getStudent({ params: { studentId: 1 } })).rejects.toThrow("received 401");
    expect([renewals(), requests]).toEqual([1, 2]);
  });

  test("validates responses and sends its headers by operation", async () => {
    const { session } = sessionOf();
    const sent: (string | null)[] = [];
    const api = clientOf(session, async (request) => {
      sent.push(request.headers.get("X-CSRF-Token"));
      return json({ id: 1, name: "" }, request.method === "POST" ? 201 : 200);
    });
    await expect(api.getStudent({ params: { studentId: 1 } })).rejects.toThrow("/name");
    await expect(api.addStudent({ body: { name: "Ada" } })).rejects.toThrow("/name");
    expect(sent).toEqual([null, "from-a-cookie"]);
  });
});

test("events are read as they come, and files are sent as multipart", async () => {
  const texts: string[] = [];
  const events = apiOf(
    () => new Response("data: Ada\n\ndata: Grace\n\n", { headers: { "Content-Type": "text/event-stream" } }),
  );
  await watch(events, new AbortController().signal, (text) => texts.push(text));
  expect(texts).toEqual(["Ada", "Grace"]);

  const forms: FormData[] = [];
  const api = apiOf(async (request) => {
    forms.push(await request.formData());
    return new Response(null, { status: 204 });
  });
  await upload(api, 1, new File(["x"], "ada.png", { type: "image/png" }));
  expect([forms[0]?.get("caption"), (forms[0]?.get("photo") as File | undefined)?.name]).toEqual([
    "ada.png",
    "ada.png",
  ]);
});

test("a stream goes on after a lost connection, and a download has a name and progress", async () => {
  const stop = new AbortController();
  const ids: (string | null)[] = [];
  const events = apiOf((request) => {
    ids.push(request.headers.get("Last-Event-ID"));
    return new Response(`retry: 1\nid: ${ids.length}\ndata: Ada\n\n`, {
      headers: { "Content-Type": "text/event-stream" },
    });
  });
  const texts: string[] = [];
  const shown = (text: string): void => {
    texts.push(text);
    if (texts.length === 3) stop.abort(new Error("enough"));
  };
  await expect(follow(events, stop.signal, shown)).rejects.toThrow(/enough|aborted/);
  expect([texts, ids.slice(0, 3)]).toEqual([
    ["Ada", "Ada", "Ada"],
    [null, "1", "2"],
  ]);

  const headers = {
    "Content-Type": "image/png",
    "Content-Length": "4",
    "Content-Disposition": 'attachment; filename="ada.png"',
  };
  const percents: number[] = [];
  const file = await savePhoto(
    apiOf(() => new Response("abcd", { headers })),
    1,
    (percent) => percents.push(percent),
  );
  expect([file.name, percents.at(-1)]).toEqual(["ada.png", 100]);
});

test("an upload reports its progress", async () => {
  const sent: string[] = [];
  class FakeRequest {
    readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    readonly status = 204;
    onload = (): void => {};
    open(method: string, url: string): void {
      sent.push(`${method} ${url}`);
    }
    setRequestHeader(name: string, value: string): void {
      if (name === "content-type") sent.push(value.replace(/boundary=.*/, "boundary=…"));
    }
    getAllResponseHeaders(): string {
      return "x-trace: a: b\r\n";
    }
    send(body: Blob | null): void {
      this.upload.onprogress?.({ loaded: body?.size ?? 0, total: body?.size ?? 0 });
      this.onload();
    }
  }
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  const progress: number[] = [];
  const api = uploadingClient("https://school.example/api/v1", (loaded, total) => progress.push(loaded / total));
  expect((await api.putPhoto({ params: { studentId: 1 }, body: { photo: new Blob(["x"]) } })).status).toBe(204);
  expect(sent).toEqual(["PUT https://school.example/api/v1/students/1/photo", "multipart/form-data; boundary=…"]);
  expect(progress).toEqual([1]);
  vi.unstubAllGlobals();
});

test("an axios instance sends the requests, and the client reads failures", async () => {
  const sent: string[] = [];
  const axios: AxiosLike = {
    async request({ url, method, data, validateStatus }) {
      sent.push(`${method} ${url} ${data ? new TextDecoder().decode(data) : ""} ${validateStatus()}`);
      const taken = method === "POST";
      const body = taken ? { title: "Name in use" } : { id: 1, name: "Ada" };
      return {
        status: taken ? 409 : 200,
        headers: { "content-type": taken ? "application/problem+json" : "application/json", age: 3 },
        data: new TextEncoder().encode(JSON.stringify(body)).buffer,
      };
    },
  };
  const api = axiosClient(axios, "https://school.example/api/v1");
  expect(await api.getStudent({ params: { studentId: 1 } }).orThrow()).toEqual({ id: 1, name: "Ada" });
  expect(await api.addStudent({ body: { name: "Ada" } })).toMatchObject({
    status: 409,
    body: { title: "Name in use" },
  });
  expect(sent).toEqual([
    "GET https://school.example/api/v1/students/1  true",
    'POST https://school.example/api/v1/students {"name":"Ada"} true',
  ]);
});

function withoutStreams(response: Response): Response {
  const clone = (): Response => withoutStreams(Response.prototype.clone.call(response));
  return Object.defineProperties(response, { body: { value: undefined }, clone: { value: clone } });
}

test("a platform without streams, as React Native, reads bodies and failures", async () => {
  const answer = (status: number, body: unknown, type = "application/json"): Response => {
    return withoutStreams(new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } }));
  };
  const read = (response: Response) => apiOf(() => response).getStudent({ params: { studentId: 1 } });
  expect(await read(answer(200, { id: 1, name: "Ada" })).orThrow()).toEqual({ id: 1, name: "Ada" });
  expect(await read(answer(404, { title: "None" }, "application/problem+json"))).toMatchObject({
    body: { title: "None" },
  });
  await expect(read(answer(418, {}))).rejects.toThrow("received 418");
  await expect(read(answer(400, { title: "Wrong" }, "application/problem+json"))).rejects.toThrow("Wrong");
});

test.each(["wx", "uni"])("a mini-program calls the API through its own function: %s.request", async () => {
  const requests: string[] = [];
  const wx: MiniProgram = {
    request({ url, method, data = "", success, fail }) {
      requests.push(`${method} ${url} ${data}`);
      if (url.endsWith("/9")) fail({ errMsg: "request:fail timeout" });
      else {
        const bytes = new TextEncoder().encode('{"id":1,"name":"Ada"}').buffer;
        success({ statusCode: 200, header: { "Content-Type": "application/json" }, data: bytes });
      }
    },
  };
  const api = miniProgramClient(wx, "https://school.example/api/v1");
  expect(await api.getStudent({ params: { studentId: 1 } }).orThrow()).toEqual({ id: 1, name: "Ada" });
  await expect(api.getStudent({ params: { studentId: 9 } })).rejects.toThrow("request:fail timeout");
  expect(requests[0]).toBe("GET https://school.example/api/v1/students/1 ");
});

test("a form shows the messages of the page, then those of the server", async () => {
  const school = (answer: () => Response) =>
    createSchool({ baseUrl: "https://school.example", fetch: async () => answer() });
  const values = { name: "Ada", email: "ada@school.example", status: "active" } as const;
  const refused = problem("Invalid", 400, { errors: [{ in: "body", pointer: "/email", message: "is in use" }] });
  expect(
    Object.keys(
      (await save(
        school(() => refused),
        { ...values, name: "" },
      )) ?? {},
    ),
  ).toEqual(["name"]);
  expect(
    await save(
      school(() => refused),
      values,
    ),
  ).toEqual({ email: "is in use" });
  expect(
    await save(
      school(() => json({ ...values, id: "1" }, 201)),
      values,
    ),
  ).toBeUndefined();
  expect(german["~standard"].validate({}).issues?.[0]?.message).toBe("Bitte ausfüllen");
});

test("hooks change inputs and see results and errors", async () => {
  const lines: string[] = [];
  const urls: string[] = [];
  const api = watchedClient(
    async ({ url, method }) => {
      urls.push(new URL(url).search);
      if (method === "POST") return json({ id: "1", name: "Ada", email: "a@b.example", status: "active" }, 201);
      throw new TypeError("refused");
    },
    (line) => lines.push(line),
  );
  await api.createStudent({ body: { name: "Ada", email: "a@b.example", status: "active" } });
  await expect(api.listStudents({ query: { limit: 1 } })).rejects.toThrow("refused");
  expect(urls[1]).toBe("?status=active&limit=1");
  expect(lines).toEqual(["added Ada", expect.stringContaining("listStudents: NetworkError")]);
});

test("a list is read page by page, or entry by entry", async () => {
  const urls: string[] = [];
  const student = (n: number) => ({
    id: String(n),
    name: `Student ${n}`,
    email: `s${n}@school.example`,
    status: "active",
  });
  const answer = (request: Request): Response => {
    const { search, searchParams } = new URL(request.url);
    urls.push(search);
    return json(
      searchParams.has("cursor") ? { items: [student(2)], nextCursor: null } : { items: [student(1)], nextCursor: "b" },
    );
  };
  const api = createSchool({ baseUrl: "https://school.example", fetch: async (request) => answer(request) });
  expect(await emails(api)).toEqual(["s1@school.example", "s2@school.example"]);
  expect(urls).toEqual(["?limit=100&status=active", "?limit=100&status=active&cursor=b"]);
  expect(await more(api)).toEqual({ names: ["Student 1"], next: "b" });
  expect(await more(api, "b")).toEqual({ names: ["Student 2"], next: undefined });
  expect(await withFetch(answer, () => count("https://school.example"))).toBe(2);
});

test("the correction of pages is one that Tenon understands", async () => {
  const [block] = blocks(page("docs/client.md")).filter(({ info }) => info === "yaml pagination");
  const correction = parse(block?.text ?? "").paths["/search"].get["x-tenon-pagination"];
  const hits = { type: "array", items: { type: "object" } };
  const result = { type: "object", properties: { hits, next: { type: "string" }, hasMore: { type: "boolean" } } };
  const { contract, diagnostics } = await build({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      "/search": {
        get: {
          operationId: "search",
          parameters: [{ name: "from", in: "query", schema: { type: "string" } }],
          responses: {
            "200": {
              description: "",
              content: { "application/json": { schema: { type: "object", properties: { result } } } },
            },
          },
          "x-tenon-pagination": correction,
        },
      },
    },
  });
  expect(diagnostics.filter(({ code }) => code === "invalid-pagination")).toEqual([]);
  expect(contract?.pages.get("search")).toEqual(correction);
});
