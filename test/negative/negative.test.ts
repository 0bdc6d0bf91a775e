/**
 * Contracts that are wrong, each with what Tenon must print about it. A case is a folder with a contract (and what it
 * refers to) and `expected.txt`; the first line of that may be a command for the loader: `# load <source> <options as JSON>`.
 */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadContract } from "../../toolchain/contract/index.ts";
import type { Diagnostic } from "../../toolchain/diagnostics/index.ts";

const root = import.meta.dirname;
const cases = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function print({ code, severity, message, hint, position, related }: Diagnostic): string {
  const place = position === undefined ? "-" : `${position.file}:${position.line}:${position.column}`;
  const more = (related ?? []).map(
    (other) => `  ${other.message} ${other.position.file}:${other.position.line}:${other.position.column}\n`,
  );
  return `${place} ${severity} ${code}: ${message}\n${more.join("")}${hint === undefined ? "" : `  hint: ${hint}\n`}`;
}

describe("a bad contract prints its place and what to do next", () => {
  test.each(cases)("%s", async (name) => {
    const folder = path.join(root, name);
    const expected = readFileSync(path.join(folder, "expected.txt"), "utf8");
    const [, source = "openapi.yaml", options = "{}"] = /^# load (\S+)(?: (\{.*\}))?\n/.exec(expected) ?? [];
    const { diagnostics } = await loadContract(source, { cwd: folder, ...(JSON.parse(options) as object) });
    expect(diagnostics.map(print).join("")).toBe(expected.replace(/^# load .*\n/, ""));
    for (const { code, position, hint } of diagnostics) {
      expect(hint, code).toBeDefined();
      if (!UNPLACED.has(code)) expect(position, code).toBeDefined();
    }
  });
});

/** There is no place in a file that cannot be opened. */
const UNPLACED: ReadonlySet<string> = new Set([
  "source-missing",
  "source-is-directory",
  "source-encoding",
  "source-too-large",
  "more-of-the-same",
  "filter-without-match",
]);
