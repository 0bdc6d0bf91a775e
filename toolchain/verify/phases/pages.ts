/** Pages of a list: each entry once, no page larger than asked, and a total that counts the entries. */

import { operationAt, type Operation } from "tenon-runtime/core";
import type { Action } from "tenon-runtime/mocks";
import type { CaseRequest, Input } from "../cases/index.ts";
import { shortened } from "../checks/answer.ts";
import { entriesOf, jsonOf, memberAt, type Doing, type Known } from "../known.ts";
import type { Occasion, Session } from "../session.ts";
import { headerOf, type Reply } from "../target.ts";
import { totalOf } from "./order.ts";

type Values = Readonly<Record<string, unknown>>;

/** Sizes of pages that are walked, if the contract allows them. */
const SMALL = [2, 3, 5, 10];
const LARGE = [100, 50, 30, 20];
const MOST_PAGES = 60;

interface Walk {
  /** The keys of all entries, in order. */
  readonly keys: readonly unknown[];
  readonly requests: readonly CaseRequest[];
  readonly last: Reply;
  /** Whether the last page was reached. */
  readonly whole: boolean;
}

class Pages {
  readonly #session: Session;
  readonly #known: Known;
  readonly #list: Doing;
  readonly #input: Input;
  readonly #key: string;

  constructor(session: Session, known: Known, list: Doing, input: Input, key: string) {
    this.#session = session;
    this.#known = known;
    this.#list = list;
    this.#input = input;
    this.#key = key;
  }

  find(message: string, expected: string, requests: readonly CaseRequest[], reply: Reply): void {
    const { operation } = this.#list;
    const [last] = requests.slice(-1);
    if (last === undefined) return;
    this.#session.find(
      { check: "pagination-coherent", message, expected, at: operationAt(operation) },
      { operation, name: "one page after another", before: requests.slice(0, -1) },
      last,
      reply,
    );
  }

  /** All pages of a size; `undefined` if a page is wrong, which is reported. */
  async walk(size: number): Promise<Walk | undefined> {
    const { operation, action } = this.#list;
    const { limit, turn, role } = turningOf(action);
    if (limit === undefined) return undefined;
    const seen = new Map<unknown, number>();
    const requests: CaseRequest[] = [];
    let query: Values = { ...this.#input.query, [limit]: size };
    for (let number = 1; ; number += 1) {
      const request = await this.#known.request(operation, { ...this.#input, query });
      const reply = await this.#session.send(request, { operation, name: `page ${number}`, before: requests });
      if (reply === undefined || reply.status >= 300) return undefined;
      requests.push(request);
      const page = entriesOf(action, reply);
      if (page.length > size) {
        const message = `a page of ${limit}=${size} has ${page.length} entries`;
        this.find(message, `at most ${size}`, requests, reply);
        return undefined;
      }
      for (const entry of page) {
        const earlier = seen.get(entry[this.#key]);
        if (earlier !== undefined) {
          const message = `${shortened(entry[this.#key])} is on page ${earlier} and on page ${number}`;
          this.find(message, "every entry once", requests, reply);
          return undefined;
        }
        seen.set(entry[this.#key], number);
      }
      const result = { keys: [...seen.keys()], requests, last: reply };
      const frame = action.list?.frame ?? {};
      const next = turn && nextOf(role, turn, page, size, reply, frame, number - 1, page.at(-1)?.[this.#key]);
      if (next === undefined || next === "") return { ...result, whole: turn !== undefined };
      if (!isAllowed(this.#session, operation, next)) return { ...result, whole: false };
      if (number === MOST_PAGES) return { ...result, whole: false };
      query = { ...query, ...next };
    }
  }
}

export async function pages(session: Session, known: Known, list: Doing, input: Input, key: string): Promise<void> {
  const { operation, action } = list;
  const { limit } = turningOf(action);
  if (limit === undefined || !session.wants("pagination-coherent")) return;
  const validator = session.source.requests.get(operation.name, `query ${limit}`);
  const allowed = (sizes: readonly number[]) => sizes.find((each) => validator === undefined || validator.is(each));
  const [small, large] = [allowed(SMALL), allowed(LARGE)];
  if (small === undefined) return;
  const walker = new Pages(session, known, list, input, key);
  const short = await walker.walk(small);
  const long = short && large !== undefined && large > small ? await walker.walk(large) : undefined;
  if (short === undefined || long === undefined) return;
  // If not all small pages were walked, only the entries before the last one can be compared.
  const end = short.whole ? long.keys.length : long.keys.indexOf(short.keys.at(-1));
  const missing = long.keys.slice(0, Math.max(0, end)).find((each) => !short.keys.includes(each));
  const requests = [...short.requests.slice(0, 3), ...long.requests.slice(-1)];
  if (missing !== undefined) {
    walker.find(
      `${shortened(missing)} is in the list and on no page of ${small}`,
      "every entry once",
      requests,
      long.last,
    );
    return;
  }
  const total = totalOf(list, long.last);
  if (long.whole && total !== undefined && total !== long.keys.length)
    walker.find(
      `the total is ${total}, and all pages together have ${long.keys.length} entries`,
      `a total of ${long.keys.length}`,
      long.requests,
      long.last,
    );
}

/** Whether the contract allows the query of the next page. */
const isAllowed = (session: Session, { name }: Operation, query: Values): boolean =>
  Object.entries(query).every(
    ([parameter, value]) => session.source.requests.get(name, `query ${parameter}`)?.is(value) !== false,
  );

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
    if (next === undefined || next === "" || !isAllowed(session, operation, next)) return undefined;
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
export function largestPage(session: Session, { operation, action }: Doing): Values {
  const limit = Object.entries(action.list?.page ?? {}).find(([, role]) => role === "limit")?.[0];
  if (limit === undefined) return {};
  const validator = session.source.requests.get(operation.name, `query ${limit}`);
  const size = [100, 50, 30, 20].find((each) => validator === undefined || validator.is(each));
  return size === undefined ? {} : { [limit]: size };
}
