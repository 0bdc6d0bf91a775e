import { loadContract, type LoadedContract } from "../../contract/index.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import {
  CHECKS,
  Unreachable,
  verify,
  type CheckName,
  type Secrets,
  type Verification,
  type VerifyOptions,
} from "../../verify/index.ts";
import { blocks, couldNotWork, type Outcome } from "../report/outcome.ts";
import type { Progress } from "../shell/progress.ts";
import {
  about,
  loadOptions,
  resolveProjects,
  severalContracts,
  type Choice,
  type Project,
} from "../config/projects.ts";
import { plural } from "../report/index.ts";
import type { Shell } from "../shell/shell.ts";
import { coverageOutcome } from "./coverage.ts";
import { accessSummary } from "./access.ts";
import { variableOf } from "./credentials.ts";
import { identitiesOf } from "./identities.ts";
import { proxyCommand } from "./proxy.ts";
import { shownFindings, writeReports } from "./findings.ts";
import { redacted } from "./redact.ts";
import { baseOf, verifySource } from "./source.ts";
import { fieldsOf, openTarget, targetUrl } from "./target.ts";
import { withIncluded, withSettings, type GivenVerifyFlags, type VerifyFlags } from "./settings.ts";
import { told } from "./warnings.ts";

const ALL_CHECKS = Object.keys(CHECKS) as readonly CheckName[];

/** Beside that of `tenon mock`. */
const DEFAULT_PORT = 4011;

/** `tenon verify`: holds what answers against the contract. */
export async function verifyCommand(
  shell: Shell,
  choice: Choice,
  flags: GivenVerifyFlags,
  progress: Progress,
): Promise<Outcome> {
  const { projects, diagnostics } = await resolveProjects(shell.cwd, choice);
  if (diagnostics.length > 0) return couldNotWork(diagnostics);
  const [project, ...rest] = projects;
  if (!project || rest.length > 0) return couldNotWork([severalContracts("verify", projects)]);
  const included = choice.include === undefined ? withIncluded(project) : project;
  return verifyProject(shell, included, withSettings(flags, project.check?.verify), progress);
}

/** Verifies one contract with the target that {@link TargetFlags} name. */
export async function verifyProject(
  shell: Shell,
  project: Project,
  flags: VerifyFlags,
  progress: Progress,
): Promise<Outcome> {
  const { cwd } = shell;
  progress.step(`reading ${project.name}`);
  const loaded = await loadContract(project.contract, loadOptions(project, cwd));
  if (!loaded.contract || blocks(loaded.diagnostics, project.strict))
    return couldNotWork(about(loaded.diagnostics, project));
  const { source, memory } = verifySource(loaded.contract);
  const checks = (flags.check ?? ALL_CHECKS).filter((each) => flags.skipCheck?.includes(each) !== true);
  if (flags.proxy !== undefined) {
    const url = targetUrl(flags.url ?? "", flags.basePath ?? baseOf(source.contract), flags.allowHost);
    if (!(url instanceof URL)) return couldNotWork([url]);
    progress.done();
    return proxyCommand(shell, { project, loaded, source }, url, {
      ...flags,
      checks,
      port: flags.proxy === true ? DEFAULT_PORT : flags.proxy,
    });
  }
  const signal = shell.untilStopped();
  const opened = await openTarget(shell, flags, source, memory);
  if ("severity" in opened) return couldNotWork([opened]);
  const identities = await identitiesOf(shell, flags, source.contract, opened.target);
  if ("severity" in identities) {
    await opened.target.close();
    return couldNotWork([identities]);
  }
  const { target, secrets } = identities;
  try {
    const result = await verify(source, {
      target,
      ...bounds(flags),
      checks,
      ...(flags.mock === true && { mocks: true }),
      ...identities.options,
      signal,
      onProgress: ({ phase, operation, requests, findings }) =>
        progress.step(`${phase}: ${operation} (${plural(requests, "request")}, ${plural(findings, "finding")})`),
    });
    return await outcomeOf(result, { loaded, url: target.url, secrets, flags, shell });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return couldNotWork([diagnostic("target-unreachable", { url: target.url, reason: error.message })]);
  } finally {
    await target.close();
  }
}

/** How far a verification goes. */
const bounds = (flags: VerifyFlags): Pick<VerifyOptions, "seed" | "time" | "workers" | "requests" | "phases"> => ({
  seed: flags.seed,
  time: flags.time * 1000,
  workers: flags.workers,
  ...(flags.maxRequests !== undefined && { requests: flags.maxRequests }),
  ...(flags.phase && { phases: flags.phase }),
});

interface Verified {
  readonly loaded: LoadedContract;
  readonly url: string;
  readonly secrets: Secrets;
  readonly flags: VerifyFlags;
  readonly shell: Shell;
}

async function outcomeOf(result: Verification, { loaded, url, secrets, flags, shell }: Verified): Promise<Outcome> {
  const shown = shownFindings(result.findings, flags.format, (finding) =>
    told(finding, loaded, url, secrets, fieldsOf(flags)),
  );
  const found = [...shown.diagnostics];
  const [scheme] = result.withoutCredentials;
  if (scheme !== undefined)
    found.push(
      diagnostic("credentials-missing", {
        schemes: result.withoutCredentials.join(", "),
        variable: variableOf("TENON_AUTH_", scheme),
      }),
    );
  const failures = failuresOf(result, url, shell);
  const gone = result.stopped === "gone" ? [diagnostic("target-gone", { url, requests: result.requests })] : [];
  const covered = await coverageOutcome(result, url, flags, shell.cwd);
  const reports = await writeReports(flags.report ?? [], result.findings, { url, secrets, cwd: shell.cwd });
  failures.push(...reports.diagnostics);
  const failed = failures.length > 0 || covered.exitCode === 2 || (gone.length > 0 && found.length === 0);
  const outcome: Outcome = {
    exitCode: failed ? 2 : blocks(found) ? 1 : covered.exitCode,
    diagnostics: [...found, ...gone, ...failures, ...covered.diagnostics],
    summary: [
      ...shown.summary,
      ...summaryOf(result, url),
      ...accessSummary(result.access),
      ...covered.summary,
      ...reports.summary,
    ],
    data: { seed: result.seed, requests: result.requests, coverage: result.coverage, access: result.access },
  };
  return redacted(outcome, secrets);
}

/** What kept Tenon from verifying: its own failures, and that no operation was exercised. */
function failuresOf({ incidents, requests, coverage }: Verification, url: string, { env, err }: Shell): Diagnostic[] {
  if (env.TENON_DEBUG)
    for (const { error } of incidents) err(`${error instanceof Error ? error.stack : String(error)}\n`);
  const failures = incidents.map(({ subject, phase, error }) =>
    diagnostic("verification-failed", {
      subject,
      phase,
      reason: error instanceof Error ? error.message : String(error),
    }),
  );
  const { covered, all } = coverage.total.operations;
  if (covered > 0) return failures;
  return [...failures, diagnostic("nothing-verified", { url, requests, operations: String(all) })];
}

const STOPPED_BY = {
  time: "--time",
  requests: "--max-requests",
  signal: "you",
  gone: "the server, which ended",
} as const;

function summaryOf({ milliseconds, requests, seed, stopped, coverage }: Verification, url: string): string[] {
  const { operations } = coverage.total;
  const end = stopped === undefined ? "" : `, stopped by ${STOPPED_BY[stopped]}`;
  return [
    `${url}: ${plural(requests, "request")} in ${(milliseconds / 1000).toFixed(1)} s, seed ${seed}${end}`,
    `${operations.covered} of ${plural(operations.all, "operation")} covered, ${coverage.percent} % of the contract`,
  ];
}
