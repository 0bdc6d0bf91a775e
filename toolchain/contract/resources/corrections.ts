/** `x-tenon-resource`: what a contract says of its resources itself. Its form is described in `resources.ts`. */

import { escapeToken, isObject } from "tenon-runtime/core";
import type { Contract, Operation } from "../model.ts";
import type { Report } from "../report.ts";
import type { ResourceDraft } from "./draft.ts";

export interface Correction {
  readonly off?: true;
  readonly name?: string;
  readonly key?: string;
  readonly unique?: readonly (readonly string[])[];
  /** Where it is said. */
  readonly pointer?: string;
}

interface PlacedCorrection {
  readonly correction: Correction;
  /** Where: one of these. */
  readonly path?: string;
  readonly operation?: string;
  readonly schema?: string;
}

export interface Corrections {
  /** Whether the contract takes an operation out. */
  off(operation: Operation): boolean;
  /** What it says of an item's path, or of that of its collection. */
  of(path: string, collection?: string, template?: string): Correction;
  ofSchema(key: string | undefined): Correction | undefined;
  /** The resource that an operation is of, by its own or its path's word. */
  nameOf(operation: Operation): string | undefined;
  readonly all: readonly PlacedCorrection[];
}

const FIELD = "x-tenon-resource";
const MEMBERS = ["name", "key", "unique"];

export function readCorrections(contract: Omit<Contract, "resources" | "pages">, report: Report): Corrections {
  const paths = new Map<string, Correction>();
  const items = contract.document["paths"];
  const pointers = new Map<string, string>();
  for (const [path, item] of Object.entries(isObject(items) ? items : {}))
    if (isObject(item) && FIELD in item) {
      pointers.set(path, `/paths/${escapeToken(path)}/${FIELD}`);
      paths.set(path, read(item[FIELD], pointers.get(path)!, report));
    }
  const own = new Map<string, Correction>();
  for (const { name, pointer, extensions } of contract.operations)
    if (FIELD in extensions) own.set(name, read(extensions[FIELD], `${pointer}/${FIELD}`, report));
  const schemas = new Map<string, Correction>();
  for (const { key, schema, pointer } of contract.schemas)
    if (isObject(schema) && FIELD in schema) schemas.set(key, read(schema[FIELD], `${pointer}/${FIELD}`, report));
  const template = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}");
  const byTemplate = new Map([...paths].map(([path, correction]) => [template(path), correction]));
  return {
    off: ({ name, path }) =>
      own.get(name)?.off === true || (own.get(name) === undefined && paths.get(path)?.off === true),
    of: (path, collection, of) => ({
      ...byTemplate.get(of ?? template(collection ?? path.replace(/\/\{[^{}]*\}$/, ""))),
      ...paths.get(path),
    }),
    ofSchema: (key) => (key === undefined ? undefined : schemas.get(key)),
    nameOf: ({ name, path }) => own.get(name)?.name ?? paths.get(path)?.name,
    all: [
      ...[...paths].map(([path, correction]) => ({ path, correction })),
      ...[...own].map(([operation, correction]) => ({ operation, correction })),
      ...[...schemas].map(([schema, correction]) => ({ schema, correction })),
    ],
  };
}

/** Tells which corrections nothing has come of. @param told the places of which something has been said */
export function tellUnheard(
  { all }: Corrections,
  drafts: readonly ResourceDraft[],
  { operations }: Pick<Contract, "operations">,
  told: readonly string[],
  report: Report,
): void {
  if (all.length === 0) return;
  const pathOf = new Map(operations.map(({ name, path }) => [name, path]));
  for (const { correction, path, operation, schema } of all) {
    const { pointer, name, key, unique } = correction;
    if (pointer === undefined || told.some((each) => each.startsWith(pointer))) continue;
    if (name === undefined && key === undefined && unique === undefined) continue;
    const heard = drafts.some(
      (draft) =>
        (schema === undefined ? name === undefined || name === draft.name : schema === draft.identity) &&
        (schema !== undefined ||
          [...draft.operations.keys()].some((each) => each === operation || pathOf.get(each) === path)),
    );
    if (heard) continue;
    const place = path ?? operation;
    const what =
      place === undefined
        ? "no resource uses this schema"
        : name !== undefined && drafts.some((draft) => draft.name === name)
          ? `${place} returns neither a list nor an entry of ${name}, or the entries do not contain the parameters of its path`
          : `${place} returns neither a list nor an entry of objects with a key`;
    report("invalid-resource", { what }, { pointer });
  }
}

function read(value: unknown, pointer: string, report: Report): Correction {
  if (value === false) return { off: true };
  if (typeof value === "string" && isName(value)) return { name: value, pointer };
  const wrong = (what: string, at = pointer): void => report("invalid-resource", { what }, { pointer: at });
  if (!isObject(value)) {
    wrong(typeof value === "string" ? `"${value}" is not a name` : "it must be false, a name or an object");
    return {};
  }
  const { name, key, unique } = value;
  for (const member of Object.keys(value))
    if (!MEMBERS.includes(member)) wrong(`unknown member "${member}"`, `${pointer}/${escapeToken(member)}`);
  const goodName = typeof name === "string" && isName(name);
  if (name !== undefined && !goodName) wrong("`name` must consist of letters, digits and _", `${pointer}/name`);
  if (key !== undefined && typeof key !== "string") wrong("`key` must be the name of a property", `${pointer}/key`);
  const sets = Array.isArray(unique) ? unique.map((each: unknown) => [each].flat()) : undefined;
  const goodSets = sets?.every((set) => set.length > 0 && set.every((each) => typeof each === "string")) ?? false;
  if (unique !== undefined && !goodSets)
    wrong("`unique` must be a list of properties, or of lists of properties", `${pointer}/unique`);
  return {
    pointer,
    ...(goodName && { name: name as string }),
    ...(typeof key === "string" && { key }),
    ...(goodSets && { unique: sets as string[][] }), // looked at above
  };
}

const isName = (text: string): boolean =>
  /^[A-Za-z_$][\w$]*$/.test(text) && !/^(snapshot|restore|reset|then|__proto__)$/.test(text);
