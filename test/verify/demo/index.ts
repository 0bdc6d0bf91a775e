/** Verifies the library, with a bug or without. */

import { fileURLToPath } from "node:url";
import { verifySource } from "../../../toolchain/cli/verify/source.ts";
import { loadContract } from "../../../toolchain/contract/index.ts";
import {
  fetchTarget,
  verify,
  type Finding,
  type Target,
  type Verification,
  type VerifySource,
} from "../../../toolchain/verify/index.ts";
import type { Bug } from "./bugs/index.ts";
import { library, type Parts } from "./server.ts";

export const CONTRACT = fileURLToPath(new URL("openapi.yaml", import.meta.url));

export async function librarySource(): Promise<VerifySource> {
  const { contract, diagnostics } = await loadContract(CONTRACT);
  if (contract === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return verifySource(contract).source;
}

export const inMemory = (parts?: Partial<Parts>): Target => fetchTarget(library(parts), "http://localhost/api");

export interface Run {
  readonly seed: number;
  /** Milliseconds. */
  readonly time?: number;
  /** The maximum number of requests. Default: no limit. */
  readonly requests?: number;
  /** It ends when this is found. */
  readonly until?: Bug;
}

export function verifyLibrary(
  source: VerifySource,
  target: Target,
  { seed, time = 30_000, requests, until }: Run,
): Promise<Verification> {
  const found = new AbortController();
  return verify(source, {
    target,
    seed,
    time,
    ...(requests !== undefined && { requests }),
    credentials: { token: "ada" },
    otherCredentials: { token: "bob" },
    signal: found.signal,
    onFinding(finding) {
      if (until !== undefined && shows(finding, until)) found.abort();
    },
  });
}

const shows = ({ check, operation }: Finding, bug: Bug): boolean =>
  check === bug.check && [bug.at].flat().includes(operation);

/** What was found instead; `undefined` where the bug was. */
export function missed(bug: Bug, { findings }: Verification): string | undefined {
  if (findings.some((finding) => shows(finding, bug))) return undefined;
  return `found ${findings.map((each) => `${each.check} at ${each.operation}: ${each.message}`).join("; ") || "nothing"}`;
}
