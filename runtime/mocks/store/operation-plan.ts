/** Plans of the operations of resources, and helpers for their answers. */

import { isObject } from "../../core/json-object.ts";
import type { MediaType, Operation, Response } from "../../core/contract.ts";
import { pathOf } from "../../core/web.ts";
import { matchMediaType } from "../../core/http/media.ts";
import { percentEncode } from "../../core/http/percent.ts";
import type { DecodedRequest } from "../../core/types.ts";
import type { Schemas, Validator } from "../../core/validation.ts";
import type { ReachedBy } from "../api-links.ts";
import { mix } from "../generate/hash.ts";
import { type Entry, type Member, membersOf, schemaAt, takes, textOf } from "./entry.ts";
import type { StoreOptions } from "./options.ts";
import type { ResourceStore } from "./resource-store.ts";
import type { Collection } from "./collection.ts";
import type { Action } from "./types.ts";

/** Facts about an operation, computed at its first call. */
export interface OperationPlan {
  readonly operation: Operation;
  readonly action: Action;
  readonly store: ResourceStore;
  readonly status: number;
  readonly declared: Response;
  /** The media type of the answer; absent: no body. */
  readonly media: MediaType | undefined;
  readonly validator: Validator | undefined;
  /** The members that a request can send, by name. */
  inputs(request: DecodedRequest): ReadonlyMap<string, Member> | undefined;
  /** Path parameters that distinguish collections, each with the name of a property, or ` name`. */
  readonly apart: readonly (readonly [parameter: string, name: string])[];
  readonly etag: string | undefined;
  /** Bodies of entries that this operation has answered: they are valid. */
  readonly bodies: WeakMap<Entry, unknown>;
}

export interface StoreCall {
  readonly plan: OperationPlan;
  readonly request: DecodedRequest;
  readonly info: ReachedBy;
  readonly collection: Collection;
}

/** @returns undefined if the answers are not JSON */
export function planOf(
  { responses, requests }: StoreOptions,
  operation: Operation,
  store: ResourceStore,
  action: Action,
): OperationPlan | undefined {
  const declared = operation.responses.find(({ status }) => status === action.status);
  if (declared === undefined) return undefined;
  const media = declared.content?.find(({ kind }) => kind === "json");
  if (media === undefined && (declared.content ?? []).length > 0) return undefined;
  const inputs = new Map<string, ReadonlyMap<string, Member> | undefined>();
  return {
    operation,
    action,
    store,
    declared,
    media,
    status: /^\d+$/.test(action.status) ? Number(action.status) : action.does === "create" ? 201 : 200,
    validator: media && responses.get(operation.name, `${declared.status} ${media.type}`),
    apart: Object.entries(action.apart ?? {}).map(([parameter, property]) => [parameter, property || ` ${parameter}`]),
    etag: declared.headers?.find(({ name }) => name.toLowerCase() === "etag")?.name,
    bodies: new WeakMap(),
    inputs: ({ contentType }) => {
      const type = contentType && matchMediaType(contentType, operation.body?.content ?? [])?.type;
      if (type === undefined || type === "") return undefined;
      let members = inputs.get(type);
      if (members === undefined && !inputs.has(type)) {
        const schema = requests.get(operation.name, `body ${type}`)?.schema;
        if (schema !== undefined)
          members = membersOf(schemaAt(schema, action.from, requests.schemas), requests.schemas);
        inputs.set(type, members);
      }
      return members;
    },
  };
}

/** A header with a value that fits the contract; undefined: it does not fit. */
export function headerOf(
  { responses }: StoreOptions,
  { operation, declared }: OperationPlan,
  name: string,
  value: unknown,
): Record<string, unknown> | undefined {
  const validator = responses.get(operation.name, `${declared.status} header ${name}`);
  const fitting = validator === undefined ? value : [value, textOf(value)].find((each) => validator.is(each));
  return fitting === undefined ? undefined : { [name]: fitting };
}

/** The path of an entry below the path of its collection. */
export const below = (url: string, key: string): string => `${pathOf(url).replace(/\/$/, "")}/${percentEncode(key)}`;

/** Converts a text of a path or a query to the type of a property. */
export function fit(store: ResourceStore, property: string, value: unknown, schemas: Schemas): unknown {
  const member = store.members.get(property);
  if (member === undefined || takes(member, value, schemas)) return value;
  const other = typeof value === "number" ? textOf(value) : Number(value);
  return takes(member, other, schemas) ? other : value;
}

/** The ETag of a stored value, which never changes: a cache. */
const etags = new WeakMap<object, string>();

export function etagOf(value: unknown): string {
  const known = isObject(value) ? etags.get(value) : undefined;
  if (known !== undefined) return known;
  const text = JSON.stringify(value) ?? "";
  const tag = `"${mix(0, text).toString(16)}${mix(1, text).toString(16)}"`;
  if (isObject(value)) etags.set(value, tag);
  return tag;
}
