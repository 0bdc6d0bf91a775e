import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { remoteResources } from "../../toolchain/cli/docs/command.ts";
import { launchBrowser, testInBrowser } from "../browser.ts";
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

test("docs hold what the contract refers to, and no file that only data names", async () => {
  const data = `x-leak: { $ref: "../secret.yaml" }\nx-names: { $ref: "#/info" }\n`;
  const secret = folder({ "far.txt": "murmur\n" });
  const examples = `examples: { far: { externalValue: "${join(secret, "far.txt")}" } }`;
  const cwd = folder({
    "secret.yaml": "word: hush\n",
    "api/greeting.yaml": "type: object\nproperties: { friendliness: { type: integer } }\n",
    "api/openapi.yaml":
      HELLO.replace(
        `schema: { $ref: "#/components/schemas/Greeting" }`,
        `schema: { $ref: greeting.yaml }\n              ${examples}`,
      ) + data,
  });
  const { code, out } = await tenon(["docs", "api/openapi.yaml"], { cwd });
  expect({ code, out }).toEqual({ code: 0, out: "" });
  const html = readFileSync(join(cwd, "docs.html"), "utf8");
  expect(["friendliness", "hush", "murmur"].map((word) => html.includes(word))).toEqual([true, false, false]);
});

testInBrowser("docs of several files show the schema of a reference within and between the files", async () => {
  const inner = "Inner: { type: object, required: [depth], properties: { depth: { type: integer } } }";
  const list = (name: string, reference: string): string =>
    `    ${name}: { type: array, items: { $ref: "${reference}#/Inner" } }\n`;
  const cwd = folder({
    "openapi.yaml": `openapi: 3.1.0
info: { title: Several files, version: "1" }
paths:
  /outer: { $ref: paths.yaml#/Outer }
`,
    "paths.yaml": `Outer:
  post:
    operationId: sendOuter
    requestBody: { content: { application/json: { schema: { $ref: schemas.yaml#/Outer } } } }
    responses: { "200": { description: ok } }
`,
    "schemas.yaml": `Outer:
  type: object
  properties:
${list("own", "")}${list("third", "third.yaml")}${list("back", "schemas.yaml")}${inner}
`,
    "third.yaml": `${inner}\n`,
  });
  expect(await tenon(["docs"], { cwd })).toMatchObject({ code: 0, out: "" });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(cwd, "docs.html")).href);
    await page.getByText("application/json").first().waitFor();
    const shown = await page.locator("body").innerText();
    expect(shown.match(/Array of (objects|any)/g)).toEqual(Array(3).fill("Array of objects"));
  } finally {
    await browser.close();
  }
});

testInBrowser("a browser shows the docs and asks nobody for anything", async () => {
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
  expect(out).toBe((await tenon(["generate"], { cwd })).out);
  expect(out + err).not.toMatch(/\n\s+at /);
  expect(readFileSync(join(cwd, "docs.html"), "utf8")).toBe("before");
});

test.each([
  ["invalid YAML", "openapi: 3.1.0\ninfo: { title: x\npaths: {}\n", 2, "invalid-yaml"],
  ["one operationId twice", HELLO.replace("sayBye", "sayHello"), 1, "duplicate-operation-id"],
])("docs says what the other commands say: %s", async (_, text, expected, says) => {
  const cwd = folder({ "openapi.yaml": text });
  const { code, out } = await tenon(["docs"], { cwd });
  expect(code).toBe(expected);
  expect(out).toContain(says);
  expect(out).toBe((await tenon(["generate"], { cwd })).out);
  expect(existsSync(join(cwd, "docs.html"))).toBe(false);
});

test.each([
  ["a folder", "public", "cannot write public: it is a folder"],
  [
    "a place below a file",
    "openapi.yaml/deep/docs.html",
    "cannot write openapi.yaml/deep/docs.html: openapi.yaml is a file, not a folder",
  ],
  ["a place where no folder can be made", "/proc/nowhere/deeper/d.html", "cannot write /proc/nowhere/deeper/d.html: "],
])("docs into %s is a diagnostic", async (_, output, says) => {
  const cwd = folder({ "openapi.yaml": HELLO, "public/a.txt": "" });
  const { code, out, err } = await tenon(["docs", "-o", output], { cwd });
  expect({ code, err }).toEqual({ code: 2, err: "1 error\n" });
  expect(out).toContain(`error  docs-unwritable  ${says}`);
  expect(out).toContain("hint: ");
});

test("docs of several contracts asks for one, and says nothing of options that were not given", async () => {
  const list = `{ contract: "a.yaml", output: "a" }, { contract: "b.yaml", output: "b" }`;
  const cwd = folder({ "tenon.config.mjs": `export default [${list}];`, "a.yaml": HELLO, "b.yaml": HELLO });
  const { code, out } = await tenon(["docs"], { cwd });
  expect(code).toBe(2);
  expect(out).toContain("the configuration has several contracts: a.yaml, b.yaml");
  expect(out).toContain("hint: pass one of them, as in `tenon docs a.yaml`");
  expect(out).not.toContain("output");
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
