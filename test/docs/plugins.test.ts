/** The plugins of docs/plugins.md: what they generate compiles and works. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client as McpClient } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Result } from "autocannon";
import postmanCollection, { type Item } from "postman-collection";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DefinedPlugin } from "tenon/plugin";
import { createClient } from "../../generated/client.ts";
import { createMocks } from "../../generated/mocks.ts";
import { ROOT, run as runProgram } from "../../scripts/run.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { emit } from "../../toolchain/emit/index.ts";
import { load } from "./plugin-load.ts";
import { mcp } from "./plugin-mcp.ts";
import { postman } from "./plugin-postman.ts";
import config from "./plugins.config.ts";
import { routes } from "./plugin-routes.ts";

const folder = mkdtempSync(join(tmpdir(), "tenon-plugins-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plugins: readonly DefinedPlugin[] = [routes(), postman(), load({ connections: 2, seconds: 1 }), mcp()];
let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  const { contract } = await loadContract(join(ROOT, "openapi.yaml"));
  const emitted = await emit(contract!, {
    source: "openapi.yaml",
    importExtension: ".ts",
    packageType: "module",
    plugins,
  });
  expect(emitted.diagnostics).toEqual([]);
  files = new Map(emitted.files.map(({ path, text }) => [path, text]));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

/** A generated module. */
const imported = async <T>(path: string): Promise<T> => (await import(join(folder, path))) as T;

test("the page's configuration has the four plugins", () => {
  expect(config.plugins.map(({ name }) => name)).toEqual(plugins.map(({ name }) => name));
});

test("what they generate compiles under strict flags", async () => {
  const options = {
    extends: join(ROOT, "tsconfig.base.json"),
    compilerOptions: { isolatedDeclarations: false, types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] },
    include: plugins.map(({ name }) => `${name}/*.ts`),
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
  const tsc = join(ROOT, "node_modules/typescript-7/bin/tsc");
  expect(await runProgram(process.execPath, [tsc, "-p", folder])).toMatchObject({ code: 0, output: "" });
});

test("the paths are constants", async () => {
  const { routes } = await imported<{ routes: Readonly<Record<string, string>> }>("routes/index.ts");
  expect(routes).toMatchObject({ listStudents: "/students", getStudent: "/students/{studentId}" });
});

test("the collection is one that Postman's SDK reads", () => {
  const { Collection } = postmanCollection;
  const collection = new Collection(JSON.parse(files.get("postman/collection.json") ?? "") as object);
  const items: Item[] = [];
  collection.forEachItem((item) => void items.push(item));
  expect(items).toHaveLength(18);
  const requests = items.map(({ request }) => `${request.method} ${request.url.toString()}`);
  expect(requests).toContain("GET {{baseUrl}}/students/:studentId");
  const create = items.find(({ request }) => request.method === "POST" && request.url.toString().endsWith("/students"));
  expect(JSON.parse(create?.request.body?.toString() ?? "")).toHaveProperty("name");
});

test("the load test sends its requests to a server", async () => {
  const paths = new Set<string>();
  const server = createServer((request, response) => {
    paths.add(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { run } = await imported<{ run(url: string, headers?: object): Promise<Result> }>("load/index.ts");
  const { port } = server.address() as AddressInfo; // a TCP server
  const result = await run(`http://127.0.0.1:${port}/api`, { authorization: "Bearer x" });
  server.close();
  expect(result["2xx"]).toBeGreaterThan(10);
  expect(result.errors).toBe(0);
  expect([...paths].toSorted()).toEqual([
    "GET /api/courses Bearer x",
    "GET /api/enrolments Bearer x",
    "GET /api/students Bearer x",
  ]);
});

test("the MCP server lists the operations as tools, and calls them", async () => {
  const mocks = createMocks({ seed: 7 });
  const client = createClient({ fetch: mocks.fetch, auth: { bearerAuth: () => "any" } });
  const { createMcpServer } = await imported<{ createMcpServer(api: typeof client): Server }>("mcp/index.ts");
  const [one, other] = InMemoryTransport.createLinkedPair();
  await createMcpServer(client).connect(one);
  const agent = new McpClient({ name: "test", version: "1" });
  await agent.connect(other);

  const { tools } = await agent.listTools();
  expect(tools).toHaveLength(18);
  const create = tools.find(({ name }) => name === "createStudent");
  expect(create?.inputSchema).toMatchObject({ required: ["body"], $defs: expect.anything() });

  const call = async (name: string, input: Record<string, unknown>) => {
    const { content, isError } = await agent.callTool({ name, arguments: input }, CallToolResultSchema);
    const [first] = content as readonly { readonly text: string }[];
    return { isError, ...(JSON.parse(first?.text ?? "") as { status: number; body: Record<string, unknown> }) };
  };
  const { id: studentId } = mocks.db.students.add({ name: "Ada" });
  expect(await call("getStudent", { params: { studentId } })).toMatchObject({ status: 200, body: { name: "Ada" } });
  expect(await call("getStudent", { params: { studentId: "none" } })).toMatchObject({ isError: true, status: 400 });
  await expect(agent.callTool({ name: "nothing", arguments: {} })).rejects.toThrow("unknown tool nothing");
  await agent.close();
});
