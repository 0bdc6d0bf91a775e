/** The two contracts of a comparison: each is loaded as `tenon generate` loads it. */

import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { buildContract, type LoadedContract } from "../../contract/index.ts";
import { diagnostic, type Code, type Diagnostic } from "../../diagnostics/index.ts";
import {
  fetchGit,
  gitBase,
  isGitUrl,
  isPackage,
  packageBase,
  load,
  type GitMode,
  type Loaded,
  type LoadOptions,
} from "../../document/index.ts";
import { about, loadOptions, type Project } from "../config/projects.ts";
import { blocks } from "../report/outcome.ts";

/** One side: the bundled document, and its model with schemas as they are written. */
export interface Side {
  readonly loaded: Loaded;
  readonly model: LoadedContract & { readonly contract: NonNullable<LoadedContract["contract"]> };
}

export interface Sides {
  readonly base: Side;
  readonly revision: Side;
}

export interface SideOptions {
  /** See {@link GitMode}. */
  readonly mode?: GitMode;
  /** The other side, as `v2` or `v2:openapi.yaml`. Default: the project's contract in the working tree. */
  readonly revision?: string;
}

/** Reads both sides. @returns `new` if the base has no such contract, or errors if a side cannot be read completely */
export async function readSides(
  reference: string,
  cwd: string,
  project: Project,
  { mode = "revision", revision: named }: SideOptions = {},
): Promise<Sides | "new" | readonly Diagnostic[]> {
  // With the project's filter of operations a removed operation would be invisible.
  const options = { ...loadOptions(project, cwd), include: undefined };
  const [, from, to] = existsSync(resolve(cwd, reference))
    ? []
    : (/^(?!npm:|git\+|https?:)(.+?[^.])\.\.([^.].*)$/.exec(reference) ?? []);
  const base = from ?? reference;
  const revision = to ?? named;
  if (revision === undefined && isAbsolute(project.contract) && !existsSync(project.contract))
    return [diagnostic("source-missing", { source: project.name })];
  const source = await sourceOf(base, cwd, project, options, mode);
  if (source === "new") return source;
  if ("code" in source) return [source];
  try {
    const other =
      revision === undefined
        ? { contract: project.contract, options }
        : await sourceOf(revision, cwd, project, options, "revision");
    if (other === "new") return [diagnostic("git-file-missing", { revision: revision ?? "", file: project.name })];
    if ("code" in other) return [other];
    try {
      return await readBoth(source, other, project);
    } finally {
      await other.dispose?.();
    }
  } finally {
    await source.dispose?.();
  }
}

async function readBoth(
  source: SideSource,
  other: SideSource,
  project: Project,
): Promise<Sides | readonly Diagnostic[]> {
  const [before, after] = await Promise.all([
    readSide(source.contract, source.options),
    readSide(other.contract, other.options),
  ]);
  if (!Array.isArray(before) && !Array.isArray(after)) return { base: before as Side, revision: after as Side };
  return [...(Array.isArray(before) ? before : []), ...(Array.isArray(after) ? about(after, project) : [])];
}

/** A comparison needs these references. `generate` only warns about them and uses the type `unknown`. */
const INCOMPLETE: ReadonlySet<string> = new Set<Code>(["unresolved-file", "unresolved-reference"]);

async function readSide(contract: string, options: LoadOptions): Promise<Side | Diagnostic[]> {
  const loaded = await load(contract, options);
  const model = buildContract(loaded, { asWritten: true });
  const missing = model.diagnostics.filter(({ code }) => INCOMPLETE.has(code));
  if (model.contract === undefined || blocks(model.diagnostics) || missing.length > 0)
    return model.diagnostics
      .filter((one) => one.severity === "error" || INCOMPLETE.has(one.code))
      .map((one): Diagnostic => ({ ...one, severity: "error" }));
  return { loaded, model: { ...model, contract: model.contract } };
}

interface SideSource {
  readonly contract: string;
  readonly options: LoadOptions;
  /** Removes what was fetched for the comparison. */
  dispose?(): Promise<void>;
}

/** An existing file, a URL, a file of a package or of another repository, or a revision of git. */
async function sourceOf(
  reference: string,
  cwd: string,
  project: Project,
  options: LoadOptions,
  mode: GitMode,
): Promise<SideSource | "new" | Diagnostic> {
  if (reference === "-" || /^https?:\/\//i.test(reference)) return { contract: reference, options };
  if (isGitUrl(reference)) {
    const fetched = await fetchGit(reference, options.allowHosts);
    if ("code" in fetched) return fetched;
    return {
      contract: fetched.file,
      options: { ...options, root: fetched.root, files: fetched.source },
      dispose: fetched.dispose,
    };
  }
  if (isPackage(reference)) {
    const found = await packageBase(reference, cwd);
    if ("code" in found) return found;
    return { contract: found.file, options: { ...options, root: found.root }, dispose: found.dispose };
  }
  const file = resolve(cwd, reference);
  if (existsSync(file)) return { contract: file, options: { ...options, root: rootOf(file, options.root) } };
  // The name of a missing file is no revision.
  if (!reference.includes(":") && /\.(?:ya?ml|json)$/i.test(reference))
    return diagnostic("source-missing", { source: reference });
  const own = isAbsolute(project.contract) ? project.contract : undefined;
  const found = await gitBase(reference, cwd, own, mode);
  if (found === "new" || "code" in found) return found;
  return { contract: found.file, options: { ...options, files: found.source } };
}

/** The project's root holds for a base below it; a base elsewhere has its own folder as root. */
function rootOf(file: string, root: string | undefined): string | undefined {
  if (root === undefined) return undefined;
  const below = relative(root, file);
  return below.startsWith("..") || isAbsolute(below) ? undefined : root;
}
