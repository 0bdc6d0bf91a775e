/** How resources hang together: whose key a property holds, which lists are views, what paths say of entries. */

import type { Action } from "tenon-runtime/mocks";
import type { Contract, Operation, Schema } from "../model.ts";
import { addCreate, outcome } from "./actions.ts";
import { entryIn, lastWord, listIn, parametersOf, sentIn, success, templateOf } from "./answers.ts";
import type { Corrections } from "./corrections.ts";
import type { ResourceDraft } from "./draft.ts";
import { isUnique, listPlan, loose, singular } from "./names.ts";
import type { Shapes, View } from "./shapes.ts";

/** Property → resource: by a link of the contract, else by its name (`studentId`, `student_id`, `student`, `studentIds`). */
export function relationsOf(draft: ResourceDraft, targets: RelationTargets, shapes: Shapes): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, schema] of draft.view.properties) {
    if (name === draft.key) continue;
    const view = shapes.view(schema);
    const held = view.items === undefined ? view : shapes.view(view.items);
    const target = targetOf(name, draft, targets);
    if (target?.key === undefined) continue;
    // an object is no key, but what may be one or the other is
    const expandable = held.properties.size > 0;
    if (expandable && (held.types.size === 0 || !held.types.has("string"))) continue;
    // `student` may be a name as well: it says that it is a key
    const bare = !loose(name).replace(/s$/, "").endsWith(loose(target.key));
    const said = typeof schema === "object" && typeof schema["description"] === "string" ? schema["description"] : "";
    if (
      bare &&
      !expandable &&
      !/\b(ids?|identifiers?) (of|for)\b|\breference to\b/i.test(said) &&
      formatOf(schema) === undefined
    )
      continue;
    const keyTypes = shapes.view(target.view.properties.get(target.key)).types;
    const fits = held.types.size > 0 && [...keyTypes].some((type) => held.types.has(type));
    const format = formatOf(target.view.properties.get(target.key));
    if (fits && (format === undefined || format === formatOf(view.items ?? schema))) found[name] = target.name;
  }
  return found;
}

/** A link that leads by a property to an item says whose key it is. */
export function addLinks({ operations }: Pick<Contract, "operations">, drafts: readonly ResourceDraft[]): void {
  const byOperation = new Map(
    drafts.flatMap((draft) => [...draft.operations.keys()].map((name) => [name, draft] as const)),
  );
  for (const { name, responses } of operations) {
    const draft = byOperation.get(name);
    const action = draft?.operations.get(name);
    if (draft === undefined || action === undefined || action.does === "list") continue;
    for (const link of responses.find(({ status }) => status === action.status)?.links ?? []) {
      const target = link.operation === undefined ? undefined : byOperation.get(link.operation);
      const id = target?.operations.get(link.operation!)?.id;
      const from = id === undefined ? undefined : link.parameters[id];
      if (target?.before.length !== 0 || typeof from !== "string") continue;
      const property = /^\$response\.body#\/([^/]+)$/.exec(from)?.[1];
      if (property !== undefined && property !== draft.key && draft.view.properties.has(property))
        draft.relations[property] ??= target.name;
    }
  }
}

const formatOf = (schema: Schema | undefined): unknown =>
  typeof schema === "object" && (schema["format"] === "uuid" || schema["format"] === "email")
    ? schema["format"]
    : undefined;

/** Collections below others are only known together with what they are below. */
export const isTarget = (draft: ResourceDraft): draft is ResourceDraft & { readonly key: string } =>
  draft.key !== undefined && draft.open && draft.before.length === 0;

export const isKeyed = (draft: ResourceDraft): draft is ResourceDraft & { readonly key: string } =>
  draft.key !== undefined;

/** Name of a property, without case and separators → the resource whose key it holds; `undefined` if two are possible. */
export type RelationTargets = ReadonlyMap<string, ResourceDraft | undefined>;

/** `studentId` → students: by the name of a resource and of its key. */
export function relationTargets(drafts: readonly ResourceDraft[]): RelationTargets {
  const byName = new Map<string, ResourceDraft | undefined>();
  for (const each of drafts) {
    if (!isTarget(each)) continue;
    const one = loose(singular(lastWord(each.collection)));
    for (const text of [
      one + loose(each.key),
      `${one}${loose(each.key)}s`,
      ...(each.key === "id" ? [one] : []),
      loose(parametersOf(each.path).at(-1) ?? ""),
    ])
      if (text !== "" && text !== loose(each.key))
        byName.set(text, byName.has(text) && byName.get(text) !== each ? undefined : each);
  }
  return byName;
}

function targetOf(name: string, draft: ResourceDraft, targets: RelationTargets): ResourceDraft | undefined {
  const direct = targets.get(loose(name));
  if (direct !== undefined) return direct;
  return /^parent/i.test(name) && /^parent(id|key)?$/.test(loose(name)) && draft.open && draft.before.length === 0
    ? draft
    : undefined;
}

/** The only resource of a named schema, or the only one below no other resource. */
export function byIdentityOf(drafts: readonly ResourceDraft[]): Map<string, ResourceDraft | undefined> {
  const byIdentity = new Map<string, ResourceDraft | undefined>();
  const keyed = drafts.filter(({ key }) => key !== undefined);
  for (const group of [
    keyed.filter(({ before }) => before.length > 0),
    keyed.filter(({ before }) => before.length === 0),
  ])
    for (const [identity, [draft, ...others]] of Map.groupBy(group, (each) => each.identity))
      if (identity !== undefined) byIdentity.set(identity, others.length > 0 ? undefined : draft);
  return byIdentity;
}

/** A collection to which PUT adds members by key, and whose entries have the schema of another resource: `/teams/{id}/members/{userId}`. */
export function addMembers(drafts: readonly ResourceDraft[]): void {
  const byIdentity = byIdentityOf(drafts);
  for (const draft of drafts) {
    const target = byIdentity.get(draft.identity ?? "");
    if (target === undefined || target === draft || target.key !== draft.key || target.before.length > 0) continue;
    if ([...draft.operations.values()].some(({ upsert }) => upsert === true)) draft.of = target.name;
  }
}

/** Further lists of the same thing, and further ways to create it. */
export function addViews(
  contract: Omit<Contract, "resources" | "pages">,
  drafts: readonly ResourceDraft[],
  byPath: ReadonlyMap<string, ResourceDraft>,
  shapes: Shapes,
  corrections: Corrections,
): void {
  const byIdentity = byIdentityOf(drafts);
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const used = new Set(drafts.flatMap(({ operations }) => [...operations.keys()]));
  const closed = new Set(drafts.filter(({ open }) => !open));
  const byPlace = new Map(contract.operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  const partnerOf = ({ method, path }: Operation): string => `${method === "GET" ? "POST" : "GET"} ${path}`;
  for (const operation of contract.operations) {
    if (
      used.has(operation.name) ||
      corrections.off(operation) ||
      operation.path.endsWith("}") ||
      !/^(GET|POST)$/.test(operation.method)
    )
      continue;
    const said = corrections.nameOf(operation);
    const word = lastWord(templateOf(operation.path));
    const response = success(operation);
    const ofResource = (view: View): boolean => {
      if (said === undefined) return view.identity !== undefined && byIdentity.get(view.identity) !== undefined;
      const key = byName.get(said)?.key;
      return key !== undefined && view.properties.has(key);
    };
    const found =
      operation.method === "GET"
        ? listIn(response, ofResource, word, shapes)
        : entryIn(response, ofResource, word, shapes);
    const draft =
      found === undefined ? undefined : said === undefined ? byIdentity.get(found.entry.identity!) : byName.get(said);
    if (found === undefined || draft === undefined) continue;
    const parameters = parametersOf(operation.path);
    relate(parameters, operation.path, draft, byPath, shapes);
    if (scopeOf(parameters, operation.path, draft, byPath) === undefined) {
      const other = closed.has(draft) ? byPlace.get(partnerOf(operation)) : undefined;
      const there =
        other?.method === "GET"
          ? listIn(success(other), ofResource, word, shapes)
          : other && entryIn(success(other), ofResource, word, shapes);
      if (draft.before.length > 0 || there === undefined || there.entry.identity !== found.entry.identity) continue;
      (draft.only ??= new Set()).add(operation.name);
    }
    const has = (view: View): boolean => view.properties.has(draft.key!);
    const plain = parameters.length === 0 && said === undefined;
    if (operation.method === "POST") {
      if (
        found.response.status !== "201" ||
        (plain && [...draft.operations.values()].some(({ does }) => does === "create"))
      )
        continue;
      addCreate(operation, draft.view, has, word, shapes, draft.operations);
    } else {
      const plan = listPlan(operation, found.entry, found, shapes);
      const listed = [...draft.operations.values()].some(({ does }) => does === "list");
      // `/students/archived` is not all students
      if (
        plain &&
        listed &&
        plan?.filters === undefined &&
        plan?.search === undefined &&
        !/^(search|find|list|all|query)/i.test(word)
      )
        continue;
      draft.operations.set(operation.name, { does: "list", ...outcome(found), ...(plan && { list: plan }) });
    }
    draft.open ||= true;
  }
}

/** What a path is below (`/lists/{listId}/todos`) and entries name as it does (`listId`, `list_id`) is what they are of. */
function relate(
  parameters: readonly string[],
  path: string,
  draft: ResourceDraft,
  byPath: ReadonlyMap<string, ResourceDraft>,
  shapes: Shapes,
): void {
  for (const parameter of parameters) {
    const parent = parentOf(parameter, path, draft, byPath);
    if (parent?.open !== true || Object.values(draft.relations).includes(parent.name)) continue;
    const { types } = shapes.view(parent.view.properties.get(parent.key!)); // only what has one is a parent
    const names = [loose(parameter), loose(singular(lastWord(parent.collection))) + loose(parent.key!)];
    const own = [...draft.view.properties].find(
      ([name, schema]) =>
        name !== draft.key &&
        names.includes(loose(name)) &&
        [...shapes.view(schema).types].some((type) => types.has(type)),
    );
    if (own !== undefined) draft.relations[own[0]] = parent.name;
  }
}

/** The resource that a path parameter holds the key of, where that alone tells which entry it is. */
function parentOf(
  parameter: string,
  path: string,
  draft: ResourceDraft,
  byPath: ReadonlyMap<string, ResourceDraft>,
): ResourceDraft | undefined {
  const parent = byPath.get(templateOf(path.slice(0, path.indexOf(`{${parameter}}`) + parameter.length + 2)));
  return parent !== draft && parent?.key !== undefined && parent.before.length === 0 ? parent : undefined;
}

interface Scopes {
  readonly scope: Record<string, string>;
  readonly apart: Record<string, string>;
  readonly parents: Record<string, string>;
}

/** What path parameters before the key say of entries; `undefined`: nothing that can be told. Of a resource that has none, each has to be a relation. */
function scopeOf(
  parameters: readonly string[],
  path: string,
  draft: ResourceDraft,
  byPath: ReadonlyMap<string, ResourceDraft>,
  only = false,
): Scopes | undefined {
  const scopes: Scopes = { scope: {}, apart: {}, parents: {} };
  for (const parameter of parameters) {
    const known = parentOf(parameter, path, draft, byPath);
    if (known !== undefined) scopes.parents[parameter] = known.name;
    const relation = known && Object.entries(draft.relations).find(([, name]) => name === known.name)?.[0];
    if (known?.open === true && relation !== undefined) scopes.scope[parameter] = relation;
    else {
      const own = [...draft.view.properties.keys()].find(
        (name) => loose(name) === loose(parameter) && name !== draft.key,
      );
      if (!only) scopes.apart[parameter] = own ?? "";
      else if (own !== undefined) scopes.scope[parameter] = own;
    }
  }
  if (draft.before.length === 0 && Object.keys(scopes.apart).length > 0) return undefined;
  return scopes;
}

/** Every operation of a resource gets what its path says; one that tells collections apart by other parameters is nobody's. */
export function settleScopes(
  draft: ResourceDraft,
  byName: ReadonlyMap<string, Operation>,
  byPath: ReadonlyMap<string, ResourceDraft>,
): void {
  let apart: number | undefined;
  for (const [name, action] of draft.operations) {
    const { path } = byName.get(name)!;
    if (action.picks !== undefined) {
      draft.operations.set(name, pickOf(action, path, draft, byPath));
      continue;
    }
    const scopes = scopeOf(
      parametersOf(path).filter((parameter) => parameter !== action.id),
      path,
      draft,
      byPath,
      draft.only?.has(name),
    );
    const count = scopes === undefined ? -1 : Object.keys(scopes.apart).length;
    if (name === draft.home) apart = count;
    if (scopes === undefined || (apart !== undefined && apart !== count)) {
      draft.operations.delete(name);
      continue;
    }
    const said = Object.entries(scopes).filter(([, of]) => Object.keys(of as object).length > 0);
    draft.operations.set(name, { ...action, ...(Object.fromEntries(said) as Partial<Scopes>) });
  }
}

/** An entry that the path chooses: by a relation of the entry that the path names, where there is one. */
function pickOf(
  action: Action,
  path: string,
  draft: ResourceDraft,
  byPath: ReadonlyMap<string, ResourceDraft>,
): Action {
  const known = parametersOf(path).flatMap((parameter) => {
    const parent = parentOf(parameter, path, draft, byPath);
    return parent === undefined ? [] : [[parameter, parent] as const];
  });
  const [parameter, parent] = known.at(-1) ?? [];
  const related = Object.entries(parent?.relations ?? {}).filter(([, name]) => name === draft.name);
  const via =
    related.find(([property]) => loose(property).startsWith(action.picks!)) ??
    (related.length === 1 ? related[0] : undefined);
  return {
    ...action,
    picks: via === undefined || parameter === undefined ? "" : `${parameter}.${via[0]}`,
    ...(known.length > 0 && { parents: Object.fromEntries(known.map(([each, { name }]) => [each, name])) }),
  };
}

/** What a 409 is about, as far as names and descriptions say; of what only relates two others, the two together. */
export function uniqueOf(
  draft: ResourceDraft,
  byName: ReadonlyMap<string, Operation>,
  shapes: Shapes,
  corrections: Corrections,
): readonly (readonly string[])[] {
  const said =
    corrections.of(draft.path, undefined, draft.collection).unique ?? corrections.ofSchema(draft.identity)?.unique;
  if (said !== undefined) return said;
  const conflicts = [...draft.operations].flatMap(([name, { does }]) => {
    const operation = byName.get(name)!;
    return /create|replace|patch/.test(does) && operation.responses.some(({ status }) => status === "409")
      ? [{ does, sent: sentIn(operation, draft.view, draft.name, shapes)?.view }]
      : [];
  });
  const names = new Set(conflicts.flatMap(({ sent }) => [...(sent?.properties.keys() ?? [])]));
  const unique = [...draft.view.properties]
    .filter(
      ([name, schema]) =>
        name !== draft.key && names.has(name) && isUnique(name, schema) && shapes.view(schema).types.has("string"),
    )
    .map(([name]) => [name]);
  const creation = conflicts.find(({ does }) => does === "create")?.sent;
  if (creation === undefined || unique.length > 0) return creation === undefined ? [] : unique;
  const pair = Object.keys(draft.relations).filter((name) => creation.required.has(name));
  return pair.length === 2 ? [pair] : [];
}
