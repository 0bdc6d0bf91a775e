/** The same application in Chromium, where MSW's service worker answers or the mocks themselves. */

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchBrowser, testInBrowser } from "../../browser.ts";
import { pageFiles } from "../page-files.ts";
import { EXPECTED } from "./app.ts";

const PAGE = `
  import { setupWorker } from "msw/browser";
  import { createApis, useApis } from "./test/mocks/environments/app.ts";
  globalThis.run = async (origin, by) => {
    const apis = createApis(origin);
    const worker = setupWorker(...apis.school.handlers, ...apis.bodies.handlers);
    if (by === "global") await worker.start({ quiet: true });
    try {
      return await useApis(apis, by);
    } finally {
      if (by === "global") worker.stop();
    }
  };
  globalThis.session = async (by) => {
    const apis = createApis(location.origin);
    const worker = setupWorker(...apis.school.handlers);
    if (by === "global") await worker.start({ quiet: true });
    const ask = by === "global" ? fetch : apis.school.fetch;
    const seen = [];
    apis.school.on.listStudents(async (_, { request }) => {
      seen.push(request.header("cookie") ?? "");
      return { status: 200, body: { items: [], nextCursor: null }, headers: { "Set-Cookie": ["sid=1; Path=/; HttpOnly", "theme=dark; Path=/"] } };
    });
    await ask("/school/students");
    await ask("/school/students");
    document.cookie = "theme=light; path=/";
    await ask("/school/students");
    await ask("/school/students", { credentials: "omit" });
    if (by === "global") worker.stop();
    document.cookie = "theme=; Max-Age=0; path=/";
    return seen;
  };
  document.title = "ready";
`;

let server: Server;
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  const worker = await readFile(fileURLToPath(import.meta.resolve("msw/mockServiceWorker.js")), "utf8");
  const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
    "/": ["text/html", '<!doctype html><script type="module" src="/page.js"></script>'],
    ...(await pageFiles(PAGE)),
    "/mockServiceWorker.js": ["text/javascript", worker],
  };
  server = createServer(({ url = "/" }, response) => {
    const [type, body] = files[url] ?? ["text/plain", "none"];
    response.writeHead(files[url] === undefined ? 404 : 200, { "Content-Type": type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => document.title === "ready");
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

testInBrowser.each([
  ["with `fetch: mocks.fetch`", "mocks", "https://api.test"],
  ["with MSW's setupWorker at the page's own origin", "global", ""],
  ["with MSW's setupWorker at another origin", "global", "https://api.test"],
])("an application in Chromium works %s", async (_, by, other) => {
  const result = await page.evaluate(
    (asked) => (globalThis as unknown as { run(...parts: readonly string[]): Promise<object> }).run(...asked), // PAGE sets it
    [other === "" ? origin : other, by],
  );
  expect(result).toEqual(EXPECTED);
});

testInBrowser.each(["mocks", "global"])("cookies of answers come back in Chromium, by the %s fetch", async (by) => {
  const seen = await page.evaluate(
    (asked) => (globalThis as unknown as { session(by: string): Promise<string[]> }).session(asked), // PAGE sets it
    by,
  );
  const sorted = seen.map((field) => field.split("; ").toSorted().join("; "));
  expect(sorted).toEqual(["", "sid=1; theme=dark", "sid=1; theme=light", ""]);
});
