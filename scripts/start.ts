/**
 * `npm start`: generates from `openapi.yaml`, then serves the reference API, a mock server, the documentation and the
 * page, and prints where they are. Ctrl-C stops all of them.
 *
 * `PORT`, `MOCK_PORT`, `DOCS_PORT` and `WEB_PORT` say where each is to listen. A port of those that nobody asked for
 * gives way to a free one when it is taken; one that was asked for and is taken is an error.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { fileURLToPath } from "node:url";
import { DEVELOPMENT_TOKEN } from "../server/auth.ts";

const CONTRACT = "openapi.yaml";
const DOCS = "dist/docs.html";
const HOST = "127.0.0.1";
const root = fileURLToPath(new URL("..", import.meta.url));
const running = new Set<ChildProcess>();
let docs: Server | undefined;
let stopping = false;

process.once("SIGINT", () => void stop(0));
process.once("SIGTERM", () => void stop(0));

try {
  await finish(["toolchain/cli/main.ts", "generate", CONTRACT]);

  const [api, mock, docsPort, web] = [
    await choosePort("PORT", 3000),
    await choosePort("MOCK_PORT", 4010),
    await choosePort("DOCS_PORT", 8080),
    await choosePort("WEB_PORT", 5173),
  ];
  const address = (port: number): string => `http://${HOST}:${port}`;
  serve(["server/main.ts"], { PORT: String(api), HOST });
  serve(["toolchain/cli/main.ts", "mock", CONTRACT, "--port", String(mock)]);
  serve(["client/serve.ts"], { WEB_PORT: String(web), API_URL: address(api) });
  await Promise.all([
    serveDocs(docsPort),
    answers(`${address(api)}/students`),
    answers(`${address(mock)}/students`),
    answers(`${address(web)}/`),
  ]);

  const { API_TOKEN, DATABASE_FILE = "school.sqlite" } = process.env;
  // A token that somebody chose is theirs to know, and not for a terminal that others look at.
  const token = API_TOKEN ? "$API_TOKEN" : DEVELOPMENT_TOKEN;
  console.log(`
  API    ${address(api)}   students, courses and enrolments, kept in ${DATABASE_FILE}
         Reading is free; writing needs  Authorization: Bearer ${token}
  Mock   ${address(mock)}   the same contract, answered without a database
  Docs   ${address(docsPort)}   what can be asked, and what comes back
  Page   ${address(web)}   the students, on the API

  Ctrl-C stops them.
`);
} catch (fault) {
  if (!stopping) {
    console.error(fault instanceof Error ? fault.message : fault);
    await stop(1);
  }
}

/** The port that a variable asks for, or this one, or any that is free. */
async function choosePort(variable: string, usual: number): Promise<number> {
  const asked = process.env[variable];
  if (asked !== undefined && asked !== "") {
    const port = Number(asked);
    if (Number.isInteger(port) && port > 0 && (await freePort(port)) === port) return port;
    throw new Error(`${variable}=${asked} is not a free port. Choose another, or unset it to get one that is free.`);
  }
  return (await freePort(usual)) ?? (await freePort(0)) ?? usual;
}

/** The port, when it is free; for 0 one that the system chooses. */
async function freePort(port: number): Promise<number | undefined> {
  const socket = createSocket();
  try {
    socket.listen(port, HOST);
    await once(socket, "listening");
    return (socket.address() as AddressInfo).port; // it listens on TCP
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}

/** Runs a program of this repository, from source. What it says goes on when `loud`, and is kept for a failure else. */
function run(
  program: string[],
  settings: NodeJS.ProcessEnv,
  loud: boolean,
): { child: ChildProcess; said: () => string } {
  const condition = "--conditions=tenon-source";
  const { NODE_OPTIONS = "" } = process.env;
  const options = NODE_OPTIONS.includes(condition) ? NODE_OPTIONS : `${NODE_OPTIONS} ${condition}`.trim();
  const child = spawn(process.execPath, program, {
    cwd: root,
    env: { ...process.env, ...settings, NODE_OPTIONS: options },
    stdio: ["ignore", loud ? "inherit" : "pipe", loud ? "inherit" : "pipe"],
  });
  let said = "";
  const keep = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-8000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return { child, said: () => said };
}

/** Runs a program to its end. @throws when it does not end well; it has said why itself. */
async function finish(program: string[], loud = true): Promise<void> {
  const { child, said } = run(program, {}, loud);
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${said()}\nnode ${program.join(" ")} ended with ${code ?? "a signal"}`.trim());
}

/** Starts a program that goes on until all is stopped. When it ends before, so does everything. */
function serve(program: string[], settings: NodeJS.ProcessEnv = {}): void {
  const { child, said } = run(program, settings, false);
  child.once("exit", (code) => {
    if (stopping) return;
    console.error(`${said()}\nnode ${program.join(" ")} ended with ${code ?? "a signal"}`.trim());
    void stop(1);
  });
}

async function serveDocs(port: number): Promise<void> {
  await finish(["toolchain/cli/main.ts", "docs", CONTRACT, "-o", DOCS], false);
  docs = createServer((_request, response) => {
    readFile(`${root}/${DOCS}`).then(
      (page) => response.setHeader("Content-Type", "text/html; charset=utf-8").end(page),
      () => response.writeHead(404).end(),
    );
  });
  docs.listen(port, HOST);
  await once(docs, "listening");
}

/** Waits until somebody answers there, at most half a minute. */
async function answers(url: string): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 30_000 && !stopping;) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!stopping) throw new Error(`Nothing answers on ${url}.`);
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  docs?.close();
  docs?.closeAllConnections();
  await Promise.all(
    [...running].map(async (child) => {
      const late = setTimeout(() => child.kill("SIGKILL"), 6000);
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      clearTimeout(late);
    }),
  );
  process.exit(code);
}
