import { isAbsolute } from "node:path";
import { performance } from "node:perf_hooks";
import { styleText } from "node:util";
import { basePathOf, createRouter, type Contract, type Routing } from "tenon-runtime/core";
import { createMocks, type MockReport } from "tenon-runtime/mocks";
import { serve, type RequestEntry } from "tenon-runtime/mocks/http";
import { loadContract } from "../contract/index.ts";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import { inMemory } from "../emit/in-memory.ts";
import { loadedValidators } from "./loaded-validators.ts";
import { blocks, couldNotWork, type Outcome } from "./outcome.ts";
import { progress, type Progress } from "./progress.ts";
import { about, loadOptions, resolveProjects, severalContracts, type Choice, type Project } from "./projects.ts";
import { createQueue } from "./queue.ts";
import { clock, plural, print, printable, type Format } from "./report.ts";
import type { Shell } from "./shell.ts";
import { createWatcher } from "./watcher.ts";

export interface MockOptions {
  readonly port: number;
  readonly host: string;
  readonly seed?: number;
  readonly watch?: true;
  readonly cors: boolean;
  readonly format: Format;
}

/** One reading of a contract, ready to answer. */
interface Mock {
  readonly contract: Contract;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly find: (method: string, path: string) => Routing;
}

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
  const complain = (report: MockReport): void => {
    const key = `${report.code} ${report.operation} ${report.place} ${report.example ?? ""}`;
    if (told.has(key)) return;
    told.add(key);
    tell([complaint(report)]);
  };

  const show = progress(shell);
  const first = await load(project, cwd, options, complain, show).finally(() => show.done());
  if (!first.mock) return { exitCode: 2, diagnostics: about(first.diagnostics, project) };
  tell(about(first.diagnostics, project));
  let mock = first.mock;

  let server;
  try {
    server = await serve(
      { fetch: async (input, init) => mock.fetch(new Request(input, init)) },
      {
        port: options.port,
        host: options.host,
        cors: options.cors,
        onRequest: (entry) => shell.out(`${logLine(entry, mock, options.format, shell)}\n`),
      },
    );
  } catch (error) {
    const { message } = error as Error; // what a server that cannot listen throws
    return couldNotWork([diagnostic("port-unavailable", { port: options.port, reason: message })]);
  }
  const base = basePathOf(mock.contract.servers[0] ?? "/").replace(/\/$/, "");
  shell.err(
    `mock of ${project.name}, ${plural(mock.contract.operations.length, "operation")}, on ${server.url}${base}\n`,
  );

  const queue = createQueue(shell);
  const watcher = options.watch ? createWatcher(() => queue.add(reload)) : undefined;
  const reload = async (): Promise<void> => {
    const begin = performance.now();
    const next = await load(project, cwd, options, complain);
    watcher?.set(next.files);
    if (next.mock) mock = next.mock;
    const what = next.mock
      ? `${plural(mock.contract.operations.length, "operation")} (${((performance.now() - begin) / 1000).toFixed(1)} s)`
      : "not usable, serving what was there before";
    tell(about(next.diagnostics, project), [`${clock()} ${project.name} changed: ${what}`]);
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

interface Load {
  readonly mock?: Mock;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly string[];
}

async function load(
  project: Project,
  cwd: string,
  { seed }: MockOptions,
  onReport: (report: MockReport) => void,
  show?: Progress,
): Promise<Load> {
  show?.step(`reading ${project.name}`);
  const loaded = await loadContract(project.contract, loadOptions(project, cwd));
  // What a broken contract refers to is not known; its own file always is.
  const files = [...new Set([...loaded.files, ...(isAbsolute(project.contract) ? [project.contract] : [])])];
  const { diagnostics } = loaded;
  if (!loaded.contract || blocks(diagnostics, project.strict)) return { diagnostics, files };
  const memory = inMemory(loaded.contract);
  const { contract, examples } = memory;
  const source = { ...loadedValidators(memory), examples };
  const mocks = createMocks(contract, source, { onReport, ...(seed !== undefined && { seed }) });
  const { find } = createRouter(contract);
  const mock: Mock = { contract, fetch: (request) => mocks.fetch(request), find };
  return { mock, diagnostics, files };
}

function logLine(
  { method, url, status, milliseconds }: RequestEntry,
  mock: Mock,
  format: Format,
  shell: Shell,
): string {
  const routing = mock.find(method, url.split("?", 1)[0] ?? "");
  const operation = routing.kind === "found" ? routing.operation.name : undefined;
  const rounded = Math.round(milliseconds * 10) / 10;
  if (format === "json")
    return JSON.stringify({
      method,
      url,
      ...(operation !== undefined && { operation }),
      status,
      milliseconds: rounded,
    });
  const color = status >= 500 ? "red" : status >= 400 ? "yellow" : "green";
  const shown = shell.terminal.out ? styleText(color, String(status), { validateStream: false }) : String(status);
  return `${method.padEnd(6)} ${printable(url)}  ${operation ?? "-"}  ${shown}  ${rounded} ms`;
}

function complaint({ code, operation, place, example, violations }: MockReport): Diagnostic {
  const [first] = violations;
  const reason = first ? `${first.pointer || "it"} ${first.message}` : "its schema cannot be satisfied";
  return code === "invalid-example"
    ? diagnostic("invalid-example", { operation, place, example: example ?? "", reason })
    : diagnostic("not-generated", { operation, place, reason });
}
