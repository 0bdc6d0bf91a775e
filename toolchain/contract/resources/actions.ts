/** What the operations of one path do with a resource. */

import type { Action } from "tenon-runtime/mocks";
import type { Operation, Response } from "../model.ts";
import { entryIn, type FoundEntries, jsonOf, listIn, sentIn, success, WRAPPERS } from "./answers.ts";
import { isSent, listPlan, loose, singular } from "./names.ts";
import type { Shapes, View } from "./shapes.ts";

const WRITES = ["PUT", "PATCH", "POST", "DELETE"] as const;

export const outcome = ({ response, at }: FoundEntries): Pick<Action, "status" | "at"> => ({
  status: response.status,
  ...(at !== "" && { at }),
});

export function addList(
  list: Operation,
  word: string,
  has: (view: View) => boolean,
  shapes: Shapes,
  into: Map<string, Action>,
): void {
  const { found, within } = listedAround(list, has, word, shapes);
  if (found === undefined) return;
  const plan = listPlan(list, found.entry, found, shapes);
  into.set(list.name, {
    does: "list",
    ...outcome(found),
    ...(within !== undefined && { within }),
    ...(plan && { list: plan }),
  });
}

/** A list of entries, or of objects that each have one entry in a wrapper: `{ data: [{ data: … }] }`. */
function listedAround(
  list: Operation,
  has: (view: View) => boolean,
  word: string,
  shapes: Shapes,
): { readonly found?: FoundEntries | undefined; readonly within?: string } {
  const direct = listIn(success(list), has, word, shapes);
  if (direct !== undefined) return { found: direct };
  const inner = (view: View): readonly [name: string, entry: View] | undefined => {
    const found = [...view.properties].flatMap(([name, part]) => {
      const entry = shapes.view(part);
      const wraps = WRAPPERS.includes(name) || loose(name) === loose(singular(word));
      return wraps && entry.items === undefined && has(entry) ? [[name, entry] as const] : [];
    });
    return found.length === 1 ? found[0] : undefined;
  };
  const around = listIn(success(list), (view) => inner(view) !== undefined, word, shapes);
  const [within, entry] = (around && inner(around.entry)) ?? [];
  return within === undefined ? {} : { found: { ...around!, entry: entry! }, within };
}

/** A POST creates an entry if its answer shows the entry, or is empty (status and `Location` only). */
export function addCreate(
  post: Operation,
  entry: View,
  has: (view: View) => boolean,
  word: string,
  shapes: Shapes,
  into: Map<string, Action>,
): void {
  const response = success(post);
  const sent = sentIn(post, entry, word, shapes);
  const answer = response && entryIn(response, has, word, shapes);
  // the body may share no member with the entry, as for a file, or be absent
  const answersEntry = entry.identity !== undefined && answer?.entry.identity === entry.identity;
  if (response === undefined || (sent === undefined && !answersEntry)) return;
  const other = answer === undefined && response.content.length > 0;
  if (other && !(sent !== undefined && addsOne(sent.view, response, entry, has, word, shapes))) return;
  into.set(post.name, {
    does: "create",
    ...(answer ? outcome(answer) : { status: response.status, ...(other && { other: true as const }) }),
    ...(sent !== undefined && sent.at !== "" && { from: sent.at }),
  });
}

/** Whether a POST that answers something else adds an entry: it sends most of one, and the answer is no list of entries. */
function addsOne(
  sent: View,
  response: Response,
  entry: View,
  has: (view: View) => boolean,
  word: string,
  shapes: Shapes,
): boolean {
  if (jsonOf(response.content) === undefined || listIn(response, has, word, shapes) !== undefined) return false;
  if (entry.identity !== undefined && sent.identity === entry.identity) return true;
  const names = [...sent.properties.keys()];
  const shared = names.filter((name) => isSent(name, entry, word)).length;
  return shared >= (response.status === "201" ? 1 : 2) && shared * 2 >= names.length;
}

/** PUT and PATCH of the collection, of one entry that says which it is. */
export function addWhole(
  methods: ReadonlyMap<string, Operation> | undefined,
  entry: View,
  key: string,
  word: string,
  shapes: Shapes,
  into: Map<string, Action>,
): void {
  for (const [method, does] of [
    ["PUT", "replace"],
    ["PATCH", "patch"],
  ] as const) {
    const operation = methods?.get(method);
    const sent = operation && sentIn(operation, entry, word, shapes);
    if (
      operation === undefined ||
      sent === undefined ||
      !sent.view.properties.has(key) ||
      sent.view.identity !== entry.identity
    )
      continue;
    const answer = entryIn(success(operation), (view) => view.properties.has(key), word, shapes);
    const status = answer?.response ?? success(operation);
    if (status !== undefined)
      into.set(operation.name, {
        does,
        ...(answer ? outcome(answer) : { status: status.status }),
        ...(sent.at !== "" && { from: sent.at }),
      });
  }
}

export function addWrites(
  methods: ReadonlyMap<string, Operation>,
  entry: View,
  read: FoundEntries | undefined,
  has: (view: View) => boolean,
  word: string,
  id: string | undefined,
  shapes: Shapes,
  into: Map<string, Action>,
): void {
  for (const method of WRITES) {
    const operation = methods.get(method);
    const response = operation && success(operation);
    if (operation === undefined || response === undefined) continue;
    const answer = entryIn(response, has, word, shapes);
    const other = answer === undefined && jsonOf(response.content) !== undefined;
    const told = {
      ...(answer ? outcome(answer) : { status: response.status, ...(other && { other: true as const }) }),
      ...(id !== undefined && { id }),
    };
    if (method === "DELETE") {
      into.set(operation.name, { does: "delete", ...told });
      continue;
    }
    const sent = sentIn(operation, entry, word, shapes);
    // a patch need not say what it may change
    const free =
      method === "PATCH" &&
      (operation.body?.content.some(
        ({ type, body, schema }) =>
          type.startsWith("application/json-patch+json") ||
          (body === "json" && shapes.view(schema).properties.size === 0 && shapes.view(schema).items === undefined),
      ) ??
        false);
    // PUT without a body adds a member
    const adds = method === "PUT" && operation.body === undefined && id !== undefined;
    if (sent === undefined && !free && !adds) continue;
    // POST of an item changes it if no other method does and the answer is the item
    if (
      method === "POST" &&
      (response.status === "201" ||
        methods.has("PUT") ||
        methods.has("PATCH") ||
        read === undefined ||
        answer?.entry.identity !== read.entry.identity ||
        read.entry.identity === undefined)
    )
      continue;
    into.set(operation.name, {
      does: method === "PUT" ? "replace" : "patch",
      ...told,
      ...(adds && { upsert: true as const }),
      ...(sent !== undefined && sent.at !== "" && { from: sent.at }),
    });
  }
}
