import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { sentence, report } from "../generate/command.ts";
import { exitCode, generateAll } from "../generate/generate.ts";
import { couldNotWork, type ExitCode, type Outcome, worse } from "../report/outcome.ts";
import { about, type Project, resolveProjects, shown } from "../config/projects.ts";
import type { Progress } from "../shell/progress.ts";
import type { Shell } from "../shell/shell.ts";
import { contractFrom, ConverterMissing } from "./convert.ts";
import { install } from "./install.ts";
import { type InitPlan, nextSteps, planAddition, planWorkspace } from "./plan.ts";
import { ask } from "./questions.ts";
import { type Surroundings, surroundingsOf } from "./surroundings.ts";
import type { TemplateName } from "./templates.ts";

export interface InitFlags {
  readonly template?: TemplateName;
  readonly from?: string;
  readonly yes?: true;
  readonly install?: true;
}

/** Files that a new workspace may find in its folder. */
const HARMLESS = /^(\.git|\.github|\.idea|\.vscode|\.gitignore|\.gitattributes|LICENSE.*|README.*|\.DS_Store)$/i;

/**
 * `tenon init [dir]`: a new workspace in an empty folder; in any other folder, Tenon for the project that is there. No
 * existing file is replaced, and `package.json` gets what it does not have.
 */
export async function initCommand(
  shell: Shell,
  dir: string | undefined,
  flags: InitFlags,
  progress: Progress,
): Promise<Outcome> {
  const folder = resolve(shell.cwd, dir ?? ".");
  let surroundings: Surroundings;
  let entries: readonly string[];
  try {
    entries = existsSync(folder) ? await readdir(folder) : [];
    surroundings = surroundingsOf(folder, shell.env);
  } catch (error) {
    return couldNotWork([diagnostic("init-unreadable", { folder: shown(shell.cwd, folder), reason: reasonOf(error) })]);
  }
  const starts = flags.from === undefined && entries.every((name) => HARMLESS.test(name));
  if (!starts && flags.template !== undefined)
    return couldNotWork([diagnostic("init-template-unused", { folder: shown(shell.cwd, folder) })]);
  const interactive = shell.terminal.in === true && !flags.yes;
  const answers = interactive
    ? await ask(flags, { chooses: starts, packageManager: surroundings.packageManager })
    : { template: flags.template ?? "fullstack", install: flags.install ?? false };
  if (answers === undefined) return { exitCode: 0, diagnostics: [] };
  const template = starts ? answers.template : undefined;
  const plan =
    template === undefined
      ? await addition(folder, surroundings, flags.from, shell.cwd)
      : planWorkspace(folder, template);
  if ("code" in plan) return couldNotWork([plan]);
  return finish({
    shell,
    folder,
    surroundings,
    plan,
    progress,
    installs: answers.install,
    ...(template && { template }),
  });
}

/** How Tenon is added to a project: with the contract that is named, the likeliest one in the folder, or a new one. */
async function addition(
  folder: string,
  surroundings: Surroundings,
  from: string | undefined,
  cwd: string,
): Promise<InitPlan | Diagnostic> {
  const [found] = surroundings.contracts;
  // A configuration names its contracts itself.
  if (from === undefined && (found !== undefined || surroundings.config))
    return planAddition(folder, surroundings, found ?? "openapi.yaml");
  if (from === undefined) {
    const starter = planWorkspace(folder, "api").files.get("openapi.yaml");
    return planAddition(folder, surroundings, "openapi.yaml", starter);
  }
  try {
    const text = await contractFrom(await textOf(from, cwd));
    const contract = text.trimStart().startsWith("{") ? "openapi.json" : "openapi.yaml";
    return planAddition(folder, surroundings, contract, text);
  } catch (error) {
    if (error instanceof ConverterMissing)
      return diagnostic("converter-missing", { source: from, package: error.package });
    return diagnostic("source-unreadable", { source: from, reason: reasonOf(error) });
  }
}

async function textOf(from: string, cwd: string): Promise<string> {
  if (!/^https?:\/\//i.test(from)) return readFile(resolve(cwd, from), "utf8");
  const response = await fetch(from, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.text();
}

interface Work {
  readonly shell: Shell;
  readonly folder: string;
  readonly surroundings: Surroundings;
  readonly plan: InitPlan;
  readonly progress: Progress;
  readonly installs: boolean;
  readonly template?: TemplateName;
}

async function finish({ shell, folder, surroundings, plan, progress, installs, template }: Work): Promise<Outcome> {
  const { cwd } = shell;
  let written: Written;
  try {
    written = await write(folder, plan);
  } catch (error) {
    return couldNotWork([diagnostic("init-unwritable", { folder: shown(cwd, folder), reason: reasonOf(error) })]);
  }
  const { created, kept, changed } = written;
  // A new configuration says what is in the plan, and it cannot be loaded before the dependencies are installed.
  const resolved = surroundings.config ? await resolveProjects(folder, {}) : undefined;
  if (resolved !== undefined && resolved.diagnostics.length > 0)
    return { exitCode: 2, diagnostics: resolved.diagnostics, summary: lines(written) };
  const projects = resolved?.projects ?? [projectOf(folder, plan)];
  const results = await generateAll(projects, { cwd: folder, progress });
  progress.done();
  const installed = installs ? await install(folder, surroundings.packageManager, shell) : undefined;
  const steps = nextSteps(surroundings, plan, template).slice(installed === true ? 1 : 0);
  const enter = folder === cwd ? [] : [`cd ${shown(cwd, folder)}`];
  return {
    exitCode: results.map(exitCode).reduce<ExitCode>(worse, 0),
    diagnostics: results.flatMap((result) => about(result.diagnostics, result.project)),
    summary: [
      ...lines(written),
      ...results.map((result) => sentence(result, folder)),
      ...(installed === false ? [`${surroundings.packageManager} install failed`] : []),
      "",
      "next:",
      ...[...enter, ...steps].map((step) => `  ${step}`),
    ],
    data: { created, kept, changed, projects: results.map((result) => report(result, folder)) },
  };
}

const projectOf = (folder: string, { contract, output, emit }: InitPlan): Project => ({
  contract: join(folder, contract),
  name: contract,
  output: join(folder, output),
  include: [],
  strict: false,
  ...(emit && { emit }),
});

interface Written {
  readonly created: readonly string[];
  /** Files that exist already, with another text. */
  readonly kept: readonly string[];
  readonly changed: readonly string[];
}

async function write(folder: string, { files, manifest }: InitPlan): Promise<Written> {
  const created: string[] = [];
  const kept: string[] = [];
  for (const [path, text] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    try {
      await writeFile(file, text, { flag: "wx" });
      created.push(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // what the file system throws
      if ((await readFile(file, "utf8")) !== text) kept.push(path);
    }
  }
  const file = join(folder, "package.json");
  const changes = manifest !== undefined && manifest !== (await readFile(file, "utf8"));
  if (changes) await writeFile(file, manifest);
  return { created, kept, changed: changes ? [basename(file)] : [] };
}

const lines = ({ created, kept, changed }: Written): string[] => [
  ...created.map((path) => `created ${path}`),
  ...changed.map((path) => `changed ${path}`),
  ...kept.map((path) => `kept ${path}: it exists already`),
];

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
