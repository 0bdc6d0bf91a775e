/** The goldens: small contracts, one feature each, beside what is generated from them. */

import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { loadContract } from "../../toolchain/contract/index.ts";
import { emit, type EmitOptions, type OutputFile } from "../../toolchain/emit/index.ts";
import { onlyParts } from "../../toolchain/emit/parts.ts";

export const GOLDENS: string = fileURLToPath(new URL("goldens", import.meta.url));

/** Options of features that are not the default. */
const OPTIONS: Readonly<Record<string, Partial<EmitOptions>>> = {
  values: { dates: "date", bigint: "int64", decimals: "string" },
  tickets: { enums: "const" },
  untrusted: { enums: "const" },
  reports: { dates: "date", bigint: "int64" },
  queries: { parts: onlyParts(["client", "mocks"], "react") },
  "queries-solid": { parts: onlyParts(["client"], "solid") },
  "queries-svelte": { parts: onlyParts(["client"], "svelte") },
  "queries-vue": { parts: onlyParts(["client"], "vue") },
};

export async function features(): Promise<string[]> {
  const entries = await readdir(GOLDENS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

export async function generated(feature: string): Promise<readonly OutputFile[]> {
  const { contract, diagnostics } = await loadContract(join(GOLDENS, feature, "openapi.yaml"));
  if (!contract) throw new Error(`${feature}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return (await emit(contract, { source: "openapi.yaml", importExtension: ".ts", ...OPTIONS[feature] })).files;
}

export const expected = (feature: string, path: string): Promise<string> =>
  readFile(join(GOLDENS, feature, path), "utf8");
