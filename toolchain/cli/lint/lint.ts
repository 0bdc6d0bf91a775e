/** Lints one contract with Redocly's rules and Tenon's own. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { Cache } from "../../check/cache.ts";
import { audible, loadContract, type LoadedContract, type Operation } from "../../contract/index.ts";
import type { Told } from "../../check/finding.ts";
import type { Diagnostic, Position } from "../../diagnostics/index.ts";
import { lint, type LintResult } from "../../lint/index.ts";
import { ownRules } from "../../lint/own.ts";
import { loadOptions, type Project } from "../config/projects.ts";
import { version } from "../version.ts";

export interface LintProjectOptions {
  readonly cwd: string;
  /** Whether to use cached results. Default: true. */
  readonly cache?: boolean;
}

/** Tenon's rule → Redocly's rules for the same problem. Only Redocly's finding is shown. */
const TWICE: Readonly<Record<string, readonly string[]>> = {
  "unresolved-reference": ["no-unresolved-refs"],
  "unresolved-file": ["no-unresolved-refs"],
  "duplicate-operation-id": ["operation-operationId-unique"],
  "missing-operation-id": ["operation-operationId"],
  "missing-path-parameter": ["path-parameters-defined"],
  "unused-path-parameter": ["path-parameters-defined"],
  "optional-path-parameter": ["struct"],
  "duplicate-parameter": ["operation-parameters-unique"],
  "ambiguous-path": ["no-identical-paths", "no-ambiguous-paths"],
  "invalid-structure": ["struct"],
  "invalid-keyword": ["struct"],
  "misplaced-keyword": ["struct"],
  "unknown-place": ["struct"],
  "unknown-security-scheme": ["security-defined"],
  "unfit-enum": ["no-enum-type-mismatch"],
  "missing-responses": ["struct"],
  "untyped-parameter": ["struct"],
  "missing-items": ["struct"],
  "invalid-default": ["no-schema-type-mismatch"],
  "invalid-example": ["no-invalid-media-type-examples", "no-invalid-parameter-examples"],
  "invalid-schema-example": ["no-invalid-schema-examples"],
};

export async function lintProject(project: Project, { cwd, cache = true }: LintProjectOptions): Promise<LintResult> {
  const kept = cache && isAbsolute(project.contract) ? Cache.near(cwd) : undefined;
  // Redocly's rules report examples.
  const options = { ...loadOptions(project, cwd), examples: undefined };
  const key = ["lint", project.contract, options, version(), redoclyVersion()];
  const before = await kept?.get<LintResult>(key);
  if (before !== undefined) return before;

  const { root, allowHosts, overlays } = options;
  const redoclys = await lint(project.contract, { cwd, root, allowHosts, overlays });
  // Standard input can be read only once. An unreadable contract has its diagnostics already.
  if (project.contract === "-" || !redoclys.linted) return redoclys;
  const { contract, diagnostics: read, files, locate } = await loadContract(project.contract, options);
  const diagnostics = [...read, ...audible(contract ? ownRules(contract, locate) : [], project.silence)];
  const all = [...redoclys.diagnostics, ...diagnostics.filter((one) => !isSaidBy(redoclys.diagnostics, one))];
  const owners = contract === undefined ? [] : pathItems(contract.operations, locate);
  const result: LintResult = { ...redoclys, diagnostics: all.map((one) => withPath(one, owners)) };
  if (redoclys.files !== undefined && ![...files].some((file) => /^https?:/i.test(file)))
    await kept?.set(key, [...redoclys.files, ...files], result);
  return result;
}

interface PathItem {
  readonly path: string;
  readonly position: Position;
}

/** The positions of a contract's operations. In further files their pointers do not begin with `/paths`. */
function pathItems(
  operations: readonly Pick<Operation, "path" | "pointer">[],
  locate: LoadedContract["locate"],
): PathItem[] {
  return operations.flatMap(({ path, pointer }) => {
    const position = locate(pointer);
    return position === undefined ? [] : [{ path, position }];
  });
}

/** Adds the path of the nearest operation above the finding in the same file. */
function withPath(one: Told, items: readonly PathItem[]): Told {
  const { position, pointer } = one;
  if (position === undefined || pointer?.startsWith("/paths/") === true) return one;
  const above = items.filter(({ position: at }) => at.file === position.file && at.line <= position.line);
  const [nearest] = above.toSorted((a, b) => b.position.line - a.position.line);
  return nearest === undefined ? one : { ...one, path: nearest.path };
}

/** Whether Redocly's counterpart of a rule has reported the same line, or the same part of the contract. */
export function isSaidBy(redoclys: readonly Diagnostic[], one: Diagnostic): boolean {
  const rules = Object.hasOwn(TWICE, one.code) ? TWICE[one.code] : undefined;
  return redoclys.some(
    ({ code, position, pointer }) =>
      rules?.includes(code) === true &&
      ((pointer !== undefined && pointer === one.pointer) ||
        (position !== undefined && position.file === one.position?.file && position.line === one.position.line)),
  );
}

/** The version of the installed engine, without loading it. */
function redoclyVersion(): string {
  const entry = createRequire(import.meta.url).resolve("@redocly/openapi-core");
  return (JSON.parse(readFileSync(join(dirname(entry), "../package.json"), "utf8")) as { version: string }).version;
}
