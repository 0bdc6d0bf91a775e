/** A folder outside the repository with the servers, their packages, and what Tenon makes of the contracts, compiled. */

import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { cacheFolder, contractFile } from "../../scripts/corpus/contracts.ts";
import { measure } from "../measure.ts";

const root: string = resolve(import.meta.dirname, "../..");
const bin = (name: string): string => join(root, "node_modules/.bin", name);

/** What the servers have in common: `servers/students.js`. */
export interface Students {
  readonly students: readonly { readonly id: string; readonly name: string; readonly email: string }[];
  readonly broken: { readonly id: string };
  pageOf(query: { readonly limit: number }): unknown;
  created(body: object): unknown;
}

export interface Prepared {
  readonly folder: string;
  readonly shared: Students;
}

/** @param github whether GitHub's contract is needed too */
export async function prepare(github: boolean): Promise<Prepared> {
  const folder = join(cacheFolder(), "bench-server");
  await mkdir(folder, { recursive: true });
  const source = join(import.meta.dirname, "servers");
  const [wanted, installed] = await Promise.all(
    [source, join(folder, "node_modules")].map((place) =>
      readFile(join(place, place === source ? "package-lock.json" : ".bench-lock.json"), "utf8").catch(() => ""),
    ),
  );
  await cp(source, folder, { recursive: true });
  if (wanted !== installed) {
    await must(["npm", "ci", "--ignore-scripts"], folder);
    await writeFile(join(folder, "node_modules/.bench-lock.json"), wanted ?? "");
  }
  const runtime = join(folder, "node_modules/tenon-runtime");
  await rm(runtime, { recursive: true, force: true });
  await cp(join(root, "dist/package/tenon-runtime"), runtime, { recursive: true });
  // Cast: a manifest that this repository has written.
  const { dependencies } = JSON.parse(await readFile(join(runtime, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const lacking = Object.keys(dependencies).filter((name) => !existsSync(join(folder, "node_modules", name)));
  if (lacking.length > 0)
    throw new Error(`bench/server/servers/package.json needs ${lacking.join(", ")} for tenon-runtime`);

  await writeFile(
    join(folder, "students.json"),
    JSON.stringify(parse(await readFile(join(source, "students.yaml"), "utf8"))),
  );
  const contracts = [["students", join(folder, "students.yaml")]];
  if (github) {
    const file = await contractFile("github");
    const text = await readFile(file, "utf8");
    await writeFile(join(folder, "github.json"), text);
    await writeFile(join(folder, "github-repaired.json"), repaired(text));
    contracts.push(["github", file]);
  }
  await Promise.all(["sources", "generated"].map((name) => rm(join(folder, name), { recursive: true, force: true })));
  const tenon = join(root, "dist/package/tenon/dist/cli/main.js");
  for (const [name = "", file = ""] of contracts)
    await must([bin("node"), tenon, "generate", file, "-o", join(folder, "sources", name)], folder);
  await compile(folder);

  // Cast: a JavaScript file of this folder.
  const shared = (await import(pathToFileURL(join(folder, "students.js")).href)) as Students;
  await writeFile(join(folder, "students.data.json"), JSON.stringify([...shared.students, shared.broken]));
  return { folder, shared };
}

/** For peers that do not take `nullable` without `type`, as GitHub's contract has it: without those `nullable`s. */
function repaired(text: string): string {
  return JSON.stringify(
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value !== "object" || value === null || !("nullable" in value) || "type" in value) return value;
      const { nullable: _, ...rest } = value;
      return typeof _ === "boolean" ? rest : value; // a property may be called so
    }),
  );
}

/** JavaScript, as an application that is built has it: nothing is left to strip when it starts. */
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

export { bin };
