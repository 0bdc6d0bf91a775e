import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { remoteResources } from "../../toolchain/cli/docs-command.ts";
import { launchBrowser } from "../browser.ts";
import { folder, HELLO, tenon } from "./support.ts";

test("docs is one file that loads nothing from anywhere", async () => {
  const cwd = folder({ "openapi.yaml": HELLO });
  const { code, out, err } = await tenon(["docs", "-o", "public/api.html"], { cwd });
  expect({ code, out }).toEqual({ code: 0, out: "" });
  expect(err).toMatch(/^public\/api\.html from openapi\.yaml: \d+ KiB\n$/);
  const html = readFileSync(join(cwd, "public/api.html"), "utf8");
  expect(html).toContain("sayHello");
  expect(html).toContain("<script");
  expect(remoteResources(html)).toEqual([]);
});

test("a browser shows the docs and asks nobody for anything", async () => {
  const cwd = folder({ "openapi.yaml": HELLO });
  await tenon(["docs"], { cwd });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const address = pathToFileURL(join(cwd, "docs.html")).href;
    const sent: string[] = [];
    page.on("requestfinished", (request) => sent.push(request.url()));
    // what the page's own policy has stopped was never sent
    page.on("requestfailed", (request) => request.failure()?.errorText !== "csp" && sent.push(request.url()));
    await page.goto(address);
    await page.getByText("/hello").first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(sent.filter((url) => !/^(data|blob):/.test(url))).toEqual([address]);
  } finally {
    await browser.close();
  }
});

test("docs of a contract that is none exits with 2 and leaves what was there", async () => {
  const cwd = folder({ "openapi.yaml": "hello: world\n", "docs.html": "before" });
  const { code, out, err } = await tenon(["docs"], { cwd });
  expect(code).toBe(2);
  expect(out).toContain("docs-failed");
  expect(out + err).not.toMatch(/\n\s+at /);
  expect(readFileSync(join(cwd, "docs.html"), "utf8")).toBe("before");
});

test("docs --format json says what was written", async () => {
  const cwd = folder({ "openapi.yaml": HELLO });
  const { out } = await tenon(["docs", "--format", "json"], { cwd });
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    command: "docs",
    exitCode: 0,
    file: "docs.html",
    bytes: expect.any(Number),
  });
  expect(existsSync(join(cwd, "docs.html"))).toBe(true);
});

test.each([
  [`<script src="https://cdn.example/redoc.js"></script>`, ["https://cdn.example/redoc.js"]],
  [`<script type="module" src='//cdn.example/redoc.js'></script>`, ["//cdn.example/redoc.js"]],
  [`<link rel=stylesheet href=https://fonts.example/css>`, ["https://fonts.example/css"]],
  [`<style>@import "https://fonts.example/a.css";</style>`, ["https://fonts.example/a.css"]],
  [`<style>@font-face { src: url(https://fonts.example/a.woff2) }</style>`, ["https://fonts.example/a.woff2"]],
  [`<script>const html = '<link href="https://x.example">';</script><a href="https://y.example">y</a>`, []],
])("what a page would load is found: %s", (html, addresses) => {
  expect(remoteResources(html)).toEqual(addresses);
});
