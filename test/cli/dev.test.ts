import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { ROOT } from "../../scripts/run.ts";
import { run } from "../../toolchain/cli/run.ts";
import type { Screen, Shell } from "../../toolchain/cli/shell/shell.ts";
import { folder, tenon, until, write } from "./support.ts";

const NOTES = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
paths:
  /notes:
    get:
      operationId: listNotes
      responses:
        "200":
          description: All notes
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Note" } } } }
    post:
      operationId: createNote
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/NewNote" } } }
      responses:
        "201":
          description: The note
          content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } }
  /notes/{noteId}:
    get:
      operationId: getNote
      parameters: [{ name: noteId, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: The note
          content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } }
        "404": { description: There is no such note }
  /time:
    get:
      operationId: getTime
      responses:
        "200": { description: The time, content: { text/plain: { schema: { type: string } } } }
components:
  schemas:
    NewNote:
      type: object
      required: [text]
      properties: { text: { type: string } }
    Note:
      type: object
      required: [id, text]
      properties: { id: { type: string }, text: { type: string } }
`;

/** A server that has one of the operations. */
const SERVER = `import { createServer } from "node:http";
createServer((request, response) => {
  if (request.url === "/time") response.setHeader("Content-Type", "text/plain").end("noon");
  else response.writeHead(501).end();
}).listen(process.env.PORT, "127.0.0.1", () => console.log("my server listens"));
`;

const FILES = {
  "openapi.yaml": NOTES,
  "base.yaml": NOTES,
  "server.mjs": SERVER,
  "scenarios.mjs": `export const scenarios = (mocks) => mocks.scenario("quiet", () => {});\n`,
  "tsconfig.json": `{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] }, "files": ["caller.ts"] }`,
  "caller.ts": `export const notes: number = 1;\n`,
  "tenon.config.mjs": `export default {
  emit: ["client"],
  check: { base: "base.yaml", verify: { mock: true, time: 1, maxRequests: 20 } },
  dev: { start: "node server.mjs", scenarios: "scenarios.mjs", port: 0 },
};\n`,
};

const linkModules = (cwd: string): void => symlinkSync(join(ROOT, "node_modules"), join(cwd, "node_modules"));

test("one screen: each save, each key, and who answers", { timeout: 240_000 }, async () => {
  const cwd = folder(FILES);
  linkModules(cwd);
  let drawn = "";
  let press: (key: string) => void = () => {};
  const screen: Screen = {
    columns: 110,
    rows: 50,
    open: ({ key }) => {
      press = key;
      return () => {};
    },
  };
  const shell: Shell = {
    cwd,
    env: { PATH: process.env["PATH"] },
    out: (text) => void (drawn = text),
    err: () => {},
    terminal: { out: true, err: true },
    screen,
    untilStopped: () => new AbortController().signal,
  };
  const text = (): string => stripVTControlCharacters(drawn);
  const shows = (what: RegExp): Promise<void> => until(`${what} on\n${text()}`, () => what.test(text()), 60_000);
  const code = run(["dev"], shell);
  await shows(/Contract +4 operations/);
  await shows(/Changes +no changes since \S*base\.yaml/);
  await shows(/Types +1 file of tsconfig\.json compile/);
  await shows(/node server\.mjs +running/);
  await shows(/│ my server listens/);
  const api = /API +(http:\S+)/.exec(text())?.[1] ?? "";
  const get = async (path: string): Promise<string> => (await fetch(api + path)).text();

  // Server, mock
  expect(await get("/time")).toBe("noon");
  await shows(/200 server +GET +\/time +getTime/);
  const before = await get("/notes");
  await shows(/200 mock \w+ +GET +\/notes +listNotes/);
  press("m");
  await shows(/the mock answers\s/);
  expect(await get("/time")).not.toBe("noon");
  press("m");
  await shows(/your server answers/);

  // Data, scenarios
  const note = { method: "POST", headers: { "Content-Type": "application/json" }, body: `{"text":"mine"}` };
  expect((await fetch(`${api}/notes`, note)).status).toBe(201);
  expect(await get("/notes")).toContain("mine");
  press("r");
  await shows(/the mock's data is reset/);
  expect(await get("/notes")).toBe(before);
  press("s");
  await shows(/Scenario +quiet/);
  press("s");
  await shows(/Scenario +none/);

  // Saves that break and mend
  write(cwd, { "openapi.yaml": NOTES.replace("operationId: getTime", "operationId: getNote") });
  await shows(/Contract +1 error/);
  await shows(/duplicate-operation-id/);
  expect(await get("/time")).toBe("noon");
  write(cwd, { "openapi.yaml": NOTES.replace("/time:", "/clock:") });
  await shows(/Changes +1 breaking change since/);
  await shows(/Contract +4 operations/);
  expect((await fetch(`${api}/clock`)).status).toBe(200);
  write(cwd, { "openapi.yaml": NOTES, "caller.ts": `export const notes: number = "one";\n` });
  await shows(/Changes +no changes/);
  await shows(/type-error caller\.ts:1:14/);
  write(cwd, { "caller.ts": FILES["caller.ts"] });
  await shows(/Types +1 file/);

  press("v");
  await shows(/Verify +no findings in 20 requests to the mock/);
  press("q");
  expect(await code).toBe(0);
});

interface Program {
  readonly child: ChildProcess;
  readonly printed: () => string;
}

/** `tenon dev` as a program. @param pty whether it has a terminal */
function startProgram(cwd: string, kind: "pty" | "pipe", env: Record<string, string> = {}): Program {
  const main = fileURLToPath(new URL("../../toolchain/cli/main.ts", import.meta.url));
  const command = [process.execPath, "--conditions=tenon-source", main, "dev"];
  const options = { cwd, env: { ...process.env, NODE_OPTIONS: "", TERM: "xterm-256color", ...env } };
  const [program = "", ...rest] =
    kind === "pipe" ? command : ["script", "-qfec", `stty cols 100 rows 40; ${command.join(" ")}`, "/dev/null"];
  const child = spawn(program, rest, options);
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => void (printed += String(chunk)));
  return { child, printed: () => printed };
}

const isListening = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** A server that says where it listens, and that does not end by itself when its parent has gone. */
const REPORTING = SERVER.replace('"my server listens"', '"at http://127.0.0.1:" + process.env.PORT + " "');

// `script` of util-linux makes the terminal; that of other systems takes other arguments.
test.skipIf(process.platform !== "linux")(
  "on a terminal: o opens the documentation, q restores it all",
  async () => {
    const cwd = folder({ ...FILES, "server.mjs": REPORTING });
    const opened = join(cwd, "opened");
    write(cwd, { "browser.sh": `#!/bin/sh\necho "$@" > "${opened}"\n` });
    const { child, printed } = startProgram(cwd, "pty", { BROWSER: `sh ${cwd}/browser.sh` });
    const text = (): string => stripVTControlCharacters(printed());
    await until("the server", () => /at http:\S+/.test(text()), 60_000);
    await until("the contract", () => /Contract +4 operations/.test(text()), 60_000);
    const [, server = ""] = /at (http:\S+)/.exec(text()) ?? [];
    expect(await isListening(server)).toBe(true);
    child.stdin?.write("o");
    await until("a browser", () => existsSync(opened) && readFileSync(opened, "utf8").endsWith("\n"));
    const docs = readFileSync(opened, "utf8").trim();
    const page = await fetch(docs);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("Notes");
    child.stdin?.write("q");
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(0);
    expect(printed()).toContain("\u001b[?1049h");
    expect(printed().trimEnd().endsWith("\u001b[?25h\u001b[?1049l")).toBe(true);
    expect([await isListening(server), await isListening(docs)]).toEqual([false, false]);
  },
  240_000,
);

test("without a terminal: plain lines, and SIGTERM ends all programs", { timeout: 240_000 }, async () => {
  const cwd = folder({ ...FILES, "server.mjs": REPORTING });
  const { child, printed } = startProgram(cwd, "pipe");
  await until("the server", () => /^server: at http:\S+/m.test(printed()), 60_000);
  await until("the checks", () => /^contract: 4 operations/m.test(printed()) && /^changes: /m.test(printed()), 60_000);
  expect(printed()).not.toContain("\u001b");
  const [, api = ""] = /^api: (\S+)/m.exec(printed()) ?? [];
  const [, server = ""] = /at (http:\S+)/.exec(printed()) ?? [];
  await fetch(`${api}/notes?limit=1`);
  await until("the request", () => /^\d+ \w+ .* GET +\/notes\?limit=1 +listNotes/m.test(printed()));
  write(cwd, { "openapi.yaml": NOTES.replace("operationId: getTime", "operationId: getNote") });
  await until("the error", () => /openapi\.yaml:\d+:\d+ {2}error {2}duplicate-operation-id/.test(printed()));
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(0);
  expect([await isListening(server), await isListening(api)]).toEqual([false, false]);
});

test("a port that is taken, and a folder without a contract", async () => {
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo; // it listens on a port
  const cwd = folder({ "openapi.yaml": NOTES });
  const refused = await tenon(["dev", "--port", String(port)], { cwd });
  expect(refused.code).toBe(2);
  expect(refused.out).toContain(`cannot listen on port ${port}: another program`);
  expect(refused.out).toContain("--port");
  const empty = await tenon(["dev"], { cwd: folder() });
  expect(empty.code).toBe(2);
  expect(empty.out).toContain("no-contract");
});
