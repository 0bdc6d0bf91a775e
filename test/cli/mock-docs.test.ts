/** The commands of the page on mocks over HTTP. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commands, page } from "../repository/pages.ts";
import { serveMocks } from "../docs/mock-server.ts";
import { folder, start, tenon, until, write } from "./support.ts";

const NOTES = `openapi: 3.1.0
info: { title: Notes, version: "1" }
paths:
  /notes/{id}:
    get:
      operationId: getNote
      tags: [notes]
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { "200": { description: "", content: { application/json: { schema: { type: object } } } } }
`;
const told = commands(page("docs/mocking-over-http.md")).map(({ command }) => command.split(" ").slice(2));
const mocks = told.filter(([name]) => name === "mock");

test("there are some", () => {
  expect(mocks.length).toBeGreaterThan(3);
});

test.each(mocks.map((argv) => [argv.join(" "), argv] as const))("tenon %s serves", async (_, argv) => {
  const running = start([...argv, "--port", "0"], { cwd: folder({ "openapi.yaml": NOTES }) });
  const address = (): string | undefined => /on (http:\S+)/.exec(running.printed.err)?.[1];
  await until("an address", () => address() !== undefined);
  const onlyTheirs = argv.includes("--proxy-only"); // and nobody is there
  expect((await fetch(`${address()}/notes/1`)).status).toBe(onlyTheirs ? 502 : 200);
  running.stop();
  expect(await running.code).toBe(0);
});

test("the commands for the worker script write it, and find it", async () => {
  const cwd = folder();
  const script = "node_modules/msw/lib/mockServiceWorker.js";
  const installed = readFileSync(new URL(`../../${script}`, import.meta.url), "utf8");
  const files = { "package.json": "{}", "node_modules/msw/mockServiceWorker.js": installed };
  const msw = {
    name: "msw",
    version: "3.0.5",
    exports: { "./mockServiceWorker.js": "./mockServiceWorker.js", "./package.json": "./package.json" },
  };
  write(cwd, { ...files, "node_modules/msw/package.json": JSON.stringify(msw) });
  const workers = told.filter(([name]) => name === "worker");
  expect(workers).toHaveLength(2);
  for (const argv of workers) expect((await tenon(argv, { cwd })).code).toBe(0);
});

test("the program of the page serves mocks before a server that is not there, with its scenarios", async () => {
  const lines: string[] = [];
  const { url, close } = await serveMocks(0, "http://127.0.0.1:9", (line) => lines.push(line));
  const headers = { Authorization: "Bearer any", "Tenon-Scenario": "no-student" };
  const response = await fetch(`${url}/api/v1/students/1`, { headers });
  expect([response.status, await response.json()]).toEqual([404, { title: "No such student" }]);
  expect(lines).toEqual(["404 override GET /api/v1/students/1"]);
  await close();
});
