/** The places that are validated in requests and responses, and the named schemas that they use. */

import type { MediaType, Operation, Schema } from "../../contract/model.ts";
import { sequenceItem } from "../operations/sequence-items.ts";
import type { Context } from "../context.ts";
import { prunedSchema } from "./prune.ts";

/** Place -> schema, as `Validators` in `runtime/core/validation.ts` names places. */
export type Entries = Map<string, Schema>;

/** The entries of one direction, and the keys of the named schemas that they refer to. */
export interface Direction {
  readonly entries: ReadonlyMap<Operation, Entries>;
  readonly reached: Set<string>;
}

export interface Collected {
  readonly requests: Direction;
  readonly responses: Direction;
  /** Named schemas that either reaches, pruned, in the order of the contract. */
  readonly schemas: ReadonlyMap<string, Schema>;
}

export function collectPlaces(context: Context): Collected {
  const requests = collect(context, requestPlaces);
  const responses = collect(context, responsePlaces);
  return {
    requests,
    responses,
    schemas: reachedSchemas(context, new Set([...requests.reached, ...responses.reached])),
  };
}

type Places = readonly (readonly [place: string, schema: Schema | undefined])[];

function collect(context: Context, placesOf: (operation: Operation, context: Context) => Places): Direction {
  const reached = new Set<string>();
  const all = context.contract.operations.map((operation) => {
    const entries: Entries = new Map();
    for (const [place, schema] of placesOf(operation, context)) {
      const pruned = schema === undefined ? true : prunedSchema(schema, reached);
      // a place that allows every value has no validator
      if (pruned !== true && !(typeof pruned === "object" && Object.keys(pruned).length === 0))
        entries.set(place, pruned);
    }
    return [operation, entries] as const;
  });
  return { entries: new Map(all.filter(([, entries]) => entries.size > 0)), reached };
}

/** The place of a body, and that of an item of a sequence. */
function mediaPlaces(place: string, media: MediaType, { schemas }: Context): Places {
  const item = sequenceItem(media, (key) => schemas.get(key));
  return [[place, media.schema], ...(item === undefined ? [] : [[`${place} item`, item.schema] as const])];
}

const requestPlaces = ({ parameters, body }: Operation, context: Context): Places => [
  ...parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter.schema] as const),
  ...(body?.content ?? []).flatMap((media) => mediaPlaces(`body ${media.type}`, media, context)),
];

const responsePlaces = ({ responses }: Operation, context: Context): Places =>
  responses.flatMap(({ status, content, headers }) => [
    ...content.flatMap((media) => mediaPlaces(`${status} ${media.type}`, media, context)),
    ...headers.map((header) => [`${status} header ${header.name}`, header.schema] as const),
  ]);

/** All places with a schema, in both directions. */
export const allPlaces = (operation: Operation, context: Context): Places => [
  ...requestPlaces(operation, context),
  ...responsePlaces(operation, context),
];

/** The named schemas that requests or responses reach, pruned, in the order of the contract. */
function reachedSchemas({ schemas }: Context, from: ReadonlySet<string>): ReadonlyMap<string, Schema> {
  const pruned = new Map<string, Schema>();
  const queue = [...from];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const schema = schemas.get(key);
    if (schema === undefined || pruned.has(key)) continue;
    const further = new Set<string>();
    pruned.set(key, prunedSchema(schema, further));
    queue.push(...further);
  }
  return new Map(
    [...schemas.keys()].flatMap((key) => (pruned.has(key) ? [[key, pruned.get(key) ?? true] as const] : [])),
  );
}
