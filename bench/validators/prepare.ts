/** A folder outside the repository with the suite, its packages, and what Tenon makes of the contracts, compiled. */

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { cacheFolder } from "../../scripts/corpus/contracts.ts";
import { measure } from "../measure.ts";

const root: string = resolve(import.meta.dirname, "../..");
export const bin = (name: string): string => join(root, "node_modules/.bin", name);
/** The built packages: what is measured is what is published. */
export const built = (path: string): string => join(root, "dist/package", path);

/** @returns the folder */
export async function prepare(): Promise<string> {
  const folder = join(cacheFolder(), "bench-validators");
  await mkdir(folder, { recursive: true });
  const source = join(import.meta.dirname, "suite");
  const wanted = await readFile(join(source, "package-lock.json"), "utf8");
  const installed = await readFile(join(folder, "node_modules/.bench-lock.json"), "utf8").catch(() => "");
  await cp(source, folder, { recursive: true });
  if (wanted !== installed) {
    await must(["npm", "ci", "--ignore-scripts"], folder);
    await writeFile(join(folder, "node_modules/.bench-lock.json"), wanted);
  }
  const runtime = join(folder, "node_modules/tenon-runtime");
  await rm(runtime, { recursive: true, force: true });
  await cp(built("tenon-runtime"), runtime, { recursive: true });

  await writeFile(join(folder, "rows.json"), JSON.stringify(parse(await readFile(join(source, "rows.yaml"), "utf8"))));
  const sources = join(folder, "sources/rows");
  await rm(sources, { recursive: true, force: true });
  await must(
    [bin("node"), built("tenon/dist/cli/main.js"), "generate", join(folder, "rows.yaml"), "-o", sources],
    folder,
  );
  await compile(folder, sources, join(folder, "generated/rows"));
  await must([bin("node"), "ajv-standalone-write.js"], folder);
  return folder;
}

/** JavaScript of generated code, as an application that is built has it. */
export async function compile(folder: string, sources: string, output: string): Promise<void> {
  await rm(output, { recursive: true, force: true });
  const config = `${sources}.tsconfig.json`;
  const compilerOptions = {
    target: "es2024",
    module: "nodenext",
    rewriteRelativeImportExtensions: true,
    rootDir: sources,
    outDir: output,
    noCheck: true,
    types: [],
  };
  await writeFile(config, JSON.stringify({ compilerOptions, include: [`${sources}/validators`] }));
  await must([bin("tsc"), "-p", config], folder);
}

/** @returns what it printed */
export async function must(command: readonly string[], cwd: string): Promise<string> {
  const { exitCode, output } = await measure(command, cwd);
  if (exitCode !== 0) throw new Error(`${command.join(" ")} failed:\n${output.slice(-4000)}`);
  return output;
}
