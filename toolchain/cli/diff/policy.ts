/** What a team demands of changes beyond compatibility: versions and deprecations. */

import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { advise, checkDeprecations, judgeVersion, nextVersion, type Change } from "../../diff/index.ts";
import type { CheckConfig } from "../config/config.ts";
import { plural } from "../report/index.ts";
import { couldNotWork, type Outcome } from "../report/outcome.ts";
import type { Sides } from "./sides.ts";

/** Errors: a version that rose too little, a deprecation that breaks the policy. */
export function policyFindings(
  changes: readonly Change[],
  { base, revision }: Sides,
  { version, deprecation }: CheckConfig,
  { checkVersion = version === true }: { readonly checkVersion?: boolean },
): Diagnostic[] {
  const today = new Date().toISOString().slice(0, 10);
  const deprecations =
    deprecation === undefined ? [] : checkDeprecations(base.model, revision.model, deprecation, today);
  return [...deprecations, ...(checkVersion ? versionFindings(changes, { base, revision }) : [])];
}

function versionFindings(changes: readonly Change[], { base, revision }: Sides): Diagnostic[] {
  const { wire } = advise(changes);
  const [before, after] = [versionOf(base), versionOf(revision)];
  const verdict = judgeVersion(before, after, wire);
  if (verdict.fits) return [];
  const pointer = "/info/version";
  const place = { pointer, position: revision.model.locate(pointer) };
  return [diagnostic("version-too-low", { before, after, why: WHY[wire], least: verdict.least }, place)];
}

const WHY = {
  major: "there are breaking changes",
  minor: "there are new features",
  patch: "there are changes",
  none: "a version must not fall",
} as const;

/** The version that the changes demand, on standard output for other programs. */
export function suggestion(changes: readonly Change[], { base }: Pick<Sides, "base">): Outcome {
  const { wire, undecided } = advise(changes);
  const before = versionOf(base);
  const version = nextVersion(before, wire);
  if (version === undefined) return couldNotWork([diagnostic("version-unreadable", { version: before })]);
  const doubt = `${plural(undecided, "undecided change")} counted as not breaking: look at each of them`;
  return {
    exitCode: 0,
    diagnostics: [],
    text: `${version}\n`,
    ...(undecided > 0 && { summary: [doubt] }),
    data: { version, before, semver: advise(changes) },
  };
}

const versionOf = ({ model }: Sides["base"]): string => model.contract.info.version;
