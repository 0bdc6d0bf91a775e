/** What `tenon dev` shows: one state, and a listener that is told what changed in it. */

import type { Diagnostic } from "../../diagnostics/index.ts";
import type { LogEntry } from "../mock/log.ts";
import { clock } from "../report/index.ts";

export const CHECKS = ["contract", "types", "changes", "verify"] as const;
export type CheckName = (typeof CHECKS)[number];

export interface Check {
  /** `off`: it cannot run here, or did not run yet. */
  readonly state: "off" | "running" | "good" | "warned" | "bad";
  readonly text: string;
  readonly findings: readonly Diagnostic[];
}

export type LogLine = { readonly time: string } & (
  | { readonly kind: "request"; readonly entry: LogEntry }
  | { readonly kind: "server" | "note"; readonly text: string }
);

export interface ServerView {
  /** The command that starts it, or its URL. */
  readonly name: string;
  readonly state: "starting" | "running" | "down";
}

export interface View {
  readonly title: string;
  readonly version: string;
  /** Of the contract, as a person wrote it. */
  readonly contract: string;
  /** Absent until the contract has been read. */
  readonly api?: string;
  readonly docs?: string;
  readonly server?: ServerView;
  /** Whether the server answers what it implements; otherwise the mock answers everything. */
  readonly forwards: boolean;
  readonly scenarios: readonly string[];
  readonly active: readonly string[];
  readonly checks: Readonly<Record<CheckName, Check>>;
  /** The newest is the last. */
  readonly log: readonly LogLine[];
}

export type Change =
  | { readonly kind: "view" }
  | { readonly kind: "check"; readonly name: CheckName }
  | { readonly kind: "log" };

/** Lines of the log that are kept. */
const KEPT = 300;

const WAITING: Check = { state: "off", text: "", findings: [] };

export class Board {
  #view: View;
  #listen: (change: Change, view: View) => void = () => {};

  constructor(contract: string) {
    this.#view = {
      title: "",
      version: "",
      contract,
      forwards: true,
      scenarios: [],
      active: [],
      checks: { contract: WAITING, types: WAITING, changes: WAITING, verify: { ...WAITING, text: "press v" } },
      log: [],
    };
  }

  /** Tells this listener, and no other, of each change from now on. */
  observe(listener: (change: Change, view: View) => void): void {
    this.#listen = listener;
  }

  get view(): View {
    return this.#view;
  }

  set(part: Partial<Omit<View, "checks" | "log">>): void {
    this.#view = { ...this.#view, ...part };
    this.#listen({ kind: "view" }, this.#view);
  }

  check(name: CheckName, check: Check): void {
    this.#view = { ...this.#view, checks: { ...this.#view.checks, [name]: check } };
    this.#listen({ kind: "check", name }, this.#view);
  }

  /** The check works again; its findings stay until it is done. */
  working(name: CheckName, text: string): void {
    this.check(name, { ...this.#view.checks[name], state: "running", text });
  }

  request(entry: LogEntry): void {
    this.#log({ kind: "request", entry, time: clock() });
  }

  line(kind: "server" | "note", text: string): void {
    this.#log({ kind, text, time: clock() });
  }

  #log(line: LogLine): void {
    this.#view = { ...this.#view, log: [...this.#view.log, line].slice(-KEPT) };
    this.#listen({ kind: "log" }, this.#view);
  }
}
