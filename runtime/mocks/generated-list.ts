/** Pages of lists that no store keeps: entries by their place, and around them what the contract says about pages. */

import type { Schemas, Validator } from "../core/validation.ts";
import { type ReachedBy, reachedOrigin } from "./api-links.ts";
import { type Hash, mix } from "./generate/hash.ts";
import type { Values } from "./generate/index.ts";
import { NOTHING } from "./generate/schema.ts";
import { dig, itemsOf, schemaAt, wrap } from "./store/entry.ts";
import { framed } from "./store/frame.ts";
import { ending, overlay } from "./store/listing.ts";
import { type Page, pageOf, type Row } from "./store/pages.ts";
import type { ListAnswer } from "./store/types.ts";

/** How many entries a generated list has that is read in pages. */
const TOTAL = 23;

export interface ListRequest {
  readonly query: Readonly<Record<string, unknown>>;
  readonly info: ReachedBy;
  /** Of the list, whatever page of it is read. */
  readonly hash: Hash;
}

export interface GeneratedPage {
  readonly value: unknown;
  /** What headers say about the page, before it is validated. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * The page of a list that a request asks for.
 * @param body as it was generated, or an example, whose entries are then all that there are
 * @returns `undefined` where the contract does not allow such a page
 */
export function generatedPage(
  answer: ListAnswer,
  validator: Validator,
  values: Pick<Values, "make">,
  schemas: Schemas,
  body: unknown,
  { isExample, ...request }: ListRequest & { readonly isExample: boolean },
): GeneratedPage | undefined {
  const { at, list } = answer;
  const given = dig(at, body);
  if (!Array.isArray(given)) return undefined;
  const entries = given as readonly unknown[];
  const total = isExample || list.page === undefined ? entries.length : TOTAL;
  const rows = Array.from({ length: total }, (_, index): Row => ({ key: String(index + 1), value: {}, order: index }));
  const found = pageOf(
    rows,
    (a, b) => a.order - b.order,
    list,
    request.query,
    (cursor) => rows[Number(cursor) - 1],
  );
  if (typeof found === "string") return undefined;
  const schema = itemsOf(schemaAt(validator.schema, at, schemas), schemas) ?? {};
  const shown = found.rows.map(({ order }) =>
    isExample || list.page === undefined
      ? entries[order]
      : values.make(schema, { hash: mix(request.hash, `entry ${order}`), examples: false }),
  );
  if (shown.includes(NOTHING)) return undefined;
  const url = new URL(request.info.url, reachedOrigin(request.info));
  const value = around(found, shown, answer, { validator, schemas, body }, url);
  if (!validator.is(value)) return undefined;
  const headers: Record<string, unknown> = {};
  for (const [place, role] of Object.entries(list.frame ?? {}))
    if (place.startsWith(HEADER)) headers[place.slice(HEADER.length)] = framed(role, found, list, url);
  return { value, headers };
}

const HEADER = "header ";

function around(
  page: Page,
  entries: readonly unknown[],
  { at, list }: ListAnswer,
  { validator, schemas, body }: { readonly validator: Validator; readonly schemas: Schemas; readonly body: unknown },
  url: URL,
): unknown {
  let value = at === undefined ? entries : overlay(body, wrap(at, entries));
  if (at === undefined) return value;
  for (const [place, role] of Object.entries(list.frame ?? {}))
    if (!place.startsWith(HEADER))
      value = overlay(value, wrap(place, framed(role, page, list, url) ?? ending(validator, place, schemas)));
  return value;
}
