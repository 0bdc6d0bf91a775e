/**
 * Keyset pagination: a cursor names the last row that was given, and a page is what comes after that row. Rows that
 * come or go in between shift nothing, and page 1,000 costs what page 1 does.
 */
import { sql, type OrderByDirection, type SelectQueryBuilder } from "kysely";
import { HttpProblem } from "tenon-runtime/core";

/** What a list operation's query says about the page. */
export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/**
 * One page of a query.
 *
 * @param sort a column of the rows, with a minus sign in front for descending order; rows that are alike there are
 * ordered by their `id`.
 * @throws HttpProblem 400 for a cursor that was not made for this order.
 */
export async function page<DB, Table extends keyof DB, Item extends { id: string }>(
  query: SelectQueryBuilder<DB, Table, Item>,
  sort: `-${keyof Item & string}` | (keyof Item & string),
  { cursor, limit }: PageQuery,
): Promise<Page<Item>> {
  const descending = sort.startsWith("-");
  // The type of `sort` allows for a minus sign and a column, so what is left is the column.
  const column = (descending ? sort.slice(1) : sort) as keyof Item & string;
  const direction: OrderByDirection = descending ? "desc" : "asc";
  let rows = query
    .orderBy(sql.ref(column), direction)
    .orderBy(sql.ref("id"), direction)
    .limit(limit + 1); // one more than wanted, to know whether there is a next page
  if (cursor !== undefined) {
    const last = readCursor(cursor, sort);
    const after = sql.raw(descending ? "<" : ">");
    rows = rows.where(sql<boolean>`(${sql.ref(column)}, ${sql.ref("id")}) ${after} (${last.value}, ${last.id})`);
  }
  const found = await rows.execute();
  const items = found.slice(0, limit) as Item[]; // nothing was selected that `query` did not select
  const last = items.at(-1);
  return { items, nextCursor: last && found.length > limit ? writeCursor(sort, last[column], last.id) : null };
}

function writeCursor(sort: string, value: unknown, id: string): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString("base64url");
}

function readCursor(cursor: string, sort: string): { value: string | number; id: string } {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(parts) && parts.length === 3) {
      const [madeFor, value, id] = parts as unknown[];
      const comparable = typeof value === "string" || typeof value === "number";
      if (madeFor === sort && comparable && typeof id === "string") return { value, id };
    }
  } catch {
    // Not JSON: answered below like anything else that no page has given.
  }
  throw new HttpProblem(400, {
    detail: "The cursor does not belong to this list.",
    errors: [
      { in: "query", name: "cursor", pointer: "", message: "must be the nextCursor of a page in the same order" },
    ],
  });
}
