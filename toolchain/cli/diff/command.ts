import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buildContract } from "../../contract/index.ts";
import type { Diagnostic, Severity } from "../../diagnostics/index.ts";
import type { Loaded } from "../../document/index.ts";
import { advise, byCause, changelog, consumersOf, createProver, diffContracts, type Change } from "../../diff/index.ts";
import { couldNotWork, type ExitCode, type Outcome } from "../report/outcome.ts";
import type { FailOn } from "../choices.ts";
import type { Progress } from "../shell/progress.ts";
import { resolveProjects, severalContracts, shown, type Choice, type Project } from "../config/projects.ts";
import { plural } from "../report/index.ts";
import type { Shell } from "../shell/shell.ts";
import { finding, severityOf } from "./finding.ts";
import { policyFindings, suggestion } from "./policy.ts";
import { readSides, type SideOptions, type Sides } from "./sides.ts";

export interface DiffOptions extends SideOptions {
  /** Default: as the configuration says, else `wire`. */
  readonly failOn?: FailOn;
  /** Safe changes as well. */
  readonly all: boolean;
  /** Markdown for people instead of findings. */
  readonly changelog: boolean;
  readonly markdown: boolean;
  /** Report a version that rose less than the changes demand. Default: as the configuration says. */
  readonly checkVersion?: true;
  /** Print the version that the changes demand, and nothing else. */
  readonly suggestVersion?: true;
  /** Configurations of TypeScript programs that use the generated code. */
  readonly consumers: readonly string[];
}

export async function diffCommand(
  { cwd }: Shell,
  base: string,
  choice: Choice,
  options: DiffOptions,
  progress: Progress,
): Promise<Outcome> {
  const { contract: named } = choice;
  // `v2:openapi.yaml` is a file of a revision, unless there is such a file.
  const ofGit = named !== undefined && /^(?!https?:)[^/\\]{2,}:./i.test(named) && !existsSync(resolve(cwd, named));
  const { contract: _, ...bare } = choice;
  const { projects, diagnostics } = await resolveProjects(cwd, ofGit ? bare : choice);
  if (diagnostics.length > 0) return couldNotWork(diagnostics);
  const [found] = projects;
  const project = found && (await withSettings(cwd, base, found, choice));
  if (project === undefined || projects.length > 1) return couldNotWork([severalContracts(`diff ${base}`, projects)]);
  return diffProject(cwd, base, project, { ...options, ...(ofGit && { revision: named }) }, progress);
}

/** A contract that the configuration does not have is judged as the one that it is compared with, or the only one. */
async function withSettings(cwd: string, base: string, project: Project, choice: Choice): Promise<Project> {
  const { projects } = await resolveProjects(cwd, choice.config === undefined ? {} : { config: choice.config });
  if (projects.some(({ contract }) => contract === project.contract)) return project;
  const file = resolve(cwd, base);
  const like = projects.find(({ contract }) => contract === file) ?? (projects.length === 1 ? projects[0] : undefined);
  if (like === undefined) return project;
  const { check, formats, silence, allowHosts, allowUnresolved } = like;
  const settings = Object.entries({ check, formats, silence, allowHosts, allowUnresolved });
  return { ...Object.fromEntries(settings.filter(([, value]) => value !== undefined)), ...project };
}

/** Compares one contract with its base. */
export async function diffProject(
  cwd: string,
  base: string,
  project: Project,
  options: DiffOptions,
  progress: Progress,
): Promise<Outcome> {
  progress.step(`reading ${base} and ${project.name}`);
  const sides = await readSides(base, cwd, project, options);
  if (sides === "new") {
    const summary = [`${project.name} is new: ${base} has no such contract`];
    return { exitCode: 0, diagnostics: [], summary, data: { base, contract: project.name, new: true, changes: [] } };
  }
  if (!("revision" in sides)) return couldNotWork(sides);
  const { base: before, revision: after } = sides;

  progress.step(`comparing ${base} with ${project.name}`);
  const prove = createProver(
    () => (before.model.directed === true ? buildContract(before.loaded).contract : before.model.contract),
    () => (after.model.directed === true ? buildContract(after.loaded).contract : after.model.contract),
  );
  const { changes } = diffContracts(before.model, after.model, { prove });
  const consumers =
    options.consumers.length === 0 ? [] : await consumerBreaks(cwd, project, after.loaded, options.consumers, progress);
  return outcomeOf(changes, consumers, { base, project, options, sides });
}

async function consumerBreaks(
  cwd: string,
  project: Project,
  after: Loaded,
  configs: readonly string[],
  progress: Progress,
): Promise<readonly Diagnostic[]> {
  progress.step(`type-checking ${configs.join(", ")}`);
  const { generatedFiles } = await import("../generate/generated-files.ts");
  const files = await generatedFiles(project, buildContract(after));
  return consumersOf({ cwd, output: project.output, shownOutput: shown(cwd, project.output), files, configs });
}

interface About {
  readonly base: string;
  readonly project: Project;
  readonly options: DiffOptions;
  readonly sides: Sides;
}

function outcomeOf(
  all: readonly Change[],
  consumers: readonly Diagnostic[],
  { base, project, options, sides }: About,
): Outcome {
  const failOn = options.failOn ?? project.check?.failOn ?? "wire";
  const rules = project.check?.rules ?? {};
  const severity = (change: Change): Severity => severityOf(change, failOn, rules);
  const changes = byCause(all.filter(({ id }) => rules[id] !== "off"));
  if (options.suggestVersion === true) return suggestion(changes, sides);
  const policy = policyFindings(changes, sides, project.check ?? {}, options);
  const unusable = consumers.some(({ code }) => code === "consumer-config");
  const failed =
    changes.some((change) => severity(change) === "error") ||
    policy.length > 0 ||
    (consumers.length > 0 && failOn !== "none");
  const exitCode: ExitCode = unusable ? 2 : failed ? 1 : 0;
  const people = options.changelog || options.markdown;
  const listed = changes.filter(
    (change) =>
      options.all || change.wire !== "safe" || severity(change) === "error" || Object.hasOwn(rules, change.id),
  );
  const findings = listed.map((change) => finding(change, severity(change), project));
  return {
    exitCode,
    diagnostics: [...(people ? [] : findings), ...policy, ...consumers],
    ...(people && { text: changelog(changes, options.changelog ? titleOf(sides) : undefined) }),
    summary: summaryOf(changes, people ? changes.length : listed.length, base, project),
    data: { base, contract: project.name, failOn, semver: advise(changes), changes },
  };
}

function summaryOf(changes: readonly Change[], listed: number, base: string, { name }: Project): string[] {
  if (changes.length === 0) return [`no changes between ${base} and ${name}`];
  const advice = advise(changes);
  const count = (has: (change: Change) => boolean): number => changes.filter(has).length;
  const counts = [
    `${count(({ wire }) => wire === "breaking")} breaking`,
    `${advice.undecided} undecided`,
    `${count(({ wire, source }) => wire === "safe" && source === "breaking")} in source only`,
    `${count(({ wire, source }) => wire === "safe" && source === "safe")} safe`,
  ];
  const left = changes.length - listed;
  return [
    `${plural(changes.length, "change")} from ${base} to ${name}: ${counts.join(", ")}`,
    `version: ${advice.wire} for the API, ${advice.source} for generated code`,
    ...(left > 0 ? [`${plural(left, "change")} not listed: use --all to list them`] : []),
  ];
}

const titleOf = ({ base, revision }: Sides): string => {
  const { title, version } = revision.model.contract.info;
  const before = base.model.contract.info.version;
  return before === version ? `${title} ${version}` : `${title} ${version} (from ${before})`;
};
