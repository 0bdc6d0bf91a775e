/** Which version a contract must have after its changes (Semantic Versioning 2.0.0). */

import semver from "semver";
import type { Bump } from "./semver.ts";

/** `1` and `1.2` are taken as 1.0.0 and 1.2.0. @returns undefined for what is no semantic version, such as a date */
function read(version: string): semver.SemVer | undefined {
  const text = version.trim().replace(/^v/i, "");
  return (/^\d+(?:\.\d+)?$/.test(text) ? semver.coerce(text) : semver.parse(text)) ?? undefined;
}

/** Before 1.0.0 a minor version may break (§4). */
const stepOf = ({ major }: semver.SemVer, bump: Exclude<Bump, "none">): semver.ReleaseType =>
  major > 0 ? bump : bump === "major" ? "minor" : "patch";

/** The least version that changes of this weight demand. @returns undefined where the version is no semantic version */
export function nextVersion(version: string, bump: Bump): string | undefined {
  const before = read(version);
  if (before === undefined || bump === "none") return before?.version;
  return semver.inc(before, stepOf(before, bump)) ?? undefined;
}

export type VersionVerdict =
  | { readonly fits: true }
  /** @param least the least version that fits. Absent: any other version does */
  | { readonly fits: false; readonly least?: string };

/** Whether the version rose as much as the changes demand. */
export function judgeVersion(before: string, after: string, bump: Bump): VersionVerdict {
  const [was, is] = [read(before), read(after)];
  const least = nextVersion(before, bump);
  if (was === undefined || is === undefined || least === undefined)
    return { fits: bump === "none" || before !== after };
  if (bump === "none") return semver.gte(is, was) ? { fits: true } : { fits: false, least };
  // 2.0.0-rc.1 announces 2.0.0: it has its weight.
  const released = `${is.major}.${is.minor}.${is.patch}`;
  return semver.gt(is, was) && semver.gte(released, least) ? { fits: true } : { fits: false, least };
}
