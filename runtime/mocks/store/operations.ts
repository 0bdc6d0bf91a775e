/** Answers requests to resources, and changes their entries. */

import { isObject } from "../../core/json-object.ts";
import { createPrune } from "../../core/answer/prune.ts";
import type { Operation } from "../../core/contract.ts";
import { matchMediaType } from "../../core/http/media.ts";
import type { negotiate } from "../../core/http/negotiate.ts";
import type { DecodedRequest } from "../../core/types.ts";
import type { Schemas } from "../../core/validation.ts";
import type { ReachedBy } from "../api-links.ts";
import { mix } from "../generate/hash.ts";
import { alike, dig, type Entry, lay, takes, textOf, wrap } from "./entry.ts";
import { asEntry } from "./entry-places.ts";
import { fileMembers } from "./file-members.ts";
import type { Row } from "./pages.ts";
import { Listing } from "./listing.ts";
import { notModified, unmetCondition } from "./conditions.ts";
import { type StoreCall, fit, type OperationPlan, planOf } from "./operation-plan.ts";
import { dropReferences, referringTo } from "./references.ts";
import { declares, refuse, type RefusalReason, type StoreOutcome } from "./refusal.ts";
import type { State } from "./options.ts";
import { ShownEntries } from "./shown-entries.ts";
import type { StoreContext, ResourceStore } from "./resource-store.ts";
import type { answerSubset } from "./subsets.ts";
import type { Collection } from "./collection.ts";
import type { Action } from "./types.ts";

export class Operations {
  readonly #context: StoreContext & { readonly state: State; readonly stores: ReadonlyMap<string, ResourceStore> };
  readonly #actions = new Map<string, readonly [ResourceStore, Action]>();
  readonly #plans = new Map<string, OperationPlan | undefined>();
  /** Loaded when an answer has several media types. */
  #negotiate: typeof negotiate | undefined;
  /** Loaded when a request adds or removes members. */
  #answerSubset: typeof answerSubset | undefined;
  readonly #shown: ShownEntries;
  readonly #listing: Listing;
  readonly #schemas: Schemas;

  constructor(context: StoreContext & { readonly state: State; readonly stores: ReadonlyMap<string, ResourceStore> }) {
    this.#context = context;
    const { responses } = context.options;
    this.#schemas = responses.schemas;
    const prune = createPrune(responses.schemas);
    this.#shown = new ShownEntries(context, prune);
    this.#listing = new Listing(context, prune);
    for (const store of context.stores.values())
      for (const [name, action] of Object.entries(store.resource.operations)) this.#actions.set(name, [store, action]);
  }

  keeps({ name }: Operation): boolean {
    return this.#actions.has(name);
  }

  /** Whether the operation changes entries but answers something else. */
  generates({ name }: Operation): boolean {
    return this.#actions.get(name)?.[1].other === true;
  }

  /** Loads the code that this operation needs; undefined: it is loaded. */
  prepare(operation: Operation): Promise<void> | undefined {
    const plan = this.#planOf(operation);
    if (plan === undefined) return undefined;
    const framing = this.#listing.prepare(plan.action.list);
    const { content = [] } = plan.declared;
    if (plan.action.keys !== undefined && this.#answerSubset === undefined)
      return import("./subsets.ts").then((loaded) => {
        this.#answerSubset = loaded.answerSubset;
        return this.prepare(operation);
      });
    if (content.length < 2 || this.#negotiate !== undefined) return framing;
    const negotiating = import("../../core/http/negotiate.ts").then((loaded) => {
      this.#negotiate = loaded.negotiate;
    });
    return framing === undefined ? negotiating : framing.then(() => negotiating);
  }

  #planOf(operation: Operation): OperationPlan | undefined {
    const known = this.#plans.get(operation.name);
    if (known !== undefined || this.#plans.has(operation.name)) return known;
    const [store, action] = this.#actions.get(operation.name) ?? [];
    const plan =
      store === undefined || action === undefined ? undefined : planOf(this.#context.options, operation, store, action);
    this.#plans.set(operation.name, plan);
    return plan;
  }

  /** Call {@link prepare} first. */
  answer(operation: Operation, request: DecodedRequest, info: ReachedBy): StoreOutcome {
    const plan = this.#planOf(operation);
    if (plan === undefined) return undefined;
    const content = plan.declared.content ?? [];
    if (content.length > 1 && this.#negotiate?.(info.header("accept"), content, ({ type }) => type)?.kind !== "json")
      return undefined;
    for (const [parameter, name] of Object.entries(plan.action.parents ?? {})) {
      const parent = this.#context.store(name);
      if (this.#find(parent, parent.collection(), request.params?.[parameter]) === undefined)
        return refuse(this.#context.options, operation, unknown(parent));
    }
    const fixed = plan.apart.map(([parameter, name]) => [
      name,
      fit(plan.store, name, request.params?.[parameter], this.#schemas),
    ]);
    const call = { plan, request, info, collection: plan.store.collection(Object.fromEntries(fixed) as Entry) };
    plan.store.refresh(call.collection);
    switch (plan.action.does) {
      case "add":
      case "remove":
      case "contains":
        return this.#ofSubset(call);
      case "list":
        return this.#listing.answer(call, plan.action.list ?? {});
      case "create":
        return this.#create(call, this.#sent(call));
      default:
        return this.#item(call);
    }
  }

  #ofSubset(call: StoreCall): StoreOutcome {
    const { origin } = call.plan.store;
    if (origin === undefined) return undefined;
    return this.#answerSubset?.(call, {
      store: this.#context,
      unknown: unknown(origin),
      find: (key) => this.#find(origin, origin.collection(), key),
      plain: (plan) => this.#shown.answer(plan, {}, plan.status),
    });
  }

  /** The row of a key. A key that no request can know, or with `unknownIds: "invent"`, gets a new entry. */
  #find(store: ResourceStore, collection: Collection, id: unknown): Row | undefined {
    const key = store.resource.key === undefined ? "" : textOf(id);
    const row = collection.rows.get(key);
    if (row !== undefined || collection.gone.has(key)) return row;
    if (store.resource.open === true && this.#context.options.unknownIds !== "invent") return undefined;
    const property = store.resource.key;
    const given = property === undefined ? {} : { [property]: fit(store, property, id, this.#schemas) };
    const hash = mix(mix(this.#context.seed, store.resource.name), key);
    const made = store.make({ into: collection, hash, given: { ...given, ...collection.fixed } });
    return made === undefined || store.keyOf(made) !== key ? undefined : collection.put(key, made);
  }

  #item(call: StoreCall): StoreOutcome {
    const { plan, request, collection, info } = call;
    const { store, action, operation } = plan;
    const sent = action.does === "replace" || action.does === "patch" ? this.#sent(call) : undefined;
    const id = this.#idOf(call, sent);
    const row = this.#find(store, collection, id);
    const known =
      row !== undefined &&
      Object.entries(action.scope ?? {}).every(([parameter, property]) =>
        alike(row.value[property], request.params?.[parameter]),
      );
    if (!known) {
      const creates = declares(operation, 201) || action.upsert === true;
      if (action.does === "replace" && row === undefined && creates && sent !== undefined)
        return this.#upsert(call, sent, id);
      return refuse(this.#context.options, operation, unknown(store));
    }
    const refused = unmetCondition(this.#context.options, call, row);
    if (refused !== undefined) return refused;
    switch (action.does) {
      case "read": {
        return notModified(plan, info, row) ?? this.#shown.answer(plan, row.value, plan.status);
      }
      case "delete":
        return this.#delete(call, row);
      case "replace": {
        // PUT without a body: the member exists already
        if (request.body === undefined && action.upsert === true)
          return this.#shown.answer(plan, row.value, plan.status);
        if (sent === undefined) return undefined;
        const inputs = plan.inputs(request);
        const kept = Object.entries(row.value).filter(([name]) => inputs?.has(name) !== true);
        return this.#change(call, row, {
          ...Object.fromEntries(kept),
          ...store.unsent("change", inputs, sent),
          ...sent,
        });
      }
      default: {
        const next = this.#patched(call, row, sent);
        if (next === undefined || !("value" in next)) return next;
        return this.#change(call, row, { ...next.value, ...action.sets });
      }
    }
  }

  #idOf(call: StoreCall, sent: Entry | undefined): unknown {
    const { plan, request, collection } = call;
    const { action, store } = plan;
    if (action.picks !== undefined) return this.#picked(call, action.picks);
    if (action.self === true) return collection.rows.keys().next().value;
    return action.id === undefined ? sent?.[store.resource.key ?? ""] : request.params?.[action.id];
  }

  /** The key that an entry named by the path refers to, else always the same entry for the same path. */
  #picked({ plan: { action }, request, collection }: StoreCall, picks: string): unknown {
    const [parameter = "", property = ""] = picks.split(".");
    const parent = action.parents?.[parameter];
    const from = parent === undefined ? undefined : this.#context.store(parent);
    const key = from?.collection().rows.get(textOf(request.params?.[parameter]))?.value[property];
    if (key !== undefined && key !== null) return [key].flat()[0];
    const keys = [...collection.rows.keys()];
    return keys[mix(this.#context.seed, JSON.stringify(request.params)) % Math.max(1, keys.length)];
  }

  /** PUT of an unknown key. A member is the entry of another resource with that key. */
  #upsert(call: StoreCall, sent: Entry, id: unknown): StoreOutcome {
    const { store, operation, status } = call.plan;
    const { key, of } = store.resource;
    const origin = of === undefined ? undefined : this.#context.store(of);
    const member = origin && this.#find(origin, origin.collection(), id)?.value;
    if (origin !== undefined && member === undefined) return refuse(this.#context.options, operation, unknown(origin));
    const keyed = key === undefined ? {} : { [key]: fit(store, key, id, this.#schemas) };
    return this.#create(call, { ...member, ...sent, ...keyed }, declares(operation, 201) ? 201 : status);
  }

  #patched(call: StoreCall, row: Row, sent: Entry | undefined): { readonly value: Entry } | StoreOutcome {
    const { plan, request } = call;
    const { jsonPatch } = this.#context.options;
    if (/^application\/json-patch\+json/i.test(request.contentType ?? "")) {
      if (jsonPatch === undefined) return undefined;
      try {
        const value = dig(plan.action.from, jsonPatch(wrap(plan.action.from, row.value), request.body));
        return isObject(value) ? { value } : this.#invalid(plan, "The patch leaves no object.");
      } catch (error) {
        return refuse(this.#context.options, plan.operation, {
          statuses: [422, 409, 400],
          detail: (error as Error).message,
        }); // what it is documented to throw
      }
    }
    if (sent === undefined) return undefined;
    const placed = Object.values(plan.action.sent ?? {}).filter(({ property }) => Object.hasOwn(sent, property));
    const replaced = Object.fromEntries(placed.map(({ property }) => [property, null]));
    const value = lay(lay(row.value, replaced, null), sent, null) as Entry; // of an object and an object
    const inputs = plan.inputs(request);
    // a column that holds nothing, where the contract lets it say so
    const emptied = Object.keys(sent).filter(
      (name) =>
        sent[name] === null && inputs?.has(name) === true && takes(plan.store.members.get(name), null, this.#schemas),
    );
    return { value: { ...value, ...Object.fromEntries(emptied.map((name) => [name, null])) } };
  }

  #change(call: StoreCall, row: Row, next: Entry): StoreOutcome {
    const { plan, request, collection } = call;
    const { store } = plan;
    const { key } = store.resource;
    const inputs = new Set(plan.inputs(request)?.keys());
    const value = store.fitting({
      ...this.#kept(plan, next, row.value),
      ...store.stamps("change", inputs),
      ...(key !== undefined && { [key]: row.value[key] }),
    });
    if (value === undefined) return this.#invalid(plan, "The changed entry would not fit the contract.");
    const refused = this.#unfit(call, value, next, row);
    if (refused !== undefined) return refused;
    const answer = this.#shown.answer(plan, value, plan.status);
    if (answer !== undefined) collection.put(row.key, value);
    return answer;
  }

  #create(call: StoreCall, sent: Entry | undefined, status: number = call.plan.status): StoreOutcome {
    const { plan, request, collection } = call;
    const { store, action, operation } = plan;
    if (sent === undefined) return undefined;
    const inputs = plan.inputs(request);
    const { key } = store.resource;
    const scoped = Object.entries(action.scope ?? {}).map(
      ([parameter, property]) => [property, fit(store, property, request.params?.[parameter], this.#schemas)] as const,
    );
    const own = this.#kept(plan, { ...sent, ...Object.fromEntries(scoped), ...collection.fixed });
    if (key !== undefined && own[key] !== undefined && collection.rows.has(textOf(own[key]))) {
      const taken = refuse(this.#context.options, operation, {
        statuses: [409, 422, 400],
        detail: `An entry with this ${key} already exists.`,
        blamed: [key],
      });
      if (taken !== undefined) return taken;
    }
    const refused = this.#unfit(call, own, own);
    if (refused !== undefined) return refused;
    const hash = mix(mix(mix(this.#context.seed, store.resource.name), "create"), (this.#context.state.made += 1));
    const given = {
      ...store.relatedUnsent(hash, inputs, own),
      ...store.unsent("create", inputs, own),
      ...store.stamps("create", new Set(inputs?.keys())),
      ...own,
    };
    const whole = store.resource.subset === true ? store.origin?.collection() : undefined;
    const made = store.make({ into: whole ?? collection, hash, given });
    if (made === undefined) return undefined;
    // an entry is kept only if the mock can answer it
    const answer = this.#shown.created(call, made, status);
    if (answer !== undefined) for (const into of [whole, collection]) into?.put(store.keyOf(made), made);
    return answer;
  }

  /** A member that is sent in another form than it is shown in keeps its value, unless the plan knows the form. */
  #kept({ store, action }: OperationPlan, next: Entry, old: Entry = {}): Entry {
    let kept: Record<string, unknown> | undefined;
    const placed = new Set(Object.values(action.sent ?? {}).map(({ property }) => property));
    for (const [name, value] of Object.entries(next)) {
      if (placed.has(name) && value !== null) continue;
      const member = store.members.get(name);
      if (member === undefined || value === old[name] || value === undefined || takes(member, value, this.#schemas))
        continue;
      kept ??= { ...next };
      kept[name] = old[name];
    }
    return kept ?? next;
  }

  /** Refuses duplicates of unique properties and keys without an entry, if the contract declares such a refusal. */
  #unfit({ plan: { store, operation }, collection }: StoreCall, value: Entry, given: Entry, old?: Row): StoreOutcome {
    const clash = store.clash(collection, value, old?.key);
    if (clash !== undefined) {
      const detail = `An entry with this ${clash.join(" and ")} already exists.`;
      const refused = refuse(this.#context.options, operation, { statuses: [409], detail, blamed: [clash.at(-1)!] });
      if (refused !== undefined) return refused;
    }
    const lost = Object.keys(store.resource.relations ?? {}).filter(
      (name) => given[name] !== old?.value[name] && !store.leads(name, given[name]),
    );
    const statuses = [422, ...(operation.path.includes("{") ? [] : [404])].filter((status) =>
      declares(operation, status),
    );
    if (lost.length === 0 || statuses.length === 0) return undefined;
    return refuse(this.#context.options, operation, {
      statuses,
      detail: `No entry has this ${lost.join(" and ")}.`,
      blamed: lost,
    });
  }

  #delete({ plan, collection }: StoreCall, row: Row): StoreOutcome {
    const answer = this.#shown.answer(plan, row.value, plan.status);
    if (answer === undefined) return undefined;
    const { stores } = this.#context;
    if (declares(plan.operation, 409)) {
      const referring = referringTo(stores, plan.store, row.key);
      if (referring !== undefined)
        return refuse(this.#context.options, plan.operation, {
          statuses: [409],
          detail: `An entry of ${referring} refers to it.`,
        });
    } else dropReferences(stores, plan.store, row.key, this.#schemas);
    collection.remove(row);
    return answer;
  }

  /** The parts that are no files, and what an entry says of the first file. */
  #withoutFiles({ store }: OperationPlan, parts: Entry): Entry {
    const isFile = (field: unknown): field is Blob | readonly Blob[] => [field].flat()[0] instanceof Blob;
    const values = Object.fromEntries(Object.entries(parts).filter(([, field]) => !isFile(field)));
    const [file] = Object.values(parts).filter(isFile).flat();
    return file === undefined ? values : { ...fileMembers(file, store.members, values, this.#schemas), ...values };
  }

  #invalid({ operation }: OperationPlan, detail: string): StoreOutcome {
    return refuse(this.#context.options, operation, { statuses: [422, 400], detail });
  }

  /** The part of the body that is an entry; undefined: the body has none. */
  #sent({ plan, request }: StoreCall): Entry | undefined {
    if (request.body === undefined) return {};
    const kind = matchMediaType(request.contentType ?? "", plan.operation.body?.content ?? [])?.kind;
    const part =
      kind === "json" || kind === "form" || kind === "multipart" ? dig(plan.action.from, request.body) : undefined;
    if (kind === "binary")
      return fileMembers({ type: request.contentType ?? "" }, plan.store.members, {}, this.#schemas);
    if (!isObject(part)) return undefined;
    const values = kind === "multipart" ? this.#withoutFiles(plan, part) : part;
    return asEntry(values, plan.action.sent, (resource, key) => {
      const store = this.#context.store(resource);
      return store.collection().rows.get(key)?.value;
    });
  }
}

const unknown = (store: ResourceStore): RefusalReason => ({
  statuses: [404, 410],
  detail:
    store.resource.key === undefined
      ? "The resource does not exist."
      : `No entry of ${store.resource.name} has this ${store.resource.key}.`,
});
