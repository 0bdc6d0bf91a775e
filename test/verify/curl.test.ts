/** The commands that repeat requests: a shell and curl make of them what was sent. */

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CaseRequest } from "../../toolchain/verify/cases/index.ts";
import { curlOf } from "../../toolchain/verify/index.ts";

/** What arrived last. */
let arrived: CaseRequest | undefined;
const server = createServer((message, response) => {
  const chunks: Buffer[] = [];
  message.on("data", (chunk: Buffer) => chunks.push(chunk));
  message.on("end", () => {
    const { method = "", url = "", rawHeaders } = message;
    const headers = Array.from({ length: rawHeaders.length / 2 }, (_, index): [string, string] => [
      rawHeaders[index * 2] ?? "",
      rawHeaders[index * 2 + 1] ?? "",
    ]);
    arrived = { method, url, headers, body: new Uint8Array(Buffer.concat(chunks)) };
    response.end();
  });
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
});
afterAll(() => void server.close());

async function shell(command: string, env: Record<string, string> = {}): Promise<number> {
  const child = spawn("bash", ["-c", `${command} -s -o /dev/null`], {
    env: { PATH: process.env["PATH"], LC_ALL: "C", ...env },
    stdio: "ignore",
  });
  return new Promise((done) => child.once("close", (code) => done(code ?? 1)));
}

const text = (body: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(body);
const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];

describe("a shell repeats", () => {
  test.each<[string, CaseRequest]>([
    ["a plain GET", { method: "GET", url: "/books", headers: [] }],
    ["quotes", { method: "POST", url: "/x", headers: [JSON_TYPE], body: text(`{"a":"it's \\"so\\" $HOME \`ls\`"}`) }],
    [
      "control characters",
      { method: "POST", url: "/x", headers: [JSON_TYPE], body: text('{"a":"\u001b[31m\u202e\t"}') },
    ],
    ["other scripts", { method: "PUT", url: "/x?q=%F0%9F%98%80", headers: [JSON_TYPE], body: text('"é字𝔞\u200d"') }],
    [
      "bytes that are no text",
      { method: "POST", url: "/x", headers: [JSON_TYPE], body: new Uint8Array([34, 195, 40, 0, 34]) },
    ],
    ["a body that begins with @", { method: "POST", url: "/x", headers: [JSON_TYPE], body: text("@/etc/passwd") }],
    ["an empty body", { method: "POST", url: "/x", headers: [JSON_TYPE], body: text("") }],
    ["a body without a type", { method: "POST", url: "/x", headers: [], body: text("{}") }],
    ["braces and brackets", { method: "GET", url: "/x?a[b]={c,d}", headers: [] }],
    ["dots in a path", { method: "GET", url: "/a/../b/./c", headers: [] }],
    ["an empty header", { method: "GET", url: "/x", headers: [["X-Empty", ""]] }],
    ["another method", { method: "DELETE", url: "/x", headers: [["Authorization", "Bearer a b"]] }],
    ["an & and a ;", { method: "GET", url: "/x?a=1&b=2;c='", headers: [] }],
  ])("%s", async (_, request) => {
    arrived = undefined;
    expect(await shell(curlOf(base, request))).toBe(0);
    const got = arrived as CaseRequest | undefined; // set by the server
    expect({ method: got?.method, url: got?.url, body: Buffer.from(got?.body ?? []).toString("hex") }).toEqual({
      method: request.method,
      url: request.url,
      body: Buffer.from(request.body ?? []).toString("hex"),
    });
    expect(got?.headers).toEqual(expect.arrayContaining(request.headers.map((header) => [...header])));
    expect(got?.headers.some(([name]) => name.toLowerCase() === "content-type")).toBe(
      request.headers.some(([name]) => name === "Content-Type"),
    );
  });
});

test("a secret is named by its variable, wherever it stands", async () => {
  const secrets = new Map([["s3cr+t", "TOKEN"]]);
  const request: CaseRequest = {
    method: "GET",
    url: "/x?key=s3cr%2Bt&a=1",
    headers: [
      ["Authorization", "Bearer s3cr+t"],
      ["X-Basic", `Basic ${btoa("s3cr+t")}`],
    ],
  };
  const command = curlOf(base, request, secrets);
  expect(command).not.toMatch(/s3cr|czNj/);
  expect(await shell(command, { TOKEN: "s3cr+t" })).toBe(0);
  const got = arrived as CaseRequest | undefined; // set by the server
  expect(got?.headers).toEqual(expect.arrayContaining(request.headers.map((header) => [...header])));
});

test("no command has what a terminal would obey", () => {
  const command = curlOf(base, {
    method: "POST",
    url: "/x",
    headers: [JSON_TYPE],
    body: text("\u001b]0;x\u0007\u009b\u2028"),
  });
  expect(command).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
});
