import { spawn } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { UNCHECKED } from "../../toolchain/emit/context.ts";
import { GOLDENS, expected, features, generated } from "./goldens.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The goldens and the reference product's own files without the comment that has TypeScript leave their bodies alone. */
const CHECKED = join(ROOT, "dist/emit/goldens");

async function uncover(): Promise<number> {
  await rm(CHECKED, { recursive: true, force: true });
  await mkdir(CHECKED, { recursive: true });
  await cp(GOLDENS, CHECKED, { recursive: true });
  await cp(join(ROOT, "generated"), join(CHECKED, "reference"), { recursive: true });
  let uncovered = 0;
  for (const entry of await readdir(CHECKED, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith(".ts")) continue;
    const file = join(entry.parentPath, entry.name);
    const text = await readFile(file, "utf8");
    if (!text.includes(`${UNCHECKED}\n`)) continue;
    await writeFile(file, text.replace(`${UNCHECKED}\n`, ""));
    uncovered++;
  }
  return uncovered;
}

/** `tsc`'s output: nothing when all is well. */
function compile(script: string, config: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, script), "-p", join(CHECKED, config)], { cwd: ROOT });
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

let uncovered = 0;
beforeAll(async () => {
  uncovered = await uncover();
});

test.each(COMPILERS.flatMap((compiler) => FLAGS.map((flags) => [...flags, ...compiler] as const)))(
  "all goldens, bodies too, and the type tests beside them, compile under %s (%s): %s",
  { timeout: 120_000 },
  async (_flags, config, _compiler, script) => {
    expect(uncovered).toBeGreaterThan((await features()).length * 4);
    expect(await compile(script, config)).toBe("");
  },
);

test("only code and data are unchecked, and all their exports declare a type", async () => {
  const files = (await Promise.all((await features()).map(generated))).flat();
  const unchecked = files.filter(({ text }) => text.includes(UNCHECKED));
  expect(new Set(unchecked.map(({ path }) => path.replace(/[\w-]+\.ts$/, "")))).toEqual(new Set(["", "validators/"]));
  for (const { path, text } of unchecked) {
    expect(path).toMatch(
      /^(client|contract|document|examples|handler|mocks|operations|resources|server|standard-schemas|test-client|values|validators\/\w+)\.ts$/,
    );
    expect(text.split("\n")[1], path).toBe(UNCHECKED);
    for (const [line] of text.matchAll(/^export .*$/gm))
      expect(line, path).toMatch(/^export ((const|let) [\w$]+: |function [\w$]+(<.*>)?\(.*\): |interface |type |\{)/);
  }
});
