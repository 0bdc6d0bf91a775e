/** The user's own server: started here, or running elsewhere. */

import { connect, createServer, type AddressInfo } from "node:net";
import { stripVTControlCharacters } from "node:util";
import type { Board, ServerView } from "./board.ts";
import type { Child, Children } from "./children.ts";

/** Milliseconds between two looks at whether it listens. */
const LOOK = 500;

export interface ServerSetting {
  /** A command line that starts it. Absent: the user starts it. */
  readonly command?: string;
  readonly url: string;
}

/** The server that the options name. Without a URL, the command gets a free port in the variable `PORT`. */
export async function serverSetting(
  command: string | undefined,
  url: string | undefined,
): Promise<ServerSetting | undefined> {
  if (command === undefined && url === undefined) return undefined;
  return { url: url ?? `http://127.0.0.1:${await freePort()}`, ...(command !== undefined && { command }) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo; // it listens on a port
      server.close(() => resolve(port));
    });
  });
}

export class UserServer {
  readonly #setting: ServerSetting;
  readonly #children: Children;
  readonly #board: Board;
  #child: Child | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(setting: ServerSetting, children: Children, board: Board) {
    this.#setting = setting;
    this.#children = children;
    this.#board = board;
  }

  start(): void {
    this.#show(this.#setting.command === undefined ? "down" : "starting");
    this.startProgram();
    this.#timer = setInterval(() => void this.#look(), LOOK);
    void this.#look();
  }

  /** Starts the command, unless it runs. */
  startProgram(): void {
    const { command, url } = this.#setting;
    if (command === undefined || this.#child !== undefined) return;
    this.#show("starting");
    const child = this.#children.start({
      command,
      environment: { PORT: portOf(url) },
      onLine: (line) => this.#board.line("server", stripVTControlCharacters(line)),
    });
    this.#child = child;
    void child.ended.then((code) => {
      this.#child = undefined;
      if (this.#timer === undefined) return;
      this.#show("down");
      this.#board.line("note", `the server ended${code === undefined ? "" : ` with code ${code}`}; m starts it again`);
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const listens = await isListening(this.#setting.url);
    const { state } = this.#board.view.server ?? {};
    if (this.#timer === undefined || (!listens && state === "starting")) return;
    if (listens !== (state === "running")) this.#show(listens ? "running" : "down");
  }

  #show(state: ServerView["state"]): void {
    const { command, url } = this.#setting;
    this.#board.set({ server: { name: command ?? url, state } });
  }
}

const portOf = (url: string): string => {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? "443" : "80") : port;
};

function isListening(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const { hostname } = new URL(url);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(portOf(url)), timeout: LOOK });
    const end = (event: "connect" | "error" | "timeout"): void => {
      socket.destroy();
      resolve(event === "connect");
    };
    for (const event of ["connect", "error", "timeout"] as const) socket.once(event, () => end(event));
  });
}
