/** Paths as CI servers read them: from the root of the repository, wherever the command runs. */

import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Outcome } from "./outcome.ts";

/** The nearest folder upwards that has a `.git`; a submodule or a worktree has a file of that name. */
export function repositoryRoot(cwd: string): string | undefined {
  for (let at = resolve(cwd); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

export function fromRepository(outcome: Outcome, cwd: string): Outcome {
  const root = repositoryRoot(cwd);
  if (root === undefined || root === resolve(cwd)) return outcome;
  const path = (file: string): string => {
    const absolute = resolve(cwd, file);
    // A URL, or a file of another revision: `main:openapi.yaml`.
    if (/^[^/\\]{2,}:/.test(file) || !existsSync(absolute)) return file;
    const short = relative(root, absolute);
    return short.startsWith("..") || isAbsolute(short) ? file : short.split(sep).join("/");
  };
  const placed = <D extends Diagnostic>(one: D): D => ({
    ...one,
    ...(one.file !== undefined && { file: path(one.file) }),
    ...(one.position && { position: { ...one.position, file: path(one.position.file) } }),
    ...(one.related && {
      related: one.related.map((other) => ({
        ...other,
        position: { ...other.position, file: path(other.position.file) },
      })),
    }),
  });
  return {
    ...outcome,
    diagnostics: outcome.diagnostics.map(placed),
    ...(outcome.accepted && {
      accepted: outcome.accepted.map(({ finding, reason }) => ({ finding: placed(finding), reason })),
    }),
  };
}
