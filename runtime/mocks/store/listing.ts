/** Answers that are lists. */

import { isObject } from "../../core/json-object.ts";
import type { Prune } from "../../core/answer/prune.ts";
import type { Schema, Schemas, Validator } from "../../core/validation.ts";
import { satisfies } from "../generate/check.ts";
import { reachedOrigin } from "../api-links.ts";
import { mix } from "../generate/hash.ts";
import { alike, dig, type Entry, inOrder, membersOf, schemaAt, takes, wrap } from "./entry.ts";
import type { framed } from "./frame.ts";
import { cursorOf, filtered, ordering, pageOf, type Row } from "./pages.ts";
import { type StoreCall, etagOf, headerOf, type OperationPlan } from "./operation-plan.ts";
import { refuse, type StoreOutcome } from "./refusal.ts";
import type { StoreContext } from "./resource-store.ts";
import type { ListPlan } from "./types.ts";

const NO_QUERY = {};

export class Listing {
  readonly #context: StoreContext;
  /** Loaded when a list has more around its entries than a cursor. */
  #framed: typeof framed | undefined;
  readonly #prune: Prune;
  readonly #schemas: Schemas;

  constructor(context: StoreContext, prune: Prune) {
    this.#context = context;
    this.#prune = prune;
    this.#schemas = context.options.responses.schemas;
  }

  /** Loads what this list takes. `undefined`: nothing is missing. */
  prepare(plan: ListPlan | undefined): Promise<void> | undefined {
    if (this.#framed !== undefined || Object.values(plan?.frame ?? {}).every((role) => role === "cursor"))
      return undefined;
    return import("./frame.ts").then((loaded) => {
      this.#framed = loaded.framed;
    });
  }

  answer(call: StoreCall, plan: ListPlan): StoreOutcome {
    const { request, collection, info } = call;
    const { action, operation, media, validator, status, etag } = call.plan;
    const query = request.query ?? NO_QUERY;
    let rows: readonly Row[] = [...collection.rows.values()];
    for (const [parameter, property] of Object.entries(action.scope ?? {}))
      rows = rows.filter(({ value }) => alike(value[property], request.params?.[parameter]));
    rows = filtered(rows, plan, query, call.plan.store.resource);
    const order = ordering(rows, plan, query);
    const page = pageOf(
      rows.toSorted(order),
      order,
      plan,
      query,
      (key) => collection.rows.get(key) ?? collection.gone.get(key),
    );
    if (typeof page === "string")
      return refuse(this.#context.options, operation, {
        statuses: [400, 422],
        detail: `The ${page} does not belong to this list.`,
      });
    const url = new URL(info.url, reachedOrigin(info));
    const headers: Record<string, unknown> = {};
    let around: unknown = {};
    for (const [place, role] of Object.entries(plan.frame ?? {})) {
      const value = role === "cursor" ? cursorOf(page) : this.#framed?.(role, page, plan, url);
      if (place.startsWith("header ")) {
        if (value !== undefined)
          Object.assign(headers, headerOf(this.#context.options, call.plan, place.slice("header ".length), value));
      } else around = overlay(around, wrap(place, value ?? ending(validator, place, this.#schemas)));
    }
    const entries = page.rows.map(({ value }) => value);
    const { within } = action;
    const listed = wrap(action.at, within === undefined ? entries : entries.map((entry) => wrap(within, entry)));
    let body = action.at === undefined ? listed : overlay(around, listed);
    if (validator !== undefined) {
      body = this.#prune(validator.schema, inOrder(body, validator.schema, this.#schemas)).value;
      if (!validator.is(body)) {
        const mended = wrap(
          action.at,
          entries.map((entry) => this.#mended(call.plan, entry)),
        );
        const given = inOrder(
          action.at === undefined ? mended : overlay(around, mended),
          validator.schema,
          this.#schemas,
        );
        const found = validator.is(given)
          ? { value: given }
          : this.#context.options.values.valid(validator, {
              hash: mix(this.#context.seed, operation.name),
              given,
              examples: false,
            });
        if (!("value" in found)) return undefined;
        body = found.value;
      }
    }
    if (etag !== undefined) Object.assign(headers, headerOf(this.#context.options, call.plan, etag, etagOf(body)));
    return {
      status,
      ...(media && { contentType: media.type, body }),
      ...(Object.keys(headers).length > 0 && { headers }),
    };
  }

  /** An entry as this list shows entries: with what they have more there than where they stand alone. */
  #mended(plan: OperationPlan, entry: Entry): unknown {
    const { bodies, validator, action, operation } = plan;
    let shown = bodies.get(entry);
    if (shown === undefined && validator !== undefined) {
      const given = this.#prune(validator.schema, wrap(action.at, [wrap(action.within, entry)])).value;
      const hash = mix(mix(this.#context.seed, operation.name), plan.store.keyOf(entry));
      const found = this.#context.options.values.valid(validator, { hash, given, examples: false });
      shown = "value" in found ? (dig(action.at, found.value) as readonly unknown[])[0] : entry; // a list was asked for
      bodies.set(entry, shown);
    }
    return shown;
  }
}

/** Members are put beside one another; `undefined` stays, and says that there is to be nothing. */
export function overlay(under: unknown, over: unknown): unknown {
  if (!isObject(under) || !isObject(over)) return over;
  const result: Record<string, unknown> = { ...under };
  for (const [name, part] of Object.entries(over)) result[name] = overlay(result[name], part);
  return result;
}

/** What stands where there is no further page: `null`, nothing, else an empty text. */
export function ending(validator: Validator | undefined, place: string, schemas: Schemas): unknown {
  const names = place.split(".");
  const last = names.pop()!;
  const members = membersOf(
    schemaAt(validator?.schema, names.length === 0 ? undefined : names.join("."), schemas),
    schemas,
  );
  const member = members.get(last);
  if (takes(member, null, schemas)) return null;
  return member?.required === true && member.schemas.every((schema: Schema) => satisfies("", schema, schemas))
    ? ""
    : undefined;
}
