/** `tenon verify`, from its command line to its exit code. */

import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../../scripts/run.ts";
import { BUGS } from "../verify/demo/bugs/index.ts";
import { CONTRACT } from "../verify/demo/index.ts";
import { library, type Parts } from "../verify/demo/server.ts";
import { overHttp } from "../verify/demo/socket.ts";
import { folder, start, tenon } from "./support.ts";

async function listening(parts: Partial<Parts> = {}): Promise<string> {
  const server = overHttp(library(parts));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
}

/** Enough to cover the contract. A number of requests gives the same result on a slow machine; a time does not. */
const MANY = ["--max-requests", "2000", "--time", "100"] as const;
const env = { TENON_AUTH_TOKEN: "ada" };
const verify = (...argv: string[]) => tenon(["verify", CONTRACT, ...argv], { cwd: folder(), env });

describe("the exit code", () => {
  test("is 0 where nothing is found", async () => {
    const { code, err, out } = await verify(...MANY, "--url", await listening());
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api: \d{3,6} requests in [\d.]+ s, seed 1/m);
    expect(err).toContain("9 of 9 operations covered");
  });

  test("is 1 if there is a finding, which is reported with its place and a command", async () => {
    const url = await listening(BUGS["null where it is not allowed"]?.parts);
    const { code, out } = await verify(...MANY, "--url", url);
    expect(code).toBe(1);
    expect(out).toMatch(
      /openapi\.yaml:\d+:\d+ {2}error {2}response-body {2}getBook: the body of 200 at \/tags must be/,
    );
    expect(out).toContain(`curl -i -H 'Authorization: Bearer '"$TENON_AUTH_TOKEN" ${url}/api/books/b`);
    expect(out).not.toContain("Bearer ada");
  });

  test("is 2 where the server cannot be reached", async () => {
    const { code, out } = await verify("--url", "http://127.0.0.1:9");
    expect(code).toBe(2);
    expect(out).toContain("target-unreachable");
  });

  test.each([
    ["nothing is named", [], "target-missing"],
    ["another machine is named, that nobody has allowed", ["--url", "https://api.example"], "target-not-allowed"],
    ["a scheme is none of the contract's", ["--mock", "--auth", "basic=x"], "credentials-unusable"],
    ["a variable is not set", ["--mock", "--auth", "token=env:NOWHERE"], "credentials-unusable"],
    ["a module is not there", ["--app", "nowhere.js"], "app-unreadable"],
    [
      "coverage cannot be written",
      ["--mock", "--time", "1", "--coverage", join(CONTRACT, "c.html")],
      "coverage-unwritable",
    ],
  ])("is 2 where %s", async (_, argv, code) => {
    const result = await verify(...argv);
    expect(result.code).toBe(2);
    expect(result.out).toContain(code);
  });

  test.each([
    ["--coverage", "c.txt"],
    ["--coverage-min", "101"],
    ["--check", "nonsense"],
    ["--time", "0"],
  ])("is 2 where %s is given %s", async (...argv) => {
    expect((await verify("--mock", ...argv)).code).toBe(2);
  });
});

describe("an application of the project can be", () => {
  const server = join(ROOT, "test/verify/demo/server.ts");
  const socket = join(ROOT, "test/verify/demo/socket.ts");
  test.each([
    ["an object with fetch", `import { library } from "${server}"; export default { fetch: library() };`],
    [
      "a function that makes one",
      `import { library } from "${server}"; export default async () => ({ fetch: library() });`,
    ],
    [
      "an http.Server",
      `import { library } from "${server}"; import { overHttp } from "${socket}"; export default overHttp(library());`,
    ],
    [
      "an express application",
      `import express from "${join(ROOT, "node_modules/express/index.js")}"; import { library } from "${server}";
       import { overHttp } from "${socket}";
       const [listener] = overHttp(library()).listeners("request");
       export const app = express(); app.use((request, response) => listener(request, response));`,
    ],
  ])("%s", async (_, text) => {
    const cwd = folder({ "app.mjs": text });
    const argv = ["verify", CONTRACT, "--app", "app.mjs", "--max-requests", "400"];
    const { code, out, err } = await tenon(argv, { cwd, env });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("400 requests");
    expect(err).toContain("stopped by --max-requests");
  });

  test("nothing else", async () => {
    const cwd = folder({ "app.mjs": "export default 42;" });
    const { code, out } = await tenon(["verify", CONTRACT, "--app", "app.mjs"], { cwd, env });
    expect(code).toBe(2);
    expect(out).toContain("is not an application");
  });
});

test("where credentials are missing, that is said once", async () => {
  const argv = ["verify", CONTRACT, ...MANY, "--url", await listening()];
  const { code, out } = await tenon(argv, { cwd: folder() });
  expect(code).toBe(1);
  expect(out).toMatch(
    /^error {2}credentials-missing {2}the server rejected requests .* token\n {2}hint: .* TENON_AUTH_TOKEN .*\n$/,
  );
});

test("--header adds a header to every request and to the commands", async () => {
  const url = await listening({ search: (asked) => ({ status: 200, body: { found: asked.headers.get("x-tenant") } }) });
  const argv = ["-H", "X-Tenant: seven:7", "--include", "GET:/search", "--max-requests", "300"];
  const { code, out } = await verify("--url", url, ...argv);
  expect(code).toBe(1);
  expect(out).toContain("at /found must be an integer, and is seven:7");
  expect(out).toContain("-H 'X-Tenant: seven:7'");
});

describe("coverage", () => {
  test("is written as a page and as JSON, and compared with the required minimum", async () => {
    const cwd = folder();
    const argv = [
      "verify",
      CONTRACT,
      "--mock",
      "--coverage",
      "c.html",
      "--coverage",
      "c.json",
      "--coverage-min",
      "99.9",
      "--max-requests",
      "500",
    ];
    const { code, out, err } = await tenon(argv, { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(
      /coverage-low {2}the requests covered [\d.]+ % of the contract, less than 99\.9 %\n {2}hint: lowest coverage: \d+ /,
    );
    expect(err).toContain("coverage written to c.html");
    const report = JSON.parse(readFileSync(join(cwd, "c.json"), "utf8")) as { readonly percent: number };
    const page = readFileSync(join(cwd, "c.html"), "utf8");
    expect(page).toContain(`<strong>${report.percent} %</strong>`);
    expect(page).not.toMatch(/<script|https?:\/\/(?!localhost)/);
  });

  test("says nothing as a page that it would run", async () => {
    const text = readFileSync(CONTRACT, "utf8")
      .replace("A small library", "'<script>alert(1)</script>'")
      .replace("/search:", "'/<img src=x onerror=alert(1)>':");
    const cwd = folder({ "openapi.yaml": text });
    const { code } = await tenon(["verify", "--mock", "--coverage", "c.html", "--max-requests", "20"], { cwd });
    const page = readFileSync(join(cwd, "c.html"), "utf8");
    expect(code).toBe(0);
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toMatch(/<script|<img/);
  });
});

test("as JSON it has findings, seed and coverage", async () => {
  const { code, out } = await verify(
    "--url",
    await listening(BUGS["another default"]?.parts),
    "--format",
    "json",
    "--seed",
    "3",
    ...MANY,
  );
  const report = JSON.parse(out) as {
    readonly diagnostics: readonly { readonly code: string }[];
    readonly seed: number;
  };
  expect(code).toBe(1);
  expect(report.diagnostics.map((each) => each.code)).toEqual(["default-applied"]);
  expect(report).toMatchObject({ command: "verify", seed: 3, coverage: { version: 1 } });
});

describe("as a proxy", () => {
  /** Until it listens. */
  async function proxied(url: string, ...argv: string[]) {
    const running = start(["verify", CONTRACT, "--proxy", "0", "--url", url, ...argv], { cwd: folder() });
    for (let tries = 0; !running.printed.err.includes("forwards to") && tries < 400; tries += 1)
      await new Promise((done) => setTimeout(done, 25));
    const [, own = ""] = /(http:\S+) forwards to/.exec(running.printed.err) ?? [];
    return { ...running, own };
  }
  const headers = { Authorization: "Bearer ada", "Content-Type": "application/json" };
  const book = { title: "T", isbn: "1234567890123", genre: "novel", year: 2000, author: { name: "x" } };

  test("it checks what callers send and what the server answers, as it comes, and keeps coverage", async () => {
    const url = await listening(BUGS["null where it is not allowed"]?.parts);
    const { own, printed, stop, code } = await proxied(url);
    const made = await fetch(`${own}/api/books`, { method: "POST", headers, body: JSON.stringify(book) });
    expect(made.status).toBe(201);
    expect(printed.out).toBe("");
    expect(await (await fetch(`${own}/api/books/b1`, { headers })).json()).toMatchObject({ id: "b1", tags: null });
    await fetch(`${own}/api/books?limit=99`, { headers });
    // What mocks would take for a wish is for the server.
    expect((await fetch(`${own}/api/books`, { headers: { ...headers, Prefer: "code=401" } })).status).toBe(200);
    stop();
    expect(await code).toBe(1);
    expect(printed.out).toContain("response-body  getBook: the body of 200 at /tags must be an array, and is null");
    expect(printed.out).toContain("request-valid  listBooks: query limit must be at most 50; it was answered 400");
    expect(printed.out).toContain('"$AUTHORIZATION"');
    expect(printed.out).not.toContain("Bearer ada");
    expect(printed.err).toMatch(/: 4 requests, 2 findings\n3 of 9 operations covered/);
  });

  test("it tells of what the server has and the contract does not", async () => {
    const url = await listening({
      answer: (answer, asked) => (asked.path === "/nowhere" ? { status: 200, body: {} } : answer),
    });
    const { own, printed, stop, code } = await proxied(url, "--format", "json");
    await fetch(`${own}/api/books`, { headers });
    await fetch(`${own}/api/nowhere`, { headers });
    await fetch(`${own}/api/elsewhere`, { headers });
    stop();
    expect(await code).toBe(1);
    const { diagnostics, requests } = JSON.parse(printed.out) as {
      readonly requests: number;
      readonly diagnostics: readonly { readonly message: string }[];
    };
    expect(requests).toBe(3);
    expect(diagnostics.map(({ message }) => message.split("\n")[0])).toEqual([
      "GET /api/nowhere: answered 200 to what the contract does not have",
    ]);
  });
});

describe("the values of --auth", () => {
  const secret = "tok-S/ecr+t";
  test.each(["pretty", "json", "github", "sarif", "junit", "gitlab", "markdown"])(
    "are in no report of the format %s, whatever repeats them",
    async (format) => {
      // The server repeats what it was sent.
      const app = `export default { fetch: async (request) => new Response(JSON.stringify({
        token: request.headers.get("authorization"), coded: encodeURIComponent("${secret}") }), {
        status: 500, headers: { "Content-Type": "application/json" } }) };\n`;
      const cwd = folder({ "app.mjs": app });
      const argv = ["--app", "app.mjs", "--auth", `token=${secret}`, "--max-requests", "40", "--format", format];
      const { code, out, err } = await tenon(["verify", CONTRACT, ...argv], { cwd });
      expect(code).toBe(1);
      const forms = [secret, encodeURIComponent(secret), btoa(secret)];
      expect(forms.filter((form) => (out + err).includes(form))).toEqual([]);
      if (format === "pretty") expect(out).toContain('"$TENON_AUTH_TOKEN"');
    },
  );
});
