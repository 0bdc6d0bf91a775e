/** Files of a git revision, as a source of contracts: `main:openapi.yaml`, with the files that it refers to. */

import { execFile } from "node:child_process";
import path from "node:path";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";

/** Where files are read from, instead of the disk. */
export interface FileSource {
  /** The file's bytes. @returns undefined where there is no such file */
  read(file: string): Promise<Uint8Array | undefined>;
  /** How a person would write it. */
  label(file: string): string;
}

export interface GitBase {
  readonly source: FileSource;
  /** Absolute: where the contract would be, were the revision checked out. */
  readonly file: string;
}

/** The largest file that is read, in bytes: above the limit of contracts. */
const LARGEST = 256 * 1024 * 1024;

export interface Ran {
  readonly code: number;
  readonly out: Buffer;
}

/** Runs git without a prompt for credentials. */
export function git(cwd: string, args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
  const options = { cwd, env, encoding: "buffer", maxBuffer: LARGEST, windowsHide: true, timeout: 120_000 } as const;
  return new Promise((resolve) => {
    execFile("git", [...args], options, (error, out) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 127;
      resolve({ code, out });
    });
  });
}

/** The files of a commit. @param root the folder where they would be if the commit was checked out */
export function commitFiles(repository: string, sha: string, root: string, name: string): FileSource {
  return {
    async read(file) {
      if (!isInside(root, file)) return undefined;
      const shown = await git(repository, ["cat-file", "blob", `${sha}:${below(root, file)}`]);
      return shown.code === 0 ? shown.out : undefined;
    },
    label: (file) => `${name}:${below(root, file)}`,
  };
}

export const hasFile = async (repository: string, sha: string, file: string): Promise<boolean> =>
  (await git(repository, ["cat-file", "-e", `${sha}:${file}`])).code === 0;

export const line = ({ out }: Ran): string => out.toString("utf8").trim();

/**
 * @param reference `main:openapi.yaml`, `HEAD~1:./api/openapi.yaml` or `v1.2.0`
 * @param fallback the file that is meant where a revision alone is given, absolute
 * @param mode `merge-base`: the commit at which `HEAD` left the revision, as for a pull request
 * @returns `new` when the revision has no such file, under no former name; a diagnostic where it leads nowhere: with the command to fetch it, where the clone lacks the revision
 */
export async function gitBase(
  reference: string,
  cwd: string,
  fallback: string | undefined,
  mode: GitMode = "revision",
): Promise<GitBase | "new" | Diagnostic> {
  const colon = reference.indexOf(":");
  const [revision, named] =
    colon === -1 ? [reference, undefined] : [reference.slice(0, colon), reference.slice(colon + 1)];
  const top = await git(cwd, ["rev-parse", "--show-toplevel"]);
  if (top.code !== 0)
    return diagnostic("git-missing", {
      base: reference,
      why: top.code === 127 ? "git is not installed" : "this folder is not in a git repository",
    });
  const root = line(top);
  const found = await commitOf(root, revision, mode);
  if (typeof found !== "string") return found;
  const sha = found;
  const has = (file: string): Promise<boolean> => hasFile(root, sha, below(root, file));
  const former =
    fallback === undefined || named !== undefined || (await has(fallback))
      ? undefined
      : await formerName(root, sha, fallback);
  const candidates =
    named === undefined || named === ""
      ? fallback === undefined
        ? []
        : [fallback, ...(former === undefined ? [] : [former])]
      : named.startsWith("./") || named.startsWith("../")
        ? [path.resolve(cwd, named)]
        : [path.resolve(root, named), path.resolve(cwd, named)];
  for (const file of candidates) {
    if (!isInside(root, file) || !(await has(file))) continue;
    const source = commitFiles(root, sha, root, revision.replace(/\.\.\..*$/, ""));
    return { source, file };
  }
  for (const file of candidates) {
    const inside = await submoduleBase(root, sha, file, revision);
    if (inside !== undefined) return inside;
  }
  if (named === undefined && fallback !== undefined && isInside(root, fallback)) return "new";
  return diagnostic("git-file-missing", {
    revision,
    file: named ?? (fallback === undefined ? "openapi.yaml" : below(root, fallback)),
  });
}

/** What a revision stands for: itself, or the commit at which the current branch left it. */
export type GitMode = "revision" | "merge-base";

/** The commit of `main`; of `main...HEAD` the merge base of both. */
async function commitOf(root: string, reference: string, mode: GitMode): Promise<string | Diagnostic> {
  const [, left = "", right = ""] = /^(.+?)\.\.\.(.*)$/.exec(reference) ?? [];
  const [revision, other] = left === "" ? [reference, "HEAD"] : [left, right === "" ? "HEAD" : right];
  const shas: string[] = [];
  for (const one of [revision, other]) {
    // `--end-of-options`: a name that begins with a dash is no option of git's.
    const commit = await git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${one}^{commit}`]);
    if (commit.code !== 0 || one === "") {
      const shallow = line(await git(root, ["rev-parse", "--is-shallow-repository"])) === "true";
      return diagnostic("git-revision-missing", { revision: one, shallow, fetch: fetchCommand(one) });
    }
    shas.push(line(commit));
    if (left === "" && mode === "revision") return line(commit);
  }
  const [from = "", to = ""] = shas;
  const base = await git(root, ["merge-base", from, to]);
  if (base.code === 0) return line(base);
  const shallow = line(await git(root, ["rev-parse", "--is-shallow-repository"])) === "true";
  // Without a common history the revision itself is compared; a shallow clone may only lack the history.
  return shallow ? diagnostic("git-merge-base-missing", { revision, other, fetch: "git fetch --unshallow" }) : from;
}

/** A file of a submodule, at the commit that the revision of the repository has for the submodule. */
async function submoduleBase(
  root: string,
  sha: string,
  file: string,
  revision: string,
): Promise<GitBase | "new" | Diagnostic | undefined> {
  if (!isInside(root, file)) return undefined;
  for (let folder = path.dirname(file); isInside(root, folder); folder = path.dirname(folder)) {
    const entry = line(await git(root, ["ls-tree", sha, "--", below(root, folder)]));
    const [, commit] = /^160000 commit ([\da-f]+)\t/.exec(entry) ?? [];
    if (commit === undefined) continue;
    const name = below(root, folder);
    if ((await git(folder, ["cat-file", "-e", `${commit}^{commit}`])).code !== 0) {
      const fetch = `git -C ${name} fetch --depth=1 origin ${commit}`;
      return diagnostic("git-revision-missing", { revision: `${commit} of ${name}`, shallow: false, fetch });
    }
    if (!(await hasFile(folder, commit, below(folder, file)))) return "new";
    return { source: commitFiles(folder, commit, folder, `${revision}:${name}`), file };
  }
  return undefined;
}

/** What a file was called at a commit, when git takes it for the same file. */
async function formerName(root: string, sha: string, file: string): Promise<string | undefined> {
  // In the working tree, and as it was committed: further edits may hide that it is the same file.
  for (const until of [[], ["HEAD"]]) {
    const renamed = await git(root, ["diff", "--name-status", "-z", "-M40%", "--diff-filter=R", sha, ...until, "--"]);
    const fields = renamed.code === 0 ? renamed.out.toString("utf8").split("\0") : [];
    for (let index = 0; index + 2 < fields.length; index += 3)
      if (path.resolve(root, fields[index + 2] ?? "") === file) return path.resolve(root, fields[index + 1] ?? "");
  }
  return undefined;
}

const below = (root: string, file: string): string => path.relative(root, file).split(path.sep).join("/");
const isInside = (root: string, file: string): boolean => {
  const relative = path.relative(root, file);
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
};

/** What brings a revision into a shallow clone. `origin/main` is the branch `main` of `origin`. */
function fetchCommand(revision: string): string {
  const [, remote, branch] = /^(origin|upstream)\/(.+)$/.exec(revision) ?? [];
  const name = (branch ?? revision).replace(/[~^].*$/, "");
  if (/[~^]/.test(revision) && revision.startsWith("HEAD")) return "git fetch --deepen=50";
  if (/^[\da-f]{7,40}$/.test(name)) return `git fetch --depth=1 origin ${name}`;
  return `git fetch --depth=1 ${remote ?? "origin"} ${name}:${remote === undefined ? "refs/heads" : `refs/remotes/${remote}`}/${name}`;
}
