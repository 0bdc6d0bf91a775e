/** A mock on a port. It is replaced when its contract changes; the port and the data stay. */

import { basePathOf } from "tenon-runtime/core";
import type { AnyDb, Exchange, Mocks } from "tenon-runtime/mocks";
import { serve, type MockServer } from "tenon-runtime/mocks/http";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { load, type Load, type Mock, type Setting } from "./load.ts";

export class ServedMock {
  /** Whether requests go to the real server first, if there is one. */
  forwards = true;
  #setting: Setting;
  #mock: Mock;
  #server: MockServer | undefined;
  #listener: ((exchange: Exchange) => void) | undefined;
  #stopListening: () => void;

  private constructor(setting: Setting, mock: Mock) {
    this.#setting = setting;
    this.#mock = mock;
    this.#stopListening = this.#listenTo(mock);
  }

  /** Starts the scenarios of the options and listens on their port. */
  static async start(setting: Setting, mock: Mock): Promise<ServedMock | Diagnostic> {
    const unknown = begin(mock.mocks, setting.options.scenario ?? []);
    if (unknown !== undefined) return unknown;
    const served = new ServedMock(setting, mock);
    return (await served.#serve()) ?? served;
  }

  /** That of the newest valid version of the contract. */
  get mock(): Mock {
    return this.#mock;
  }

  /** Where the API is, base path included. */
  get url(): string {
    return `${this.#origin}${basePathOf(this.#mock.contract.servers[0] ?? "/").replace(/\/$/, "")}`;
  }

  /** Loads the contract again. A valid version replaces the mock, and gets its data and scenarios. */
  async reload(setting: Setting = this.#setting): Promise<Load> {
    this.#setting = setting;
    const loaded = await load(this.#setting);
    const { mock } = loaded;
    if (mock === undefined) return loaded;
    const dropped = takeOver(this.#mock.mocks, mock.mocks);
    this.#stopListening();
    this.#mock = mock;
    this.#stopListening = this.#listenTo(mock);
    const changed = dropped.map((what) => diagnostic("state-changed", { what }));
    return { ...loaded, diagnostics: [...loaded.diagnostics, ...changed] };
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  get #origin(): string {
    return this.#server?.url ?? "";
  }

  #listenTo({ mocks, callbacks }: Mock): () => void {
    return mocks.observe((exchange) => {
      this.#listener?.(exchange);
      callbacks?.(exchange, this.#origin);
    });
  }

  async #serve(): Promise<Diagnostic | undefined> {
    const { options, log } = this.#setting;
    const { port, host, cors } = options;
    const answering: Parameters<typeof serve>[0] = {
      fetch: (input, init) => this.#mock.mocks.fetch(input, init),
      observe: (listener) => {
        this.#listener = listener;
        return () => void (this.#listener = undefined);
      },
    };
    // all versions have a proxy if the first one has
    const proxy: Mock["proxy"] =
      this.#mock.proxy &&
      (async (arrival) => (this.forwards ? this.#mock.proxy?.(arrival) : undefined) ?? { kind: "mock" });
    try {
      this.#server = await serve(answering, { port, host, cors, ...(proxy && { proxy }), onRequest: log });
      return undefined;
    } catch (error) {
      const { code = "", message } = error as NodeJS.ErrnoException; // the error of a server that cannot listen
      return diagnostic("port-unavailable", { port, reason: WHY[code] ?? message });
    }
  }
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program, maybe another mock, already uses it",
  EACCES: "permission denied",
  EADDRNOTAVAIL: "this machine does not have the address of --host",
};

/** Starts scenarios. @returns why that is impossible */
function begin(mocks: Mocks<unknown>, names: readonly string[]): Diagnostic | undefined {
  if (names.length === 0) return undefined;
  try {
    mocks.use(...names);
    return undefined;
  } catch (error) {
    const { message } = error as Error; // an unknown name, or an error of a scenario
    return diagnostic("scenarios-unusable", { file: "--scenario", reason: message });
  }
}

/** Keeps scenarios and data when the contract changes. @returns what could not be kept, in words */
function takeOver(before: Mocks<unknown>, after: Mocks<unknown>): readonly string[] {
  const active = before.active.filter((name) => after.scenarios.includes(name));
  const gone = before.active.filter((name) => !active.includes(name)).map((name) => `scenario "${name}"`);
  const snapshot = (before.db as AnyDb).snapshot(); // a contract that is loaded at run time has no types
  if (active.length > 0) after.use(...active);
  return [...gone, ...(after.db as AnyDb).restore(snapshot)];
}
