/** The baselines of a check: read once, written or shortened at the end. */

import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { baselineText, counted, readBaseline, type Baseline } from "../../check/baseline.ts";
import type { Finding } from "../../check/finding.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { shown, type Project } from "../config/projects.ts";
import { plural } from "../report/index.ts";

/** The file of a project without the setting, if it exists. */
const USUAL = "contract-baseline.json";

export interface BaselineFlags {
  /** From the working directory; instead of the configuration's. */
  readonly baseline?: string;
  readonly writeBaseline?: true;
}

export class Baselines {
  readonly #cwd: string;
  readonly #flags: BaselineFlags;
  readonly #known = new Map<string, Baseline>();
  /** File → what was found, by fingerprint. */
  readonly #found = new Map<string, Map<string, string>>();

  constructor(cwd: string, flags: BaselineFlags) {
    this.#cwd = cwd;
    this.#flags = flags;
  }

  #fileOf({ check }: Project): string | undefined {
    const { baseline, writeBaseline } = this.#flags;
    if (baseline !== undefined) return resolve(this.#cwd, baseline);
    const usual = resolve(this.#cwd, USUAL);
    return check?.baseline ?? (writeBaseline === true || existsSync(usual) ? usual : undefined);
  }

  /** The findings that count, without those of the baseline; a diagnostic when it cannot be read. */
  async left(project: Project, findings: readonly Finding[]): Promise<readonly Finding[] | Diagnostic> {
    const file = this.#fileOf(project);
    if (file === undefined) return findings;
    const found = this.#found.get(file) ?? new Map<string, string>();
    for (const one of findings.filter(counted)) found.set(one.fingerprint, one.code);
    this.#found.set(file, found);
    if (this.#flags.writeBaseline === true) return findings.filter((one) => !counted(one));
    const known = this.#known.get(file) ?? (await this.#read(file));
    if ("severity" in known) return known;
    this.#known.set(file, known);
    return findings.filter(({ fingerprint }) => !known.has(fingerprint));
  }

  async #read(file: string): Promise<Baseline | Diagnostic> {
    const name = shown(this.#cwd, file);
    try {
      return readBaseline(await readFile(file, "utf8"), name);
    } catch {
      return diagnostic("baseline-invalid", { file: name, problem: "there is no such file" }, { file: name });
    }
  }

  /**
   * Writes a new baseline if the flags say so. Otherwise removes the entries of findings that are gone.
   * @param scope `everything`: all parts ran, so a finding that is missing is gone
   * @returns a line for each action
   */
  async finish(scope: "everything" | "some parts"): Promise<string[]> {
    const done: string[] = [];
    for (const [file, found] of this.#found) {
      const name = shown(this.#cwd, file);
      if (this.#flags.writeBaseline === true) {
        await writeFile(file, baselineText(found));
        done.push(`${plural(found.size, "finding")} written to ${name}: only others fail from now on`);
        continue;
      }
      const known = this.#known.get(file) ?? new Map<string, string>();
      const left = [...known].filter(([fingerprint]) => found.has(fingerprint));
      done.push(
        `${plural([...found.keys()].filter((one) => known.has(one)).length, "finding")} of ${name} not counted`,
      );
      if (scope !== "everything" || left.length === known.size) continue;
      await writeFile(file, baselineText(left));
      done.push(`${plural(known.size - left.length, "finding")} are gone, and were removed from ${name}: commit it`);
    }
    return done;
  }
}
