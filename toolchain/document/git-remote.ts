/** A contract in another git repository: `git+https://github.com/we/specs.git#v1.2.0:openapi.yaml`. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import { commitFiles, git, hasFile, line, type GitBase } from "./git.ts";

/** A contract that was brought to this machine for one comparison. */
export interface Fetched extends GitBase {
  /** References stay inside this folder. */
  readonly root: string;
  /** Removes the temporary files. */
  dispose(): Promise<void>;
}

export const isGitUrl = (reference: string): boolean => /^git\+(?:https|file):\/\//i.test(reference);

/**
 * Fetches one commit, without its history.
 * @param allowHosts hosts that Tenon may connect to; `git+file:` needs none
 */
export async function fetchGit(reference: string, allowHosts: readonly string[] = []): Promise<Fetched | Diagnostic> {
  const [, url = "", revision = "", file = ""] = /^git\+([^#]+)#([^:]+):(.+)$/i.exec(reference) ?? [];
  if (!URL.canParse(url) || revision.startsWith("-")) return diagnostic("git-url-invalid", { base: reference });
  const { host, protocol } = new URL(url);
  if (protocol !== "file:" && !allowHosts.includes(host)) return diagnostic("remote-base", { base: reference, host });
  const folder = await mkdtemp(path.join(tmpdir(), "tenon-base-"));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const failed = async (reason: Diagnostic): Promise<Diagnostic> => {
    await dispose();
    return reason;
  };
  const only = ["-c", "protocol.allow=never", "-c", `protocol.${protocol.slice(0, -1)}.allow=always`];
  await git(folder, ["init", "--quiet", "--bare"]);
  const fetched = await git(folder, [...only, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url, revision]);
  if (fetched.code !== 0) return failed(diagnostic("git-fetch-failed", { url, revision }));
  const sha = line(await git(folder, ["rev-parse", "--verify", "--quiet", "FETCH_HEAD^{commit}"]));
  const inside = path.posix.normalize(file).replace(/^\/+/, "");
  if (!(await hasFile(folder, sha, inside))) return failed(diagnostic("git-file-missing", { revision, file }));
  // Nothing is checked out: the paths only name the files of the commit.
  const source = commitFiles(folder, sha, folder, `${url}#${revision}`);
  return { source, file: path.join(folder, ...inside.split("/")), root: folder, dispose };
}
