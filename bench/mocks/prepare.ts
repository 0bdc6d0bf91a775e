/** A folder outside the repository with the suite, its packages, and what Tenon makes of the contracts, compiled. */

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { cacheFolder } from "../../scripts/corpus/contracts.ts";
import { measure } from "../measure.ts";
import { documentOf } from "./things.ts";

const root: string = resolve(import.meta.dirname, "../..");
export const bin = (name: string): string => join(root, "node_modules/.bin", name);
/** The built packages: what is measured is what is published. */
export const built = (path: string): string => join(root, "dist/package", path);

/** So many operations have the contracts whose requests are measured. */
export const SIZES = [10, 100, 1000] as const;

/** @returns the folder */
export async function prepare(): Promise<string> {
  const folder = join(cacheFolder(), "bench-mocks");
  await mkdir(folder, { recursive: true });
  const source = join(import.meta.dirname, "suite");
  // `@msw/source` wants an older msw than the others: a folder of its own
  const installs = await Promise.all(
    ["", "msw-source"].map(async (part) => ({
      at: join(folder, part),
      wanted: await readFile(join(source, part, "package-lock.json"), "utf8"),
      installed: await readFile(join(folder, part, "node_modules/.bench-lock.json"), "utf8").catch(() => ""),
    })),
  );
  await cp(source, folder, { recursive: true });
  for (const { at, wanted, installed } of installs) {
    if (wanted === installed) continue;
    await must(["npm", "ci", "--ignore-scripts"], at);
    await writeFile(join(at, "node_modules/.bench-lock.json"), wanted);
  }
  const runtime = join(folder, "node_modules/tenon-runtime");
  await rm(runtime, { recursive: true, force: true });
  await cp(built("tenon-runtime"), runtime, { recursive: true });

  await Promise.all(["sources", "generated"].map((name) => rm(join(folder, name), { recursive: true, force: true })));
  for (const size of SIZES) {
    const file = join(folder, `things-${size}.json`);
    await writeFile(file, JSON.stringify(documentOf(size)));
    const sources = join(folder, "sources", String(size));
    await must([bin("node"), built("tenon/dist/cli/main.js"), "generate", file, "-o", sources], folder);
  }
  await compile(folder);
  return folder;
}

/** JavaScript of generated code, as an application that is built has it. */
async function compile(folder: string): Promise<void> {
  const config = join(folder, "tsconfig.json");
  const compilerOptions = {
    target: "es2024",
    module: "nodenext",
    rewriteRelativeImportExtensions: true,
    rootDir: "sources",
    outDir: "generated",
    noCheck: true,
    types: [],
  };
  await writeFile(config, JSON.stringify({ compilerOptions, include: ["sources"] }));
  await must([bin("tsc"), "-p", config], folder);
}

async function must(command: readonly string[], cwd: string): Promise<void> {
  const { exitCode, output } = await measure(command, cwd);
  if (exitCode !== 0) throw new Error(`${command.join(" ")} failed:\n${output.slice(-4000)}`);
}
