/**
 * Operations beside the item's own path that answer with the item: `POST /issues/{id}/close`, `GET /orders/{id}/details`,
 * and `/me`, which is an entry of `/users`.
 */

import type { Action } from "tenon-runtime/mocks";
import type { Contract, Operation } from "../model.ts";
import { addCreate, outcome } from "./actions.ts";
import { entryIn, type FoundEntries, lastWord, listIn, parametersOf, sentIn, success, templateOf } from "./answers.ts";
import type { Corrections } from "./corrections.ts";
import type { ResourceDraft } from "./draft.ts";
import { listPlan, loose } from "./names.ts";
import { byIdentityOf } from "./relations.ts";
import type { Shapes, View } from "./shapes.ts";

const ME = /^(me|my|self|myself|who_?am_?i|current|current_?user|profile|user|account|verify_?credentials)$/i;
/** Whether the last word of a path means the caller. */
export const isMe = (word: string): boolean => ME.test(word);
/** These create another entry, or answer with one that is not stored. */
const COPIES =
  /^(copy|clone|fork|duplicate|replicate|retry|re_?run|preview|revisions?|versions?|history|draft|convert|split|merge)/i;
const CREATES = /^(create|add|new|insert)$/i;
const SEARCHES = /^_?(search|query|find|list|filter)$/i;

export function addItemActions(
  contract: Pick<Contract, "operations">,
  drafts: readonly ResourceDraft[],
  shapes: Shapes,
  corrections: Corrections,
): void {
  const used = new Set(drafts.flatMap(({ operations }) => [...operations.keys()]));
  const byItem = new Map(drafts.flatMap((draft) => (draft.key === undefined ? [] : [[templateOf(draft.path), draft]])));
  const byIdentity = byIdentityOf(drafts);
  for (const operation of contract.operations) {
    if (used.has(operation.name) || corrections.off(operation) || corrections.nameOf(operation) !== undefined) continue;
    const template = templateOf(operation.path);
    const slash = template.lastIndexOf("/");
    const word = template.slice(slash + 1);
    if (word === "" || word.includes("{}")) continue;
    const above = template.slice(0, slash);
    const item = byItem.get(above);
    if (item !== undefined) addAction(operation, word, item, shapes);
    else addElsewhere(operation, word, above, byIdentity, shapes);
  }
}

const identical =
  (identity: string | undefined) =>
  (view: View): boolean =>
    identity !== undefined && view.identity === identity;

/** An operation below the path of an item. */
function addAction(operation: Operation, word: string, draft: ResourceDraft, shapes: Shapes): void {
  const answer = entryIn(success(operation), identical(draft.identity), word, shapes);
  if (answer === undefined || COPIES.test(word)) return;
  const id = parametersOf(operation.path).at(-1);
  if (id === undefined || !draft.path.endsWith("}")) return;
  if (operation.method === "GET") {
    draft.operations.set(operation.name, { does: "read", ...outcome(answer), id });
    return;
  }
  const sets = stateAfter(word, operation.method, draft.view, shapes);
  draft.operations.set(operation.name, { ...patchOf(operation, answer, draft, shapes), id, ...(sets && { sets }) });
}

function patchOf(operation: Operation, answer: FoundEntries, draft: ResourceDraft, shapes: Shapes): Action {
  const sent = sentIn(operation, draft.view, lastWord(templateOf(draft.path)), shapes);
  return { does: "patch", ...outcome(answer), ...(sent !== undefined && sent.at !== "" && { from: sent.at }) };
}

/** `/me`, `/orders/create` and `POST /orders/search`. */
function addElsewhere(
  operation: Operation,
  word: string,
  above: string,
  byIdentity: ReadonlyMap<string, ResourceDraft | undefined>,
  shapes: Shapes,
): void {
  const { method, path } = operation;
  const response = success(operation);
  const ofDraft = ({ identity }: View): boolean => byIdentity.get(identity ?? "")?.before.length === 0;
  const draftOf = (found: FoundEntries | undefined): ResourceDraft | undefined =>
    found && byIdentity.get(found.entry.identity!);
  if (parametersOf(path).length > 0) return;
  if (isMe(word) && /^(GET|PUT|PATCH|POST)$/.test(method)) {
    const found = entryIn(response, ofDraft, word, shapes);
    const draft = draftOf(found);
    if (found === undefined || draft === undefined || (method === "POST" && found.response.status === "201")) return;
    const action: Action =
      method === "GET" ? { does: "read", ...outcome(found) } : patchOf(operation, found, draft, shapes);
    draft.operations.set(operation.name, { ...action, self: true });
  } else if (method === "POST" && CREATES.test(word)) {
    const draft = draftOf(entryIn(response, ofDraft, word, shapes));
    if (draft?.collection !== above || hasCreate(draft)) return;
    const has = (view: View): boolean => view.properties.has(draft.key!);
    addCreate(operation, draft.view, has, lastWord(above), shapes, draft.operations);
    draft.open = true;
  } else if (method === "POST" && SEARCHES.test(word)) {
    const found = listIn(response, ofDraft, lastWord(above), shapes);
    const draft = draftOf(found);
    if (found === undefined || draft?.collection !== above) return;
    const plan = listPlan(operation, found.entry, found, shapes);
    draft.operations.set(operation.name, { does: "list", ...outcome(found), ...(plan && { list: plan }) });
    draft.open = true;
  }
}

const hasCreate = ({ operations }: ResourceDraft): boolean =>
  [...operations.values()].some(({ does }) => does === "create");

/** The properties that an action sets: `POST /issues/{id}/close` sets `closed`, or `status` to `closed`. */
function stateAfter(
  word: string,
  method: string,
  view: View,
  shapes: Shapes,
): Readonly<Record<string, unknown>> | undefined {
  const undo = /^(un|dis|de)(?=[a-z]{3})/i.exec(word)?.[0];
  const bare = undo === undefined ? word : word.slice(undo.length);
  const whole = participles(word);
  for (const [name, schema] of view.properties) {
    const { types } = shapes.view(schema);
    const plain = loose(name).replace(/^(is|has|was)(?=.{3})/, "");
    if (types.has("boolean")) {
      if (whole.has(plain)) return { [name]: method !== "DELETE" };
      if (undo !== undefined && participles(undo === "dis" && bare === "able" ? "enable" : bare).has(plain))
        return { [name]: method === "DELETE" };
    }
    const values: unknown = typeof schema === "object" ? schema["enum"] : undefined;
    if (!/^(status|state)$/i.test(name) || !Array.isArray(values) || method === "DELETE") continue;
    const value = values.find((each) => typeof each === "string" && each.length > 3 && whole.has(loose(each)));
    if (value !== undefined) return { [name]: value };
  }
  return undefined;
}

/** `close` → `close`, `closed`; `pin` → `pinned`; `cancel` → `canceled`, `cancelled`; `activate` → `active`. */
function participles(verb: string): ReadonlySet<string> {
  const base = loose(verb).replace(/subscription$/, "subscribe");
  return new Set([
    base,
    `${base}d`,
    `${base}ed`,
    `${base}${base.at(-1) ?? ""}ed`,
    base.replace(/y$/, "ied"),
    base.replace(/ate$/, "e"),
    base.replace(/ive$/, "ived"),
  ]);
}
