/** A page in real Chromium whose requests MSW's service worker answers, with nothing but generated mocks behind it. */

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { responses } from "../../generated/validators/responses.ts";
import { launchBrowser, testInBrowser } from "../browser.ts";
import { pageFiles } from "./page-files.ts";

const PAGE = `
  import { createMocks } from "./generated/mocks.ts";
  import { setupWorker } from "msw/browser";
  const mocks = createMocks({ baseUrl: "/api", seed: 5 });
  globalThis.seen = [];
  mocks.observe(({ operation, status }) => globalThis.seen.push([operation, status]));
  globalThis.mocks = mocks;
  await setupWorker(...mocks.handlers).start({ quiet: true });
  document.title = "ready";
`;

let server: Server;
let browser: Browser;
let page: Page;
/** What reached the server that the page comes from. */
const asked: string[] = [];

beforeAll(async () => {
  const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
    "/": ["text/html", '<!doctype html><title>starting</title><script type="module" src="/page.js"></script>'],
    ...(await pageFiles(PAGE)),
    "/own.txt": ["text/plain", "a file of the page's own"],
    "/mockServiceWorker.js": [
      "text/javascript",
      await readFile(fileURLToPath(import.meta.resolve("msw/mockServiceWorker.js")), "utf8"),
    ],
  };
  server = createServer((request, response) => {
    const { url = "/" } = request;
    asked.push(url);
    const [type, body] = files[url] ?? ["text/plain", "nothing here"];
    response.writeHead(files[url] === undefined ? 404 : 200, { "Content-Type": type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launchBrowser();
  page = await browser.newPage();
  const { port } = server.address() as AddressInfo; // it listens on TCP
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(() => document.title === "ready");
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  readonly body: unknown;
}

/** What the page is answered, and whether it was the worker that answered it. */
async function ask(method: string, url: string, body?: unknown): Promise<Reply & { readonly byWorker: boolean }> {
  const answered = page.waitForResponse((response) => response.url().endsWith(url));
  const reply = await page.evaluate(
    async (sent) => {
      const response = await fetch(sent.url, {
        method: sent.method,
        headers: {
          Authorization: "Bearer anything",
          ...(sent.body !== undefined && { "Content-Type": "application/json" }),
        },
        ...(sent.body !== undefined && { body: JSON.stringify(sent.body) }),
      });
      const text = await response.text();
      const type = response.headers.get("Content-Type");
      const parsed: unknown = type !== null && type.includes("json") ? JSON.parse(text) : text;
      return { status: response.status, type, location: response.headers.get("Location"), body: parsed };
    },
    { method, url, body },
  );
  return { ...reply, byWorker: (await answered).fromServiceWorker() };
}

testInBrowser("a request of the page is answered by the worker, with a value that fits the contract", async () => {
  const { status, body, byWorker } = await ask("GET", "/api/students?limit=3");
  expect({ status, byWorker }).toEqual({ status: 200, byWorker: true });
  expect(responses.get("listStudents", "200 application/json")?.explain(body)).toEqual([]);
  expect(asked).not.toContain("/api/students?limit=3");
});

testInBrowser("what is created through the worker is there afterwards, until it is deleted", async () => {
  const student = { name: "Ada Lovelace", email: "ada@worker.example", status: "active" };
  const created = await ask("POST", "/api/students", student);
  expect(created).toMatchObject({ status: 201, byWorker: true, body: student });
  const { id } = created.body as { id: string }; // the contract requires it
  expect(created.location).toContain(id);
  expect(await ask("GET", `/api/students/${id}`)).toMatchObject({ status: 200, body: { ...student, id } });
  expect(await ask("DELETE", `/api/students/${id}`)).toMatchObject({ status: 204, byWorker: true });
  expect(await ask("GET", `/api/students/${id}`)).toMatchObject({ status: 404, type: "application/problem+json" });
});

testInBrowser("what breaks the contract is refused by the worker, as the server would", async () => {
  const reply = await ask("POST", "/api/students", { name: "", email: "nobody@" });
  expect(reply).toMatchObject({ status: 400, type: "application/problem+json", byWorker: true });
  expect(reply.body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ pointer: "/name" })]) });
});

testInBrowser("what is not the mocked API's reaches the page's own server", async () => {
  expect(await ask("GET", "/own.txt")).toMatchObject({ status: 200, body: "a file of the page's own" });
  expect(asked).toContain("/own.txt");
});

testInBrowser("the mocks in the page tell of what was asked", async () => {
  await ask("GET", "/api/courses");
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: unknown[] }).seen); // PAGE sets it
  expect(seen).toContainEqual(["listCourses", 200]);
});
