/** One reading of a contract, made into mocks. */

import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { Contract as ContractData } from "tenon-runtime/core";
import { createMocks, type Exchange, type MockReport, type Mocks } from "tenon-runtime/mocks";
import { jsonPatch } from "tenon-runtime/mocks/json-patch";
import { createProxy, type Proxy } from "tenon-runtime/mocks/http";
import { loadContract, type Contract } from "../../contract/index.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { inMemory } from "../../emit/contract/in-memory.ts";
import { loadedValidators } from "../generate/loaded-validators.ts";
import { chaosOf } from "./chaos.ts";
import { createCallbackSender, LOOPBACK } from "./callbacks.ts";
import type { MockOptions } from "./options.ts";
import type { LogEntry } from "./log.ts";
import { operationsNamed } from "./operations.ts";
import { blocks } from "../report/outcome.ts";
import type { Progress } from "../shell/progress.ts";
import { loadOptions, shown, type Project } from "../config/projects.ts";
import { unsatisfiable } from "../generate/unsatisfiable.ts";
import { importFile } from "../config/user-module.ts";

/** Ready to answer. */
export interface Mock {
  readonly contract: ContractData;
  /** So many operations answer with what they were sent; the others' answers are made. */
  readonly stateful: number;
  readonly mocks: Mocks<unknown>;
  readonly proxy: Proxy | undefined;
  /** Told of each exchange, with the origin that was asked. */
  readonly callbacks: ((exchange: Exchange, origin: string) => void) | undefined;
}

export interface Load {
  readonly mock?: Mock;
  readonly diagnostics: readonly Diagnostic[];
  /** To be watched. */
  readonly files: readonly string[];
}

/** What readings have in common. */
export interface Setting {
  readonly project: Project;
  readonly cwd: string;
  readonly options: MockOptions;
  /** Aborted when the command ends. */
  readonly stopped: AbortSignal;
  readonly complain: (report: MockReport) => void;
  readonly log: (entry: LogEntry) => void;
  /** A line for people. */
  readonly say: (line: string) => void;
}

export async function load(setting: Setting, show?: Progress): Promise<Load> {
  const { project, cwd, options, complain } = setting;
  show?.step(`reading ${project.name}`);
  const loaded = await loadContract(project.contract, loadOptions(project, cwd));
  const scenarios = options.scenarios === undefined ? undefined : resolve(cwd, options.scenarios);
  // What a broken contract refers to is not known; its own file always is.
  const own = [
    ...(isAbsolute(project.contract) ? [project.contract] : []),
    ...(scenarios === undefined ? [] : [scenarios]),
  ];
  const files = [...new Set([...loaded.files, ...own])];
  const { contract: model } = loaded;
  const diagnostics = [...loaded.diagnostics, ...unsatisfiable(loaded)];
  if (!model || blocks(diagnostics, project.strict)) return { diagnostics, files };
  const failed = (...more: readonly Diagnostic[]): Load => ({ diagnostics: [...diagnostics, ...more], files });

  const memory = inMemory(model);
  const { contract } = memory;
  const source = { ...memory, ...loadedValidators(memory), jsonPatch };
  const { seed, delay, invalidStatus } = options;
  const chaos = options.chaos === undefined ? undefined : chaosOf(model.operations, options.chaos);
  if (chaos !== undefined && "severity" in chaos) return failed(chaos);
  const mocks = createMocks(contract, source, {
    onReport: complain,
    ...(seed !== undefined && { seed }),
    ...(delay !== undefined && { delay }),
    ...(chaos !== undefined && { chaos }),
    ...(invalidStatus !== undefined && { invalidStatus: Number(invalidStatus) as 400 | 422 }), // one of the choices
  });
  if (scenarios !== undefined) {
    const reason = await addScenarios(scenarios, mocks);
    if (reason !== undefined) return failed(diagnostic("scenarios-unusable", { file: shown(cwd, scenarios), reason }));
  }
  const behind = proxyOf(setting, model, contract, source);
  if (Array.isArray(behind)) return failed(...(behind as readonly Diagnostic[]));
  const callbacks =
    options.callbacks === false
      ? undefined
      : createCallbackSender(model, {
          hosts: options.callbacks ?? LOOPBACK,
          seed,
          signal: setting.stopped,
          tell: setting.log,
        });
  const stateful = memory.resources.reduce((sum, { operations }) => sum + Object.keys(operations).length, 0);
  return { mock: { contract, stateful, mocks, proxy: behind as Proxy | undefined, callbacks }, diagnostics, files };
}

/** @returns why there are none */
async function addScenarios(file: string, mocks: Mocks<unknown>): Promise<string | undefined> {
  if (!existsSync(file)) return "the file does not exist";
  try {
    const module = await importFile(file);
    const add = module["scenarios"] ?? module["default"];
    if (typeof add !== "function") return "it does not export a function `scenarios`";
    await (add as (mocks: Mocks<unknown>) => unknown)(mocks);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? error.name) : String(error);
  }
}

function proxyOf(
  { options, say }: Setting,
  model: Contract,
  contract: ContractData,
  source: Pick<Parameters<typeof createProxy>[0], "requests" | "responses">,
): Proxy | undefined | Diagnostic[] {
  const { proxy: target, proxyOnly, mockOnly, errors } = options;
  const diagnostics: Diagnostic[] = [];
  const named = (flag: string, filters: readonly string[] | undefined): ReadonlySet<string> | undefined => {
    if (filters === undefined) return undefined;
    if (target === undefined) diagnostics.push(diagnostic("proxy-unusable", { reason: `${flag} needs --proxy` }));
    const { names, unknown } = operationsNamed(model.operations, filters);
    for (const filter of unknown) diagnostics.push(diagnostic("no-such-operation", { flag, filter }));
    return names;
  };
  const theirs = named("--proxy-only", proxyOnly);
  const ours = named("--mock-only", mockOnly);
  if (errors === true && target === undefined)
    diagnostics.push(diagnostic("proxy-unusable", { reason: "--errors needs --proxy" }));
  if (diagnostics.length > 0) return diagnostics;
  if (target === undefined) return undefined;
  try {
    return createProxy({
      target,
      contract,
      requests: source.requests,
      responses: source.responses,
      strict: errors,
      ...(theirs !== undefined && { proxyOnly: ({ name }) => theirs.has(name) }),
      ...(ours !== undefined && { mockOnly: ({ name }) => ours.has(name) }),
      onUnreachable: (reason) =>
        say(`${target} is unreachable, so the mock answers all requests until it is back: ${reason}`),
    });
  } catch (error) {
    return [diagnostic("proxy-unusable", { reason: (error as Error).message })]; // what a URL is refused with
  }
}
