/** Mocks of a contract in YAML, over a socket; and requests as bytes, for what no client would send. */

import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { createMocks, type MockOptions, type Mocks, type UntypedOverrides } from "tenon-runtime/mocks";
import { serve, type MockServer, type RequestEntry, type ServeOptions } from "tenon-runtime/mocks/http";
import { loadedValidators } from "../../toolchain/cli/generate/loaded-validators.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { folder } from "../cli/support.ts";

export interface Served extends MockServer {
  readonly mocks: Mocks<UntypedOverrides>;
  /** What was logged. */
  readonly entries: readonly RequestEntry[];
}

export async function loaded(yaml: string) {
  const { contract: model, diagnostics } = await loadContract(`${folder({ "openapi.yaml": yaml })}/openapi.yaml`);
  if (model === undefined) throw new Error(JSON.stringify(diagnostics));
  const memory = inMemory(model);
  return { contract: memory.contract, source: { ...memory, ...loadedValidators(memory) } };
}

export async function served(yaml: string, options: ServeOptions = {}, mockOptions: MockOptions = {}): Promise<Served> {
  const { contract, source } = await loaded(yaml);
  const mocks = createMocks(contract, source, mockOptions);
  const entries: RequestEntry[] = [];
  const server = await serve(mocks, { ...options, onRequest: (entry) => entries.push(entry) });
  onTestFinished(() => server.close());
  return { ...server, mocks, entries };
}

export interface Wire {
  readonly socket: Socket;
  /** All that has come. */
  readonly text: () => string;
  send(text: string | Uint8Array): void;
  /** Waits until something has come. */
  has(part: string | RegExp): Promise<void>;
  /** Settled when the other end has closed. */
  readonly closed: Promise<void>;
}

export function wire(port: number): Wire {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
  socket.on("error", () => {}); // a connection that is reset is closed
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    text: () => text,
    send: (part) => void socket.write(part),
    async has(part) {
      const end = Date.now() + 5000;
      while (!(typeof part === "string" ? text.includes(part) : part.test(text))) {
        if (Date.now() > end) throw new Error(`never: ${String(part)} in ${JSON.stringify(text)}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    closed: new Promise((resolve) => void socket.on("close", () => resolve())),
  };
}
