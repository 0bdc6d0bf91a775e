/** What Tenon generates from a real contract, in the cache, and imported from there. */

import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Express } from "express";
import type { Contract, Validators } from "tenon-runtime/core";
import type { Examples, MockOptions, Mocks, UntypedOverrides } from "tenon-runtime/mocks";
import { cacheFolder, contractFile } from "../../../scripts/corpus/contracts.ts";
import { ROOT } from "../../../scripts/run.ts";
import { generate } from "../../../toolchain/cli/generate/generate.ts";

const generated = new Map<string, Promise<string>>();

/** Generates one of the named contracts, once. @returns the folder of the generated files @throws when it is refused */
export function generateContract(name: string): Promise<string> {
  const folder = generated.get(name) ?? generateAnew(name);
  generated.set(name, folder);
  return folder;
}

async function generateAnew(name: string): Promise<string> {
  const folder = join(cacheFolder(), "proof", name);
  const contract = await contractFile(name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await rm(join(folder, "node_modules"), { force: true, recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  const output = join(folder, "generated");
  const { state, diagnostics } = await generate(
    { contract, name: basename(contract), output, include: [], strict: false, importExtension: ".ts" },
    { cwd: folder },
  );
  if (state !== "written" && state !== "current")
    throw new Error(`${name}: ${state}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return output;
}

/** The client of a contract that is known only at run time. */
export type UntypedClient = Readonly<
  Record<string, (input: object, options?: object) => Promise<{ status: number; body?: unknown }>>
>;

/** The three sides, without the types that are special to the contract. */
export interface Sides {
  readonly contract: Contract;
  readonly requests: Validators;
  readonly responses: Validators;
  readonly examples: Examples;
  createServer(options: object): Express;
  createClient(options: object): UntypedClient;
  createMocks(options: MockOptions): Mocks<UntypedOverrides>;
}

export async function importSides(folder: string): Promise<Sides> {
  const load = (file: string): Promise<Partial<Sides>> => import(pathToFileURL(join(folder, file)).href);
  const files = ["contract", "validators/requests", "validators/responses", "examples", "server", "client", "mocks"];
  const modules = await Promise.all(files.map((file) => load(`${file}.ts`)));
  return Object.assign({}, ...modules) as Sides; // each name is exported by one of them, or a call fails at once
}
