/** `--propose`: an overlay with which the traffic that was observed is valid. */

import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { folder, start, type Running } from "../cli/support.ts";

const contract = (openapi: "3.0.3" | "3.1.0"): string =>
  JSON.stringify({
    openapi,
    info: { title: "Books", version: "1" },
    paths: {
      "/books": {
        get: {
          operationId: "listBooks",
          responses: {
            200: {
              description: "ok",
              content: {
                "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Book" } } },
              },
            },
          },
        },
        post: {
          operationId: "addBook",
          parameters: [{ name: "notify", in: "query", schema: { type: "string", enum: ["mail"] } }],
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } },
          },
          responses: { 201: { $ref: "#/components/responses/Made" } },
        },
      },
    },
    components: {
      responses: {
        Made: {
          description: "made",
          content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } },
        },
      },
      schemas: {
        Book: {
          type: "object",
          required: ["id", "title"],
          additionalProperties: false,
          properties: {
            id: { type: "integer", readOnly: true, maximum: 10 },
            title: { type: "string", pattern: "^[A-Z]" },
            pages: { type: "integer" },
            genre: { type: "string", enum: ["novel"] },
          },
        },
      },
    },
  });

const BOOKS = [
  { id: 1, title: "A", pages: 12.5 },
  { id: 99, title: "lower", pages: null, genre: "poem" },
  { id: 3, subtitle: "without a title" },
];

const listener: RequestListener = (request, response) => {
  const end = (status: number, body: unknown, type = "application/json"): void =>
    void response.writeHead(status, { "Content-Type": type }).end(JSON.stringify(body));
  const { pathname } = new URL(request.url ?? "", "http://host");
  request.resume();
  if (request.method === "POST") return end(201, { id: 4, title: "made" });
  if (pathname === "/books" && request.url?.includes("none")) return end(404, { error: "no", code: 7 });
  if (pathname === "/books") return end(200, BOOKS);
  return end(200, { shelf: true });
};

async function proxied(cwd: string, url: string, ...argv: string[]): Promise<Running & { own: string }> {
  const running = start(["verify", "openapi.json", "--proxy", "0", "--url", url, ...argv], { cwd });
  for (let tries = 0; !running.printed.err.includes("forwards to") && tries < 400; tries += 1)
    await new Promise((done) => setTimeout(done, 25));
  const [, own = ""] = /(http:\S+) forwards to/.exec(running.printed.err) ?? [];
  return { ...running, own };
}

async function traffic(own: string): Promise<void> {
  await fetch(`${own}/books`);
  await fetch(`${own}/books?sort=title`);
  await fetch(`${own}/books?none=1`);
  await fetch(`${own}/shelves/17`);
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ title: "small", color: "red" });
  await fetch(`${own}/books?notify=text`, { method: "POST", headers, body });
}

test.each(["3.0.3", "3.1.0"] as const)(
  "with the overlay the same traffic of a %s contract has no findings",
  async (version) => {
    const server = createServer(listener);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void (server.closeAllConnections(), server.close()));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
    const cwd = folder({ "openapi.json": contract(version) });
    const first = await proxied(cwd, url, "--propose", "fixes.overlay.yaml");
    await traffic(first.own);
    first.stop();
    expect(await first.code).toBe(1);
    expect(first.printed.err).toMatch(/\d+ proposed changes written to fixes\.overlay\.yaml/);
    const overlay = parse(readFileSync(`${cwd}/fixes.overlay.yaml`, "utf8")) as {
      readonly overlay: string;
      readonly actions: readonly { readonly target: string; readonly description: string; readonly update?: unknown }[];
    };
    expect(overlay.overlay).toBe("1.0.0");
    // Each action says what was seen.
    expect(overlay.actions.filter(({ description }) => !/^(?:GET|POST) \S+, answered \d/.test(description))).toEqual(
      [],
    );
    const text = JSON.stringify(overlay.actions);
    for (const expected of [
      "404",
      "/shelves/{id}",
      "subtitle",
      "sort",
      "poem",
      version === "3.0.3" ? "nullable" : "null",
    ])
      expect(text).toContain(expected);

    const second = await proxied(cwd, url, "--overlay", "fixes.overlay.yaml", "--format", "json");
    await traffic(second.own);
    second.stop();
    const code = await second.code;
    const { diagnostics } = JSON.parse(second.printed.out) as {
      readonly diagnostics: readonly { readonly message: string }[];
    };
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    expect(code).toBe(0);
  },
);

test("traffic that is valid needs no change", async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify([{ id: 1, title: "A" }]));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
  const cwd = folder({ "openapi.json": contract("3.1.0") });
  const { own, stop, code, printed } = await proxied(cwd, url, "--propose", "fixes.overlay.yaml");
  await fetch(`${own}/books`);
  stop();
  expect(await code).toBe(0);
  expect(printed.err).toContain("0 proposed changes");
});
