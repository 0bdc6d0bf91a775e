/**
 * Holds a live implementation against its contract: requests drawn from the contract are sent, and what comes back is held
 * against it. The same seed sends the same requests.
 */

import { explainFailures } from "./explain.ts";
import { Known } from "./known.ts";
import { fuzzingPhase } from "./fuzzing/index.ts";
import { coveragePhase } from "./phases/coverage.ts";
import { examplesPhase } from "./phases/examples.ts";
import { statefulPhase } from "./phases/stateful.ts";
import { Session, Stopped } from "./session.ts";
import { PHASES, type Phase, type Verification, type VerifyOptions, type VerifySource } from "./types.ts";

export type { Credentials } from "./cases/index.ts";
export { curlOf, type Secrets } from "./curl.ts";
export { coverageHtml, type CoveragePage } from "./coverage/html.ts";
export { Coverage, KINDS as COVERAGE_KINDS, type CoverageReport, type OperationCoverage } from "./coverage/index.ts";
export { countsOf, groupsOf, type Group } from "./groups.ts";
export { harOf, reportOf } from "./har.ts";
export { Unreachable } from "./session.ts";
export { proposalsFor, type Edit } from "./proposals.ts";
export { Traffic, type Passage } from "./traffic.ts";
export {
  accepts,
  fetchTarget,
  httpTarget,
  type HttpTargetOptions,
  type Insight,
  type Life,
  NoReply,
  type Reply,
  type Target,
} from "./target.ts";
export { CHECKS, PHASES } from "./types.ts";
export type * from "./types.ts";

const RUN: Readonly<Record<Phase, (session: Session, known: Known) => Promise<void>>> = {
  examples: examplesPhase,
  coverage: coveragePhase,
  stateful: statefulPhase,
  fuzzing: fuzzingPhase,
};

/** Until when each of them may go on, of the whole time: a large contract would never come to its sequences. */
const SHARES: Readonly<Record<Phase, number>> = { examples: 0.2, coverage: 0.65, stateful: 0.85, fuzzing: 1 };

/** @throws Unreachable where nothing answers at all */
export async function verify(source: VerifySource, options: VerifyOptions): Promise<Verification> {
  const start = performance.now();
  const session = new Session(source, options);
  const known = new Known(session);
  let stopped: Verification["stopped"];
  const phases = PHASES.filter((phase) => options.phases?.includes(phase) !== false);
  for (const phase of phases) {
    session.begin(phase, phase === phases.at(-1) ? 1 : SHARES[phase]);
    try {
      await RUN[phase](session, known);
      if (session.hurried) stopped = "time";
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      stopped = error.reason;
      // What is left of the time is for those that come after.
      if (error.reason !== "time") break;
    }
  }
  if (stopped !== "signal") await explainFailures(session);
  return {
    findings: session.findings,
    incidents: session.incidents,
    withoutCredentials: session.withoutCredentials,
    access: session.access,
    coverage: session.coverage.report(),
    seed: session.seed,
    requests: session.requests,
    milliseconds: performance.now() - start,
    ...(stopped && { stopped }),
  };
}
