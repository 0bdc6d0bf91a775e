/** Lists: pages that hold together, filters and orders that do what they say. */

import { type Operation, isObject, operationAt, parameterAt } from "tenon-runtime/core";
import type { Action, Resource } from "tenon-runtime/mocks";
import type { CaseRequest, Input } from "../cases/index.ts";
import { shortened } from "../checks/answer.ts";
import { entriesOf, jsonOf, memberAt, type Doing, type Known } from "../known.ts";
import type { Occasion, Session } from "../session.ts";
import { headerOf, type Reply } from "../target.ts";
import { defaultChecks } from "./defaults.ts";

type Values = Readonly<Record<string, unknown>>;

/** So many entries there should be, so that there are pages; more where a page has more unless it is asked for less. */
const ENTRIES = 5;
const MOST_ENTRIES = 25;
const PAGE = 2;
const MOST_PAGES = 60;

export async function listChecks(session: Session, known: Known, resource: Resource): Promise<void> {
  const list = known.doing(resource, "list");
  const { key } = resource;
  if (list === undefined || key === undefined) return;
  const input = await known.input(list.operation, { bare: true });
  if (input === undefined) return;
  const limit = Object.entries(list.action.list?.page ?? {}).find(([, role]) => role === "limit")?.[0];
  const usual = list.operation.parameters?.find(({ name }) => name === limit)?.default;
  const enough = Math.max(ENTRIES, Math.min(typeof usual === "number" ? usual + 1 : 0, MOST_ENTRIES));
  const there = (await entries(session, known, list, input)).length;
  // Each of another kind, so that filters have something to choose from.
  for (let made = Math.min(there, enough - ENTRIES + 1); made < enough; made += 1)
    if ((await known.create(resource, `one of several ${made}`, made)) === undefined) break;
  await defaultChecks(session, known, list.operation);
  await pages(session, known, list, input, key);
  await filters(session, known, list, input);
  await orders(session, known, list, input);
}

async function entries(session: Session, known: Known, { operation, action }: Doing, input: Input): Promise<Values[]> {
  const reply = await session.send(await known.request(operation, input), { operation, name: "a list" });
  return reply === undefined || reply.status >= 300 ? [] : entriesOf(action, reply);
}

async function pages(
  session: Session,
  known: Known,
  { operation, action }: Doing,
  input: Input,
  key: string,
): Promise<void> {
  const { limit, turn, role } = turningOf(action);
  if (limit === undefined || !session.wants("pagination-coherent")) return;
  const seen = new Map<unknown, number>();
  const before: CaseRequest[] = [];
  const find = (message: string, expected: string, request: CaseRequest, reply: Reply): void =>
    session.find(
      { check: "pagination-coherent", message, expected, at: operationAt(operation) },
      { operation, name: "one page after another", before: [...before] },
      request,
      reply,
    );
  const validator = session.source.requests.get(operation.name, `query ${limit}`);
  const size = [PAGE, 3, 5, 10].find((each) => validator === undefined || validator.is(each));
  if (size === undefined) return;
  let query: Record<string, unknown> = { ...input.query, [limit]: size };
  for (let number = 0; number < MOST_PAGES; number += 1) {
    const request = await known.request(operation, { ...input, query });
    const reply = await session.send(request, { operation, name: `page ${number + 1}`, before });
    if (reply === undefined || reply.status >= 300) return;
    const page = entriesOf(action, reply);
    if (page.length > size) {
      find(`a page of ${String(limit)}=${size} has ${page.length} entries`, `at most ${size}`, request, reply);
      return;
    }
    for (const entry of page) {
      const earlier = seen.get(entry[key]);
      if (earlier !== undefined) {
        find(
          `${shortened(entry[key])} is on page ${earlier} and on page ${number + 1}`,
          "every entry once",
          request,
          reply,
        );
        return;
      }
      seen.set(entry[key], number + 1);
    }
    before.push(request);
    if (turn === undefined) return;
    const next = nextOf(role, turn, page, size, reply, action.list?.frame ?? {}, number, page.at(-1)?.[key]);
    if (next === undefined) break;
    if (number === MOST_PAGES - 1) return;
    query = { ...query, ...next };
  }
  // As much as one page can have, in one: what is missing in the small ones?
  const largest = [100, 50, 30, 20].find((each) => validator === undefined || validator.is(each));
  const count = seen.size;
  if (largest === undefined || count >= largest) return;
  const request = await known.request(operation, { ...input, query: { ...input.query, [limit]: largest } });
  const reply = await session.send(request, { operation, name: "all of it on one page", before });
  if (reply === undefined || reply.status >= 300) return;
  const missing = entriesOf(action, reply).find((entry) => !seen.has(entry[key]));
  if (missing !== undefined)
    find(`${shortened(missing[key])} is in the list and on no page of ${size}`, "every entry once", request, reply);
}

interface Turning {
  /** Query parameter of a page's size. */
  readonly limit: string | undefined;
  /** Query parameter that leads to the next page, and what it says. */
  readonly turn: string | undefined;
  readonly role: string | undefined;
}

function turningOf(action: Action): Turning {
  const plan = Object.entries(action.list?.page ?? {});
  const named = (role: string): string | undefined => plan.find(([, each]) => each === role)?.[0];
  const role = ["cursor", "page", "page0", "offset"].find((each) => named(each) !== undefined);
  return { limit: named("limit"), role, turn: role === undefined ? undefined : named(role) };
}

/** The page of a list that has an entry; `undefined` where none has. */
export async function pageWith(
  session: Session,
  known: Known,
  list: Doing,
  input: Input,
  [property, key]: readonly [property: string, key: unknown],
  occasion: Occasion,
): Promise<{ readonly request: CaseRequest; readonly reply: Reply } | undefined> {
  const { operation, action } = list;
  const { limit, turn, role } = turningOf(action);
  const wide = largestPage(session, list);
  let query: Values = { ...input.query, ...wide };
  for (let number = 0; number < MOST_PAGES; number += 1) {
    const request = await known.request(operation, { ...input, query });
    const reply = await session.send(request, occasion);
    if (reply === undefined || reply.status >= 300) return undefined;
    const page = entriesOf(action, reply);
    if (page.some((entry) => entry[property] === key)) return { request, reply };
    const size = Number(limit === undefined ? undefined : wide[limit]);
    const last = page.at(-1)?.[property];
    const next = turn && nextOf(role, turn, page, size, reply, action.list?.frame ?? {}, number, last);
    if (next === undefined || next === "") return undefined;
    query = { ...query, ...next };
  }
  return undefined;
}

function nextOf(
  role: string | undefined,
  turn: string,
  page: readonly Values[],
  size: number,
  reply: Reply,
  frame: Readonly<Record<string, string>>,
  number: number,
  last: unknown,
): Values | undefined {
  if (page.length === 0) return undefined;
  switch (role) {
    case "cursor": {
      const at = Object.entries(frame).find(([, each]) => each === "cursor")?.[0];
      const more = Object.entries(frame).find(([, each]) => each === "more")?.[0];
      if (more !== undefined && memberAt(jsonOf(reply), more) === false) return undefined;
      const value =
        at === undefined ? last : at.startsWith("header ") ? headerOf(reply, at.slice(7)) : memberAt(jsonOf(reply), at);
      return value === null || value === undefined || value === "" ? undefined : { [turn]: value };
    }
    case "page":
      return page.length < size ? undefined : { [turn]: number + 2 };
    case "page0":
      return page.length < size ? undefined : { [turn]: number + 1 };
    case "offset":
      return page.length < size ? undefined : { [turn]: (number + 1) * size };
    default:
      return undefined;
  }
}

/** As many entries on one page as there may be. */
function largestPage(session: Session, { operation, action }: Doing): Values {
  const limit = Object.entries(action.list?.page ?? {}).find(([, role]) => role === "limit")?.[0];
  if (limit === undefined) return {};
  const validator = session.source.requests.get(operation.name, `query ${limit}`);
  const size = [100, 50, 30, 20].find((each) => validator === undefined || validator.is(each));
  return size === undefined ? {} : { [limit]: size };
}

async function filters(session: Session, known: Known, list: Doing, input: Input): Promise<void> {
  const { operation, action } = list;
  if (!session.wants("filter-applied")) return;
  const wide = { ...input, query: { ...input.query, ...largestPage(session, list) } };
  for (const [parameter, [test, property]] of Object.entries(action.list?.filters ?? {})) {
    if (test !== "is") continue;
    const validator = session.source.requests.get(operation.name, `query ${parameter}`);
    const values = (await entries(session, known, list, wide))
      .map((entry) => entry[property])
      .filter((each) => ["string", "number", "boolean"].includes(typeof each) && validator?.is(each) === true);
    // What the fewest have: then a filter that does nothing shows most.
    const count = (value: unknown): number => values.filter((each) => each === value).length;
    const [value] = values.toSorted((a, b) => count(a) - count(b));
    if (value === undefined) continue;
    const request = await known.request(operation, { ...input, query: { ...wide.query, [parameter]: value } });
    const occasion = { operation, name: `only those whose "${property}" is ${shortened(value)}` };
    const reply = await session.send(request, occasion);
    if (reply === undefined || reply.status >= 300) continue;
    const found = entriesOf(action, reply);
    const other = found.find((entry) => Object.hasOwn(entry, property) && !matches(entry[property], value));
    const message =
      other !== undefined
        ? `an entry's "${property}" is ${shortened(other[property])}`
        : found.length === 0
          ? `nothing was found, though there is an entry whose "${property}" is ${shortened(value)}`
          : undefined;
    if (message !== undefined)
      session.find(
        {
          check: "filter-applied",
          message,
          expected: `entries whose "${property}" is ${shortened(value)}`,
          at: atParameter(operation, parameter),
        },
        occasion,
        request,
        reply,
      );
  }
}

const matches = (got: unknown, asked: unknown): boolean =>
  Array.isArray(got)
    ? got.some((each) => matches(each, asked))
    : String(got).toLowerCase() === String(asked).toLowerCase();

const atParameter = (operation: Operation, name: string): string => {
  const parameter = operation.parameters?.find((each) => each.in === "query" && each.name === name);
  return parameter === undefined ? operationAt(operation) : parameterAt(operation, parameter);
};

async function orders(session: Session, known: Known, list: Doing, input: Input): Promise<void> {
  const { operation, action } = list;
  const [by] = action.list?.sort ?? [];
  if (by === undefined || !session.wants("filter-applied")) return;
  for (const value of valuesOf(session, operation, by)) {
    const [, minus, name = ""] = /^([-+]?)(\w+)$/.exec(value) ?? [];
    const request = await known.request(operation, { ...input, query: { ...input.query, [by]: value } });
    const occasion = { operation, name: `ordered by ${value}` };
    const reply = await session.send(request, occasion);
    if (reply === undefined || reply.status >= 300) continue;
    const column = entriesOf(action, reply).map((entry) => entry[name]);
    if (!column.every((each) => typeof each === "string") && !column.every((each) => typeof each === "number"))
      continue;
    const down = minus === "-" || action.list?.sort?.[1] !== undefined;
    if (isOrdered(column, "up") && minus !== "-") continue;
    if (isOrdered(column, "down") && down) continue;
    session.find(
      {
        check: "filter-applied",
        message: `"${name}" is ${shortened(column)}`,
        expected: `entries ordered by ${value}`,
        at: atParameter(operation, by),
      },
      occasion,
      request,
      reply,
    );
  }
}

function valuesOf(session: Session, operation: Operation, parameter: string): readonly string[] {
  const schema = session.source.requests.get(operation.name, `query ${parameter}`)?.schema;
  const named =
    isObject(schema) && typeof schema["$ref"] === "string"
      ? session.source.requests.schemas[schema["$ref"].split("/").at(-1) ?? ""]
      : schema;
  const values: unknown = isObject(named) ? named["enum"] : undefined;
  return Array.isArray(values) ? values.filter((each): each is string => typeof each === "string") : [];
}

const lower = (value: unknown): string => String(value).toLowerCase();
const upper = (value: unknown): string => String(value).toUpperCase();
const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By code units, by a language's rules, without regard to case: any order of texts that somebody could mean. */
function isOrdered(column: readonly unknown[], direction: "up" | "down"): boolean {
  const orders: ((a: unknown, b: unknown) => number)[] = [
    (a, b) => (typeof a === "number" ? a - Number(b) : byUnits(String(a), String(b))),
    (a, b) => byUnits(lower(a), lower(b)),
    (a, b) => byUnits(upper(a), upper(b)),
    (a, b) => String(a).localeCompare(String(b)),
    (a, b) => lower(a).localeCompare(lower(b)),
  ];
  return orders.some((order) =>
    column.every(
      (value, index) => index === 0 || order(column[index - 1], value) * (direction === "down" ? -1 : 1) <= 0,
    ),
  );
}
