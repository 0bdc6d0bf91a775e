import express from "express";
import helmet from "helmet";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Contract, ErrorInfo } from "tenon-runtime/core";
import { createServer as expressServer, toFetchHandler as fetchHandler } from "tenon-runtime/server";
import { describeInBrowser, launchBrowser } from "../browser.ts";
import { contract } from "../emit/goldens/students/contract.ts";
import { createRouter, createServer, toFetchHandler } from "../emit/goldens/students/server.ts";
import { requests } from "../emit/goldens/students/validators/requests.ts";
import { app, handlers, listen, problemOf, runScript, security } from "./support.ts";

const options = { handlers, security, context: app };
const ask = (handle: (request: Request) => Promise<Response>, path: string, init?: RequestInit) =>
  handle(new Request(`http://host${path}`, init));
interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, object>>;
}

/** A server of a document that is not generated. */
function serving(document: object, settings: object, own: Partial<Contract> = {}) {
  return fetchHandler(
    { ...contract, ...own },
    { requests, document: () => JSON.stringify(document) },
    {
      ...options,
      ...settings,
    },
  );
}

describe("the contract as JSON", () => {
  test("is served where it is asked for, and nowhere else", async () => {
    const handle = toFetchHandler({ ...options, openapi: "/openapi.json" });
    const response = await ask(handle, "/openapi.json");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(Object.keys(((await response.json()) as Document).paths)).toEqual(["/students", "/students/{studentId}"]);
    expect([handle.matches("GET", "/openapi.json"), handle.matches("GET", "/docs")]).toEqual([true, false]);
    expect((await ask(handle, "/openapi.json", { method: "POST" })).status).toBe(404);
    const head = await ask(handle, "/openapi.json", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect((await ask(toFetchHandler(options), "/openapi.json")).status).toBe(404);
  });

  test("has this server instead of the contract's, seen from where it is", async () => {
    const document = {
      openapi: "3.1.1",
      servers: [
        { url: "https://{region}.example.edu/v1", variables: { region: { default: "eu" } } },
        { url: "https://staging.example.edu/v1/" },
        { url: "/v2" },
      ],
      paths: { "/files": { servers: [{ url: "https://files.example.edu" }], get: { servers: [{ url: "/own" }] } } },
    };
    const own = { servers: ["https://eu.example.edu/v1", "/v2"] };
    const servers = async (settings: { openapi: string; basePath?: string }) => {
      const answer = await ask(serving(document, settings, own), settings.openapi);
      const found = (await answer.json()) as Document & {
        paths: Record<string, { servers: unknown; get: { servers: unknown } }>;
      };
      return [found.servers, found.paths["/files"]?.servers, found.paths["/files"]?.get.servers];
    };
    expect(await servers({ openapi: "/openapi.json" })).toEqual([
      [{ url: "./v1" }, { url: "./v2" }],
      [{ url: "./" }],
      [{ url: "./own" }],
    ]);
    expect(await servers({ openapi: "/meta/contract/openapi.json", basePath: "/api" })).toEqual([
      [{ url: "../../api" }],
      [{ url: "../../api" }],
      [{ url: "../../api" }],
    ]);
  });

  test("cannot take a path of the contract, nor one that is none", () => {
    expect(() => toFetchHandler({ ...options, openapi: "/students" })).toThrow(
      "openapi: the contract has the path /students, of listStudents; choose another one",
    );
    expect(() => toFetchHandler({ ...options, docs: "/students/docs" })).toThrow(
      "docs: the contract has the path /students/docs, of getStudent",
    );
    for (const path of ["openapi.json", "//evil.example/x", "/a b", "/{x}", "/a?b"])
      expect(() => toFetchHandler({ ...options, openapi: path }), path).toThrow(/openapi: .* is no path/);
  });

  test("is missing in files of an older generator: the server does not start, and says what to do", () => {
    expect(() => fetchHandler(contract, { requests }, { ...options, docs: "/docs" })).toThrow(/tenon generate/);
  });

  test("that cannot be loaded is a 500 that is reported, over express too", async () => {
    const document = vi.fn(() => Promise.resolve("{}")).mockRejectedValueOnce(new Error("no such chunk"));
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const settings = { ...options, openapi: "/openapi.json", onError };
    await using server = await listen(expressServer(contract, { requests, document }, settings));
    expect(await problemOf(await fetch(`${server.url}/openapi.json`))).toEqual({
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
    });
    expect(onError).toHaveBeenCalledOnce();
    expect((await fetch(`${server.url}/openapi.json`)).status).toBe(200);
  });
});

describe("the page", () => {
  test("comes with a policy under which nothing of another host is asked, but for tokens", async () => {
    const flow = { tokenUrl: "https://login.example.edu/token", scopes: {} };
    const handle = serving(
      { components: { securitySchemes: { login: { type: "oauth2", flows: { clientCredentials: flow } } } } },
      { docs: "/docs" },
    );
    const response = await ask(handle, "/docs");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self' https://login.example.edu;");
    expect(await response.text()).not.toMatch(/https?:/);
    expect((await ask(handle, "/docs/openapi.json")).status).toBe(200);
  });

  test("shows a contract's title as text", async () => {
    const title = `<script>alert("x")</script>&`;
    const handle = serving({}, { docs: "/docs" }, { title });
    expect(await (await ask(handle, "/docs")).text()).toContain(
      "<title>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;</title>",
    );
  });

  test("is found with and without the slash, and serves nothing but its own files", async () => {
    const handle = toFetchHandler({ ...options, docs: "/docs" });
    const other = await ask(handle, "/docs/");
    expect([other.status, other.headers.get("location")]).toEqual([308, "../docs"]);
    expect((await ask(handle, "/docs/swagger-ui.css")).headers.get("content-type")).toBe("text/css; charset=utf-8");
    for (const path of ["/docs/package.json", "/docs/../package.json", "/docs/%2e%2e/package.json", "/docs/index.js"])
      expect((await ask(handle, path)).status, path).toBe(404);
  });

  test("keeps the server from starting where the package that it comes from is missing, and says what to install", () => {
    const { stdout } = runScript(`
      import { registerHooks } from "node:module";
      const missing = (name) => Object.assign(new Error("Cannot find " + name), { code: "MODULE_NOT_FOUND" });
      registerHooks({
        resolve(name, context, next) {
          if (name.startsWith("swagger-ui-dist")) throw missing(name);
          return next(name, context);
        },
      });
      const { toFetchHandler } = await import("./generated/server.ts");
      const options = { handlers: {}, unimplemented: 501, security: { bearerAuth: () => null } };
      toFetchHandler({ ...options, openapi: "/openapi.json" }); // which needs no package
      try { toFetchHandler({ ...options, docs: "/docs" }); } catch (error) { console.log(error.message); }`);
    expect(stdout.trim()).toBe("docs: the page needs Swagger UI: npm install swagger-ui-dist");
  });

  test("does not count for middleware behind a router: paths that are not its own go on", async () => {
    const outer = express();
    outer.use("/api", createRouter({ ...options, docs: "/docs" }));
    outer.get("/api/docs/more", (_request, response) => void response.send("the application's"));
    await using server = await listen(outer);
    expect(await (await fetch(`${server.url}/api/docs/more`)).text()).toBe("the application's");
    expect((await fetch(`${server.url}/api/docs`)).status).toBe(200);
  });
});

describeInBrowser("in Chromium, the page", { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Works on a page, and tells what it asked of other hosts, which policies it broke and what it did not catch. */
  async function opened(url: string, work: (page: Page) => Promise<void>) {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("request", (request) => {
      if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin)
        complaints.push(`asked ${request.url()}`);
    });
    await page.goto(url);
    await work(page);
    await page.close();
    return complaints;
  }

  const tryList = async (page: Page): Promise<void> => {
    await page.locator("#operations-students-listStudents").getByRole("button").first().click();
    await page.getByRole("button", { name: "Execute" }).click();
    const answer = page.locator(".live-responses-table .response-col_description");
    await answer.getByText('"Ada"').first().waitFor();
  };

  test("shows the operations and tries one out", async () => {
    await using server = await listen(createServer({ ...options, docs: "/docs" }));
    const complaints = await opened(`${server.url}/docs`, async (page) => {
      await tryList(page);
      expect(await page.title()).toBe("Students");
    });
    expect(complaints).toEqual([]);
  });

  test("tries out below a mount, behind helmet, with the page at a path that ends in a slash", async () => {
    const outer = express();
    outer.use(helmet());
    outer.use("/deep/api", createRouter({ ...options, docs: "/meta/docs/", openapi: "/openapi.json" }));
    await using server = await listen(outer);
    expect(await opened(`${server.url}/deep/api/meta/docs`, tryList)).toEqual([]); // by the redirect
  });
});
