/** Makes, keeps and finds the entries of one resource. */

import { isObject } from "../../core/json-object.ts";
import { createPrune, type Prune } from "../../core/answer/prune.ts";
import type { Operation } from "../../core/contract.ts";
import type { Schemas, Validator, Violation } from "../../core/validation.ts";
import { type Hash, mix } from "../generate/hash.ts";
import { Collection } from "./collection.ts";
import { dig, type Entry, inOrder, itemsOf, type Member, membersOf, schemaAt, takes, wrap, textOf } from "./entry.ts";
import { defaultOf, firstValues } from "./first-values.ts";
import type { StoreOptions } from "./options.ts";
import { isOwnTime, stampsOf } from "./stamps.ts";
import type { Resource } from "./types.ts";

/** The largest number of collections: each path of a request can be one. */
const MOST_COLLECTIONS = 500;

/** What the stores of one set of mocks share. */
export interface StoreContext {
  readonly options: StoreOptions;
  readonly seed: Hash;
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves the clock behind a time of the contract's examples. */
  after(time: number): void;
  store(name: string): ResourceStore;
}

export interface NewEntry {
  readonly into: Collection;
  readonly hash: Hash;
  /** Members of the entry; `undefined`: omitted. */
  readonly given: Entry;
  /** Make unique properties again if another entry has the same. */
  readonly distinct?: boolean;
}

export class ResourceStore {
  readonly resource: Resource;
  readonly collections = new Map<string, Collection>();
  readonly #context: StoreContext;
  readonly #home:
    | { readonly validator: Validator; readonly at: string | undefined; readonly list: boolean }
    | undefined;
  readonly #schemas: Schemas;
  readonly #prune: Prune;
  #members: ReadonlyMap<string, Member> | undefined;
  #first: Entry | undefined;
  #seeding = false;

  constructor(context: StoreContext, resource: Resource, operation: Operation | undefined) {
    this.#context = context;
    this.resource = resource;
    const { responses } = context.options;
    this.#schemas = responses.schemas;
    this.#prune = createPrune(responses.schemas);
    const action =
      resource.operations[resource.home] ??
      context.options.resources.find(({ name }) => name === resource.of)?.operations[resource.home];
    const declared = operation?.responses.find(({ status }) => status === action?.status);
    const media = declared?.content?.find(({ kind }) => kind === "json");
    const validator = media && responses.get(resource.home, `${action?.status} ${media.type}`);
    if (validator !== undefined) this.#home = { validator, at: action?.at, list: action?.does === "list" };
  }

  /** The members of an entry. */
  get members(): ReadonlyMap<string, Member> {
    if (this.#members !== undefined) return this.#members;
    const { validator, at, list } = this.#home ?? {};
    const part = schemaAt(validator?.schema, at, this.#schemas);
    return (this.#members = membersOf(list === true ? itemsOf(part, this.#schemas) : part, this.#schemas));
  }

  /** A collection, filled at its first use. */
  collection(fixed: Entry = {}): Collection {
    const name = this.nameOf(fixed);
    let found = this.collections.get(name);
    if (found === undefined) {
      this.#forget();
      this.collections.set(name, (found = new Collection(fixed, () => this.changed())));
      this.seed(found, name, this.resource.key === undefined ? 1 : (this.#context.options.count ?? 12));
      found.changed = false;
    }
    return found;
  }

  /** The resource whose entries are members here. */
  get origin(): ResourceStore | undefined {
    return this.resource.of === undefined ? undefined : this.#context.store(this.resource.of);
  }

  /** Members are as the resource that they are of has them now. */
  refresh({ rows, fixed }: Collection): void {
    const origin = this.origin?.collection();
    if (origin === undefined) return;
    for (const [key, row] of rows) {
      const value = origin.rows.get(key)?.value;
      if (value === undefined && origin.gone.has(key)) rows.delete(key);
      else if (value !== undefined && value !== row.value)
        rows.set(key, { ...row, value: hasAny(fixed) ? { ...value, ...fixed } : value });
    }
  }

  /** Reports a change. Seeding is not a change, because it repeats. */
  changed(): void {
    if (!this.#seeding) this.#context.options.changed?.();
  }

  /** Removes the oldest unchanged collection if there are too many. */
  #forget(): void {
    if (this.collections.size < MOST_COLLECTIONS) return;
    for (const [name, { changed }] of this.collections) if (!changed) return void this.collections.delete(name);
  }

  /** The name of a collection. */
  nameOf(fixed: Entry): string {
    let name = "";
    for (const property in fixed)
      name += `${name === "" ? "" : "&"}${encodeURIComponent(property)}=${encodeURIComponent(textOf(fixed[property]))}`;
    return name;
  }

  seed(into: Collection, name: string, count: number): void {
    this.#seeding = true;
    try {
      const start = mix(mix(this.#context.seed, this.resource.name), name);
      if (this.resource.subset === true) return this.#adoptSome(into, start, count);
      if (count > 0) for (const example of this.#examples()) this.#adopt(into, example, start, count);
      if (this.resource.of !== undefined) this.#adoptMembers(into, this.resource.of, count);
      for (let index = into.rows.size; into.rows.size < count && index < count * 2; index += 1) {
        const hash = mix(start, index);
        const made = this.make({ into, hash, given: { ...this.related(hash), ...into.fixed }, distinct: true });
        if (made !== undefined) into.put(this.keyOf(made), made);
      }
    } finally {
      this.#seeding = false;
      into.first = into.last;
    }
  }

  /** Half of the entries are entries of the other resource. */
  #adoptMembers(into: Collection, of: string, count: number): void {
    for (const { value } of [...this.#context.store(of).collection().rows.values()].slice(0, Math.ceil(count / 2))) {
      const entry = this.fitting({ ...value, ...into.fixed });
      if (entry !== undefined && !into.rows.has(this.keyOf(entry))) into.put(this.keyOf(entry), entry);
    }
  }

  /** Some of the first entries of the other resource; at least one. */
  #adoptSome(into: Collection, start: Hash, count: number): void {
    const origin = this.origin?.collection();
    const rows = [...(origin?.rows.values() ?? [])].filter(({ order }) => order <= (origin?.first ?? 0));
    const some = rows.filter(({ key }) => mix(start, key) % 2 === 0);
    for (const { key, value } of (some.length > 0 ? some : rows.slice(0, 1)).slice(0, count)) into.put(key, value);
  }

  #adopt(into: Collection, example: Entry, start: Hash, count: number): void {
    if (into.rows.size >= count) return;
    const whole = { ...example, ...this.related(mix(start, into.rows.size), example), ...into.fixed };
    const entry = this.fitting(whole);
    if (entry === undefined || this.clash(into, entry) !== undefined || into.rows.has(this.keyOf(entry))) return;
    into.put(this.keyOf(entry), entry);
    for (const [name, value] of Object.entries(entry))
      if (isOwnTime(name)) this.#context.after(Date.parse(textOf(value)));
  }

  /** The contract's examples of entries. */
  *#examples(): Generator<Entry> {
    for (const [name, { does, status, at }] of Object.entries(this.resource.operations)) {
      if (does === "delete") continue;
      for (const [place, examples] of Object.entries(this.#context.options.examples?.[name] ?? {})) {
        if (!place.startsWith(`${status} `) || place.startsWith(`${status} header `)) continue;
        const all = typeof examples === "string" ? (JSON.parse(examples) as Entry) : examples; // as generated
        for (const example of Object.values(all))
          for (const part of [dig(at, example)].flat()) if (isObject(part)) yield part;
      }
    }
  }

  /** Keys of stored entries of other resources. Given keys that lead to an entry stay. */
  related(hash: Hash, given: Entry = {}): Entry {
    const drawn: Record<string, unknown> = {};
    for (const [property, name] of Object.entries(this.resource.relations ?? {})) {
      const store = this.#context.store(name);
      const own = given[property];
      if (Object.hasOwn(given, property) && (own === null || this.leads(property, own))) continue;
      // of a store that is being filled: the entries so far
      const from = store.#seeding ? store.collections.get("") : store.collection();
      const all = [...(from?.rows.values() ?? [])];
      // only requests refer to entries that requests created
      const old = all.filter(({ order }) => order <= (from?.first ?? 0));
      const rows = old.length > 0 ? old : all;
      const at = mix(hash, property) % Math.max(1, rows.length);
      const key = rows[at]?.value[store.resource.key ?? ""];
      if (key === undefined)
        drawn[property] = takes(this.members.get(property), null, this.#schemas) ? null : undefined;
      else if (!takes(this.members.get(property), [], this.#schemas)) drawn[property] = key;
      else drawn[property] = [...new Set([key, rows[(at + 1) % rows.length]!.value[store.resource.key ?? ""]])];
    }
    return drawn;
  }

  /** Whether a value names stored entries of the related resource. */
  leads(property: string, value: unknown): boolean {
    const name = this.resource.relations?.[property];
    if (name === undefined || value === null || value === undefined) return true;
    const { rows } = this.#context.store(name).collection();
    return [value].flat().every((key) => rows.has(textOf(key)));
  }

  keyOf(entry: Entry): string {
    return this.resource.key === undefined ? "" : textOf(entry[this.resource.key]);
  }

  /** A set of unique properties that another entry has too. */
  clash(into: Collection, entry: Entry, but?: string): readonly string[] | undefined {
    return this.resource.unique?.find(
      (set) =>
        set.every((name) => entry[name] !== undefined && entry[name] !== null) &&
        [...into.rows.values()].some(
          (row) => row.key !== but && set.every((name) => same(name, row.value[name], entry[name])),
        ),
    );
  }

  /** The entry without undeclared members; undefined: it does not fit the contract. */
  fitting(value: Entry): Entry | undefined {
    if (this.#home === undefined) return undefined;
    const { validator } = this.#home;
    const body = this.#prune(validator.schema, this.#wrapped(value)).value;
    return validator.is(body) ? this.#dug(body) : this.#completed(mix(this.#context.seed, this.keyOf(value)), value);
  }

  /** The violations of an entry, with pointers into the entry. */
  violations(value: Entry): readonly Violation[] {
    if (this.#home === undefined) return [];
    const { validator } = this.#home;
    return this.#inEntry(validator.explain(this.#prune(validator.schema, this.#wrapped(value)).value));
  }

  #inEntry(violations: readonly Violation[]): readonly Violation[] {
    const { at, list } = this.#home ?? {};
    const start = `${at === undefined ? "" : `/${at.replaceAll(".", "/")}`}${list === true ? "/0" : ""}`;
    return violations.map((each) =>
      each.pointer.startsWith(start) ? { ...each, pointer: each.pointer.slice(start.length) } : each,
    );
  }

  /** Why no entry has these members, for the end of a sentence. */
  why(part: Entry): string {
    if (this.#home === undefined) return "";
    const { validator } = this.#home;
    const given = this.#prune(validator.schema, this.#wrapped(part)).value;
    const made = this.#context.options.values.valid(validator, { hash: 0, given, examples: false, own: true });
    const [first] = "value" in made ? [] : this.#inEntry(made.violations);
    return first === undefined ? "" : `: ${first.pointer} ${first.message}`;
  }

  #wrapped(value: Entry): unknown {
    return wrap(this.#home?.at, this.#home?.list === true ? [value] : value);
  }
  #dug(body: unknown): Entry | undefined {
    const part = dig(this.#home?.at, inOrder(body, this.#home?.validator.schema, this.#schemas));
    const entry: unknown = Array.isArray(part) ? part[0] : part;
    return isObject(entry) ? entry : undefined;
  }

  #completed(hash: Hash, given: Entry, own = false): Entry | undefined {
    if (this.#home === undefined) return undefined;
    const { validator } = this.#home;
    const body = this.#prune(validator.schema, this.#wrapped(given)).value;
    const found = this.#context.options.values.valid(validator, { hash, given: body, examples: false, own });
    return "value" in found ? this.#dug(found.value) : undefined;
  }

  /** Makes an entry around the given members (`undefined`: omitted), with a new key. */
  make({ into, hash, given, distinct = false }: NewEntry): Entry | undefined {
    const { key } = this.resource;
    for (let attempt = 0; attempt < 8; attempt += 1) {
      // the values that users supply may be used up
      let made = this.#completed(attempt === 0 ? hash : mix(hash, attempt), given, attempt > 3);
      if (made === undefined) return undefined;
      const counts = typeof made[key ?? ""] === "number" || this.resource.digits === true;
      if (key !== undefined && given[key] === undefined && counts) {
        // numeric keys count up
        const next = this.#next(into, key);
        const numbered = this.fitting({ ...made, [key]: this.resource.digits === true ? String(next) : next });
        made = numbered ?? made;
      }
      if (key !== undefined && given[key] === undefined && this.#taken(into, made)) {
        const renamed = attempt < 2 ? undefined : this.#renamed(into, made, key);
        if (renamed === undefined) continue;
        made = renamed;
      }
      const alike = distinct ? this.clash(into, made) : undefined;
      if (alike === undefined) return made;
      const apart = attempt < 3 ? undefined : this.#apart(into, made, given, alike);
      if (apart !== undefined) return apart;
    }
    return undefined;
  }

  #taken(into: Collection, entry: Entry): boolean {
    const key = this.keyOf(entry);
    return entry[this.resource.key ?? ""] === undefined || into.rows.has(key) || into.gone.has(key);
  }

  /** There are more entries than words, so a key gets a number: `summit-lantern-39`. */
  #renamed(into: Collection, made: Entry, key: string): Entry | undefined {
    const text = made[key];
    if (typeof text !== "string") return undefined;
    const found = this.fitting({ ...made, [key]: `${text}-${into.rows.size + into.gone.size}` });
    return found === undefined || this.#taken(into, found) ? undefined : found;
  }

  /** There are more entries than words, so a unique text gets a number: `ada.king@` becomes `ada.king41@`. */
  #apart(into: Collection, made: Entry, given: Entry, alike: readonly string[]): Entry | undefined {
    for (const name of alike) {
      const text = made[name];
      if (typeof text !== "string" || given[name] !== undefined) continue;
      const found = this.fitting({ ...made, [name]: text.replace(/(?=@)|$/, String(into.rows.size)) });
      if (found !== undefined && this.clash(into, found) === undefined) return found;
    }
    return undefined;
  }

  #next(into: Collection, key: string): number {
    let most = 0;
    for (const rows of [into.rows, into.gone])
      for (const { value } of rows.values())
        if (/^\d+$/.test(textOf(value[key]))) most = Math.max(most, Number(value[key]));
    return most + 1;
  }

  /**
   * The times that the server sets: all of them for a new entry, otherwise that of the last change.
   * @param inputs members that requests set; absent: a test changes the entry
   */
  stamps(event: "create" | "change", inputs?: ReadonlySet<string>): Entry {
    return stampsOf(event, this.members, this.#schemas, this.#context.now(), inputs);
  }

  /**
   * Members that the request did not send: the default of the request, then of the entry.
   * Of a new entry also what the server sets; otherwise only members that requests send, `null` or omitted.
   */
  unsent(event: "create" | "change", inputs: ReadonlyMap<string, Member> | undefined, sent: Entry): Entry {
    this.#first ??= firstValues(this.members, this.resource.key, this.#schemas);
    const rest: Record<string, unknown> = {};
    for (const [name, member] of this.members) {
      const input = inputs?.get(name);
      if (Object.hasOwn(sent, name) || name === this.resource.key) continue;
      if (input === undefined) {
        if (event === "create" && Object.hasOwn(this.#first, name)) rest[name] = this.#first[name];
        continue;
      }
      const preset = defaultOf(input, this.#schemas) ?? defaultOf(member, this.#schemas);
      const usual = event === "create" && member.required ? this.#first[name] : undefined;
      rest[name] = preset ?? usual ?? (takes(member, null, this.#schemas) ? null : undefined);
    }
    return rest;
  }

  /** Keys of other resources' entries, for members that the request did not send. */
  relatedUnsent(hash: Hash, inputs: ReadonlyMap<string, Member> | undefined, sent: Entry): Entry {
    const drawn = Object.entries(this.related(hash, sent));
    return Object.fromEntries(drawn.filter(([name]) => !Object.hasOwn(sent, name) && inputs?.has(name) !== true));
  }
}

const hasAny = (entry: Entry): boolean => Object.keys(entry).length > 0;

/** Email addresses and user names are compared without case. */
const same = (name: string, a: unknown, b: unknown): boolean =>
  a === b ||
  (/mail|user_?name|login|handle/i.test(name) &&
    typeof a === "string" &&
    typeof b === "string" &&
    a.toLowerCase() === b.toLowerCase());
