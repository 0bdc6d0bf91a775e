import { performance } from "node:perf_hooks";
import { basePathOf } from "tenon-runtime/core";
import type { AnyDb, Exchange, Mocks, MockReport } from "tenon-runtime/mocks";
import { serve, type MockServer } from "tenon-runtime/mocks/http";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { load, type Mock, type Setting } from "./load.ts";
import type { MockOptions } from "./options.ts";
import { logLine, startLines } from "./log.ts";
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
  if (!project || others.length > 0) {
    return couldNotWork([severalContracts("mock", projects)]);
  }
  const stopped = shell.untilStopped();
  const tell = (found: readonly Diagnostic[], summary: readonly string[] = []): void => {
    if (found.length > 0 || options.format !== "json")
      print(shell, options.format, "mock", { exitCode: 0, diagnostics: found, summary });
  };
  const told = new Set<string>();
  const setting: Setting = {
    project,
    cwd,
    options,
    stopped,
    complain(report) {
      // Reading a contract validates its examples.
      if (report.code === "invalid-example") return;
      const key = `${report.code} ${report.operation} ${report.place} ${report.example ?? ""}`;
      if (told.has(key)) return;
      told.add(key);
      tell([complaint(report)]);
    },
    log: (entry) => shell.out(`${logLine(entry, options.format, shell)}\n`),
    say: (line) => tell([], [line]),
  };

  const show = progress(shell);
  const first = await load(setting, show).finally(() => show.done());
  if (!first.mock) return { exitCode: 2, diagnostics: about(first.diagnostics, project) };
  tell(about(first.diagnostics, project));
  let mock = first.mock;
  const unknown = begin(mock.mocks, options.scenario ?? []);
  if (unknown !== undefined) return couldNotWork([unknown]);

  // The server hears of the exchanges of whichever reading answers.
  let hears: ((exchange: Exchange) => void) | undefined;
  let origin = "";
  const listen = ({ mocks, callbacks }: Mock): (() => void) =>
    mocks.observe((exchange) => {
      hears?.(exchange);
      callbacks?.(exchange, origin);
    });
  let deafen = listen(mock);
  let server: MockServer;
  try {
    server = await serve(
      {
        fetch: (input, init) => mock.mocks.fetch(input, init),
        observe(listener) {
          hears = listener;
          return () => void (hears = undefined);
        },
      },
      {
        port: options.port,
        host: options.host,
        cors: options.cors,
        // Each reading has one, if the first has.
        ...(mock.proxy && { proxy: async (arrival) => mock.proxy?.(arrival) ?? { kind: "mock" } }),
        onRequest: setting.log,
      },
    );
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException; // what a server that cannot listen throws
    const reason = WHY[code] ?? message;
    return couldNotWork([diagnostic("port-unavailable", { port: options.port, reason })]);
  }
  origin = server.url;
  const base = basePathOf(mock.contract.servers[0] ?? "/").replace(/\/$/, "");
  const start = {
    name: project.name,
    contract: mock.contract,
    stateful: mock.stateful,
    url: `${server.url}${base}`,
    seed: options.seed,
    watch: options.watch === true,
    proxy: behind(options),
    scenarios: mock.mocks.scenarios,
    active: mock.mocks.active,
  };
  shell.err(startLines(start, shell));

  const queue = createQueue(shell);
  const watcher = options.watch ? createWatcher(() => queue.add(reload)) : undefined;
  const reload = async (): Promise<void> => {
    const from = performance.now();
    const next = await load(setting);
    watcher?.set(next.files);
    const dropped = next.mock === undefined ? [] : takeOver(mock.mocks, next.mock.mocks);
    if (next.mock) {
      deafen();
      mock = next.mock;
      deafen = listen(mock);
    }
    const what = next.mock
      ? `${plural(mock.contract.operations.length, "operation")} (${((performance.now() - from) / 1000).toFixed(1)} s)`
      : "the new version has errors, so the mock keeps serving the previous one";
    const found = [...next.diagnostics, ...dropped.map((each) => diagnostic("state-changed", { what: each }))];
    tell(about(found, project), [`${clock()} ${project.name} changed: ${what}`]);
  };
  watcher?.set(first.files);

  await new Promise<void>((resolve) =>
    stopped.aborted ? resolve() : stopped.addEventListener("abort", () => resolve(), { once: true }),
  );
  watcher?.close();
  await server.close();
  await queue.done();
  return { exitCode: 0, diagnostics: [] };
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program, maybe another mock, already uses it",
  EACCES: "permission denied",
  EADDRNOTAVAIL: "this machine does not have the address of --host",
};

/** Where the real server is and what it has, in words. */
function behind({ proxy, proxyOnly, mockOnly }: MockOptions): string | undefined {
  if (proxy === undefined) return undefined;
  const only = proxyOnly === undefined ? "the mock answers what it does not implement" : `only ${proxyOnly.join(", ")}`;
  return `${proxy} (${only}${mockOnly === undefined ? "" : `; always mocked: ${mockOnly.join(", ")}`})`;
}

/** Lays scenarios over the mocks. @returns why that is not possible */
function begin(mocks: Mocks<unknown>, names: readonly string[]): Diagnostic | undefined {
  if (names.length === 0) return undefined;
  try {
    mocks.use(...names);
    return undefined;
  } catch (error) {
    const { message } = error as Error; // a name that is none, or what a scenario throws
    return diagnostic("scenarios-unusable", { file: "--scenario", reason: message });
  }
}

/** Scenarios and data of the mocks before go on in those that take their place. @returns what cannot, in words */
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
