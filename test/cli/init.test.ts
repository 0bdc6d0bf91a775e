import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { version } from "../../toolchain/cli/version.ts";
import { TEMPLATES, templateFiles } from "../../toolchain/cli/init/templates.ts";
import { folder, tenon, tenonProcess, write } from "./support.ts";

const json = (...path: readonly string[]): Record<string, Record<string, string>> =>
  JSON.parse(readFileSync(join(...path), "utf8")) as Record<string, Record<string, string>>;

const CONTRACT = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
paths:
  /notes:
    get: { operationId: listNotes, responses: { "204": { description: None } } }
`;

describe("a new workspace", () => {
  test.each(Object.keys(TEMPLATES))("%s has a contract, generated code, scripts and tests", async (template) => {
    const cwd = folder();
    const { code, err } = await tenon(["init", "My App", "--template", template, "--yes"], { cwd });
    expect([code, err]).toEqual([0, expect.stringContaining("next:\n  cd My App\n  npm install\n")]);
    const workspace = join(cwd, "My App");
    expect(readdirSync(workspace)).toEqual(
      expect.arrayContaining([".github", ".gitignore", ".vscode", "README.md", "generated", "openapi.yaml", "test"]),
    );
    expect(json(workspace, "package.json")).toMatchObject({ name: "my-app", type: "module" });
    expect(readFileSync(join(workspace, "README.md"), "utf8")).not.toContain("{{");
  });

  test("without --template it has the API, the page and the mocks", async () => {
    const cwd = folder();
    await tenon(["init", "--yes"], { cwd });
    expect(readdirSync(cwd)).toEqual(expect.arrayContaining(["server", "client", "mocks"]));
    // Nothing is installed there: the configuration imports `tenon` from the running command.
    const check = tenonProcess(["check", "--only", "lint", "drift"], cwd);
    expect(check).toMatchObject({ code: 0, out: "" });
  });

  test("each script that a README names exists", () => {
    for (const template of Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[]) {
      const files = templateFiles(template, "app");
      const { scripts } = JSON.parse(files.get("package.json") ?? "") as { scripts: Record<string, string> };
      const named = [...(files.get("README.md") ?? "").matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
      expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
      expect(named.length).toBeGreaterThan(2);
    }
  });

  test("the versions of the templates' dependencies are those that this repository tests", () => {
    const { devDependencies, dependencies } = json(import.meta.dirname, "../../package.json");
    const released = `^${version()}`;
    const own: Record<string, unknown> = {
      ...devDependencies,
      ...dependencies,
      tenon: released,
      "tenon-runtime": released,
    };
    for (const template of Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[]) {
      const manifest = JSON.parse(templateFiles(template, "app").get("package.json") ?? "") as Record<string, object>;
      const wanted = Object.entries({ ...manifest["dependencies"], ...manifest["devDependencies"] });
      expect(Object.fromEntries(wanted)).toEqual(Object.fromEntries(wanted.map(([name]) => [name, own[name]])));
    }
  });

  test("--template in a folder with files is an error, and nothing is written", async () => {
    const cwd = folder({ "notes.txt": "mine" });
    const { code, out } = await tenon(["init", "--template", "api", "--yes"], { cwd });
    expect([code, out]).toEqual([2, expect.stringContaining("init-template-unused")]);
    expect(readdirSync(cwd)).toEqual(["notes.txt"]);
  });
});

describe("an existing project", () => {
  test("gets scripts, dependencies, a configuration and generated code; nothing is replaced", async () => {
    const manifest = `{\n\t"name": "shop",\n\t"scripts": { "generate": "mine" },\n\t"dependencies": { "express": "^5.0.0" }\n}\n`;
    const cwd = folder({ "package.json": manifest, "api/shop.yaml": CONTRACT, "src/index.ts": "" });
    const { code, err } = await tenon(["init", "--yes"], { cwd });
    expect([code, err]).toEqual([0, expect.stringContaining("changed package.json")]);
    const changed = readFileSync(join(cwd, "package.json"), "utf8");
    expect(changed).toContain(`"generate": "mine"`);
    expect(json(cwd, "package.json")).toMatchObject({
      scripts: { mock: "tenon mock --watch" },
      dependencies: { express: "^5.0.0", "tenon-runtime": expect.any(String) },
      devDependencies: { tenon: expect.any(String) },
    });
    expect(changed).toMatch(/\n\t\t"tenon": /);
    expect(readFileSync(join(cwd, "tenon.config.ts"), "utf8")).toContain(
      `contract: "api/shop.yaml", output: "src/generated"`,
    );
    expect(existsSync(join(cwd, "src/generated/server.ts"))).toBe(true);
    expect(err).toContain("app.use(createRouter({ handlers }))");

    write(cwd, { "tenon.config.ts": readFileSync(join(cwd, "tenon.config.ts"), "utf8") });
    const again = await tenon(["init", "--yes"], { cwd });
    expect(again.err).not.toMatch(/created|changed package.json/);
    expect(readFileSync(join(cwd, "package.json"), "utf8")).toBe(changed);
  });

  test("of a page gets the client and the mocks; another gets the server and the types that it needs", async () => {
    const page = folder({ "package.json": `{"dependencies":{"react":"^19.0.0"}}` });
    await tenon(["init", "--yes"], { cwd: page });
    expect(readFileSync(join(page, "tenon.config.ts"), "utf8")).toContain(`emit: ["client","mocks"]`);
    expect(readdirSync(join(page, "generated"))).not.toContain("server.ts");
    expect(json(page, "package.json")["devDependencies"]).not.toHaveProperty("express");
    const other = folder({ "package.json": `{"dependencies":{"hono":"^4.0.0"}}` });
    await tenon(["init", "--yes"], { cwd: other });
    expect(readdirSync(join(other, "generated"))).toContain("handler.ts");
    expect(json(other, "package.json")["devDependencies"]).toMatchObject({
      express: expect.any(String),
      "@types/express": expect.any(String),
    });
  });

  test("with a configuration gets no contract beside the configured one", async () => {
    const config = `export default { contract: "api/mine.yaml", output: "made" };`;
    const cwd = folder({ "package.json": "{}", "tenon.config.mjs": config });
    write(cwd, { "api/mine.yaml": CONTRACT });
    const { code } = await tenon(["init", "--yes"], { cwd });
    expect([code, existsSync(join(cwd, "openapi.yaml")), existsSync(join(cwd, "made"))]).toEqual([0, false, true]);
  });

  test("--from and --template exclude each other", async () => {
    const { code, err } = await tenon(["init", "app", "--template", "api", "--from", "a.yaml"], { cwd: folder() });
    expect([code, err]).toEqual([2, expect.stringContaining("cannot be used with")]);
  });

  test.each([
    ["pnpm-lock.yaml", "pnpm"],
    ["yarn.lock", "yarn"],
    ["bun.lock", "bun"],
    ["package-lock.json", "npm"],
  ])("with %s uses %s", async (lock, name) => {
    const cwd = folder({ "package.json": "{}", [lock]: "", ".git/HEAD": "" });
    const { err } = await tenon(["init", "--yes"], { cwd });
    expect(err).toContain(`  ${name} install\n`);
    expect(readFileSync(join(cwd, ".github/workflows/contract.yml"), "utf8")).toContain(
      name === "npm" ? "npx tenon check" : name === "bun" ? "bunx tenon check" : `${name} tenon check`,
    );
  });

  test("--from copies a contract from a file", async () => {
    const cwd = folder({ "app/package.json": "{}", "theirs.yaml": CONTRACT });
    const { code } = await tenon(["init", "app", "--from", "theirs.yaml", "--yes"], { cwd });
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, "app/openapi.yaml"), "utf8")).toBe(CONTRACT);
    expect(readFileSync(join(cwd, "app/generated/operations.ts"), "utf8")).toContain("ListNotes");
  });

  test("--from makes a contract of a Postman collection", async () => {
    const request = (name: string, method: string, path: string): object => ({
      name,
      request: {
        method,
        url: { raw: `https://api.test${path}`, host: ["api", "test"], path: path.slice(1).split("/") },
      },
      response: [],
    });
    const collection = {
      info: { name: "Notes", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
      item: [request("List notes", "GET", "/notes"), request("Get a note", "GET", "/notes/:noteId")],
    };
    const cwd = folder({ "package.json": "{}", "notes.postman_collection.json": JSON.stringify(collection) });
    const { code, out } = await tenon(["init", "--from", "notes.postman_collection.json", "--yes"], { cwd });
    expect([code, out]).toEqual([0, expect.not.stringContaining("  error  ")]);
    expect(readFileSync(join(cwd, "generated/contract.ts"), "utf8")).toContain("/notes/{noteId}");
  });

  test("--from makes a contract of recorded requests, of the host with the most operations", async () => {
    const entry = (method: string, url: string, body: object): object => ({
      startedDateTime: "2026-01-01T00:00:00.000Z",
      time: 1,
      request: {
        method,
        url,
        httpVersion: "HTTP/1.1",
        headers: [],
        queryString: [],
        cookies: [],
        headersSize: -1,
        bodySize: 0,
      },
      response: {
        status: 200,
        statusText: "OK",
        httpVersion: "HTTP/1.1",
        headers: [{ name: "content-type", value: "application/json" }],
        cookies: [],
        content: { size: 1, mimeType: "application/json", text: JSON.stringify(body) },
        redirectURL: "",
        headersSize: -1,
        bodySize: 0,
      },
      cache: {},
      timings: { send: 0, wait: 1, receive: 0 },
    });
    const entries = [
      entry("GET", "https://cdn.test/settings", { theme: "dark" }),
      entry("GET", "https://api.test/notes", { items: [{ id: 7, text: "private words" }] }),
      entry("GET", "https://api.test/notes/7", { id: 7, text: "private words" }),
      entry("GET", "https://api.test/notes/8", { id: 8, text: "private words" }),
    ];
    const har = { log: { version: "1.2", creator: { name: "test", version: "1" }, entries } };
    const cwd = folder({ "package.json": "{}", "page.har": JSON.stringify(har) });
    const { code, out } = await tenon(["init", "--from", "page.har", "--yes"], { cwd });
    expect([code, out]).toEqual([0, expect.not.stringContaining("  error  ")]);
    const contract = readFileSync(join(cwd, "openapi.yaml"), "utf8");
    expect(contract).toMatch(/^ {2}\/notes\/\{\w+\}:$/m);
    expect(contract).not.toMatch(/private words|cdn\.test|settings/);
  });

  test("--from without a readable source is an error, and nothing is written", async () => {
    const cwd = folder({ "package.json": "{}" });
    const { code, out } = await tenon(["init", "--from", "missing.yaml", "--yes"], { cwd });
    expect([code, out]).toEqual([2, expect.stringContaining("source-unreadable")]);
    expect(readdirSync(cwd)).toEqual(["package.json"]);
  });

  test("a package.json that is not JSON is an error, and nothing is written", async () => {
    const cwd = folder({ "package.json": "{" });
    const { code, out } = await tenon(["init", "--yes"], { cwd });
    expect([code, out]).toEqual([2, expect.stringContaining("init-unreadable")]);
    expect(readdirSync(cwd)).toEqual(["package.json"]);
  });
});
