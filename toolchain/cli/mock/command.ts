import { performance } from "node:perf_hooks";
import type { MockReport } from "tenon-runtime/mocks";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { load, type Setting } from "./load.ts";
import type { MockOptions } from "./options.ts";
import { ServedMock } from "./served.ts";
import { logLine, type Start, startLines } from "./log.ts";
import { couldNotWork, type Outcome } from "../report/outcome.ts";
import { progress } from "../shell/progress.ts";
import { about, resolveProjects, severalContracts, type Choice } from "../config/projects.ts";
import { createQueue } from "../shell/queue.ts";
import { clock, plural, print } from "../report/index.ts";
import { untilAborted, type Shell } from "../shell/shell.ts";
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
  const served = await ServedMock.start(setting, first.mock);
  if ("severity" in served) return couldNotWork([served]);
  shell.err(startLines(startOf(served, setting), shell));

  const queue = createQueue(shell);
  const watcher = options.watch
    ? createWatcher(() => queue.add(async () => watcher?.set(await reload(served, setting, report))))
    : undefined;
  watcher?.set(first.files);
  await untilAborted(stopped);
  watcher?.close();
  await served.close();
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

function startOf({ mock, url }: ServedMock, { project, options }: Setting): Start {
  const { mocks, contract, stateful } = mock;
  return {
    name: project.name,
    contract,
    stateful,
    url,
    seed: options.seed,
    watch: options.watch === true,
    proxy: behind(options),
    scenarios: mocks.scenarios,
    active: mocks.active,
  };
}

/** @returns the files to watch */
async function reload(served: ServedMock, { project }: Setting, report: Report): Promise<readonly string[]> {
  const from = performance.now();
  const { mock, files, diagnostics } = await served.reload();
  const what = mock
    ? `${plural(mock.contract.operations.length, "operation")} (${((performance.now() - from) / 1000).toFixed(1)} s)`
    : "the new version has errors, so the mock keeps serving the previous one";
  report(about(diagnostics, project), [`${clock()} ${project.name} changed: ${what}`]);
  return files;
}

/** The real server and its operations, in words. */
function behind({ proxy, proxyOnly, mockOnly }: MockOptions): string | undefined {
  if (proxy === undefined) return undefined;
  const only = proxyOnly === undefined ? "the mock answers what it does not implement" : `only ${proxyOnly.join(", ")}`;
  return `${proxy} (${only}${mockOnly === undefined ? "" : `; always mocked: ${mockOnly.join(", ")}`})`;
}

function complaint({ operation, place, violations }: MockReport): Diagnostic {
  const [first] = violations;
  const reason = first ? `${first.pointer || "it"} ${first.message}` : "no value satisfies its schema";
  return diagnostic("not-generated", { operation, place, reason });
}
