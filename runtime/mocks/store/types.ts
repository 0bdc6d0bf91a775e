/**
 * What the store is told of a contract's resources, as plain data: inferred when code is generated
 * (`toolchain/contract/resources/index.ts`), so that a browser carries what was found and not the finding of it. And the types of
 * `mocks.db`.
 */

import type { Values } from "../../core/conversions/types.ts";
import type { DeepPartial } from "../deep-partial.ts";

/** Applies a JSON Patch (RFC 6902); see `tenon-runtime/mocks/json-patch`. @throws Error where it cannot be applied */
export type JsonPatch = (document: unknown, patch: unknown) => unknown;

/** A kind of thing that the API keeps: a collection and its items, or one thing at one path (a singleton). */
export interface Resource {
  /** As `mocks.db` has it. */
  readonly name: string;
  /** The property that tells entries apart; absent: a singleton. */
  readonly key?: string;
  /** Where its entries are seen whole: a key of {@link operations} whose answer is the pattern of them. */
  readonly home: string;
  /** The path template of one entry. */
  readonly path: string;
  /** Properties, or sets of them, that no two entries have alike. */
  readonly unique?: readonly (readonly string[])[];
  /** Property → the resource of which it holds the key, or a list of keys. */
  readonly relations?: Readonly<Record<string, string>>;
  /** Keys can be learnt, by a list or by creating: one that is unknown is nothing, and is not made up. */
  readonly open?: true;
  /** Keys are texts of digits, because a path parameter with an integer holds them. */
  readonly digits?: true;
  /** The resource whose entries are members here: a new member is the entry with its key. */
  readonly of?: string;
  /** Its entries are entries of that resource alone, and {@link home} is an operation of that resource. */
  readonly subset?: true;
  /** By the name of the operation. */
  readonly operations: Readonly<Record<string, Action>>;
}

/** What one operation does with a resource. */
export interface Action {
  readonly does: "create" | "read" | "list" | "replace" | "patch" | "delete" | "add" | "remove" | "contains";
  /** The success that is answered: a key of the operation's responses. */
  readonly status: string;
  /** Where in the answer the entry, or the list of them, is: `data`, `data.items`; absent: the body is it. */
  readonly at?: string;
  /** Where in the request's body the entry is. */
  readonly from?: string;
  /** Members of the request's body that the entry has under another name, or in another form. */
  readonly sent?: Readonly<Record<string, EntryPlace>>;
  /** Member of the answer → the property of the entry that it shows. */
  readonly shown?: Readonly<Record<string, string>>;
  /** The answer shows no entry: it is an example of the contract or a generated value. */
  readonly other?: true;
  /** The path parameter that has the key; absent where the body has it, or where there is none. */
  readonly id?: string;
  /** The entry is the first one: `/me`. */
  readonly self?: true;
  /** The path chooses the entry: by a parameter and a property of the entry that it names (`id.customerId`), or `""`. */
  readonly picks?: string;
  /** Where the request has the keys of the entries that it adds, removes or asks for. */
  readonly keys?: readonly KeysPlace[];
  /** The property that these keys hold, if it is not the key. */
  readonly by?: string;
  /** The member of each listed object that shows the entry: `{ addedAt, track }`. */
  readonly within?: string;
  /** Properties that a change sets: `{ closed: true }`. */
  readonly sets?: Readonly<Record<string, unknown>>;
  /** A request with an unknown key creates the entry. */
  readonly upsert?: true;
  /** Path parameter → property: only entries that have it so. */
  readonly scope?: Readonly<Record<string, string>>;
  /** Path parameter → property, `""` where entries have none: a collection of its own for each set of values. */
  readonly apart?: Readonly<Record<string, string>>;
  /** Path parameter → the resource that must have an entry of this key. */
  readonly parents?: Readonly<Record<string, string>>;
  readonly list?: ListPlan;
}

/** Where a request has keys: one, a list, or a text with commas. */
export interface KeysPlace {
  readonly in: "path" | "query" | "body";
  /** Absent: the whole body. */
  readonly name?: string;
}

/** Where an entry has what a request sends. */
export interface EntryPlace {
  readonly property: string;
  /** The property holds an object, or a list of objects, with the sent value in this member. */
  readonly member?: string;
  /** The resource whose entry that object is. */
  readonly resource?: string;
}

export interface ListPlan {
  /** Query parameter → what it says about the page. */
  readonly page?: Readonly<Record<string, "cursor" | "before" | "limit" | "offset" | "page" | "page0">>;
  /** Query parameter → a test and the property that it is about. */
  readonly filters?: Readonly<Record<string, readonly [FilterTest, property: string]>>;
  /** Query parameters whose text is looked for in all texts. */
  readonly search?: readonly string[];
  /** Query parameter of the order, and that of its direction. */
  readonly sort?: readonly [by: string, direction?: string];
  /** Member of the answer (`meta.total`) or header (`header Link`) → what it holds. */
  readonly frame?: Readonly<Record<string, FrameRole>>;
}

/** A list that belongs to no resource: its entries are generated. */
export interface ListAnswer {
  /** A key of the operation's responses. */
  readonly status: string;
  /** Where in the answer the list is: `data.items`; absent: the body is it. */
  readonly at?: string;
  readonly list: Pick<ListPlan, "page" | "frame">;
}

/** `from` and `to` are inclusive, `above` and `below` are not, `has` asks whether there is a value. */
export type FilterTest = "is" | "from" | "to" | "above" | "below" | "has";

export type FrameRole =
  | "cursor"
  | "previousCursor"
  | "firstKey"
  | "nextUrl"
  | "previousUrl"
  | "firstUrl"
  | "lastUrl"
  | "selfUrl"
  | "nextPage"
  | "previousPage"
  | "more"
  | "moreBefore"
  | "total"
  | "count"
  | "page"
  | "pages"
  | "limit"
  | "offset"
  | "links";

/** One resource of `mocks.db`. What is given is completed as a server would, and answered from then on. */
export interface Table<T> {
  /** The entries become these, or so many generated ones. @returns them */
  seed(entries: number | readonly DeepPartial<T>[]): T[];
  /** @returns the whole entry @throws TypeError where nothing valid has what is given, or its key is taken */
  add(entry?: DeepPartial<T>): T;
  get(key: string | number | bigint): T | undefined;
  /** All entries, or those that have these values. */
  list(where?: DeepPartial<T> | ((entry: T) => boolean)): T[];
  /** Lays a part over an entry; `undefined` takes a property away. @throws TypeError where there is no such entry, or it would not be valid */
  update(key: string | number | bigint, part: DeepPartial<T>): T;
  /** @returns whether there was one */
  remove(key: string | number | bigint): boolean;
  /** Leaves nothing. */
  clear(): void;
  /** As it was in the beginning: seeded when it is first asked for. */
  reset(): void;
}

/** A resource of which there is a collection for each value of some path parameters: `mocks.db.issues.in({ owner: "a", repo: "b" })`. */
export interface Tables<T, P extends string> {
  in(params: Readonly<Record<P, string | number>>): Table<T>;
  /** All collections. */
  clear(): void;
  reset(): void;
}

/** Plain JSON: may be kept in a file or in a browser's storage. */
export interface Snapshot {
  readonly format: 1;
  readonly clock: number;
  readonly made: number;
  /** Resource → collection → its entries in order, and those that were deleted. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, SnapshotCollection>>>>;
}

export interface SnapshotCollection {
  /** With their place in the order of creation. */
  readonly entries: readonly (readonly [order: number, entry: Readonly<Record<string, unknown>>])[];
  readonly gone: readonly (readonly [order: number, entry: Readonly<Record<string, unknown>>])[];
}

export interface DbControls {
  snapshot(): Snapshot;
  /**
   * @returns what the contract does not allow any more, a line for each resource: what is broken in an entry is made anew
   * @throws TypeError for what is no snapshot
   */
  restore(snapshot: Snapshot): readonly string[];
  /** Everything as it was in the beginning. */
  reset(): void;
}

/** `mocks.db` where nobody has typed it. */
export type AnyDb = DbControls & Readonly<Record<string, Table<Readonly<Record<string, unknown>>>>>;

/** Made by `mockConversions`. */
export interface MockConversions {
  readonly operations: Values;
  /** For requests, which stay JSON: it only keeps their numbers. */
  readonly requests: Values;
  /** A copy that keeps long numbers. */
  copy<T>(value: T): T;
  /** A factory that takes and makes the program's values. @param key of the named schema */
  factory<T>(key: string, make: (overrides?: DeepPartial<T>) => T): (overrides?: DeepPartial<T>) => T;
  /** A table that takes and gives the program's values. @param name of the resource */
  table<T extends object>(name: string, table: Table<T>): Table<T>;
}
