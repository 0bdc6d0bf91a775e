/**
 * `npm run corpus -- NAME… [--every 40] [--all] [--keep]`: generates from real contracts and type-checks what comes out
 * with TypeScript 7 under the strictest flags. Exits with 1 when anything fails. Without a name: all that have one.
 */

import { globSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import type { JsonReport } from "tenon";
import { UNCHECKED } from "../toolchain/emit/context.ts";
import { cacheFolder, CONTRACT_NAMES, contractsOf, everyContract, type CorpusContract } from "./corpus/contracts.ts";
import { ROOT, run } from "./run.ts";

interface Row {
  readonly name: string;
  readonly operations: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly errors: number;
  readonly warnings: number;
  readonly typeErrors: number;
  readonly problem?: string;
}

const STRICTEST = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noUnusedLocals: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  target: "es2024",
  lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  module: "nodenext",
  customConditions: ["tenon-source"],
  types: ["node"],
  skipLibCheck: true,
};

/** Where everything is generated: with the packages that generated code imports. */
async function prepare(): Promise<string> {
  const work = join(cacheFolder(), "corpus-output");
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(work, "node_modules"), "junction");
  await writeFile(join(work, "package.json"), JSON.stringify({ private: true, type: "module" }));
  return work;
}

async function attempt(work: string, { name, file }: CorpusContract): Promise<Row> {
  const folder = join(work, name.replaceAll(/[^\w.-]/g, "_"));
  const output = join(folder, "generated");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: STRICTEST, include: ["generated"] }),
  );

  const begin = performance.now();
  const generated = await run(
    process.execPath,
    [join(ROOT, "toolchain/cli/main.ts"), "generate", file, "-o", output, "--format", "json"],
    { cwd: folder, timeout: 300_000 },
  );
  const milliseconds = performance.now() - begin;
  const report = parseReport(generated.output);
  const found = report?.diagnostics ?? [];
  const errors = found.filter((one) => one.severity === "error");
  const row = {
    name,
    milliseconds,
    operations: operationsOf(report),
    errors: errors.length,
    warnings: found.length - errors.length,
  };
  if (generated.code !== 0 || !report) {
    const problem = errors[0]?.message ?? generated.output.trim().slice(0, 500);
    return { ...row, bytes: 0, typeErrors: 0, errors: Math.max(errors.length, 1), problem };
  }
  await uncover(output);
  const checked = await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder], { cwd: folder, timeout: 300_000 });
  const typeErrors = checked.output.split("\n").filter((line) => /error TS\d+/.test(line));
  const failed = checked.code !== 0 && typeErrors.length === 0 ? [checked.output.slice(0, 500)] : [];
  const problem = [...typeErrors, ...failed][0];
  return {
    ...row,
    bytes: await size(output),
    typeErrors: typeErrors.length + failed.length,
    ...(problem !== undefined && { problem }),
  };
}

function parseReport(output: string): JsonReport | undefined {
  const line = output.split("\n").find((one) => one.startsWith(`{"version":`));
  return line === undefined ? undefined : (JSON.parse(line) as JsonReport);
}

function operationsOf(report: JsonReport | undefined): number {
  const projects = report?.projects as readonly { readonly operations: number }[] | undefined;
  return projects?.[0]?.operations ?? 0;
}

/** Takes off the comment that has TypeScript leave code and data alone: here they are checked. */
async function uncover(folder: string): Promise<void> {
  for (const file of globSync(["*.ts", "validators/*.ts"], { cwd: folder })) {
    const text = await readFile(join(folder, file), "utf8");
    await writeFile(join(folder, file), text.replace(`${UNCHECKED}\n`, ""));
  }
}

async function size(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return sum;
}

const COLUMNS = ["contract", "operations", "ms", "bytes", "errors", "warnings", "type errors"];

function line(cells: readonly (string | number)[], width: number): string {
  const [first, ...rest] = cells;
  return `${String(first).padEnd(width)}  ${rest
    .map((cell, index) =>
      String(cell)
        .padStart(COLUMNS[index + 1]?.length ?? 0)
        .padStart(10),
    )
    .join("  ")}`;
}

interface CorpusOptions {
  readonly names: readonly string[];
  /** Every nth contract of the directory. */
  readonly every?: number;
  /** Whether what was generated stays. */
  readonly keep: boolean;
}

async function chosen({ names, every }: CorpusOptions): Promise<CorpusContract[]> {
  const swept = every === undefined ? [] : await everyContract(every);
  const named = names.length > 0 || swept.length > 0 ? names : CONTRACT_NAMES;
  const all = [...(await Promise.all(named.map(contractsOf))).flat(), ...swept];
  return all.filter((contract, index) => all.findIndex((one) => one.file === contract.file) === index);
}

async function attemptAll(options: CorpusOptions): Promise<Row[]> {
  const queue = await chosen(options);
  const width = Math.max(8, ...queue.map((contract) => contract.name.length));
  const work = await prepare();
  console.log(line(COLUMNS, width));
  const rows: Row[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const row = await attempt(work, next);
      rows.push(row);
      const { name, operations, milliseconds, bytes, errors, warnings, typeErrors, problem } = row;
      console.log(line([name, operations, Math.round(milliseconds), bytes, errors, warnings, typeErrors], width));
      if (problem !== undefined) console.log(`  ${problem}`);
      if (!options.keep && problem === undefined)
        await rm(join(work, name.replaceAll(/[^\w.-]/g, "_")), { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return rows;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: "string" },
    all: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
  },
});
const every = values.all ? 1 : values.every === undefined ? undefined : Number(values.every);
const rows = await attemptAll({ names: positionals, keep: values.keep, ...(every !== undefined && { every }) });
const failed = rows.filter((row) => row.errors + row.typeErrors > 0).map((row) => row.name);
console.log(`${rows.length - failed.length} of ${rows.length} contracts generate and type-check without an error`);
if (failed.length > 0) console.log(`failed: ${failed.sort().join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;
