/** Lists: pages that hold together, filters and orders that do what they say. */

import { type Operation, isObject, operationAt, parameterAt } from "tenon-runtime/core";
import type { Resource } from "tenon-runtime/mocks";
import type { Input } from "../cases/index.ts";
import { shortened } from "../checks/answer.ts";
import { entriesOf, type Doing, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import { defaultChecks } from "./defaults.ts";
import { orderChecks } from "./order.ts";
import { largestPage, pages } from "./pages.ts";

type Values = Readonly<Record<string, unknown>>;

/** So many entries there should be, so that there are pages; more where a page has more unless it is asked for less. */
const ENTRIES = 5;
const MOST_ENTRIES = 25;

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
  const [by] = list.action.list?.sort ?? [];
  const sorted = by === undefined ? [] : valuesOf(session, list.operation, by).map((value) => ({ [by]: value }));
  const wide = largestPage(session, list);
  await orderChecks(session, known, list, input, {
    key,
    queries: [{}, ...sorted].map((each) => ({ ...wide, ...each })),
  });
}

async function entries(session: Session, known: Known, { operation, action }: Doing, input: Input): Promise<Values[]> {
  const reply = await session.send(await known.request(operation, input), { operation, name: "a list" });
  return reply === undefined || reply.status >= 300 ? [] : entriesOf(action, reply);
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
