/**
 * `npm run bench -- generate`: what it costs to make everything from a contract, and what the result costs its users.
 *
 * One run, interleaved: in each round every tool takes its turn on every contract. Tenon is measured as it is published
 * (`npm run build` first). Medians; CPU seconds are user + system of the process and its children.
 */

import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder, contractFile } from "../../scripts/corpus/contracts.ts";
import { median, measure, type Cost } from "../measure.ts";
import { report } from "../report.ts";

const root: string = resolve(import.meta.dirname, "../..");
const bin = (name: string): string => join(root, "node_modules/.bin", name);

interface Tool {
  readonly name: string;
  command(contract: string, output: string): readonly string[];
}

const tools: readonly Tool[] = [
  {
    name: "tenon",
    command: (contract, output) => [
      bin("node"),
      join(root, "dist/package/tenon/dist/cli/main.js"),
      "generate",
      contract,
      "-o",
      output,
    ],
  },
  {
    name: "redocly generate-client",
    command: (contract, output) => [
      bin("redocly"),
      "generate-client",
      contract,
      "-o",
      join(output, "client.ts"),
      ...["typescript", "zod", "mock", "tanstack-query"].flatMap((generator) => ["--generator", generator]),
    ],
  },
  {
    name: "openapi-typescript",
    command: (contract, output) => [bin("openapi-typescript"), contract, "-o", join(output, "types.ts")],
  },
];

/**
 * The same for every tool's output. Not `isolatedDeclarations`: that is a promise of Tenon's alone, and the repository's
 * own checks hold its output to it.
 */
const strictest = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noImplicitOverride: true,
};

interface Row {
  readonly tool: string;
  readonly contract: string;
  readonly cost: Cost;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "3" }, contract: { type: "string", multiple: true } },
  });
  const names = values.contract ?? ["petstore", "stripe", "github"];
  const contracts = await Promise.all(
    names.map(async (name) => ({
      name,
      file: name === "petstore" ? join(import.meta.dirname, "petstore.yaml") : await contractFile(name),
    })),
  );
  const work = join(cacheFolder(), "bench-generate");
  await rm(join(work, "out"), { recursive: true, force: true });
  await prepare(work);

  const rows: Row[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, file } of contracts) {
      for (const tool of tools) {
        const output = folder(work, tool.name, name);
        await rm(output, { recursive: true, force: true });
        await mkdir(output, { recursive: true });
        const cost = await measure(tool.command(file, output), work);
        if (cost.exitCode !== 0)
          process.stderr.write(`${tool.name} on ${name}: exit ${cost.exitCode}\n${cost.output.slice(-2000)}\n`);
        rows.push({ tool: tool.name, contract: name, cost });
      }
    }
  }
  const text = await table(work, names, rows);
  await report("generate", Number(values.rounds), text);
  process.stdout.write(text);
}

const folder = (work: string, tool: string, contract: string): string =>
  join(work, "out", `${tool.replaceAll(" ", "-")}-${contract}`);

/** A project that has what the outputs import, so that no error is a missing package. */
async function prepare(work: string): Promise<void> {
  await mkdir(work, { recursive: true });
  const manifest = JSON.stringify(
    {
      private: true,
      type: "module",
      dependencies: { zod: "*", "@tanstack/react-query": "*", react: "*", "@types/react": "*", "@types/node": "^24" },
    },
    null,
    2,
  );
  const before = await readFile(join(work, "package.json"), "utf8").catch(() => "");
  if (before !== manifest) {
    await writeFile(join(work, "package.json"), manifest);
    const install = await measure(["npm", "install", "--no-audit", "--no-fund"], work);
    if (install.exitCode !== 0) throw new Error(`npm install failed\n${install.output}`);
  }
  // as it is published: declarations, not sources
  await rm(join(work, "node_modules/tenon-runtime"), { recursive: true, force: true });
  await cp(join(root, "dist/package/tenon-runtime"), join(work, "node_modules/tenon-runtime"), { recursive: true });
  for (const peer of [
    "openapi-fetch",
    "openapi-typescript-helpers",
    "openapi-backend",
    "express",
    "@types/express",
    "@types/express-serve-static-core",
    "@types/serve-static",
    "msw",
  ]) {
    await cp(join(root, "node_modules", peer), join(work, "node_modules", peer), {
      recursive: true,
      force: true,
    }).catch(() => undefined);
  }
}

async function typeCheck(
  work: string,
  output: string,
  only?: string,
): Promise<{ readonly cpu: number; readonly errors: number }> {
  const config = join(output, `tsconfig.${only === undefined ? "all" : basename(only)}.json`);
  await writeFile(
    config,
    JSON.stringify({
      compilerOptions: {
        ...strictest,
        target: "es2024",
        lib: ["es2024", "dom", "dom.iterable"],
        module: "esnext",
        moduleResolution: "bundler",
        allowImportingTsExtensions: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
        noErrorTruncation: false,
      },
      ...(only === undefined ? { include: ["**/*.ts"] } : { files: [only] }),
    }),
  );
  const costs: Cost[] = [];
  for (let round = 0; round < 3; round++) costs.push(await measure([bin("tsc"), "-p", config], work));
  const errors = costs[0]!.output.split("\n").filter((line) => /: error TS\d+/.test(line)).length;
  return { cpu: median(costs.map((cost) => cost.cpu)), errors };
}

async function bytes(path: string, leaveOut: RegExp): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name.endsWith(".ts") && !leaveOut.test(file)) sum += (await stat(file)).size;
  }
  return sum;
}

async function table(work: string, contracts: readonly string[], rows: readonly Row[]): Promise<string> {
  const lines = [
    "| contract | tool | CPU s | of redocly's | of openapi-typescript's | peak MB | kB (without types, openapi.json, validators) | tsc CPU s | type errors |",
    "|---|---|---:|---:|---:|---:|---:|---:|---:|",
  ];
  for (const contract of contracts) {
    const cpuOf = (tool: string): number =>
      median(rows.filter((row) => row.tool === tool && row.contract === contract).map((row) => row.cost.cpu));
    for (const { name } of tools) {
      const costs = rows.filter((row) => row.tool === name && row.contract === contract).map((row) => row.cost);
      const output = folder(work, name, contract);
      const checked = await typeCheck(work, output);
      const size = await bytes(output, /\/(types\.ts|validators\/.*)$/);
      const cpu = cpuOf(name);
      lines.push(
        `| ${[contract, name, cpu.toFixed(2), (cpu / cpuOf("redocly generate-client")).toFixed(2), (cpu / cpuOf("openapi-typescript")).toFixed(2), Math.round(median(costs.map((cost) => cost.memory)) / 1e6), Math.round(size / 1e3), checked.cpu.toFixed(2), costs.some((cost) => cost.exitCode !== 0) ? "failed" : checked.errors].join(" | ")} |`,
      );
      if (name === "tenon") {
        const typesOnly = await typeCheck(work, output, "types.ts");
        lines.push(
          `| ${contract} | its types.ts alone | | | | | | ${typesOnly.cpu.toFixed(2)} (all: ${(checked.cpu / typesOnly.cpu).toFixed(2)} times) | ${typesOnly.errors} |`,
        );
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

await main();
