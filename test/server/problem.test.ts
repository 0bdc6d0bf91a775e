import express from "express";
import { describe, expect, it } from "vitest";
import { HttpProblem, type ProblemShaper } from "tenon-runtime/core";
import { createRouter, createServer, toFetchHandler } from "../emit/goldens/students/server.ts";
import { app, BEARER, handlers, jsonRequest, listen, security } from "./support.ts";

const problem: ProblemShaper = ({ status, detail, errors }) => ({
  status,
  contentType: "application/json",
  body: { code: status, message: detail ?? "", fields: errors?.length ?? 0 },
});
const options = { handlers, security, context: app, problem, onError: () => undefined };

describe("the option problem of a server", () => {
  it.each([
    ["/teachers", {}, 404],
    ["/students", { method: "DELETE" }, 405],
    ["/students?limit=0", {}, 400],
    ["/students", jsonRequest({ name: "Ada" }), 401],
    ["/students", { method: "POST", body: "a", headers: { ...BEARER, "content-type": "text/plain" } }, 415],
  ])("shapes the refusal of %s", async (path, init, status) => {
    const handle = toFetchHandler(options);
    await using server = await listen(createServer(options));
    await using mounted = await listen(express().use("/api", createRouter(options)));
    const answers = [await handle(new Request(`http://host${path}`, init)), await fetch(server.url + path, init)];
    if (status !== 404) answers.push(await fetch(`${mounted.url}/api${path}`, init));
    for (const response of answers) {
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(await response.json()).toMatchObject({ code: status });
    }
    expect(answers[0]?.headers.get("allow") === null).toBe(status !== 405);
  });
  it("lets hooks go before it, and shows what it made to postResponseHandler", async () => {
    const seen: unknown[] = [];
    const handle = toFetchHandler({
      ...options,
      hooks: {
        notFound: () => ({ status: 404, body: "gone" }),
        postResponseHandler: ({ response }) => void seen.push(response),
      },
    });
    expect(await (await handle(new Request("http://host/teachers"))).text()).toBe("gone");
    await handle(new Request("http://host/students?limit=0"));
    expect(seen).toMatchObject([{ status: 404 }, { status: 400, body: { code: 400, fields: 1 } }]);
  });
  it("shapes what a handler throws and the 500 that says nothing", async () => {
    const of = async (error: Error): Promise<Response> =>
      toFetchHandler({
        ...options,
        validateResponses: "off",
        handlers: {
          ...handlers,
          listStudents: () => {
            throw error;
          },
        },
      })(new Request("http://host/students"));
    expect(await (await of(new HttpProblem(409, { detail: "taken" }))).json()).toMatchObject({ code: 409 });
    expect(await (await of(new Error("secret"))).json()).toEqual({ code: 500, message: "", fields: 0 });
  });
});
