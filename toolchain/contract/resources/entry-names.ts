/**
 * Members that requests and answers name in another way than the entry does: `first_name` and `firstName`, `taskName` of a
 * task and `name`, `categoryId` and `category: { id }`.
 */

import type { Action, EntryPlace } from "tenon-runtime/mocks";
import type { MediaType, Operation } from "../model.ts";
import { jsonOf, lastWord, sentIn } from "./answers.ts";
import type { ResourceDraft } from "./draft.ts";
import { isId, KEY_OF, loose, propertyNamed, singular } from "./names.ts";
import type { Shapes, View } from "./shapes.ts";

/** Adds the names to the actions of a resource. @param resourceOf the resource of a named schema */
export function addNames(
  draft: ResourceDraft,
  byName: ReadonlyMap<string, Operation>,
  resourceOf: (identity: string | undefined) => ResourceDraft | undefined,
  shapes: Shapes,
): void {
  const word = lastWord(draft.collection);
  for (const [name, action] of draft.operations) {
    const operation = byName.get(name)!;
    const sent = /create|replace|patch/.test(action.does) ? sentIn(operation, draft.view, word, shapes) : undefined;
    const places = sent?.at === (action.from ?? "") ? sentPlaces(sent.view, draft.view, word, resourceOf, shapes) : {};
    const shown = action.does === "list" ? {} : shownNames(action, operation, draft, word, shapes);
    if (Object.keys(places).length === 0 && Object.keys(shown).length === 0) continue;
    draft.operations.set(name, {
      ...action,
      ...(Object.keys(places).length > 0 && { sent: places }),
      ...(Object.keys(shown).length > 0 && { shown }),
    });
  }
}

function sentPlaces(
  sent: View,
  entry: View,
  word: string,
  resourceOf: (identity: string | undefined) => ResourceDraft | undefined,
  shapes: Shapes,
): Record<string, EntryPlace> {
  const places: Record<string, EntryPlace> = {};
  for (const [name, schema] of sent.properties) {
    const view = shapes.view(schema);
    const scalar = isScalar(view.items === undefined ? view : shapes.view(view.items));
    if (!scalar) continue;
    const place = entry.properties.has(name)
      ? keyWithin(name, undefined, view, entry, resourceOf, shapes)
      : (renamed(name, view, sent, entry, word, shapes) ?? split(name, view, sent, entry, resourceOf, shapes));
    if (place !== undefined) places[name] = place;
  }
  return places;
}

const isScalar = ({ properties, items, types }: View): boolean =>
  properties.size === 0 && items === undefined && types.size > 0 && !types.has("object") && !types.has("array");

/** A property of the same type whose name differs in case, separators or the name of the resource. */
function renamed(
  name: string,
  view: View,
  sent: View,
  entry: View,
  word: string,
  shapes: Shapes,
): EntryPlace | undefined {
  const property = propertyNamed(name, entry, word);
  if (property === undefined || sent.properties.has(property)) return undefined;
  const own = shapes.view(entry.properties.get(property));
  return [...view.types].some((type) => own.types.has(type)) ? { property } : undefined;
}

/** `categoryId` → `category`, `tagIds` → `tags`. */
function split(
  name: string,
  view: View,
  sent: View,
  entry: View,
  resourceOf: (identity: string | undefined) => ResourceDraft | undefined,
  shapes: Shapes,
): EntryPlace | undefined {
  const [, stem, member] = KEY_OF.exec(name) ?? [];
  if (stem === undefined || member === undefined) return undefined;
  const wanted = loose(stem);
  const property = [...entry.properties.keys()].find(
    (each) => loose(each) === wanted || (view.items !== undefined && loose(singular(each)) === wanted),
  );
  if (property === undefined || sent.properties.has(property)) return undefined;
  return keyWithin(property, member, view, entry, resourceOf, shapes);
}

/** The member of a property's object, or of the objects of its list, that holds a sent key. */
function keyWithin(
  property: string,
  wanted: string | undefined,
  sent: View,
  entry: View,
  resourceOf: (identity: string | undefined) => ResourceDraft | undefined,
  shapes: Shapes,
): EntryPlace | undefined {
  const whole = shapes.view(entry.properties.get(property));
  if ((whole.items === undefined) !== (sent.items === undefined)) return undefined;
  const held = whole.items === undefined ? whole : shapes.view(whole.items);
  const key = sent.items === undefined ? sent : shapes.view(sent.items);
  // an object that may also be the key itself
  if (held.properties.size === 0 || [...key.types].some((type) => held.types.has(type))) return undefined;
  const member = [...held.properties.keys()].find((each) =>
    wanted === undefined ? isId(each) : loose(each) === loose(wanted),
  );
  if (member === undefined || ![...key.types].some((type) => shapes.view(held.properties.get(member)).types.has(type)))
    return undefined;
  const resource = resourceOf(held.identity);
  return { property, member, ...(resource?.key === member && { resource: resource.name }) };
}

function shownNames(
  action: Action,
  { responses }: Operation,
  draft: ResourceDraft,
  word: string,
  shapes: Shapes,
): Record<string, string> {
  const response = responses.find(({ status }) => status === action.status);
  const media: MediaType | undefined = response && jsonOf(response.content);
  let view = shapes.view(media?.schema);
  for (const name of action.at?.split(".") ?? []) view = shapes.view(view.properties.get(name));
  const shown: Record<string, string> = {};
  if (view.identity !== undefined && view.identity === draft.identity) return shown;
  for (const [name, schema] of view.properties) {
    if (draft.view.properties.has(name)) continue;
    const property = propertyNamed(name, draft.view, word);
    if (property === undefined || view.properties.has(property)) continue;
    const own = shapes.view(draft.view.properties.get(property));
    if ([...shapes.view(schema).types].some((type) => own.types.has(type))) shown[name] = property;
  }
  return shown;
}
