import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  DecodeError,
  InvalidRequestError,
  retry,
  TargetError,
  TimeoutError,
  UnexpectedStatusError,
} from "tenon-runtime/client";
import { createCallbacks, createWebhooks } from "../emit/goldens/webhooks/webhooks.ts";

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
type Answering = (response: ServerResponse, received: Received) => void;

/** Who receives: what came is kept, and answered by `answer`. */
const received: Received[] = [];
let answer: Answering;
let receiver: Server;
let base: string;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`; // it listens on a port
});
afterAll(() => void receiver.close());
beforeEach(() => {
  received.length = 0;
  answer = (response) => void response.writeHead(204).end();
});

const json =
  (body: unknown, status = 200): Answering =>
  (response) =>
    void response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: unknown) => error,
  );

const student = { id: "7", name: "Ada" };
const event = { id: "e1", at: "2026-11-22T10:00:00Z" };
/** Callbacks go to this process alone. */
const toMe = { allow: ({ origin }: URL): boolean => origin === base };
const subscription = (callbackUrl: string) => ({ query: { topic: "a&b" }, body: { callbackUrl } });

describe("a webhook", () => {
  it("is sent to the URL that is given, encoded by the contract, and its answer narrows by status", async () => {
    answer = json({ received: true });
    const result = await createWebhooks().newStudent(`${base}/hook?key=k`, {
      headers: { "X-Attempt": 2 },
      body: student,
    });
    expect(result).toMatchObject({ status: 200, body: { received: true } });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: "POST", url: "/hook?key=k", body: JSON.stringify(student) });
    expect(received[0]?.headers).toMatchObject({ "content-type": "application/json", "x-attempt": "2" });
  });
  it("is a form where the contract says so, and needs no input where it has none", async () => {
    const webhooks = createWebhooks();
    expect(await webhooks.studentLeft(new URL("/left", base), { body: { id: 7 } })).toEqual({ status: 204 });
    await webhooks.deleteStudentLeft(`${base}/left`);
    expect(received.map(({ method, body }) => [method, body])).toEqual([
      ["POST", "id=7"],
      ["DELETE", ""],
    ]);
  });
  it("that breaks the contract is refused before it leaves, with every violation", async () => {
    const error = await failure(
      // @ts-expect-error no name, and what only a request to the API has
      createWebhooks().newStudent(`${base}/hook`, { headers: { "X-Attempt": 0 }, body: { id: "7", password: "p" } }),
    );
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(
      (error as InvalidRequestError).violations.map(({ place, pointer, keyword }) => [place, pointer, keyword]),
    ).toEqual([
      ["header X-Attempt", "", "minimum"],
      ["body application/json", "/name", "required"],
      ["body application/json", "/password", "writeOnly"],
    ]);
    // @ts-expect-error the body is missing
    expect(await failure(createWebhooks().newStudent(`${base}/hook`, {}))).toMatchObject({
      violations: [{ place: "body", schemaPointer: "#/webhooks/newStudent/post/requestBody" }],
    });
    // @ts-expect-error a form's field is held against its schema too
    expect(await failure(createWebhooks().studentLeft(base, { body: { id: "x" } }))).toBeInstanceOf(
      InvalidRequestError,
    );
    expect(received).toEqual([]);
  });
  it("has its answer held against the contract, unless that is switched off", async () => {
    answer = json({ received: "yes" });
    expect(await failure(createWebhooks().newStudent(base, { body: student }))).toBeInstanceOf(DecodeError);
    const trusting = createWebhooks({ validate: "requests" });
    expect(await trusting.newStudent(base, { body: student })).toMatchObject({ body: { received: "yes" } });
    const invalid = { ...student, name: "A" };
    expect(await failure(trusting.newStudent(base, { body: invalid }))).toBeInstanceOf(InvalidRequestError);
    expect(await createWebhooks({ validate: false }).newStudent(base, { body: invalid })).toMatchObject({
      status: 200,
    });
    answer = (response) => void response.writeHead(500).end();
    expect(await failure(createWebhooks().newStudent(base, { body: student }))).toBeInstanceOf(UnexpectedStatusError);
  });
  it("follows no redirect, which could lead into a network that nobody allowed", async () => {
    answer = (response, { url }) =>
      url === "/inside"
        ? json({ received: true })(response, received[0]!)
        : void response.writeHead(302, { Location: `${base}/inside` }).end();
    expect(await failure(createWebhooks().newStudent(`${base}/hook`, { body: student }))).toMatchObject({
      status: 302,
    });
    expect(received.map(({ url }) => url)).toEqual(["/hook"]);
  });
  it("is given up after a time, and sent again where that is asked for, though it is a POST", async () => {
    answer = () => {};
    expect(await failure(createWebhooks({ timeout: 50 }).newStudent(base, { body: student }))).toBeInstanceOf(
      TimeoutError,
    );
    received.length = 0;
    answer = (response) =>
      received.length < 3 ? void response.writeHead(503).end() : json({ received: true })(response, received[0]!);
    const webhooks = createWebhooks({ retry: retry({ attempts: 2, delay: 1 }) });
    expect(await webhooks.newStudent(base, { body: student })).toMatchObject({ status: 200 });
    expect(received.map(({ body }) => body)).toEqual(Array(3).fill(JSON.stringify(student)));
  });
  it("carries the credentials of its own schemes alone", async () => {
    answer = json({ received: true });
    await createWebhooks({ auth: { hookKey: "k1" }, headers: { "User-Agent": "school" } }).newStudent(base, {
      body: student,
    });
    expect(received[0]?.headers).toMatchObject({ "x-hook-key": "k1", "user-agent": "school" });
    // @ts-expect-error who calls the API is not who is called by it
    expect(() => createWebhooks({ auth: { bearerAuth: "t" } })).not.toThrow();
  });
});

describe("what is signed", () => {
  it("is the bytes that are sent", async () => {
    answer = json({ received: true });
    const webhooks = createWebhooks({
      sign: ({ name, method, body }) => ({
        "X-Signature": createHmac("sha256", "secret").update(`${method} ${name} `).update(body).digest("hex"),
      }),
    });
    await webhooks.newStudent(base, { body: { ...student, name: "Åda" } });
    const [{ body, headers }] = received as [Received];
    expect(body).toBe('{"id":"7","name":"Åda"}');
    expect(headers["x-signature"]).toBe(createHmac("sha256", "secret").update(`POST newStudent ${body}`).digest("hex"));
    expect(headers["content-type"]).toBe("application/json");
  });
  it("is nothing where there is no body, and asked for once, however often it is sent", async () => {
    let asked = 0;
    answer = (response) => void response.writeHead(received.length === 1 ? 503 : 204).end();
    const sign = async ({ body }: { body: Uint8Array }) => ({ "X-Length": `${body.length}`, "X-Asked": `${++asked}` });
    await createWebhooks({ sign, retry: retry({ attempts: 1, delay: 1 }) }).deleteStudentLeft(base);
    expect(received.map(({ headers }) => [headers["x-length"], headers["x-asked"]])).toEqual([
      ["0", "1"],
      ["0", "1"],
    ]);
  });
});

describe("an answer of a stranger", () => {
  /** More of it than anybody wants, for as long as it is taken. */
  const endless =
    (status: number, start: string): Answering =>
    (response) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      const more = (): void => {
        while (!response.destroyed && response.write(start.repeat(1000)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
  it.each([200, 500])("is read up to a limit (%i)", async (status) => {
    answer = endless(status, "[1,2,3,4,5,6],");
    const error = await failure(createWebhooks({ limit: 5000 }).newStudent(base, { body: student }));
    if (status === 500) expect(error).toBeInstanceOf(UnexpectedStatusError);
    else {
      expect(error).toBeInstanceOf(DecodeError);
      expect((error as DecodeError).message).toContain("the response has more than 5000 bytes");
    }
  });
  it("may have a mebibyte where nobody says otherwise", async () => {
    const text = (length: number): unknown => ({ received: true, more: "x".repeat(length) });
    answer = json(text(1 << 19));
    expect(await createWebhooks().newStudent(base, { body: student })).toMatchObject({ status: 200 });
    answer = json(text(1 << 20));
    expect(await failure(createWebhooks().newStudent(base, { body: student }))).toBeInstanceOf(DecodeError);
  });
});

describe("where something is sent", () => {
  it.each([
    ["/relative", "not absolute"],
    ["file:///etc/passwd", "file:"],
    ["data:text/plain,x", "data:"],
    ["http://user:secret@127.0.0.1/", "user or password"],
  ])("is not %s", async (url, why) => {
    const error = await failure(createWebhooks().newStudent(url, { body: student }));
    expect(error).toBeInstanceOf(TargetError);
    expect((error as TargetError).message).toContain(why);
    expect((error as TargetError).message).not.toContain("secret");
  });
  it("is asked for, each time, also of a URL that a request gave", async () => {
    const asked: string[] = [];
    const allow = async (url: URL): Promise<boolean> => {
      asked.push(url.href);
      return url.pathname === "/yes";
    };
    const callbacks = createCallbacks({ allow });
    expect(await callbacks.onEvent(subscription(`${base}/yes`), { body: event })).toEqual({ status: 204 });
    expect(await failure(callbacks.onEvent(subscription(`${base}/no?token=secret`), { body: event }))).toMatchObject({
      name: "TargetError",
      url: `${base}/no`,
    });
    expect(asked).toEqual([`${base}/yes`, `${base}/no?token=secret`]);
    expect(received.map(({ url }) => url)).toEqual(["/yes"]);
  });
  it("is asked for within the time that the call has", async () => {
    const webhooks = createWebhooks({ allow: () => new Promise(() => {}), timeout: 20 });
    expect(await failure(webhooks.newStudent(base, { body: student }))).toBeInstanceOf(TimeoutError);
  });
  it("does not show in errors what its query holds", async () => {
    answer = (response) => void response.writeHead(500).end();
    const error = (await failure(createWebhooks().newStudent(`${base}/hook?key=secret`, { body: student }))) as Error;
    expect(error.message).toContain("/hook)");
    expect(error.message).not.toContain("secret");
  });
});

describe("a callback", () => {
  it("is not sent before somebody says where callbacks may go", () => {
    // @ts-expect-error `allow` is missing
    expect(() => createCallbacks()).toThrow("createCallbacks needs `allow`");
    // @ts-expect-error the same
    expect(() => createCallbacks({ timeout: 1 })).toThrow("createCallbacks needs `allow`");
  });
  it("goes where the request that the handler has says", async () => {
    const callbacks = createCallbacks(toMe);
    expect(await callbacks.onEvent(subscription(`${base}/events?a=1`), { body: event })).toEqual({ status: 204 });
    await callbacks.onProgress(subscription(`${base}/jobs/1`), { body: 50 });
    expect(received.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", "/events?a=1", JSON.stringify(event)],
      ["PUT", "/jobs/1/progress", "50"],
    ]);
  });
  it("goes where the answer says, what stands in the query encoded", async () => {
    const from = {
      request: subscription(`${base}/events`),
      response: { status: 201 as const, body: { id: "s", cancelled: `${base}/over` } },
    };
    expect(await createCallbacks(toMe).subscribeEndedPost(from)).toEqual({ status: 204 });
    expect(received[0]?.url).toBe("/over?topic=a%26b");
  });
  it("goes to a URL that was kept", async () => {
    const callbacks = createCallbacks(toMe);
    const url = callbacks.onProgress.url(subscription(`${base}/jobs/2`));
    expect(url.href).toBe(`${base}/jobs/2/progress`);
    await callbacks.onProgress(url, { body: 100 });
    expect(received[0]?.url).toBe("/jobs/2/progress");
  });
  it("without a URL is an error that says what is missing", async () => {
    const callbacks = createCallbacks(toMe);
    const error = await failure(callbacks.onProgress2({}, { body: 1 }));
    expect(error).toBeInstanceOf(TargetError);
    expect((error as TargetError).message).toBe(
      "onProgress2: the request contains no URL for the callback: $request.body#/callbackUrl is not there (PUT {$request.body#/callbackUrl}/progress)",
    );
    expect(() => callbacks.onProgress2.url({ body: { callbackUrl: "/relative" } })).toThrow("not absolute");
  });
  it("whose URL nobody can tell goes to the one that is given", async () => {
    const callbacks = createCallbacks(toMe);
    expect(await callbacks.onElsewhere(new URL("/elsewhere", base))).toEqual({ status: 204 });
    expect(received[0]?.url).toBe("/elsewhere");
    // @ts-expect-error its key is no runtime expression
    expect(await failure(callbacks.onElsewhere(subscription(base)))).toBeInstanceOf(TargetError);
  });
  it("that breaks the contract is refused", async () => {
    expect(await failure(createCallbacks(toMe).onProgress(new URL(base), { body: 101 }))).toBeInstanceOf(
      InvalidRequestError,
    );
    expect(received).toEqual([]);
  });
});

it("an option that nobody knows is refused", () => {
  // @ts-expect-error a typing error
  expect(() => createWebhooks({ timeOut: 1 })).toThrow('did you mean "timeout"?');
});
it("what is no webhook is not there", () => {
  expect(Object.keys(createWebhooks())).toEqual(["newStudent", "studentLeft", "deleteStudentLeft"]);
  expect("toString" in createCallbacks(toMe)).toBe(false);
});
