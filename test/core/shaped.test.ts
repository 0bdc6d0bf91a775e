import { describe, expect, it } from "vitest";
import { HttpProblem, type ProblemShaper } from "tenon-runtime/core";
import { hostOf, type Setup } from "./support.ts";

const Failure = {
  type: "object",
  properties: { code: { type: "integer" }, message: { type: "string" } },
  required: ["code", "message"],
  additionalProperties: false,
} as const;
const shape: ProblemShaper = ({ status, title, detail }) => ({
  status,
  body: { code: status, message: detail ?? title },
});
const base: Setup = {
  operation: {
    method: "POST",
    body: { content: [{ type: "application/json", kind: "json" }] },
    responses: [
      { status: "204" },
      { status: "4XX", content: [{ type: "application/vnd.failure+json", kind: "json", schema: true }] },
    ],
    security: [{ key: [] }],
  },
  contract: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
  responses: { "4XX application/vnd.failure+json": Failure },
  security: { key: ({ value }: { value: string }) => value },
  problem: shape,
};
const send = (setup: Setup, path = "/x", init: RequestInit = {}): Promise<Response> =>
  hostOf({ ...base, ...setup })(
    new Request(`http://host${path}`, { method: "POST", headers: { "X-Key": "1" }, ...init }),
  );

describe("problem", () => {
  it.each([
    ["an unknown path", "/y", {}, 404],
    ["another method", "/x", { method: "GET" }, 405],
    ["no credentials", "/x", { headers: {} }, 401],
    ["an unknown query parameter", "/x?a=1", {}, 400],
    ["another media type", "/x", { body: "a", headers: { "X-Key": "1", "Content-Type": "text/plain" } }, 415],
  ] as const)("shapes the refusal of %s", async (_, path, init, status) => {
    const response = await send(base, path, init);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe(
      status === 404 || status === 405 ? "application/json" : "application/vnd.failure+json",
    );
    expect(await response.json()).toEqual({ code: status, message: expect.any(String) });
  });
  it("keeps the headers of the refusal unless it gives its own", async () => {
    expect((await send(base, "/x", { method: "GET" })).headers.get("allow")).toContain("POST");
    const own = await send(
      {
        ...base,
        problem: (document) => ({ ...shape(document, {} as never), status: 405, headers: { allow: "NONE" } }),
      },
      "/x",
      { method: "GET" },
    );
    expect(own.headers.get("allow")).toBe("NONE");
  });
  it("shapes what a handler throws, which is held against the contract as an answer is", async () => {
    const respond = (): never => {
      throw new HttpProblem(409, { detail: "taken" });
    };
    const good = await send({ ...base, respond });
    expect([good.status, await good.json()]).toEqual([409, { code: 409, message: "taken" }]);
    const bad = await send({ ...base, respond, problem: ({ status }) => ({ status, body: { nothing: status } }) });
    expect(bad.status).toBe(500);
  });
  it("shapes the 500 of a handler that fails", async () => {
    const respond = (): never => {
      throw new Error("secret");
    };
    const response = await send({ ...base, respond });
    expect([response.status, await response.json()]).toEqual([500, { code: 500, message: "Internal Server Error" }]);
  });
  it("shapes a 500, and nothing else, where an answer cannot be made", async () => {
    const body = {
      toJSON: () => {
        throw new HttpProblem(401);
      },
    };
    const response = await send({ ...base, respond: () => ({ status: 409, body }) });
    expect([response.status, await response.json()]).toEqual([500, { code: 500, message: "Internal Server Error" }]);
  });
  it("is told which operation and which request", async () => {
    const told: unknown[] = [];
    const problem: ProblemShaper = ({ status }, { operation, request }) =>
      void told.push([status, operation, request.url]);
    await send({ ...base, problem }, "/x?a=1");
    await send({ ...base, problem }, "/y");
    expect(told).toEqual([
      [400, "op", "/x?a=1"],
      [404, undefined, "/y"],
    ]);
  });
  it("leaves the problem document where it gives nothing, or fails, which is reported", async () => {
    const errors: unknown[] = [];
    const plain = await send({ ...base, problem: () => undefined }, "/x?a=1");
    const failed = await send(
      {
        ...base,
        problem: () => {
          throw new Error("shaper");
        },
        onError: (error) => errors.push(error),
      },
      "/x?a=1",
    );
    for (const response of [plain, failed]) {
      expect(response.status).toBe(400);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
    expect(errors).toEqual([new Error("shaper")]);
  });
  it("reports a shaped refusal that does not fit what the contract declares, and sends it", async () => {
    const errors: unknown[] = [];
    const response = await send(
      { ...base, problem: ({ status }) => ({ status, body: { code: "x" } }), onError: (error) => errors.push(error) },
      "/x?a=1",
    );
    expect([response.status, await response.json()]).toEqual([400, { code: "x" }]);
    expect(String(errors[0])).toContain("op answered 400 with an invalid body");
  });
});
