/** Serves the API reference, which is built when it is asked for and the contract has changed. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportIn, type Report } from "./checks.ts";
import { tenonCommand, type Children } from "./children.ts";

export class DocsServer {
  readonly #children: Children;
  readonly #args: readonly string[];
  readonly #server: Server;
  #folder: Promise<string> | undefined;
  #page: Promise<string> | undefined;

  /** @param args of the command line that choose the contract */
  constructor(children: Children, args: readonly string[]) {
    this.#children = children;
    this.#args = args;
    this.#server = createServer((_, response) => void this.#answer(response));
  }

  /** @returns the URL: at this port, or at a free one if it is taken */
  async start(port: number, host: string): Promise<string> {
    await this.#listen(port, host).catch(() => this.#listen(0, host));
    return `http://${host}:${(this.#server.address() as AddressInfo).port}`; // it listens on a port
  }

  /** The contract has changed. */
  renew(): void {
    this.#page = undefined;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  #listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  async #answer(response: ServerResponse): Promise<void> {
    const page = (this.#page ??= this.#build());
    try {
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(await page);
    } catch (error) {
      if (this.#page === page) this.renew();
      const { message } = error as Error; // of #build
      response.writeHead(500, { "Content-Type": "text/plain; charset=utf-8" }).end(message);
    }
  }

  /** @throws Error with the findings */
  async #build(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "tenon-dev-docs-"));
    const file = join(await this.#folder, "docs.html");
    let report: Report | undefined;
    const child = this.#children.start({
      command: tenonCommand("docs", ...this.#args, "-o", file, "--format", "json"),
      onLine: (line) => void (report = reportIn(line) ?? report),
      onError: () => {},
    });
    if ((await child.ended) === 0) return readFile(file, "utf8");
    throw new Error(report?.diagnostics.map(({ message }) => message).join("\n") || "tenon docs failed");
  }
}
