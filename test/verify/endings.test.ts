/** Servers that end, and servers whose state breaks: Tenon names the request, starts the server again and goes on. */

import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { folder, tenon } from "../cli/support.ts";

interface Shown {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

const json = (schema: object): object => ({ content: { "application/json": { schema } } });
const number = { type: "object", required: ["n"], properties: { n: { type: "integer", minimum: 0, maximum: 9 } } };
const answers = { 200: { description: "ok" }, 400: { description: "bad" } };
const CONTRACT = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/a": { post: { operationId: "postA", requestBody: { required: true, ...json(number) }, responses: answers } },
    "/b": { get: { operationId: "getB", responses: { 200: { description: "ok", ...json({ type: "array" }) } } } },
    "/c": { post: { operationId: "postC", requestBody: { required: true, ...json(number) }, responses: answers } },
  },
});

/** A listener: `/a` runs `onNumber` after its answer or before it; `/b` breaks its contract. */
const listener = (onNumber: string, more = ""): string => `
export const listener = (request, response) => {
  let text = "";
  request.on("data", (chunk) => (text += chunk));
  request.on("end", () => {
    const end = (status, body = "") => response.writeHead(status, { "content-type": "application/json", allow: request.url === "/b" ? "GET, HEAD" : "POST" }).end(body);
    ${more}
    if (!["/a", "/b", "/c"].includes(request.url)) return end(404);
    if (request.url === "/b") return ["GET", "HEAD"].includes(request.method) ? end(200, "{}") : end(405);
    if (request.method !== "POST") return end(405);
    let n;
    try { n = JSON.parse(text).n; } catch { return end(400); }
    if (!Number.isInteger(n) || n < 0 || n > 9) return end(400);
    if (request.url === "/a") { ${onNumber} }
    end(200);
  });
};`;

const DIES_BEFORE = listener(
  "if (n === 3) { setTimeout(() => { throw new RangeError('three is too many'); }); return; }",
);
const DIES_AFTER = listener(
  "if (n === 3) { end(200); return void Promise.reject(new RangeError('three is too many')); }",
);
const POISONED = listener("if (n === 3) globalThis.broken = true;", "if (globalThis.broken) return end(500);");

const checks = ["server-error", "response-body"].flatMap((check) => ["--check", check]);

async function verified(cwd: string, ...args: string[]): Promise<{ code: number; shown: Shown[] }> {
  const { code, out } = await tenon(["verify", "openapi.json", ...args, ...checks, "--format", "json"], { cwd });
  const report = JSON.parse(out) as { diagnostics: Shown[] };
  return { code, shown: report.diagnostics };
}

const isDeath = ({ code, message }: Shown): boolean => code === "server-error" && message.includes("the server ended");

describe("with --app, a request that ends the application", () => {
  test.each([
    ["before it is answered", DIES_BEFORE],
    ["after it was answered", DIES_AFTER],
  ])(
    "%s is the finding, and the rest is verified",
    async (_, module) => {
      const cwd = folder({
        "openapi.json": CONTRACT,
        "app.mjs": `${module}\nexport default (request, response) => listener(request, response);`,
      });
      const { code, shown } = await verified(cwd, "--app", "app.mjs", "--time", "8");
      expect(code).toBe(1);
      expect(shown.map(({ code: each }) => each).toSorted()).toEqual(["response-body", "server-error"]);
      const [death] = shown.filter(isDeath);
      expect(death?.message).toContain("postA");
      expect(death?.message).toContain("RangeError: three is too many");
      expect(death?.hint).toMatch(/\{"n":3[,}]/);
      expect(death?.hint?.split("curl").length).toBe(2);
    },
    40_000,
  );

  test("by its fetch function is the finding too", async () => {
    const app = `export default {
      async fetch(request) {
        const { pathname } = new URL(request.url);
        if (pathname === "/b") return Response.json([]);
        const body = await request.json().catch(() => undefined);
        if (pathname === "/a" && body?.n === 3) process.exit(7);
        return new Response(null, { status: Number.isInteger(body?.n) ? 200 : 400 });
      },
    };`;
    const cwd = folder({ "openapi.json": CONTRACT, "app.mjs": app });
    const { shown } = await verified(cwd, "--app", "app.mjs", "--time", "6");
    const deaths = shown.filter(isDeath);
    expect(deaths.map(({ message }) => /exit code \d/.exec(message)?.[0])).toEqual(["exit code 7"]);
    expect(deaths[0]?.hint).toMatch(/\{"n":3[,}]/);
  }, 40_000);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  await new Promise((done) => server.close(done));
  return port;
}

const SERVER = `\nimport { createServer } from "node:http";\ncreateServer(listener).listen(process.env.PORT, "127.0.0.1");`;

describe("with --start, the command", () => {
  test("starts the server, starts it again when a request ends it, and ends with the run", async () => {
    const cwd = folder({
      "openapi.json": CONTRACT,
      "server.mjs": DIES_BEFORE + SERVER,
      "package.json": JSON.stringify({ scripts: { start: "node server.mjs" } }),
    });
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, shown } = await verified(cwd, "--start", "npm start", "--url", url, "--time", "12");
    expect(code).toBe(1);
    expect(shown.map(({ code: each }) => each).toSorted()).toEqual(["response-body", "server-error"]);
    expect(shown.find(isDeath)?.hint).toMatch(/\{"n":3[,}]/);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  }, 60_000);

  test.each([
    ["exits", "exit 4", "exit code 4"],
    ["is not there", "there-is-no-such-command", "exit code 127"],
  ])("that %s is named", async (_, command, reason) => {
    const cwd = folder({ "openapi.json": CONTRACT });
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, shown } = await verified(cwd, "--start", command, "--url", url);
    expect(code).toBe(2);
    expect(shown).toEqual([expect.objectContaining({ code: "start-failed" })]);
    expect(shown[0]?.message).toContain(reason);
  });
});

test("the request that breaks the state of a server is found by repeating those before a failure", async () => {
  const cwd = folder({
    "openapi.json": CONTRACT,
    "app.mjs": `${POISONED}\nexport default (request, response) => listener(request, response);`,
  });
  const { shown } = await verified(cwd, "--app", "app.mjs", "--time", "20");
  const failures = shown.filter(({ code }) => code === "server-error");
  expect(failures).toHaveLength(1);
  expect(failures[0]?.message).toContain("fails only after the one before it");
  expect(failures[0]?.hint?.match(/curl/g)).toHaveLength(2);
  expect(failures[0]?.hint).toMatch(/\{"n":3[,}][\s\S]*curl/);
  // After a start the server works again, so that the rest is verified.
  expect(shown.map(({ code }) => code)).toContain("response-body");
}, 40_000);
