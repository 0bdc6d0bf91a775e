/**
 * What paths say of entries that are stored elsewhere: `/me/tracks` lists some of `/tracks`, `PUT /me/tracks?ids=` adds to
 * them, `/me/tracks/contains` asks for them, and `/orders/{id}/customer` is one of `/customers`.
 */

import type { Action, KeysPlace } from "tenon-runtime/mocks";
import type { Operation } from "../model.ts";
import { addCreate, outcome } from "./actions.ts";
import {
  entryIn,
  type FoundEntries,
  jsonOf,
  lastWord,
  listIn,
  parametersOf,
  type PathPlace,
  success,
  WRAPPERS,
} from "./answers.ts";
import type { Corrections } from "./corrections.ts";
import type { ResourceDraft } from "./draft.ts";
import { listPlan, loose, singular } from "./names.ts";
import { byIdentityOf, isKeyed } from "./relations.ts";
import type { Shapes, View } from "./shapes.ts";

/** These are worked out of what is stored. */
const WORKED_OUT =
  /^(analytics?|stat(s|istics)?|reports?|history|histories|versions?|revisions?|logs?|audit.*|metrics|summar(y|ies)|changes|diff|preview|export|validate|suggest.*|autocomplete|recommend.*|activit(y|ies)|timeline|feed|fork|copy|clone)$/i;
/** The largest share of members that a view of an entry may have for itself. */
const OWN_SHARE = 0.4;

type Targets = (view: View, word: string) => ResourceDraft | undefined;

/** The resource that a view shows: by its named schema, else by the word of the path and most of the members. */
export function targetsOf(drafts: readonly ResourceDraft[]): Targets {
  const keyed = drafts.filter(isKeyed);
  const byIdentity = byIdentityOf(keyed);
  const byWord = Map.groupBy(
    keyed.filter(({ before }) => before.length === 0),
    ({ collection }) => loose(singular(lastWord(collection))),
  );
  return (view, word) => {
    const same = byIdentity.get(view.identity ?? "");
    if (same !== undefined) return same.before.length === 0 ? same : undefined;
    const named = byWord.get(loose(singular(word)));
    const [draft] = named ?? [];
    if (draft === undefined || named!.length > 1 || view.properties.size < 2) return undefined;
    return view.properties.has(draft.key!) && isMostly(view, draft.view) ? draft : undefined;
  };
}

function isMostly(view: View, whole: View): boolean {
  const own = [...view.properties.keys()].filter((name) => !whole.properties.has(name)).length;
  return own <= view.properties.size * OWN_SHARE;
}

interface Listed extends FoundEntries {
  readonly target: ResourceDraft;
  /** The member of each entry that shows the stored one: `{ addedAt, track }`. */
  readonly within?: string;
}

/** A list of stored entries, or of objects around them. */
function listedIn(
  operation: Operation | undefined,
  word: string,
  targets: Targets,
  shapes: Shapes,
): Listed | undefined {
  const response = success(operation);
  const whole = response && shapes.view(jsonOf(response.content)?.schema);
  // the name of the list may say more than the path: `{ artists: { items } }` of `/me/following`
  const parts = [...(whole?.properties ?? [])].filter(([, part]) => {
    const { properties, items } = shapes.view(part);
    return properties.size > 0 || items !== undefined;
  });
  for (const each of [word, ...(parts.length === 1 ? [parts[0]![0]] : [])]) {
    const direct = listIn(response, (view) => targets(view, each) !== undefined, each, shapes);
    if (direct !== undefined) return { ...direct, target: targets(direct.entry, each)! };
  }
  const around = listIn(response, (view) => withinOf(view, targets, shapes) !== undefined, word, shapes);
  const within = around && withinOf(around.entry, targets, shapes);
  return within && { ...around, target: within[1], within: within[0] };
}

function withinOf(
  view: View,
  targets: Targets,
  shapes: Shapes,
): readonly [name: string, target: ResourceDraft] | undefined {
  if (view.properties.size > 6) return undefined;
  const found = [...view.properties].flatMap(([name, part]) => {
    const inner = shapes.view(part);
    const target = inner.items === undefined ? targets(inner, name) : undefined;
    return target === undefined ? [] : [[name, target] as const];
  });
  return found.length === 1 && !view.properties.has(found[0]![1].key!) ? found[0] : undefined;
}

/** Collections that hold entries of another resource. Call after all other operations have found their resource. */
export function addSubsets(
  places: ReadonlyMap<string, PathPlace>,
  drafts: readonly ResourceDraft[],
  shapes: Shapes,
  corrections: Corrections,
): readonly ResourceDraft[] {
  const targets = targetsOf(drafts);
  const used = new Set(drafts.flatMap(({ operations }) => [...operations.keys()]));
  const found: ResourceDraft[] = [];
  for (const place of places.values()) {
    const get = place.methods.get("GET");
    const words = place.template.split("/");
    if (get === undefined || used.has(get.name) || place.template.endsWith("}")) continue;
    if (words.some((word) => WORKED_OUT.test(word)) || corrections.nameOf(get) !== undefined) continue;
    const word = lastWord(place.template);
    const listed = listedIn(get, word, targets, shapes);
    if (listed !== undefined) {
      const draft = subsetAt(place, get, listed, places, used, shapes);
      if (draft !== undefined) found.push(draft);
    } else addPicked(get, place, word, targets, shapes);
  }
  return found;
}

function subsetAt(
  { template, path, parameters, methods }: PathPlace,
  get: Operation,
  { target, within, ...listed }: Listed,
  places: ReadonlyMap<string, PathPlace>,
  used: ReadonlySet<string>,
  shapes: Shapes,
): ResourceDraft | undefined {
  const plan = listPlan(get, target.view, listed, shapes);
  const list: Action = {
    does: "list",
    ...outcome(listed),
    ...(within !== undefined && { within }),
    ...(plan && { list: plan }),
  };
  // a search without parameters in its path is one of everything
  if (parameters.length === 0 && plan?.search !== undefined && within === undefined) {
    target.operations.set(get.name, list);
    return undefined;
  }
  const operations = new Map<string, Action>([[get.name, list]]);
  const free = (place: PathPlace | undefined, method: string): Operation | undefined => {
    const operation = place?.methods.get(method);
    return operation === undefined || used.has(operation.name) ? undefined : operation;
  };
  const here = { template, path, parameters, methods };
  const item = places.get(`${template}/{}`);
  for (const [place, method, does] of [
    [here, "PUT", "add"],
    [here, "POST", "add"],
    [here, "DELETE", "remove"],
    [item, "PUT", "add"],
    [item, "POST", "add"],
    [item, "DELETE", "remove"],
  ] as const) {
    const operation = free(place, method);
    const response = success(operation);
    if (operation === undefined || response === undefined) continue;
    if (place === here && method === "POST" && addsNew(operation, target, shapes)) {
      const has = (view: View): boolean => view.properties.has(target.key!);
      addCreate(operation, target.view, has, lastWord(target.collection), shapes, operations);
      continue;
    }
    const keys = keysIn(operation, target, place === item ? item!.parameters.at(-1) : undefined, shapes);
    if (keys === undefined) continue;
    const other = response.content.length > 0 && { other: true as const };
    const id = place === item ? item!.parameters.at(-1) : undefined;
    const by = propertyOf(keys, target);
    operations.set(operation.name, {
      does,
      status: response.status,
      keys,
      ...other,
      ...(by !== undefined && { by }),
      ...(id !== undefined && { id }),
    });
  }
  const asks = free(places.get(`${template}/contains`), "GET");
  const contains = asks && containsOf(asks, target, shapes);
  if (asks !== undefined && contains !== undefined) operations.set(asks.name, contains);
  return {
    name: lastWord(template),
    key: target.key,
    home: target.home,
    path: `${path}/{${target.key}}`,
    view: target.view,
    identity: undefined,
    collection: template,
    operations,
    before: parameters,
    relations: {},
    unique: [],
    open: true,
    of: target.name,
    subset: true,
  };
}

/** `GET /me/tracks/contains?ids=…` answers a truth value for each key. */
function containsOf(operation: Operation, target: ResourceDraft, shapes: Shapes): Action | undefined {
  const response = success(operation);
  const keys = keysIn(operation, target, undefined, shapes);
  const { items } = shapes.view(response && jsonOf(response.content)?.schema);
  if (response === undefined || keys === undefined || !shapes.view(items).types.has("boolean")) return undefined;
  return { does: "contains", status: response.status, keys };
}

/** Whether a POST creates an entry: it answers with one, or sends more than a key. */
function addsNew(operation: Operation, target: ResourceDraft, shapes: Shapes): boolean {
  const same = ({ identity }: View): boolean => identity !== undefined && identity === target.identity;
  const response = success(operation);
  if (entryIn(response, same, lastWord(target.collection), shapes) !== undefined) return true;
  const view = shapes.view(operation.body?.content.find(({ body }) => body === "json")?.schema);
  return response?.status === "201" && view.items === undefined && view.properties.size > 3;
}

/** Where a request has the keys of entries that it adds, removes or asks for. */
function keysIn(
  { parameters, body }: Operation,
  target: ResourceDraft,
  id: string | undefined,
  shapes: Shapes,
): readonly KeysPlace[] | undefined {
  if (id !== undefined) return body === undefined || body.content.length === 0 ? [{ in: "path", name: id }] : undefined;
  const one = loose(singular(lastWord(target.collection)));
  const key = loose(target.key!);
  const names = new Set([key, `${key}s`, one + key, `${one}${key}s`, `${one}s`, one]);
  for (const name of target.view.properties.keys())
    if (/^(ur[il]|e?mail|name|slug|code)$/i.test(name)) names.add(`${loose(name)}s`);
  const isKeys = (name: string): boolean => names.has(loose(name));
  const query = parameters.find((parameter) => parameter.in === "query" && isKeys(parameter.name));
  const view = shapes.view(body?.content.find(({ body: kind }) => kind === "json")?.schema);
  const member = [...view.properties].find(([name, schema]) => {
    const own = shapes.view(schema);
    return isKeys(name) && (own.items === undefined ? own : shapes.view(own.items)).properties.size === 0;
  });
  const whole = view.items !== undefined && shapes.view(view.items).types.has("string");
  const found: KeysPlace[] = [
    ...(query === undefined ? [] : [{ in: "query" as const, name: query.name }]),
    ...(member === undefined ? [] : [{ in: "body" as const, name: member[0] }]),
    ...(whole ? [{ in: "body" as const }] : []),
  ];
  return found.length > 0 ? found : undefined;
}

/** The property of entries that a list of a request has the values of: `uris` of tracks with a `uri`. */
function propertyOf(keys: readonly KeysPlace[], target: ResourceDraft): string | undefined {
  const name = loose(singular(keys[0]?.name ?? ""));
  if (name === loose(target.key!)) return undefined;
  return [...target.view.properties.keys()].find((each) => loose(each) === name);
}

/** `GET /orders/{id}/customer`: an entry of another resource, which the path chooses. */
function addPicked(get: Operation, place: PathPlace, word: string, targets: Targets, shapes: Shapes): void {
  if (parametersOf(place.path).length === 0 || singular(word) !== word) return;
  const found = entryIn(success(get), (view) => targets(view, word) !== undefined, word, shapes);
  const target = found && targets(found.entry, word);
  if (found === undefined || target === undefined || (found.at !== "" && !WRAPPERS.includes(found.at))) return;
  target.operations.set(get.name, { does: "read", ...outcome(found), picks: loose(singular(word)) });
}
