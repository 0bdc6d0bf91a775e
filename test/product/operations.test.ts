/** What those who run the reference server rely on: its documentation, its log, and how it stops. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { serve } from "tenon-runtime/server";
import { createApp } from "../../server/app.ts";
import { openDatabase } from "../../server/database.ts";
import { TOKEN } from "./harness.ts";

test("the contract is served as JSON and as a page", async () => {
  const db = await openDatabase(":memory:");
  const { url, stop } = await serve(createApp({ db, token: TOKEN }), {
    host: "127.0.0.1",
    onStopped: () => db.destroy(),
  });
  const contract = (await (await fetch(`${url}/openapi.json`)).json()) as { info: object; servers: object };
  expect(contract).toMatchObject({ info: { title: "School" }, servers: [{ url: "./" }] });
  const page = await fetch(`${url}/docs`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>School</title>")]);
  expect(await stop()).toBe(true);
});

test("a fault is in the log under the id that the caller has been told, and nothing of it is in the answer", async () => {
  const db = await openDatabase(":memory:");
  const lines: string[] = [];
  const app = createApp({ db, token: TOKEN, log: (line) => void lines.push(line) });
  const { url, stop } = await serve(app, { host: "127.0.0.1" });
  await db.destroy();
  const response = await fetch(`${url}/students?limit=3`);
  const id = response.headers.get("x-request-id") ?? "";
  expect([response.status, await response.json()]).toEqual([
    500,
    { type: "about:blank", title: "Internal Server Error", status: 500 },
  ]);
  expect(id).not.toBe("");
  expect(lines).toEqual([`${id} GET /students?limit=3 (listStudents, handler)`]);
  await stop();
});

test("the process ends by itself when it is told to stop", async () => {
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: "--conditions=tenon-source", DATABASE_FILE: ":memory:", PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const url = /School API on (http:\S+),/.exec(said.toString())?.[1] ?? "";
  expect((await fetch(`${url}/students?limit=1`)).status).toBe(200); // and keeps the connection
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});
