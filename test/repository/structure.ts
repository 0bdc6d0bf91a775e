/* oxlint-disable eslint/no-console -- run by itself, it prints */
/**
 * The rules for the structure of the code: no import cycles, no long files or functions, no state in modules, no boolean
 * literals as arguments. `node test/repository/structure.ts` prints what breaks them.
 */

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/run.ts";
import { booleanFlags, booleanLiterals } from "./structure/booleans.ts";
import { cycles, type Packages } from "./structure/cycles.ts";
import { FILE_LINES, FUNCTION_LINES, longFiles, longFunctions } from "./structure/sizes.ts";
import { parse, type SourceFile, type Violation } from "./structure/source.ts";
import { moduleState } from "./structure/state.ts";

const ROOMS = ["toolchain", "runtime", "server", "client", "mocks", "scripts"];

export const RULES = {
  cycles: "modules do not import one another in a circle, types included",
  files: `files have at most ${FILE_LINES} lines`,
  functions: `functions have at most ${FUNCTION_LINES} lines`,
  state: "modules have no state that changes after they were evaluated",
  booleans: "calls pass no boolean literal to a boolean parameter",
} as const;
export type Rule = keyof typeof RULES;

export function violations(files: readonly SourceFile[], packages: Packages): Record<Rule, Violation[]> {
  const flags = booleanFlags(files);
  const sources = files.map(({ path, text }) => [path, text] as const);
  return {
    cycles: cycles(sources, packages).flatMap((cycle) =>
      cycle.map((path) => ({ key: path, shown: `${path} is in a cycle of ${cycle.length} files with ${cycle[0]}` })),
    ),
    files: files.flatMap(longFiles),
    functions: files.flatMap(longFunctions),
    state: files.flatMap(moduleState),
    booleans: files.flatMap((file) => booleanLiterals(file, flags)),
  };
}

/** Every hand-written module of the product and its scripts. */
export function sourceFiles(): SourceFile[] {
  const paths = globSync(
    ROOMS.map((room) => `${room}/**/*.ts`),
    { cwd: ROOT, exclude: (name) => name === "node_modules" || name === "dist" },
  );
  return paths.sort().map((path) => parse(path, readFileSync(join(ROOT, path), "utf8")));
}

/** The packages of this repository by the names under which they are imported. */
export function ownPackages(): Packages {
  const manifest = (file: string): { readonly exports: Record<string, string | { "tenon-source"?: string }> } =>
    JSON.parse(readFileSync(join(ROOT, file), "utf8")) as ReturnType<typeof manifest>; // the two manifests have this shape
  const found = new Map<string, string>();
  for (const [name, folder] of [
    ["tenon", ""],
    ["tenon-runtime", "runtime/"],
  ] as const)
    for (const [subpath, target] of Object.entries(manifest(`${folder}package.json`).exports))
      if (typeof target !== "string" && target["tenon-source"] !== undefined)
        found.set(name + subpath.slice(1), folder + target["tenon-source"].slice(2));
  return found;
}

/** What is allowed, with its reason: `path: name` of a {@link Violation}. */
export const EXCEPTIONS: Readonly<Record<Rule, Readonly<Record<string, string>>>> = {
  cycles: {},
  files: { "toolchain/diagnostics/table.ts": "a data table: every diagnostic, declared once" },
  functions: {},
  state: {},
  booleans: {},
};

const KNOWN_FILE = join(import.meta.dirname, "structure-known.json");
/** By rule and room how many violations there are still to remove. No number rises; `--update` lowers them. */
export type Known = Readonly<Record<Rule, Readonly<Record<string, number>>>>;
export const known = (): Known => JSON.parse(readFileSync(KNOWN_FILE, "utf8")) as Known; // written below

export interface Judgement {
  /** By room, how many violations no exception allows. */
  readonly rooms: Readonly<Record<string, number>>;
  /** The violations of rooms that have more than the listed number. */
  readonly added: readonly string[];
  /** Exceptions without a violation. */
  readonly unneeded: readonly string[];
}

export function judge(
  found: readonly Violation[],
  exceptions: Readonly<Record<string, string>>,
  listed: Readonly<Record<string, number>>,
): Judgement {
  const byRoom = Map.groupBy(
    found.filter(({ key }) => !Object.hasOwn(exceptions, key)),
    ({ key }) => roomOf(key),
  );
  const keys = new Set(found.map(({ key }) => key));
  return {
    rooms: Object.fromEntries([...byRoom].map(([room, all]) => [room, all.length])),
    added: [...byRoom].flatMap(([room, all]) =>
      all.length > (listed[room] ?? 0) ? all.map(({ shown }) => shown) : [],
    ),
    unneeded: Object.keys(exceptions).filter((key) => !keys.has(key)),
  };
}

/** `toolchain/emit/x.ts: name` → `toolchain/emit` */
function roomOf(key: string): string {
  const parts = key.split("/");
  return parts.length > 2 && (parts[0] === "toolchain" || parts[0] === "runtime")
    ? parts.slice(0, 2).join("/")
    : parts[0]!;
}

function main(): void {
  const found = violations(sourceFiles(), ownPackages());
  const listed = known();
  const left: Record<string, Record<string, number>> = {};
  for (const [rule, text] of Object.entries(RULES) as [Rule, string][]) {
    const { rooms, added, unneeded } = judge(found[rule], EXCEPTIONS[rule], listed[rule]);
    const before = Object.entries(listed[rule]).map(
      ([room, count]) => [room, Math.min(count, rooms[room] ?? 0)] as const,
    );
    left[rule] = Object.fromEntries(before.filter(([, count]) => count > 0));
    console.log(`\n${found[rule].length} break the rule "${text}"`);
    for (const { key, shown } of found[rule]) console.log(`  ${shown}${key in EXCEPTIONS[rule] ? " (allowed)" : ""}`);
    for (const line of added) console.log(`  more than the list allows in its room: ${line}`);
    for (const key of unneeded) console.log(`  exception without a violation: ${key}`);
  }
  if (process.argv.includes("--update")) writeFileSync(KNOWN_FILE, `${JSON.stringify(left, null, 2)}\n`);
}

if (import.meta.main) main();
