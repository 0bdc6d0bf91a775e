/** Requests to resources: what each of them does to the entries, and what it is answered. */

import { createPrune, type Prune } from "../../core/answer/prune.ts";
import type { Operation } from "../../core/contract.ts";
import { matchMediaType } from "../../core/http/media.ts";
import type { negotiate as usualNegotiate } from "../../core/http/negotiate.ts";
import type { Answer, DecodedRequest } from "../../core/types.ts";
import type { Schemas } from "../../core/validation.ts";
import { mix } from "../generate/hash.ts";
import { isObject } from "../generate/schema.ts";
import { alike, dig, type Entry, inOrder, lay, takes, textOf, wrap } from "./entry.ts";
import type { Row } from "./lists.ts";
import { Listing } from "./listing.ts";
import { below, type Call, etagOf, fit, headerOf, type Info, originOf, type Plan, planOf } from "./plan.ts";
import { declares, type Refusal, Refusals } from "./refusal.ts";
import { type State, waited } from "./room.ts";
import type { Room, Shelf } from "./shelf.ts";
import type { Collection } from "./collection.ts";
import type { Action } from "./types.ts";

/** Loaded when an answer is to be negotiated. */
let negotiate: typeof usualNegotiate | undefined;

export class Operations {
  readonly #room: Room & { readonly state: State; readonly shelves: ReadonlyMap<string, Shelf> };
  readonly #actions = new Map<string, readonly [Shelf, Action]>();
  readonly #plans = new Map<string, Plan | undefined>();
  readonly #refusals: Refusals;
  readonly #prune: Prune;
  readonly #listing: Listing;
  readonly #schemas: Schemas;

  constructor(room: Room & { readonly state: State; readonly shelves: ReadonlyMap<string, Shelf> }) {
    this.#room = room;
    const { responses } = room.options;
    this.#schemas = responses.schemas;
    this.#refusals = new Refusals(room.options);
    this.#prune = createPrune(responses.schemas);
    this.#listing = new Listing(room, this.#refusals, this.#prune);
    for (const shelf of room.shelves.values())
      for (const [name, action] of Object.entries(shelf.resource.operations)) this.#actions.set(name, [shelf, action]);
  }

  answer(operation: Operation, request: DecodedRequest, info: Info): Answer | undefined {
    let plan = this.#plans.get(operation.name);
    if (plan === undefined) {
      if (this.#plans.has(operation.name)) return undefined;
      const [shelf, action] = this.#actions.get(operation.name) ?? [];
      if (shelf !== undefined && action !== undefined) plan = planOf(this.#room.options, operation, shelf, action);
      this.#plans.set(operation.name, plan);
      if (plan === undefined) return undefined;
    }
    const content = plan.declared.content ?? [];
    if (content.length > 1) {
      negotiate ??= waited(
        import("../../core/http/negotiate.ts").then(({ negotiate: loaded }) => void (negotiate = loaded)),
      );
      if (negotiate(info.header("accept"), content, ({ type }) => type)?.kind !== "json") return undefined;
    }
    for (const [parameter, name] of Object.entries(plan.action.parents ?? {})) {
      const parent = this.#room.shelf(name);
      if (this.#find(parent, parent.collection(), request.params?.[parameter]) === undefined)
        return this.#refusals.answer(operation, unknown(parent));
    }
    const fixed = plan.apart.map(([parameter, name]) => [
      name,
      fit(plan.shelf, name, request.params?.[parameter], this.#schemas),
    ]);
    const call = { plan, request, info, collection: plan.shelf.collection(Object.fromEntries(fixed) as Entry) };
    switch (plan.action.does) {
      case "list":
        return this.#listing.answer(call, plan.action.list ?? {});
      case "create":
        return this.#create(call, this.#sent(call));
      default:
        return this.#item(call);
    }
  }

  /** The row of a key; one that nobody could have learnt, or that is to be made up, is. */
  #find(shelf: Shelf, collection: Collection, id: unknown): Row | undefined {
    const key = shelf.resource.key === undefined ? "" : textOf(id);
    const row = collection.rows.get(key);
    if (row !== undefined || collection.gone.has(key)) return row;
    if (shelf.resource.open === true && this.#room.options.unknownIds !== "invent") return undefined;
    const property = shelf.resource.key;
    const given = property === undefined ? {} : { [property]: fit(shelf, property, id, this.#schemas) };
    const made = shelf.make(
      collection,
      mix(mix(this.#room.seed, shelf.resource.name), key),
      { ...given, ...collection.fixed },
      false,
    );
    return made === undefined || shelf.keyOf(made) !== key ? undefined : collection.put(key, made);
  }

  #item(call: Call): Answer | undefined {
    const { plan, request, collection, info } = call;
    const { shelf, action, operation } = plan;
    const sent = action.does === "replace" || action.does === "patch" ? this.#sent(call) : undefined;
    const id = action.id === undefined ? sent?.[shelf.resource.key ?? ""] : request.params?.[action.id];
    const row = this.#find(shelf, collection, id);
    const known =
      row !== undefined &&
      Object.entries(action.scope ?? {}).every(([parameter, property]) =>
        alike(row.value[property], request.params?.[parameter]),
      );
    if (!known) {
      if (action.does === "replace" && row === undefined && declares(operation, 201) && sent !== undefined)
        return this.#create(
          call,
          {
            ...sent,
            ...(shelf.resource.key !== undefined && {
              [shelf.resource.key]: fit(shelf, shelf.resource.key, id, this.#schemas),
            }),
          },
          201,
        );
      return this.#refusals.answer(operation, unknown(shelf));
    }
    const refused = this.#condition(call, row);
    if (refused !== undefined) return refused;
    switch (action.does) {
      case "read": {
        if (plan.etag !== undefined && declares(operation, 304)) {
          const wanted = info.header("if-none-match");
          const tag = etagOf(row.value);
          if (wanted !== undefined && (wanted === "*" || weakly(wanted, tag)))
            return { status: 304, headers: { [plan.etag]: tag } };
        }
        return this.#told(plan, row.value, plan.status);
      }
      case "delete":
        return this.#delete(call, row);
      case "replace": {
        if (sent === undefined) return undefined;
        const inputs = plan.inputs(request);
        const kept = Object.entries(row.value).filter(([name]) => inputs?.has(name) !== true);
        return this.#change(call, row, { ...Object.fromEntries(kept), ...shelf.unsent(inputs, sent), ...sent });
      }
      default: {
        const next = this.#patched(call, row, sent);
        return next === undefined || "status" in next ? next : this.#change(call, row, next.value);
      }
    }
  }

  #patched(call: Call, row: Row, sent: Entry | undefined): { readonly value: Entry } | Answer | undefined {
    const { plan, request } = call;
    const { jsonPatch } = this.#room.options;
    if (/^application\/json-patch\+json/i.test(request.contentType ?? "")) {
      if (jsonPatch === undefined) return undefined;
      try {
        const value = dig(plan.action.from, jsonPatch(wrap(plan.action.from, row.value), request.body));
        return isObject(value) ? { value } : this.#invalid(plan, "The patch leaves no object.");
      } catch (error) {
        return this.#refusals.answer(plan.operation, { statuses: [422, 409, 400], detail: (error as Error).message }); // what it is documented to throw
      }
    }
    if (sent === undefined) return undefined;
    const value = lay(row.value, sent, null) as Entry; // of an object and an object
    const inputs = plan.inputs(request);
    // a column that holds nothing, where the contract lets it say so
    const emptied = Object.keys(sent).filter(
      (name) =>
        sent[name] === null && inputs?.has(name) === true && takes(plan.shelf.members.get(name), null, this.#schemas),
    );
    return { value: { ...value, ...Object.fromEntries(emptied.map((name) => [name, null])) } };
  }

  #change(call: Call, row: Row, next: Entry): Answer | undefined {
    const { plan, request, collection } = call;
    const { shelf } = plan;
    const { key } = shelf.resource;
    const inputs = new Set(plan.inputs(request)?.keys());
    const value = shelf.fitting({
      ...this.#kept(shelf, next, row.value),
      ...shelf.stamps(inputs, false),
      ...(key !== undefined && { [key]: row.value[key] }),
    });
    if (value === undefined) return this.#invalid(plan, "What would come of it does not fit the contract.");
    const refused = this.#unfit(call, value, next, row);
    if (refused !== undefined) return refused;
    return this.#told(plan, collection.put(row.key, value).value, plan.status);
  }

  #create(call: Call, sent: Entry | undefined, status: number = call.plan.status): Answer | undefined {
    const { plan, request, collection } = call;
    const { shelf, action, operation } = plan;
    if (sent === undefined) return undefined;
    const inputs = plan.inputs(request);
    const { key } = shelf.resource;
    const scoped = Object.entries(action.scope ?? {}).map(
      ([parameter, property]) => [property, fit(shelf, property, request.params?.[parameter], this.#schemas)] as const,
    );
    const own = this.#kept(shelf, { ...sent, ...Object.fromEntries(scoped), ...collection.fixed });
    if (key !== undefined && own[key] !== undefined && collection.rows.has(textOf(own[key]))) {
      const taken = this.#refusals.answer(operation, {
        statuses: [409, 422, 400],
        detail: `There is one with this ${key} already.`,
        blamed: [key],
      });
      if (taken !== undefined) return taken;
    }
    const refused = this.#unfit(call, own, own);
    if (refused !== undefined) return refused;
    const hash = mix(mix(mix(this.#room.seed, shelf.resource.name), "create"), (this.#room.state.made += 1));
    const given = { ...shelf.unsent(inputs, own), ...shelf.stamps(new Set(inputs?.keys()), true), ...own };
    const made = shelf.make(collection, hash, given, false);
    if (made === undefined) return undefined;
    const { value } = collection.put(shelf.keyOf(made), made);
    if (status !== plan.status) {
      const upserted = this.#told(
        { ...plan, ...this.#outcome(operation, status), status, bodies: new WeakMap() },
        value,
        status,
      );
      return upserted;
    }
    const answer = this.#told(plan, value, status);
    return answer && this.#located(answer, call, shelf.keyOf(made));
  }

  #located(answer: Answer, { plan, info }: Call, key: string): Answer {
    const header = plan.declared.headers?.find(({ name }) => name.toLowerCase() === "location");
    const { path } = plan.shelf.resource;
    // of a collection elsewhere nobody knows what is before its path
    if (header === undefined || !path.startsWith(`${plan.operation.path.replace(/\/$/, "")}/{`)) return answer;
    const place = below(info.url, key);
    const own = [place, new URL(place, originOf(this.#room.options)).href]
      .map((each) => headerOf(this.#room.options, plan, header.name, each))
      .find((each) => each !== undefined);
    return own === undefined ? answer : { ...answer, headers: { ...answer.headers, ...own } };
  }

  /** What is sent in one form and shown in another stays as it was: nobody knows what would become of it. */
  #kept(shelf: Shelf, next: Entry, old: Entry = {}): Entry {
    let kept: Record<string, unknown> | undefined;
    for (const [name, value] of Object.entries(next)) {
      const member = shelf.members.get(name);
      if (member === undefined || value === old[name] || value === undefined || takes(member, value, this.#schemas))
        continue;
      kept ??= { ...next };
      kept[name] = old[name];
    }
    return kept ?? next;
  }

  #outcome(operation: Operation, status: number): Pick<Plan, "declared" | "media" | "validator"> {
    const declared = operation.responses.find((response) => response.status === String(status))!; // asked before
    const media = declared.content?.find(({ kind }) => kind === "json");
    return {
      declared,
      media,
      validator: media && this.#room.options.responses.get(operation.name, `${status} ${media.type}`),
    };
  }

  /** Duplicates of what is unique, and keys of what there is not, where the contract has an answer to them. */
  #unfit({ plan: { shelf, operation }, collection }: Call, value: Entry, given: Entry, old?: Row): Answer | undefined {
    const clash = shelf.clash(collection, value, old?.key);
    if (clash !== undefined) {
      const detail = `There is one with this ${clash.join(" and ")} already.`;
      const refused = this.#refusals.answer(operation, { statuses: [409], detail, blamed: [clash.at(-1)!] });
      if (refused !== undefined) return refused;
    }
    const lost = Object.keys(shelf.resource.relations ?? {}).filter(
      (name) => given[name] !== old?.value[name] && !shelf.leads(name, given[name]),
    );
    const statuses = [422, ...(operation.path.includes("{") ? [] : [404])].filter((status) =>
      declares(operation, status),
    );
    if (lost.length === 0 || statuses.length === 0) return undefined;
    return this.#refusals.answer(operation, {
      statuses,
      detail: `There is nothing with this ${lost.join(" and ")}.`,
      blamed: lost,
    });
  }

  #delete({ plan, collection }: Call, row: Row): Answer | undefined {
    const answer = this.#told(plan, row.value, plan.status);
    if (answer === undefined) return undefined;
    const refuses = declares(plan.operation, 409);
    const { name } = plan.shelf.resource;
    for (const shelf of this.#room.shelves.values()) {
      const properties = Object.entries(shelf.resource.relations ?? {}).flatMap(([property, to]) =>
        to === name ? [property] : [],
      );
      if (properties.length === 0 || shelf === plan.shelf) continue;
      // what is not there yet will be made without it
      if (refuses && Object.values(shelf.resource.operations).every(({ apart }) => apart === undefined))
        shelf.collection();
      for (const below of shelf.collections.values())
        for (const other of below.rows.values())
          for (const property of properties) {
            const held = other.value[property];
            if (!(Array.isArray(held) ? held.some((each) => alike(each, row.key)) : alike(held, row.key))) continue;
            if (refuses)
              return this.#refusals.answer(plan.operation, {
                statuses: [409],
                detail: `Something in ${shelf.resource.name} refers to it.`,
              });
            const left: Entry = {
              ...other.value,
              [property]: Array.isArray(held) ? held.filter((each) => !alike(each, row.key)) : null,
            };
            const { [property]: _, ...without } = other.value;
            const kept = [left, without].find(
              (each) =>
                (takes(shelf.members.get(property), each[property], this.#schemas) && each[property] !== undefined) ||
                (each === without && shelf.members.get(property)?.required !== true),
            );
            if (kept === undefined) below.remove(other);
            else below.put(other.key, kept);
          }
    }
    collection.remove(row);
    return answer;
  }

  /** RFC 9110 §13: where the contract has a word for a condition that is not met. */
  #condition({ plan: { operation, action }, info }: Call, row: Row): Answer | undefined {
    if (action.does === "read") return undefined;
    const wanted = declares(operation, 412) || declares(operation, 428) ? info.header("if-match") : undefined;
    if (wanted === undefined)
      return declares(operation, 428)
        ? this.#refusals.answer(operation, { statuses: [428], detail: "Say by If-Match which version is meant." })
        : undefined;
    if (wanted === "*" || wanted.split(",").some((tag) => tag.trim() === etagOf(row.value))) return undefined;
    return this.#refusals.answer(operation, { statuses: [412], detail: "It has been changed since." });
  }

  #invalid({ operation }: Plan, detail: string): Answer | undefined {
    return this.#refusals.answer(operation, { statuses: [422, 400], detail });
  }

  /** What was sent of an entry; `undefined` where that is none. */
  #sent({ plan, request }: Call): Entry | undefined {
    if (request.body === undefined) return {};
    const kind = matchMediaType(request.contentType ?? "", plan.operation.body?.content ?? [])?.kind;
    const part =
      kind === "json" || kind === "form" || kind === "multipart" ? dig(plan.action.from, request.body) : undefined;
    if (!isObject(part)) return undefined;
    if (kind !== "multipart") return part;
    // of a file an entry shows what the server makes of it
    return Object.fromEntries(Object.entries(part).filter(([, field]) => !([field].flat()[0] instanceof Blob)));
  }

  /** An answer that shows an entry. */
  #told(plan: Plan, entry: Entry, status: number): Answer | undefined {
    const { media, etag } = plan;
    const tag = etag === undefined ? undefined : headerOf(this.#room.options, plan, etag, etagOf(entry));
    const headers = tag && { headers: tag };
    if (media === undefined) return { status, ...headers };
    let body = plan.bodies.get(entry);
    if (body === undefined) {
      body = this.#shown(plan, entry, entry);
      if (body === undefined) return undefined;
      plan.bodies.set(entry, body);
    }
    return { status, contentType: media.type, body, ...headers };
  }

  #shown({ validator, action, operation }: Plan, entry: Entry, part: unknown): unknown {
    const whole = wrap(action.at, part);
    if (validator === undefined) return whole;
    const body = this.#prune(validator.schema, inOrder(whole, validator.schema, this.#schemas)).value;
    if (validator.is(body)) return body;
    const found = this.#room.options.values.valid(validator, {
      hash: mix(this.#room.seed, `${operation.name} ${JSON.stringify(entry).length}`),
      given: body,
      examples: false,
    });
    return "value" in found ? found.value : undefined;
  }
}

const unknown = (shelf: Shelf): Refusal => ({
  statuses: [404, 410],
  detail:
    shelf.resource.key === undefined
      ? "There is nothing here."
      : `Nothing in ${shelf.resource.name} has this ${shelf.resource.key}.`,
});

/** RFC 9110 §13.1.2 */
const weakly = (field: string, tag: string): boolean =>
  field.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
