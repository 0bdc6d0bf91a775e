/**
 * `npm start`: generates from `openapi.yaml`, serves the reference API, a mock server, the documentation and the page,
 * and prints their addresses. All of them stop with Ctrl-C, and when npm or the terminal ends.
 *
 * `PORT`, `MOCK_PORT`, `DOCS_PORT` and `WEB_PORT` choose the ports. A default port that is taken is replaced by a free
 * one; a chosen port that is taken is an error.
 */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { join } from "node:path";
import { DEVELOPMENT_TOKEN } from "../server/auth.ts";
import { ROOT } from "./run.ts";
import { Programs } from "./start/programs.ts";

const CONTRACT = "openapi.yaml";
const DOCS = "dist/docs.html";
const HOST = "127.0.0.1";
const address = (port: number): string => `http://${HOST}:${port}`;

async function main(programs: Programs): Promise<void> {
  await programs.finish({ command: ["toolchain/cli/main.ts", "generate", CONTRACT], output: "shown" });

  const [api, mock, docs, web] = [
    await choosePort("PORT", 3000),
    await choosePort("MOCK_PORT", 4010),
    await choosePort("DOCS_PORT", 8080),
    await choosePort("WEB_PORT", 5173),
  ];
  const serve = (command: readonly string[], environment: NodeJS.ProcessEnv): void =>
    programs.serve({ command, environment, output: "kept" });
  serve(["server/main.ts"], { PORT: String(api), HOST });
  serve(["toolchain/cli/main.ts", "mock", CONTRACT, "--port", String(mock)], {});
  serve(["client/serve.ts"], { WEB_PORT: String(web), API_URL: address(api) });
  await Promise.all([
    serveDocs(programs, docs),
    untilAnswered(programs, `${address(api)}/students`),
    untilAnswered(programs, `${address(mock)}/students`),
    untilAnswered(programs, `${address(web)}/`),
  ]);

  const { API_TOKEN, DATABASE_FILE = "school.sqlite" } = process.env;
  // A token that the user chose is not printed: other people may see the terminal.
  const token = API_TOKEN ? "$API_TOKEN" : DEVELOPMENT_TOKEN;
  console.log(`
  API    ${address(api)}   students, courses and enrolments, stored in ${DATABASE_FILE}
         Reading is public; writing needs  Authorization: Bearer ${token}
  Mock   ${address(mock)}   the same contract, answered without a database
  Docs   ${address(docs)}   the operations and their responses
  Page   ${address(web)}   the students, read from the API

  Press Ctrl-C to stop them.
`);
}

/** The port that a variable chooses; otherwise this one, or any free port when it is taken. */
async function choosePort(variable: string, usual: number): Promise<number> {
  const chosen = process.env[variable];
  if (chosen !== undefined && chosen !== "") {
    const port = Number(chosen);
    if (Number.isInteger(port) && port > 0 && (await freePort(port)) === port) return port;
    throw new Error(`${variable}=${chosen} is not a free port. Choose another, or unset it to get one that is free.`);
  }
  return (await freePort(usual)) ?? (await freePort(0)) ?? usual;
}

/** The port if it is free; for 0 a port that the system chooses. */
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

async function serveDocs(programs: Programs, port: number): Promise<void> {
  await programs.finish({ command: ["toolchain/cli/main.ts", "docs", CONTRACT, "-o", DOCS], output: "kept" });
  const server: Server = createServer((_request, response) => {
    readFile(join(ROOT, DOCS)).then(
      (page) => response.setHeader("Content-Type", "text/html; charset=utf-8").end(page),
      () => response.writeHead(404).end(),
    );
  });
  programs.onStop(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(port, HOST);
  await once(server, "listening");
}

/** Waits until a URL is answered with success, at most 30 seconds. */
async function untilAnswered(programs: Programs, url: string): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 30_000 && !programs.stopping;) {
    const isAnswered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isAnswered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!programs.stopping) throw new Error(`No answer from ${url} within 30 seconds.`);
}

const programs = new Programs();
programs.stopWithParent();
try {
  await main(programs);
} catch (fault) {
  if (!programs.stopping) {
    console.error(fault instanceof Error ? fault.message : fault);
    await programs.stopAndExit(1);
  }
}
