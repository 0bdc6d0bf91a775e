import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { GOLDENS, expected, features, generated } from "./goldens.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** `tsc`'s output: nothing when all is well. */
function compile(script: string, config: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, script), "-p", join(GOLDENS, config)], { cwd: ROOT });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("close", () => resolve(output));
  });
}

describe.each(await features())("golden %s", (feature) => {
  test("is what its contract gives, byte for byte", async () => {
    const files = await generated(feature);
    for (const { path, text } of files) expect(text, path).toBe(await expected(feature, path));
  });

  test("has no file that is not generated", async () => {
    const there = await readdir(join(GOLDENS, feature), { recursive: true, withFileTypes: true });
    const paths = there
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(GOLDENS, feature).length + 1));
    const files = await generated(feature);
    expect(paths.toSorted()).toEqual([...files.map(({ path }) => path), "openapi.yaml"].toSorted());
  });
});

const COMPILERS = [
  ["TypeScript 5.9", "node_modules/typescript/bin/tsc"],
  ["TypeScript 7", "node_modules/typescript-7/bin/tsc"],
] as const;
const FLAGS = [
  ["the strictest flags", "tsconfig.json"],
  ["`strict` alone", "tsconfig.plain.json"],
] as const;

test.each(COMPILERS.flatMap((compiler) => FLAGS.map((flags) => [...flags, ...compiler] as const)))(
  "all goldens, and the type tests beside them, compile under %s (%s): %s",
  { timeout: 120_000 },
  async (_flags, config, _compiler, script) => {
    expect(await compile(script, config)).toBe("");
  },
);
