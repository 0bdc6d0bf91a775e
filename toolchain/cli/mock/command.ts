import { performance } from "node:perf_hooks";
import { basePathOf } from "tenon-runtime/core";
import type { AnyDb, Exchange, Mocks, MockReport } from "tenon-runtime/mocks";
import { serve, type MockServer, type Proxy } from "tenon-runtime/mocks/http";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { load, type Mock, type Setting } from "./load.ts";
import type { MockOptions } from "./options.ts";
import { logLine, type Start, startLines } from "./log.ts";
import { couldNotWork, type Outcome } from "../report/outcome.ts";
import { progress } from "../shell/progress.ts";
import { about, resolveProjects, severalContracts, type Choice } from "../config/projects.ts";
import { createQueue } from "../shell/queue.ts";
import { clock, plural, print } from "../report/index.ts";
import type { Shell } from "../shell/shell.ts";
import { createWatcher } from "../shell/watcher.ts";

/** `tenon mock`: serves until it is stopped. */
export async function mockCommand(shell: Shell, choice: Choice, options: MockOptions): Promise<Outcome> {
  const { cwd } = shell;
  const { projects, diagnostics } = await resolveProjects(cwd, choice);
  if (diagnostics.length > 0) return couldNotWork(diagnostics);
  const [project, ...others] = projects;
  if (!project || others.length > 0) return couldNotWork([severalContracts("mock", projects)]);
  const stopped = shell.untilStopped();
  const report: Report = (found, summary = []) => {
    if (found.length > 0 || options.format !== "json")
      print(shell, options.format, "mock", { exitCode: 0, diagnostics: found, summary });
  };
  const setting: Setting = {
    project,
    cwd,
    options,
    stopped,
    complain: complainOnce(report),
    log: (entry) => shell.out(`${logLine(entry, options.format, shell)}\n`),
    say: (line) => report([], [line]),
  };
  const show = progress(shell);
  const first = await load(setting, show).finally(() => show.done());
  if (!first.mock) return { exitCode: 2, diagnostics: about(first.diagnostics, project) };
  report(about(first.diagnostics, project));
  const unknown = begin(first.mock.mocks, options.scenario ?? []);
  if (unknown !== undefined) return couldNotWork([unknown]);

  const current = new CurrentMock(first.mock);
  const server = await listen(current, setting);
  if (!("close" in server)) return couldNotWork([server]);
  current.origin = server.url;
  shell.err(startLines(startOf(current.mock, server.url, setting), shell));

  const queue = createQueue(shell);
  const watcher = options.watch
    ? createWatcher(() => queue.add(async () => watcher?.set(await reload(current, setting, report))))
    : undefined;
  watcher?.set(first.files);
  await until(stopped);
  watcher?.close();
  await server.close();
  await queue.done();
  return { exitCode: 0, diagnostics: [] };
}

type Report = (found: readonly Diagnostic[], summary?: readonly string[]) => void;

/** Reports each failure to generate a value once. */
function complainOnce(report: Report): (complained: MockReport) => void {
  const reported = new Set<string>();
  return (complained) => {
    // the reader of the contract validates its examples
    if (complained.code === "invalid-example") return;
    const key = `${complained.code} ${complained.operation} ${complained.place} ${complained.example ?? ""}`;
    if (reported.has(key)) return;
    reported.add(key);
    report([complaint(complained)]);
  };
}

/** The mock of the newest valid version of the contract. The server stays the same when it changes. */
class CurrentMock {
  #mock: Mock;
  #stop: () => void;
  #listener: ((exchange: Exchange) => void) | undefined;
  /** The server's, once it listens. */
  origin = "";

  constructor(mock: Mock) {
    this.#mock = mock;
    this.#stop = this.#listen(mock);
  }

  get mock(): Mock {
    return this.#mock;
  }

  set mock(mock: Mock) {
    this.#stop();
    this.#mock = mock;
    this.#stop = this.#listen(mock);
  }

  observe(listener: (exchange: Exchange) => void): () => void {
    this.#listener = listener;
    return () => void (this.#listener = undefined);
  }

  #listen({ mocks, callbacks }: Mock): () => void {
    return mocks.observe((exchange) => {
      this.#listener?.(exchange);
      callbacks?.(exchange, this.origin);
    });
  }
}

async function listen(current: CurrentMock, { options, log }: Setting): Promise<MockServer | Diagnostic> {
  const { port, host, cors } = options;
  const answering: Parameters<typeof serve>[0] = {
    fetch: (input, init) => current.mock.mocks.fetch(input, init),
    observe: (listener) => current.observe(listener),
  };
  // all versions have a proxy if the first one has
  const proxy: Proxy | undefined =
    current.mock.proxy && (async (arrival) => current.mock.proxy?.(arrival) ?? { kind: "mock" });
  try {
    return await serve(answering, { port, host, cors, ...(proxy && { proxy }), onRequest: log });
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException; // the error of a server that cannot listen
    return diagnostic("port-unavailable", { port, reason: WHY[code] ?? message });
  }
}

function startOf({ mocks, contract, stateful }: Mock, origin: string, { project, options }: Setting): Start {
  const base = basePathOf(contract.servers[0] ?? "/").replace(/\/$/, "");
  return {
    name: project.name,
    contract,
    stateful,
    url: `${origin}${base}`,
    seed: options.seed,
    watch: options.watch === true,
    proxy: behind(options),
    scenarios: mocks.scenarios,
    active: mocks.active,
  };
}

/** @returns the files to watch */
async function reload(current: CurrentMock, setting: Setting, report: Report): Promise<readonly string[]> {
  const { project } = setting;
  const from = performance.now();
  const { mock, files, diagnostics } = await load(setting);
  const dropped = mock === undefined ? [] : takeOver(current.mock.mocks, mock.mocks);
  if (mock) current.mock = mock;
  const what = mock
    ? `${plural(mock.contract.operations.length, "operation")} (${((performance.now() - from) / 1000).toFixed(1)} s)`
    : "the new version has errors, so the mock keeps serving the previous one";
  const found = [...diagnostics, ...dropped.map((each) => diagnostic("state-changed", { what: each }))];
  report(about(found, project), [`${clock()} ${project.name} changed: ${what}`]);
  return files;
}

const until = (stopped: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    stopped.aborted ? resolve() : stopped.addEventListener("abort", () => resolve(), { once: true }),
  );

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program, maybe another mock, already uses it",
  EACCES: "permission denied",
  EADDRNOTAVAIL: "this machine does not have the address of --host",
};

/** The real server and its operations, in words. */
function behind({ proxy, proxyOnly, mockOnly }: MockOptions): string | undefined {
  if (proxy === undefined) return undefined;
  const only = proxyOnly === undefined ? "the mock answers what it does not implement" : `only ${proxyOnly.join(", ")}`;
  return `${proxy} (${only}${mockOnly === undefined ? "" : `; always mocked: ${mockOnly.join(", ")}`})`;
}

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

function complaint({ operation, place, violations }: MockReport): Diagnostic {
  const [first] = violations;
  const reason = first ? `${first.pointer || "it"} ${first.message}` : "no value satisfies its schema";
  return diagnostic("not-generated", { operation, place, reason });
}
