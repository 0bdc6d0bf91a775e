/** Contracts written in a test, and what becomes of them. */

import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import {
  buildContract,
  type Contract,
  type ContractOptions,
  type LoadedContract,
  type Schema,
} from "../../toolchain/contract/index.ts";
import { load, type Loaded, type LoadOptions } from "../../toolchain/document/index.ts";

/** Writes files below a new folder that is removed after the test. */
export async function folder(files: Readonly<Record<string, string | object>>): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), "tenon-test-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
  return root;
}

/** Loads the first of the files. */
export async function loadFiles(
  files: Readonly<Record<string, string | object>>,
  options: LoadOptions = {},
): Promise<Loaded> {
  const root = await folder(files);
  return load(path.join(root, Object.keys(files)[0]!), { cwd: root, ...options });
}

export async function build(document: object | string, options: ContractOptions = {}): Promise<LoadedContract> {
  return buildContract(
    await loadFiles({ [typeof document === "string" ? "openapi.yaml" : "openapi.json"]: document }),
    options,
  );
}

/** The contract, which must be there. */
export async function contractOf(document: object | string, options: ContractOptions = {}): Promise<Contract> {
  const { contract, diagnostics } = await build(document, options);
  if (contract === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return contract;
}

/** A small document with something in it. */
export function openapi(parts: {
  version?: string;
  paths?: object;
  components?: object;
  [key: string]: unknown;
}): object {
  const { version = "3.1.0", paths = {}, ...rest } = parts;
  return { openapi: version, info: { title: "T", version: "1" }, paths, ...rest };
}

/** Normalises one schema in a document of a version, and returns it with the codes of what was reported. */
export async function schemaOf(
  schema: unknown,
  version = "3.1.0",
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ schema: Schema; codes: string[] }> {
  const { contract, diagnostics } = await build(
    openapi({ version, components: { schemas: { Tested: schema, ...more } } }),
  );
  const found = contract?.schemas.find((candidate) => candidate.key === "Tested");
  if (found === undefined) throw new Error("the schema is not in the model");
  return { schema: found.schema, codes: diagnostics.map((d) => d.code).filter((code) => code !== "no-operations") };
}

export function codes(result: { readonly diagnostics: readonly { readonly code: string }[] }): string[] {
  return result.diagnostics.map((d) => d.code);
}
