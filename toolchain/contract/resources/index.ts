/**
 * Infers the resources of a contract and what its operations do with them, so that mocks store data.
 *
 * A path `/x/{id}` whose answer has a property that `{id}` names is an item, `/x` its collection; what they answer may be
 * wrapped (`{ data: … }`, `{ items: […] }`). Without such a path `/x` is a collection where it is added to, and entries have
 * what looks like a key. Another list of the same named schema is a view of that collection, below a
 * path of another resource (`/students/{studentId}/enrolments`) only where entries say whose they are. A path that is read
 * and written as a whole (`/settings`) is a singleton. A path below an item that answers with the item
 * (`POST /issues/{id}/close`) reads or changes it, and `/me` shows the first entry. Other operations belong to no resource.
 *
 * `x-tenon-resource` corrects it. On a path, an operation or a named schema:
 *
 * ```yaml
 * x-tenon-resource: false                 # no resource: answers are generated
 * x-tenon-resource: pupils                # the name, in `mocks.db` and for other paths that are of the same resource
 * x-tenon-resource:
 *   name: pupils
 *   key: number                           # the property that the last path parameter holds
 *   unique: [email, [school, number]]     # properties, or sets of them, that no two have alike; [] for none
 * ```
 *
 * On an operation `false` takes that one out, and a name makes a list or a POST elsewhere one of that resource.
 */

import type { Action, Resource } from "tenon-runtime/mocks";
import type { Contract, Operation } from "../model.ts";
import type { Report } from "../report.ts";
import { addItemActions, isMe } from "./item-actions.ts";
import { addCreate, addList, addWhole, addWrites, outcome } from "./actions.ts";
import {
  entryIn,
  type FoundEntries,
  jsonOf,
  lastWord,
  listIn,
  parametersOf,
  type PathPlace,
  success,
  templateOf,
  WRAPPERS,
} from "./answers.ts";
import { collectionAt } from "./collections.ts";
import { type Corrections, readCorrections, tellUnheard } from "./corrections.ts";
import { addNames } from "./entry-names.ts";
import { holdsDigits, keyProperty, listPlan, singular } from "./names.ts";
import type { ResourceDraft } from "./draft.ts";
import {
  addLinks,
  addMembers,
  addViews,
  byIdentityOf,
  isTarget,
  relationsOf,
  relationTargets,
  settleScopes,
  uniqueOf,
} from "./relations.ts";
import { addSubsets } from "./subsets.ts";
import { createShapes, type Shapes, type View } from "./shapes.ts";

/** Names that `mocks.db` has itself. */
const RESERVED = ["snapshot", "restore", "reset", "then"];

/** Linear in the size of the contract. */
export function inferResources(
  contract: Omit<Contract, "resources" | "pages">,
  tell: Report = () => {},
): readonly Resource[] {
  const told: string[] = [];
  const report: Report = (...said) => {
    told.push(said[2]?.pointer ?? "");
    tell(...said);
  };
  const shapes = createShapes(contract);
  const corrections = readCorrections(contract, report);
  const places = placesOf(contract, corrections);
  const drafts: ResourceDraft[] = [];
  const used = new Set<string>();
  const taken = new Set(RESERVED);
  const byPath = new Map<string, ResourceDraft>();
  /** What is a resource of those that are none yet. */
  const find = (draftAt: (place: PathPlace) => ResourceDraft | undefined): ResourceDraft[] => {
    const found = [...places.values()].map(draftAt).filter((draft) => draft !== undefined);
    for (const draft of found) {
      for (const name of draft.operations.keys()) used.add(name);
      byPath.set(draft.key === undefined ? draft.collection : `${draft.collection}/{}`, draft);
    }
    drafts.push(...found);
    return found;
  };
  find((place) => (place.template.endsWith("/{}") ? itemAt(place, places, shapes, corrections, report) : undefined));
  const byIdentity = byIdentityOf(drafts);
  find((place) => {
    const draft = place.template.endsWith("}") ? undefined : singletonAt(place, places, used, shapes, corrections);
    // `/me` is an entry of `/users`
    return draft && isMe(draft.name) && byIdentity.get(draft.view.identity ?? "")?.before.length === 0
      ? undefined
      : draft;
  });
  find((place) => {
    const draft = place.parameters.length > 0 ? undefined : collectionAt(place, places, used, shapes, corrections);
    // what has a path elsewhere is of that
    return byIdentity.get(draft?.identity ?? "")?.before.length === 0 ? undefined : draft;
  });
  nameAll(drafts, corrections, taken);
  const byName = new Map(contract.operations.map((operation) => [operation.name, operation]));
  const known = drafts.filter(isTarget).length;
  const targets = relationTargets(drafts);
  for (const draft of drafts) draft.relations = relationsOf(draft, targets, shapes);
  addLinks(contract, drafts);
  addViews(contract, drafts, byPath, shapes, corrections);
  addItemActions(contract, drafts, shapes, corrections);
  addMembers(drafts);
  for (const { operations } of drafts) for (const name of operations.keys()) used.add(name);
  const below = find((place) => {
    const draft = collectionAt(place, places, used, shapes, corrections);
    return taken.has(corrections.of(place.path, undefined, place.template).name ?? "") ? undefined : draft;
  });
  nameAll(below, corrections, taken);
  const all = [...drafts];
  const allTargets = relationTargets(all);
  // Lists at other paths can have made more resources into targets.
  for (const draft of all.filter(isTarget).length > known ? all : below)
    draft.relations = { ...relationsOf(draft, allTargets, shapes), ...draft.relations };
  const subsets = addSubsets(places, drafts, shapes, corrections);
  nameAll(subsets, corrections, taken);
  drafts.push(...subsets);
  for (const draft of drafts) settleScopes(draft, byName, byPath);
  for (const draft of drafts) draft.unique = uniqueOf(draft, byName, shapes, corrections);
  const found = drafts.filter(({ operations, home, subset }) =>
    subset === true ? operations.size > 0 : operations.has(home),
  );
  const targetsByIdentity = byIdentityOf(found.filter(isTarget));
  for (const draft of found) addNames(draft, byName, (identity) => targetsByIdentity.get(identity ?? ""), shapes);
  tellUnheard(corrections, found, contract, told, report);
  return found.map(finish);
}

function finish(draft: ResourceDraft): Resource {
  const { name, key, home, path, operations, relations, unique, open, digits, of, subset } = draft;
  return {
    name,
    ...(key !== undefined && { key }),
    home,
    path,
    ...(unique.length > 0 && { unique }),
    ...(Object.keys(relations).length > 0 && { relations }),
    ...(open && { open }),
    ...(digits === true && { digits }),
    ...(of !== undefined && { of }),
    ...(subset === true && { subset }),
    operations: Object.fromEntries(operations),
  };
}

function placesOf(contract: Omit<Contract, "resources" | "pages">, corrections: Corrections): Map<string, PathPlace> {
  const places = new Map<string, PathPlace & { readonly methods: Map<string, Operation> }>();
  for (const operation of contract.operations) {
    if (corrections.off(operation)) continue;
    const template = templateOf(operation.path);
    let place = places.get(template);
    if (place === undefined) {
      const { path } = operation;
      places.set(template, (place = { template, path, parameters: parametersOf(path), methods: new Map() }));
    }
    // what another path of the same form has answers second, which is never
    if (place.path === operation.path) place.methods.set(operation.method, operation);
  }
  return places;
}

function itemAt(
  place: PathPlace,
  places: ReadonlyMap<string, PathPlace>,
  shapes: Shapes,
  corrections: Corrections,
  report: Report,
): ResourceDraft | undefined {
  const collectionTemplate = place.template.slice(0, -"/{}".length);
  const word = collectionTemplate.split("/").at(-1) ?? "";
  // `/v1/{name}` and `/{a}/{b}` do not say what they are of
  if (word === "" || word.includes("{}") || /^v\d/.test(word)) return undefined;
  const collection = places.get(collectionTemplate);
  const { methods } = place;
  const id = place.parameters.at(-1)!;
  const some = [...methods.values()][0]!;
  const parameter = some.parameters.find((each) => each.in === "path" && each.name === id);
  if (parameter === undefined) return undefined;
  const correction = corrections.of(place.path, collection?.path);
  const keyOf = (view: View): string | undefined => {
    const wanted = correction.key;
    if (wanted !== undefined) return view.properties.has(wanted) ? wanted : undefined;
    return view.properties.size < 2 ? undefined : keyProperty(view, parameter, word, shapes);
  };
  const hasKey = (view: View): boolean => keyOf(view) !== undefined;

  const get = methods.get("GET");
  const list = collection?.methods.get("GET");
  const post = collection?.methods.get("POST");
  const read = get === undefined ? undefined : entryIn(success(get), hasKey, word, shapes);
  // the home is where entries are whole
  const sources: readonly (readonly [Operation | undefined, FoundEntries | undefined])[] = [
    [get, read],
    [post, post && entryIn(success(post), hasKey, word, shapes)],
    ...["PUT", "PATCH"].map((method) => {
      const operation = methods.get(method);
      return [operation, operation && entryIn(success(operation), hasKey, word, shapes)] as const;
    }),
    [list, list && listIn(success(list), hasKey, word, shapes)],
  ];
  const [home, found] = sources.find(([, each]) => each !== undefined) ?? [];
  const lost = (name: string): void =>
    report("invalid-resource", { what: `the responses have no property "${name}"` }, { pointer: correction.pointer! });
  if (found === undefined && correction.key !== undefined) lost(correction.key);
  if (home === undefined || found === undefined || (get !== undefined && read === undefined)) return undefined;
  const { entry } = found;
  const key = keyOf(entry)!;
  for (const name of (correction.unique ?? []).flat()) if (!entry.properties.has(name)) lost(name);
  if (corrections.ofSchema(entry.identity)?.off === true) return undefined;
  const operations = new Map<string, Action>();
  const has = (view: View): boolean => view.properties.has(key);
  const digits = correction.key === undefined && holdsDigits(entry, key, parameter, shapes);
  if (get !== undefined && read !== undefined) operations.set(get.name, { does: "read", ...outcome(read), id });
  if (list !== undefined) addList(list, word, has, shapes, operations);
  if (post !== undefined) addCreate(post, entry, has, word, shapes, operations);
  addWrites(methods, entry, read, has, word, id, shapes, operations);
  addUpserts(operations, methods.get("PUT"));
  addWhole(collection?.methods, entry, key, word, shapes, operations);
  const kinds = new Set([...operations.values()].map(({ does }) => does));
  const open = kinds.has("list") || kinds.has("create");
  if (!open && !(kinds.has("read") && ["patch", "replace", "delete"].some((does) => kinds.has(does as Action["does"]))))
    return undefined;
  if (!operations.has(home.name)) return undefined;
  const { identity } = entry;
  return {
    name: word,
    key,
    home: home.name,
    path: place.path,
    view: entry,
    identity,
    collection: collectionTemplate,
    operations,
    before: place.parameters.slice(0, -1),
    relations: {},
    unique: [],
    open,
    ...(digits && { digits: true as const }),
  };
}

/** If a listed collection has no operation that creates entries, PUT of an unknown key creates one. */
function addUpserts(operations: Map<string, Action>, put: Operation | undefined): void {
  const action = put && operations.get(put.name);
  if (put === undefined || action === undefined) return;
  const does = new Set([...operations.values()].map((each) => each.does));
  const creates = does.has("list") && !does.has("create");
  const isMissing = put.body !== undefined && put.responses.some(({ status }) => status === "404");
  if (creates && !isMissing) operations.set(put.name, { ...action, upsert: true });
  else if (action.upsert === true) operations.delete(put.name);
}

/** A resource with one entry at one path, which is read and written as a whole. */
function singletonAt(
  place: PathPlace,
  places: ReadonlyMap<string, PathPlace>,
  used: ReadonlySet<string>,
  shapes: Shapes,
  corrections: Corrections,
): ResourceDraft | undefined {
  const { methods } = place;
  const get = methods.get("GET");
  const response = get && success(get);
  const media = response && jsonOf(response.content);
  if (get === undefined || response === undefined || media?.schema === undefined || used.has(get.name))
    return undefined;
  const whole = shapes.view(media.schema);
  const word = lastWord(place.template);
  const isThing = (view: View): boolean => view.items === undefined && view.properties.size > 0;
  const wrapped = [...whole.properties].filter(
    ([name, part]) => whole.properties.size === 1 && WRAPPERS.includes(name) && isThing(shapes.view(part)),
  )[0];
  const entry = wrapped === undefined ? whole : shapes.view(wrapped[1]);
  if (!isThing(entry)) return undefined;
  // a collection whose list the contract describes as one entry
  const item = success(places.get(`${place.template}/{}`)?.methods.get("GET"));
  if (
    item !== undefined &&
    entry.identity !== undefined &&
    entryIn(item, ({ identity }) => identity === entry.identity, word, shapes)
  )
    return undefined;
  // what has a list in it and can be paged is a list
  if (
    [...entry.properties.values()].some((part) => shapes.view(part).items !== undefined) &&
    listPlan(get, entry, { response, view: entry, at: "-" }, shapes)?.page
  )
    return undefined;
  const read: FoundEntries = { response, view: whole, at: wrapped?.[0] ?? "", entry };
  const same = (view: View): boolean =>
    view.identity === entry.identity &&
    (entry.identity !== undefined || view.properties.size === entry.properties.size);
  const operations = new Map<string, Action>([[get.name, { does: "read", ...outcome(read) }]]);
  const writes = new Map<string, Action>();
  addWrites(methods, entry, read, same, word, undefined, shapes, writes);
  for (const [name, action] of writes) {
    const operation = [...methods.values()].find((each) => each.name === name)!;
    const whatComes = success(operation)!;
    const fits =
      action.at !== undefined ||
      action.other === true ||
      whatComes.content.length === 0 ||
      entryIn(whatComes, same, word, shapes) !== undefined;
    if (fits || action.does === "delete") operations.set(name, action);
  }
  if (![...operations.values()].some(({ does }) => does === "replace" || does === "patch")) return undefined;
  if (corrections.ofSchema(entry.identity)?.off === true) return undefined;
  return {
    name: word,
    key: undefined,
    home: get.name,
    path: place.path,
    view: entry,
    identity: undefined,
    collection: place.template,
    operations,
    before: place.parameters,
    relations: {},
    unique: [],
    open: false,
  };
}

function nameAll(drafts: readonly ResourceDraft[], corrections: Corrections, taken: Set<string>): void {
  for (const draft of drafts) {
    const wanted =
      corrections.of(draft.path, undefined, draft.collection).name ?? corrections.ofSchema(draft.identity)?.name;
    if (wanted === undefined) continue;
    draft.name = unlike(wanted, taken);
  }
  // what is below nothing else has the plain name
  for (const draft of drafts.toSorted((a, b) => a.before.length - b.before.length)) {
    if (taken.has(draft.name) && corrections.of(draft.path, undefined, draft.collection).name !== undefined) continue;
    if (corrections.ofSchema(draft.identity)?.name !== undefined) continue;
    const words = draft.collection.split("/").filter((part) => part !== "" && part !== "{}");
    let name = camel(words.at(-1) ?? "things");
    // as many words of the path as it takes
    for (let from = words.length - 2; from >= 0 && taken.has(name); from -= 1)
      if (!/^v?\d/.test(words[from]!)) name = camel([...words.slice(from, -1).map(singular), words.at(-1)!].join(" "));
    draft.name = unlike(name, taken);
  }
}

function unlike(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}${n}`;
  taken.add(free);
  return free;
}

/** An identifier of a text's words. */
function camel(text: string): string {
  const words = text.split(/[^A-Za-z\d]+/).filter((word) => word !== "");
  const name = words
    .map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  return /^[A-Za-z]/.test(name) ? name : `_${name}`;
}
