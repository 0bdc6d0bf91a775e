import { describe, expect, it } from "vitest";
import {
  ApiError,
  createUntypedClient,
  DecodeError,
  InvalidRequestError,
  NetworkError,
  retry,
  validation,
} from "tenon-runtime/client";
import { createClient as createSchool } from "../../generated/client.ts";
import { contract as school } from "../../generated/contract.ts";
import { requests as schoolRequests } from "../../generated/validators/requests.ts";
import { createClient as createStudents } from "./fixture/client.ts";
import { contract } from "./fixture/contract.ts";
import { requests, responses } from "./fixture/validators.ts";

type Reply = Response | TypeError;
const status = (code: number, headers: Record<string, string> = {}): Response =>
  new Response(code === 204 ? null : '{"title":"x"}', {
    status: code,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
const fast = retry({ attempts: 3, delay: 1 });

/** What is answered one after another; the last again and again. */
function clientOf(replies: readonly Reply[]) {
  let calls = 0;
  const api = createStudents({
    baseUrl: "http://api.test",
    fetch: async () => {
      const reply = replies[Math.min(calls, replies.length - 1)];
      calls += 1;
      if (reply instanceof Response) return reply.clone();
      throw reply ?? new TypeError("nothing to answer");
    },
  });
  return { api, calls: () => calls };
}
const studentId = "0b7f6a8e-2f7c-4a52-9d0c-6a5b1f3f2d11";

describe("retry", () => {
  it("is off unless asked for", async () => {
    const { api, calls } = clientOf([status(503), status(204)]);
    await expect(api.deleteStudent({ params: { studentId } })).rejects.toMatchObject({ status: 503 });
    expect(calls()).toBe(1);
  });
  it("repeats idempotent requests after network faults and 502, 503, 504", async () => {
    const { api, calls } = clientOf([new TypeError("down"), status(502), status(504), status(204)]);
    expect(await api.deleteStudent({ params: { studentId } }, { retry: fast })).toMatchObject({ status: 204 });
    expect(calls()).toBe(4);
  });
  it("gives up after so many attempts, with the last outcome", async () => {
    const { api, calls } = clientOf([new TypeError("down")]);
    await expect(
      api.deleteStudent({ params: { studentId } }, { retry: retry({ attempts: 2, delay: 1 }) }),
    ).rejects.toBeInstanceOf(NetworkError);
    expect(calls()).toBe(3);
  });
  it("never repeats a POST, a status that will not change, or a 429 that does not say when", async () => {
    for (const [call, replies] of [
      [
        (api: ReturnType<typeof createStudents>) => api.createStudent({ body: { name: "Ada" } }, { retry: fast }),
        [new TypeError("down")],
      ],
      [
        (api: ReturnType<typeof createStudents>) => api.deleteStudent({ params: { studentId } }, { retry: fast }),
        [status(500)],
      ],
      [
        (api: ReturnType<typeof createStudents>) => api.deleteStudent({ params: { studentId } }, { retry: fast }),
        [status(429)],
      ],
    ] as const) {
      const { api, calls } = clientOf(replies);
      await expect(call(api)).rejects.toBeInstanceOf(ApiError);
      expect(calls()).toBe(1);
    }
  });
  it("waits as long as Retry-After says, seconds or date, unless that is too long", async () => {
    const soon = clientOf([
      status(429, { "Retry-After": "0" }),
      status(503, { "Retry-After": new Date(Date.now() - 1000).toUTCString() }),
      status(204),
    ]);
    expect(
      await soon.api.deleteStudent({ params: { studentId } }, { retry: retry({ attempts: 3, delay: 60_000 }) }),
    ).toMatchObject({ status: 204 });
    const late = clientOf([status(503, { "Retry-After": "120" })]);
    await expect(late.api.deleteStudent({ params: { studentId } }, { retry: fast })).rejects.toMatchObject({
      status: 503,
    });
    expect(late.calls()).toBe(1);
  });
  it("ends when the call is aborted or out of time while it waits", async () => {
    const { api, calls } = clientOf([status(503)]);
    await expect(
      api.deleteStudent({ params: { studentId } }, { retry: retry({ attempts: 5, delay: 60_000 }), timeout: 20 }),
    ).rejects.toMatchObject({ name: "TimeoutError" });
    expect(calls()).toBe(1);
  });
  it("does not send a stream twice", async () => {
    const { api, calls } = clientOf([new TypeError("down")]);
    await expect(
      api.putPhoto({ params: { studentId }, body: new Blob(["x"]).stream() }, { retry: fast }),
    ).rejects.toBeInstanceOf(NetworkError);
    expect(calls()).toBe(1);
  });
});

describe("validate", () => {
  const client = (body: unknown) =>
    createStudents({
      baseUrl: "http://api.test",
      validate: validation({ contract, requests, responses: async () => responses }),
      fetch: async () => Response.json(body),
    });
  it("refuses an invalid request before it is sent, with every violation", async () => {
    const error = await client({})
      .listStudents({ query: { limit: 0 } })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ violations: [{ place: "query limit", keyword: "minimum" }] });
    await expect(client({}).createStudent({ body: { name: "" } })).rejects.toMatchObject({
      violations: [{ place: "body application/json", pointer: "/name" }],
    });
  });
  it("refuses a parameter that the contract does not declare, where the client itself does not know them", async () => {
    const api = createSchool({
      baseUrl: "http://api.test",
      validate: validation({ contract: school, requests: schoolRequests }),
      fetch: async () => Response.json({ items: [], nextCursor: null }),
    });
    const input = { query: { limit: 5, color: "red" } } as object;
    await expect(api.listStudents(input)).rejects.toMatchObject({
      violations: [{ place: "query color", message: "is not declared" }],
    });
    expect((await api.listStudents({ query: { limit: 5 } })).status).toBe(200);
  });
  it("refuses an invalid response, and lets it pass where a call says so", async () => {
    const error = await client({ id: 1 })
      .getStudent({ params: { studentId } })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as DecodeError).violations.map(({ pointer }) => pointer)).toContain("/id");
    expect(await client({ id: 1 }).getStudent({ params: { studentId } }, { validate: false })).toMatchObject({
      status: 200,
    });
  });
});

it("a contract of another format is refused at once, with the command to run", () => {
  expect(() => createUntypedClient({ ...contract, format: 99 })).toThrow(/tenon generate/);
});
