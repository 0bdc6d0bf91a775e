/** The findings of a run: ten groups for a terminal, all of them in report files. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { countsOf, groupsOf, harOf, reportOf, type Finding, type Secrets } from "../../verify/index.ts";
import { plural, type Format } from "../report/index.ts";
import { redactedValue } from "./redact.ts";

/** Groups that a terminal shows. */
const SHOWN = 10;
/** Operations that a group names. */
const NAMED = 5;
/** Formats that people read at once; the others are for programs, and have all findings. */
const FOR_PEOPLE: ReadonlySet<Format> = new Set<Format>(["pretty", "markdown"]);

export interface Shown {
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: readonly string[];
}

/** @param told makes a diagnostic of a finding */
export function shownFindings(
  findings: readonly Finding[],
  format: Format,
  told: (finding: Finding) => Diagnostic,
): Shown {
  if (!FOR_PEOPLE.has(format) || findings.length === 0) return { diagnostics: findings.map(told), summary: [] };
  const groups = groupsOf(findings);
  const diagnostics = groups.slice(0, SHOWN).map(({ shown, others }) => {
    const one = told(shown);
    if (others.length === 0) return one;
    const operations = [...new Set(others.map(({ operation }) => operation))];
    const rest = operations.length > NAMED ? `, and ${operations.length - NAMED} more` : "";
    const more = `${plural(others.length, "similar finding")}: ${operations.slice(0, NAMED).join(", ")}${rest}`;
    return { ...one, message: `${one.message}\n${more}` };
  });
  if (groups.length === diagnostics.length && findings.length <= SHOWN) return { diagnostics, summary: [] };
  const hidden = groups.length - diagnostics.length;
  return {
    diagnostics,
    summary: [
      `${plural(findings.length, "finding")} in ${plural(groups.length, "group")}${hidden > 0 ? `; ${hidden} groups are not shown: --report findings.json writes all` : ""}`,
      ...countsOf(findings).map((line) => `  ${line}`),
    ],
  };
}

/** Writes all findings with requests and responses to `.json` and `.har` files. */
export async function writeReports(
  files: readonly string[],
  findings: readonly Finding[],
  { url, secrets, cwd }: { readonly url: string; readonly secrets: Secrets; readonly cwd: string },
): Promise<Shown> {
  const diagnostics: Diagnostic[] = [];
  const summary: string[] = [];
  for (const file of files) {
    const content = file.endsWith(".har") ? harOf(findings, url, new Date()) : reportOf(findings, url);
    const path = resolve(cwd, file);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${JSON.stringify(redactedValue(content, secrets), null, 2)}\n`);
      summary.push(`findings written to ${file}`);
    } catch (error) {
      diagnostics.push(diagnostic("report-unwritable", { file, reason: (error as Error).message })); // of the file system
    }
  }
  return { diagnostics, summary };
}
