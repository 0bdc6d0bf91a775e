import { buildContract, type LoadedContract } from "../../toolchain/contract/index.ts";
import { load, type Loaded } from "../../toolchain/document/index.ts";
import { compareContracts, createProver, diffContracts, type Change } from "../../toolchain/diff/index.ts";

/** A contract with these paths, and whatever else is said. */
export const contract = (paths: object, more: object = {}): object => ({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths,
  ...more,
});

const ok = { 200: { description: "" } };

/** One operation that takes a body of that schema. */
export const request = (schema: unknown, more: object = {}): object =>
  contract(
    { "/a": { post: { requestBody: { required: true, content: { "application/json": { schema } } }, responses: ok } } },
    more,
  );

/** One operation that answers with a body of that schema. */
export const response = (schema: unknown, more: object = {}): object =>
  contract(
    { "/a": { get: { responses: { 200: { description: "", content: { "application/json": { schema } } } } } } },
    more,
  );

/** One operation with that parameter, `in: query` unless it says otherwise. */
export const parameter = (schema: unknown, more: object = {}): object =>
  contract({ "/a": { get: { parameters: [{ name: "p", in: "query", schema, ...more }], responses: ok } } });

export const header = (schema: unknown, more: object = {}): object =>
  contract({ "/a": { get: { responses: { 200: { description: "", headers: { H: { schema, ...more } } } } } } });

const PLACE = { file: "openapi.json", line: 1, column: 1 };

const loaded = (document: object): Loaded => ({
  document: document as Record<string, unknown>,
  version: "3.1",
  files: [],
  diagnostics: [],
  locate: () => PLACE,
});

/** What has changed between two documents, counterexamples proved. */
export function diff(base: object, revision: object): readonly Change[] {
  return diffLoaded(loaded(structuredClone(base)), loaded(structuredClone(revision)));
}

export function diffLoaded(before: Loaded, after: Loaded): readonly Change[] {
  const built = (one: Loaded): LoadedContract => buildContract(one, { asWritten: true });
  const prove = createProver(
    () => buildContract(before).contract,
    () => buildContract(after).contract,
  );
  return diffContracts(built(before), built(after), { prove }).changes;
}

/** What is found where nothing is left out for being the same. */
export function diffThorough(base: object, revision: object): readonly unknown[] {
  const [before, after] = [base, revision].map(
    (one) => buildContract(loaded(structuredClone(one)), { asWritten: true }).contract!,
  );
  return compareContracts(before!, after!, { thorough: true });
}

export async function diffFiles(base: string, revision: string): Promise<readonly Change[]> {
  return diffLoaded(await load(base), await load(revision));
}

/** `breaking request-type-narrowed` and so on, each once. */
export const told = (changes: readonly Change[]): string[] =>
  [...new Set(changes.map(({ wire, id }) => `${wire} ${id}`))].sort();

export const worst = (changes: readonly Change[]): "breaking" | "unknown" | "safe" | "same" =>
  changes.some(({ wire }) => wire === "breaking")
    ? "breaking"
    : changes.some(({ wire }) => wire === "unknown")
      ? "unknown"
      : changes.length > 0
        ? "safe"
        : "same";
