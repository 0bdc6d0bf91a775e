/** `--propose fixes.overlay.yaml`: an OpenAPI Overlay with which the observed traffic is valid, for a person to accept. */

import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isObject, parsePointer } from "tenon-runtime/core";
import { loadContract, type LoadedContract } from "../../contract/index.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { load, overlayText, type WrittenAction as Action } from "../../document/index.ts";
import { proposalsFor, type Edit, type Passage } from "../../verify/index.ts";
import { loadOptions, type Project } from "../config/projects.ts";
import { plural } from "../report/index.ts";
import { baseOf, verifySource } from "./source.ts";

/** After a change further violations may show. */
const ROUNDS = 6;

export interface Proposed {
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: readonly string[];
}

export async function propose(
  file: string,
  passages: readonly Passage[],
  project: Project,
  cwd: string,
): Promise<Proposed> {
  const actions = new Map<string, Action>();
  const folder = await mkdtemp(join(tmpdir(), "tenon-propose-"));
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const own = join(folder, `${round}.yaml`);
      await writeFile(own, overlayOf([...actions.values()]));
      const overlays = [...(project.overlays ?? []), ...(actions.size > 0 ? [own] : [])];
      const before = actions.size;
      const failed = await addActions(actions, passages, { ...project, overlays }, cwd);
      if (failed.length > 0) return { diagnostics: failed, summary: [] };
      if (actions.size === before) break;
    }
    const path = resolve(cwd, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, overlayOf([...actions.values()]));
    return { diagnostics: [], summary: [`${plural(actions.size, "proposed change")} written to ${file}`] };
  } catch (error) {
    return { diagnostics: [diagnostic("report-unwritable", { file, reason: (error as Error).message })], summary: [] }; // of the file system
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addActions(
  actions: Map<string, Action>,
  passages: readonly Passage[],
  project: Project,
  cwd: string,
): Promise<readonly Diagnostic[]> {
  const options = loadOptions(project, cwd);
  const loaded = await loadContract(project.contract, options);
  const { document } = await load(project.contract, options);
  if (loaded.contract === undefined || document === undefined) return loaded.diagnostics;
  const { source } = verifySource(loaded.contract);
  const base = baseOf(source.contract);
  const original = originalPointers(loaded.contract);
  const merged: Edit[] = [];
  for (const passage of passages)
    for (const edit of proposalsFor(source, passage, base)) {
      const pointer = original(edit.pointer);
      if (pointer !== undefined) merged.push({ ...edit, pointer });
    }
  for (const edit of merged) {
    const action = actionFor(edit, document);
    if (action === undefined) continue;
    const key = JSON.stringify([action.target, action.update]);
    // One change of a place in each round: the next one looks at what is left.
    if (!actions.has(key) && !isTouched(actions, action)) actions.set(key, action);
  }
  return [];
}

/** Several samples of one place: the first one adds a schema, and what does not fit it is widened in the next round. */
function isTouched(actions: ReadonlyMap<string, Action>, { target, update }: Action): boolean {
  if (!isObject(update)) return false;
  return [...actions.values()].some(
    (each) =>
      each.target === target &&
      isObject(each.update) &&
      Object.keys(each.update).some((name) => Object.hasOwn(update, name) && !isNumeric(update[name])),
  );
}

const isNumeric = (value: unknown): boolean => typeof value === "number" || Array.isArray(value);

/** The place of a pointer of the model in the document: schemas with a name of their own may stand elsewhere. */
function originalPointers({ schemas }: NonNullable<LoadedContract["contract"]>) {
  const places = new Map<string, string>();
  for (const { key, pointer, variants } of schemas) {
    places.set(key, pointer);
    for (const variant of [variants?.input, variants?.output])
      if (variant !== undefined && !places.has(variant.key)) places.set(variant.key, pointer);
  }
  return (pointer: string): string | undefined => {
    const [, key, rest = ""] = /^\/components\/schemas\/([^/]+)(\/.*)?$/.exec(pointer) ?? [];
    const place =
      key === undefined
        ? pointer
        : `${places.get(parsePointer(`/${key}`)[0] ?? "") ?? `/components/schemas/${key}`}${rest}`;
    // An overlay changes the main file only.
    return place.startsWith("/x-tenon-files") ? undefined : place;
  };
}

type Document = Readonly<Record<string, unknown>>;

function actionFor(edit: Edit, document: Document): Action | undefined {
  const description = edit.evidence;
  switch (edit.kind) {
    case "add": {
      const { tokens, missing } = walk(document, edit.pointer);
      const update = missing.reduceRight<unknown>((inner, token) => ({ [token]: inner }), edit.value);
      return tokens.some((token) => token === FILES) ? undefined : { target: pathOf(tokens), description, update };
    }
    case "remove": {
      const { tokens, missing } = walk(document, edit.pointer);
      return missing.length > 0 ? undefined : { target: pathOf(tokens), description, remove: true };
    }
    case "optional": {
      const { tokens, missing } = walk(document, `${edit.pointer}/required`);
      if (missing.length > 0) return undefined;
      return { target: `${pathOf(tokens)}[?@ == ${quoted(edit.name)}]`, description, remove: true };
    }
    case "type":
      return typeAction(edit, document);
  }
}

/** OpenAPI 3.0 has one type for each schema, and `nullable` (OAS 3.0.4 §4.7.24). */
function typeAction(edit: Extract<Edit, { kind: "type" }>, document: Document): Action | undefined {
  const { tokens, missing, value } = walk(document, edit.pointer);
  if (missing.length > 0 || !isObject(value)) return undefined;
  const [target, description] = [pathOf(tokens), edit.evidence];
  const before = value["type"];
  if (before === "integer" && edit.type === "number") return { target, description, update: { type: "number" } };
  if (String(document["openapi"]).startsWith("3.0"))
    return edit.type === "null"
      ? { target, description, update: { nullable: true } }
      : { target: `${target}['type']`, description, remove: true };
  const update = Array.isArray(before) ? { type: [edit.type] } : { type: [before, edit.type] };
  return { target, description, update };
}

const FILES = "x-tenon-files";

/** The tokens of a pointer as far as the document has them, local references followed. */
function walk(
  document: Document,
  pointer: string,
): { tokens: readonly (string | number)[]; missing: readonly string[]; value: unknown } {
  let tokens: (string | number)[] = [];
  let value: unknown = document;
  const left = [...parsePointer(pointer)];
  for (let hops = 0; ;) {
    const reference = isObject(value) ? value["$ref"] : undefined;
    if (typeof reference === "string" && reference.startsWith("#/") && hops < 20) {
      hops += 1;
      tokens = [];
      value = document;
      left.unshift(...parsePointer(decodeURIComponent(reference.slice(1))));
      continue;
    }
    const [token] = left;
    if (token === undefined) return { tokens, missing: [], value };
    const next = Array.isArray(value) ? value[Number(token)] : isObject(value) ? value[token] : undefined;
    if (next === undefined) return { tokens, missing: left, value };
    left.shift();
    tokens.push(Array.isArray(value) ? Number(token) : token);
    value = next as unknown;
  }
}

/** A JSONPath (RFC 9535 §2.3). */
const pathOf = (tokens: readonly (string | number)[]): string =>
  `$${tokens.map((token) => (typeof token === "number" ? `[${token}]` : `[${quoted(token)}]`)).join("")}`;

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

const overlayOf = (actions: readonly Action[]): string =>
  overlayText("Changes with which the observed traffic is valid", actions);
