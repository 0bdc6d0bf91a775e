/**
 * How the pages of lists follow one another: from the query parameters of a list and the members around its entries,
 * which the inference of resources found. `x-tenon-pagination` on an operation corrects it; `false` says: no pages.
 */

import { escapeToken, type PagePlan } from "tenon-runtime/core";
import type { ListAnswer, ListPlan } from "tenon-runtime/mocks";
import type { Contract, Operation } from "../model.ts";
import type { Report } from "../report.ts";
import { jsonOf } from "../resources/answers.ts";
import { inferLists } from "../resources/lists.ts";
import { createShapes, type Shapes, type View } from "../resources/shapes.ts";
import { correctionOf } from "./corrections.ts";

export type ContractWithLists = Pick<Contract, "operations" | "resources" | "schemas">;

/** By the name of the operation. Linear in the size of the contract. */
export function inferPages(contract: ContractWithLists, report: Report = () => {}): Map<string, PagePlan> {
  const shapes = createShapes(contract);
  const lists = listsOf(contract);
  const plans = new Map<string, PagePlan>();
  for (const operation of contract.operations) {
    const correction = correctionOf(operation, shapes, report);
    if (correction === "none") continue;
    const list = lists.get(operation.name);
    const plan = correction ?? (list && planOf(operation, list, shapes));
    if (plan) plans.set(operation.name, plan);
  }
  return plans;
}

/** A list of a resource, or one of generated entries. */
interface FoundList extends Pick<ListAnswer, "status" | "at"> {
  readonly list: ListPlan;
  /** The property that tells its entries apart. */
  readonly key?: string | undefined;
}

function listsOf(contract: ContractWithLists): Map<string, FoundList> {
  const lists = new Map<string, FoundList>(Object.entries(inferLists(contract)));
  for (const { key, operations } of contract.resources)
    for (const [name, { does, list, ...at }] of Object.entries(operations))
      if (does === "list" && list) lists.set(name, { ...at, list, key });
  return lists;
}

function planOf(operation: Operation, { status, at, list, key }: FoundList, shapes: Shapes): PagePlan | undefined {
  const response = operation.responses.find((each) => each.status === status);
  const body = shapes.view(response && jsonOf(response.content)?.schema);
  const frame = Object.entries(list.frame ?? {});
  const place = (...roles: readonly string[]): string | undefined => {
    const name = roles.map((role) => frame.find(([, each]) => each === role)?.[0]).find((each) => each !== undefined);
    return name === undefined || name.startsWith("header ") ? name : pointerTo(name, body, shapes);
  };
  const parameter = (...roles: readonly string[]): string | undefined =>
    Object.entries(list.page ?? {}).find(([, role]) => roles.includes(role))?.[0];
  const items = at === undefined ? undefined : pointerTo(at, body, shapes);
  const plan = (by: PagePlan["by"], members: Partial<Record<keyof PagePlan, string | 0 | 1 | undefined>>): PagePlan =>
    // Without the members that are undefined.
    Object.fromEntries(Object.entries({ by, items, ...members }).filter(([, value]) => value !== undefined)) as never;

  const more = place("more", "nextUrl", "links");
  const cursor = parameter("cursor");
  const next = place("cursor");
  if (cursor !== undefined && next !== undefined)
    return plan("cursor", { parameter: cursor, next, more: place("more") });
  const links = place("links") === undefined ? undefined : plan("link", {});
  const url = place("nextUrl");
  const opaque = url === undefined ? links : plan("url", { next: url });
  // A cursor without a member that holds it is in the URL of the next page.
  if (cursor !== undefined && opaque) return opaque;
  if (cursor !== undefined && key !== undefined && more !== undefined)
    return plan("key", { parameter: cursor, key, more });
  const page = parameter("page", "page0");
  const total = place("total");
  if (page !== undefined) {
    const first = parameter("page0") === undefined ? undefined : 0;
    return plan("page", { parameter: page, first, next: place("nextPage"), more, pages: place("pages"), total });
  }
  const offset = parameter("offset");
  if (offset !== undefined)
    return plan("offset", { parameter: offset, first: firstOf(operation, offset), more, total });
  return opaque;
}

/** 1 for a parameter that counts from 1, as `startIndex` does (RFC 7644 §3.4.2.4). */
function firstOf({ parameters }: Operation, name: string): 1 | undefined {
  const found = parameters.find((each) => each.in === "query" && each.name === name);
  const minimum = typeof found?.schema === "object" ? found.schema["minimum"] : undefined;
  return found?.default === 1 || minimum === 1 ? 1 : undefined;
}

/** `meta.next` → `/meta/next`. A name may contain a dot itself (`@odata.nextLink`). */
export function pointerTo(path: string, view: View, shapes: Shapes): string {
  if (view.properties.has(path)) return `/${escapeToken(path)}`;
  const names = [...view.properties.keys()].filter((name) => path.startsWith(`${name}.`));
  const [name = path] = names.toSorted((a, b) => b.length - a.length);
  if (name === path) return `/${escapeToken(path)}`;
  return `/${escapeToken(name)}${pointerTo(path.slice(name.length + 1), shapes.view(view.properties.get(name)), shapes)}`;
}
