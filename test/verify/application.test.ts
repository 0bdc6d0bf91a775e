/** Verify learns from an application of the project: its literals, and the code that a request reaches. */

import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { watchApplication } from "../../toolchain/verify/application.ts";
import { folder, tenon } from "../cli/support.ts";

const APP = `
import { once } from "node:events";
const CODE = "open sesame";
export default {
  async fetch(request) {
    if (new URL(request.url).pathname !== "/a") return new Response(null, { status: 404 });
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    let body;
    try {
      body = JSON.parse(await request.text());
    } catch {
      return new Response(null, { status: 400 });
    }
    if (typeof body?.number !== "number" || typeof body.word !== "string") return new Response(null, { status: 400 });
    if (body.number > 48_151_623) {
      if (body.word === CODE) throw new Error(once.name);
    }
    return new Response(null, { status: 204 });
  },
};
`;

const CONTRACT = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/a": {
      post: {
        operationId: "post",
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["number", "word"],
                properties: { number: { type: "number" }, word: { type: "string" } },
              },
            },
          },
        },
        responses: { 204: { description: "ok" }, 400: { description: "bad" } },
      },
    },
  },
});

describe("an application is watched", () => {
  const watched = async () => {
    const cwd = folder({ "app.mjs": APP });
    const watch = await watchApplication();
    onTestFinished(() => watch.close());
    const module = (await import(/* @vite-ignore */ pathToFileURL(`${cwd}/app.mjs`).href)) as {
      readonly default: { fetch(request: Request): Promise<Response> };
    };
    const send = (body: unknown) =>
      module.default.fetch(new Request("http://localhost/a", { method: "POST", body: JSON.stringify(body) }));
    return { insight: watch.insight, send };
  };

  test("its literals are read, without the names of its imports", async () => {
    const { insight } = await watched();
    const { texts, numbers } = await insight.literals();
    expect(texts).toContain("open sesame");
    expect(numbers).toContain(48_151_623);
    expect(texts).not.toContain("node:events");
  });

  test("a request that reaches new code is noticed once", async () => {
    const { insight, send } = await watched();
    await send({ number: 1, word: "x" });
    await insight.newCode();
    await send({ number: 2, word: "x" });
    expect(await insight.newCode()).toBe(false);
    await send({ number: 50_000_000, word: "x" });
    expect(await insight.newCode()).toBe(true);
    await send({ number: 50_000_001, word: "x" });
    expect(await insight.newCode()).toBe(false);
  });
});

test("a failure behind a number and a word of the code is found", async () => {
  const cwd = folder({ "openapi.json": CONTRACT, "app.mjs": APP });
  const { code, out } = await tenon(
    ["verify", "openapi.json", "--app", "app.mjs", "--time", "10", "--check", "server-error", "--format", "json"],
    { cwd },
  );
  expect(code).toBe(1);
  expect(out).toContain("open sesame");
}, 40_000);
