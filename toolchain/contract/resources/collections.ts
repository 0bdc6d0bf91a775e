/** Collections whose entries have no path of their own: `/lists` that is listed and added to, without `/lists/{listId}`. */

import type { Action } from "tenon-runtime/mocks";
import type { Operation } from "../model.ts";
import { addCreate, addList, addWhole } from "./actions.ts";
import { entryIn, type FoundEntries, listIn, type PathPlace, sentIn, success } from "./answers.ts";
import type { Corrections } from "./corrections.ts";
import { ownKey } from "./names.ts";
import type { ResourceDraft } from "./draft.ts";
import type { Shapes, View } from "./shapes.ts";

/**
 * Where the contract does not say that it is one, what is created has to be what is listed. By the list alone nobody can tell
 * what is kept from what is worked out.
 */
export function collectionAt(
  { template, path, parameters, methods }: PathPlace,
  places: ReadonlyMap<string, PathPlace>,
  used: ReadonlySet<string>,
  shapes: Shapes,
  corrections: Corrections,
): ResourceDraft | undefined {
  const word = template.split("/").at(-1) ?? "";
  const list = methods.get("GET");
  const post = methods.get("POST");
  if (word === "" || word.includes("{}") || /^v\d/.test(word)) return undefined;
  if ([list, post].some((operation) => operation !== undefined && used.has(operation.name))) return undefined;
  const correction = corrections.of(path, undefined, template);
  const said = correction.name !== undefined || correction.key !== undefined;
  // entries that have a path and are no resource are none here either
  if (!said && places.has(`${template}/{}`)) return undefined;
  const keyOf = (view: View): string | undefined => {
    const wanted = correction.key;
    if (wanted !== undefined) return view.properties.has(wanted) ? wanted : undefined;
    return view.properties.size < 2 ? undefined : ownKey(view, word, shapes);
  };
  const hasKey = (view: View): boolean => keyOf(view) !== undefined;
  const listed = list && listIn(success(list), hasKey, word, shapes);
  const made = post && entryIn(success(post), hasKey, word, shapes);
  if (!said && !(listed !== undefined && creates(post, made, listed.entry, word, shapes))) return undefined;
  const home = made === undefined ? list : post;
  const entry = (made ?? listed)?.entry;
  if (home === undefined || entry === undefined || corrections.ofSchema(entry.identity)?.off === true) return undefined;
  const key = keyOf(entry)!; // by which it was found
  const has = (view: View): boolean => view.properties.has(key);
  const operations = new Map<string, Action>();
  if (list !== undefined) addList(list, word, has, shapes, operations);
  if (post !== undefined) addCreate(post, entry, has, word, shapes, operations);
  addWhole(methods, entry, key, word, shapes, operations);
  if (!operations.has(home.name)) return undefined;
  return {
    name: word,
    key,
    home: home.name,
    path,
    view: entry,
    identity: entry.identity,
    collection: template,
    operations,
    before: parameters,
    relations: {},
    unique: [],
    open: true,
  };
}

/** Whether a POST adds one of what is listed. */
function creates(
  post: Operation | undefined,
  made: FoundEntries | undefined,
  entry: View,
  word: string,
  shapes: Shapes,
): boolean {
  const response = post && success(post);
  if (post === undefined || response === undefined) return false;
  if (made === undefined)
    return (
      response.status === "201" && response.content.length === 0 && sentIn(post, entry, word, shapes) !== undefined
    );
  if (entry.identity !== undefined) return made.entry.identity === entry.identity;
  return (
    response.status === "201" &&
    made.entry.identity === undefined &&
    made.entry.properties.size === entry.properties.size &&
    [...entry.properties.keys()].every((name) => made.entry.properties.has(name))
  );
}
