import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { buildContract } from "../../contract/index.ts";
import type { Diagnostic, Severity } from "../../diagnostics/index.ts";
import type { Loaded } from "../../document/index.ts";
import {
  advise,
  changelog,
  consumersOf,
  createProver,
  diffContracts,
  proves,
  short,
  type Change,
} from "../../diff/index.ts";
import type { Told } from "../../check/finding.ts";
import { couldNotWork, type ExitCode, type Outcome } from "../report/outcome.ts";
import type { FailOn } from "../choices.ts";
import type { Progress } from "../shell/progress.ts";
import { resolveProjects, severalContracts, shown, type Choice, type Project } from "../config/projects.ts";
import type { Rules } from "../config/rules.ts";
import { plural } from "../report/index.ts";
import type { Shell } from "../shell/shell.ts";
import { readSides, type SideOptions, type Sides } from "./sides.ts";

export interface DiffOptions extends SideOptions {
  readonly failOn: FailOn;
  /** Safe changes as well. */
  readonly all: boolean;
  /** Markdown for people instead of findings. */
  readonly changelog: boolean;
  readonly markdown: boolean;
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
  const [project] = projects;
  if (project === undefined || projects.length > 1) return couldNotWork([severalContracts(`diff ${base}`, projects)]);
  return diffProject(cwd, base, project, { ...options, ...(ofGit && { revision: named }) }, progress);
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
  const { changes } = diffContracts(before.model, after.model, prove);
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
  const { failOn } = options;
  const rules = project.check?.rules ?? {};
  const severity = (change: Change): Severity => severityOf(change, failOn, rules);
  const changes = all.filter(({ id }) => rules[id] !== "off");
  const failing = changes.filter((change) => severity(change) === "error");
  const unusable = consumers.some(({ code }) => code === "consumer-config");
  const exitCode: ExitCode = unusable ? 2 : failing.length > 0 || (consumers.length > 0 && failOn !== "none") ? 1 : 0;
  const advice = advise(changes);
  const people = options.changelog || options.markdown;
  const worth = changes.filter(
    (change) =>
      options.all || change.wire !== "safe" || severity(change) === "error" || Object.hasOwn(rules, change.id),
  );
  const breaking = changes.filter(({ wire }) => wire === "breaking").length;
  const counts = [
    `${breaking} breaking`,
    `${advice.undecided} undecided`,
    `${changes.filter(({ wire, source }) => wire === "safe" && source === "breaking").length} in source only`,
    `${changes.filter(({ wire, source }) => wire === "safe" && source === "safe").length} safe`,
  ];
  const left = changes.length - worth.length;
  return {
    exitCode,
    diagnostics: [...(people ? [] : worth.map((change) => finding(change, severity(change), project))), ...consumers],
    ...(people && { text: changelog(changes, options.changelog ? titleOf(sides) : undefined) }),
    summary: [
      changes.length === 0
        ? `no changes between ${base} and ${project.name}`
        : `${plural(changes.length, "change")} from ${base} to ${project.name}: ${counts.join(", ")}`,
      ...(changes.length === 0 ? [] : [`version: ${advice.wire} for the API, ${advice.source} for generated code`]),
      ...(left > 0 && !people ? [`${plural(left, "safe change")} not listed: use --all to list them`] : []),
    ],
    data: { base, contract: project.name, failOn, semver: advice, changes },
  };
}

function fails({ wire, source }: Change, failOn: FailOn): boolean {
  if (failOn === "none") return false;
  if (wire === "breaking") return true;
  return failOn === "source" ? source === "breaking" : failOn === "unknown" && wire === "unknown";
}

/** By the configuration's `check.rules`, else by what breaks. */
function severityOf(change: Change, failOn: FailOn, rules: Rules): Severity {
  const own = Object.hasOwn(rules, change.id) ? rules[change.id] : undefined;
  if (own !== undefined && own !== "off") return own;
  if (fails(change, failOn)) return "error";
  return change.wire === "safe" && change.source === "safe" ? "info" : "warning";
}

/** A change as a finding, at its place in the revision; where that has none, in the base. */
function finding(change: Change, severity: Severity, project: Project): Told {
  const { id, operations, place, message, counterexample, base, revision, wire, source } = change;
  const where = [operations[0] ?? "", place].filter((part) => part !== "").join(" ");
  const more = operations.length > 1 ? ` (and ${plural(operations.length - 1, "more operation")})` : "";
  const said = message.startsWith(operations[0] ?? "\n") || where === "" ? message : `${where}${more}: ${message}`;
  const proof =
    counterexample === undefined ? "" : `\n${proves(counterexample).toLowerCase()}: ${short(counterexample.value)}`;
  const position = revision.position;
  const why = whyOf(change);
  // What is gone is named by where it was: else all that is gone would be one and the same finding.
  const pointer = revision.pointer === "" ? base.pointer : revision.pointer;
  return {
    code: id,
    severity,
    message: `${said}${proof}${wire === "unknown" ? "\nTenon cannot tell whether this breaks a client or server" : wire === "safe" && source === "breaking" ? "\nthis breaks only generated code" : ""}`,
    ...(pointer !== undefined && { pointer }),
    ...(why !== undefined && { why }),
    ...(severity === "error" && { hint: fixOf(change) }),
    ...(position !== undefined ? { position } : isAbsolute(project.contract) ? { file: project.name } : {}),
    ...(base.position !== undefined &&
      base.pointer !== "" && { related: [{ message: "in the base at", position: base.position }] }),
  };
}

/** What goes wrong, for reports that have room for it. */
function whyOf(change: Change): string | undefined {
  const { wire, source } = change;
  const direction = travel(change);
  if (wire === "unknown")
    return "clients or servers may rely on the previous behavior, which the contract does not show";
  if (wire === "breaking")
    return direction === "request"
      ? "clients built with the base keep sending requests that the server now rejects"
      : direction === "response"
        ? "clients built with the base do not expect these responses"
        : "clients built with the base rely on it";
  return source === "breaking"
    ? "code that was generated from the base, or that uses it, no longer compiles"
    : undefined;
}

/** In webhooks and callbacks the sides change places: requests are what the API sends. */
function travel({ direction, operations }: Change): Change["direction"] {
  if (direction === "none" || !operations.some((one) => /^webhook | → /.test(one))) return direction;
  return direction === "request" ? "response" : "request";
}

const fixOf = (change: Change): string =>
  change.wire !== "breaking"
    ? "check that no client or server relies on it, or accept the finding with a reason"
    : travel(change) === "request"
      ? "keep accepting the previous requests, or add the new version under another path"
      : travel(change) === "response"
        ? "keep sending the previous responses, or add the new version under another path"
        : "mark it as deprecated, and remove it when it is no longer used";

const titleOf = ({ base, revision }: Sides): string => {
  const { title, version } = revision.model.contract.info;
  const before = base.model.contract.info.version;
  return before === version ? `${title} ${version}` : `${title} ${version} (from ${before})`;
};
