/** What the validators of a large contract cost: to write, to keep and to load. */

import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { contractFile } from "../../scripts/corpus/contracts.ts";
import { median } from "../measure.ts";
import { bin, built, compile, must } from "./prepare.ts";

interface Emission {
  readonly cpu: number[];
  readonly bytes: number;
  readonly zipped: number;
}
interface Load {
  readonly wall: number;
  readonly cpu: number;
}
interface Result {
  readonly who: "tenon" | "ajv";
  readonly contract: string;
  readonly emission: Emission;
  /** Arguments of `suite/load.js`. */
  readonly module: readonly string[];
  /** What they took longer than an empty process, in milliseconds. */
  readonly load: Record<keyof Load, { readonly middle: number; readonly least: number }>;
}

const NOT_YET: Result["load"]["wall"] = { middle: NaN, least: NaN };
const notLoaded = (): Result["load"] => ({ wall: NOT_YET, cpu: NOT_YET });

/** So often in each round, being short. */
const LOADS = 4;

/** @returns Markdown */
export async function contracts(folder: string, rounds: number, names: readonly string[]): Promise<string> {
  const results: Result[] = [];
  for (const name of names) {
    const tenon = await emitTenon(folder, name, await contractFile(name), rounds);
    results.push(tenon, await emitAjv(folder, name));
    process.stderr.write(`emitted for ${name}\n`);
  }
  const empty: Load[] = [];
  const loads = new Map(results.map((result): [Result, Load[]] => [result, []]));
  // the first round has the files read from the disk
  for (let round = 0; round <= rounds * LOADS; round++) {
    const nothing = await loadOnce(folder, ["nothing"]);
    if (round > 0) empty.push(nothing);
    for (const [{ module, who }, own] of loads) {
      if (who === "ajv" && round % LOADS !== 0) continue;
      const loaded = await loadOnce(folder, module);
      if (round > 0) own.push(loaded);
    }
  }
  // less what is typical of the empty ones: less each round's own would add the noise of both
  for (const [result, own] of loads)
    for (const key of ["wall", "cpu"] as const) result.load[key] = over(key, own, empty);
  return [table(results), reach(results)].join("\n");
}

function over(key: keyof Load, own: readonly Load[], empty: readonly Load[]): Result["load"]["wall"] {
  const [some, none] = [own, empty].map((loads) => loads.map((each) => each[key])) as [number[], number[]]; // of two
  return { middle: median(some) - median(none), least: Math.min(...some) - Math.min(...none) };
}

async function emitTenon(folder: string, contract: string, file: string, rounds: number): Promise<Result> {
  const output = join(folder, "out", contract);
  await rm(output, { recursive: true, force: true });
  const cpu: number[] = [];
  let entry: readonly string[] = [];
  for (let round = 0; round < rounds; round++) {
    const told = await toldBy(folder, ["emit-tenon.js", built("tenon/dist"), file, output]);
    cpu.push(told.cpu);
    entry = told.entry;
  }
  await compile(folder, output, join(folder, "generated", contract));
  const validators = join(output, "validators");
  const texts = await Promise.all((await readdir(validators)).map((name) => readFile(join(validators, name))));
  return {
    who: "tenon",
    contract,
    emission: { cpu, ...sizeOf(texts) },
    load: notLoaded(),
    module: ["tenon", `generated/${contract}/validators`, ...entry],
  };
}

/** Once: it takes long. */
async function emitAjv(folder: string, contract: string): Promise<Result> {
  const name = `out/ajv-${contract}.js`;
  // its generator spreads all its code into the arguments of one call
  const { cpu, left } = await toldBy(folder, [
    "--stack-size=7800",
    "emit-ajv.js",
    `out/${contract}/schemas.json`,
    name,
  ]);
  if (left.length > 0) process.stderr.write(`Ajv left out:\n${left.join("\n")}\n`);
  const text = await readFile(join(folder, name));
  return {
    who: "ajv",
    contract,
    emission: { cpu: [cpu], ...sizeOf([text]) },
    load: notLoaded(),
    module: ["ajv", name],
  };
}

function sizeOf(texts: readonly Buffer[]): { readonly bytes: number; readonly zipped: number } {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return { bytes: sum(texts.map((text) => text.length)), zipped: sum(texts.map((text) => gzipSync(text).length)) };
}

/** The last line that a script of the suite prints. */
interface Told extends Load {
  readonly entry: readonly string[];
  readonly left: readonly string[];
}

async function toldBy(folder: string, script: readonly string[]): Promise<Told> {
  const output = await must([bin("node"), ...script], folder);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Told; // scripts of the suite
}

const loadOnce = (folder: string, args: readonly string[]): Promise<Load> => toldBy(folder, ["load.js", ...args]);

const NAMES = { tenon: "tenon, requests, responses and schemas", ajv: "Ajv 2020, standalone code" };
const MB = 1e6;

function table(results: readonly Result[]): string {
  const lines = [
    "What the validators of all requests and responses cost: CPU time to write them in a fresh process that has read the contract (Ajv: once), size, and time from the start of a process until they are imported and one value is checked, less that of a process that imports nothing: median less median, and lowest less lowest, which is nearest to a machine that does nothing else.",
    "",
    "| contract | | CPU s to write | MB | MB gzipped | load ms | load CPU ms |",
    "|---|---|---:|---:|---:|---:|---:|",
  ];
  for (const { who, contract, emission, load } of results) {
    const { cpu, bytes, zipped } = emission;
    const [wall, used] = [load.wall, load.cpu].map(({ middle, least }) => `${middle.toFixed(0)} (${least.toFixed(0)})`);
    const cells = [contract, NAMES[who], median(cpu).toFixed(2), (bytes / MB).toFixed(2), (zipped / MB).toFixed(2)];
    lines.push(`| ${[...cells, wall, used].join(" | ")} |`);
  }
  return `${lines.join("\n")}\n`;
}

function reach(results: readonly Result[]): string {
  const github = results.find(({ who, contract }) => who === "tenon" && contract === "github");
  if (github === undefined) return "";
  const { emission, load } = github;
  const rows: [what: string, measured: number, most: number, unit: string][] = [
    ["GitHub: written within 1 CPU s", median(emission.cpu), 1, "s"],
    ["GitHub: at most 6 MB", emission.bytes / MB, 6, "MB"],
    ["GitHub: loaded within 60 ms, median", load.wall.middle, 60, "ms"],
    ["GitHub: loaded within 60 ms, lowest", load.wall.least, 60, "ms"],
    ["GitHub: loaded within 60 ms, CPU", load.cpu.middle, 60, "ms"],
  ];
  return `${[
    "| to reach | measured | reached |",
    "|---|---:|---|",
    ...rows.map(
      ([what, measured, most, unit]) =>
        `| ${what} | ${measured.toFixed(unit === "ms" ? 0 : 2)} ${unit} | ${measured <= most ? "yes" : "no"} |`,
    ),
  ].join("\n")}\n`;
}
