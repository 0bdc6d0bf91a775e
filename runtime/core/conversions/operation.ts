/** The conversions of one operation, by the places that validators have too. */

import { responseFor } from "../answer/response-for.ts";
import type { MediaType } from "../contract.ts";
import { matchMediaType } from "../http/media.ts";
import { JsonError } from "../json/exact.ts";
import { isObject } from "../json-object.ts";
import type { RequestViolation } from "../problem/index.ts";
import {
  ConversionError,
  type Conversion,
  type Direction,
  type LongNumbers,
  type OperationValues,
  type RequestParts,
} from "./types.ts";

const PARTS = { path: "params", query: "query", header: "headers", cookie: "cookies", querystring: "query" } as const;

const isLocation = (where: string): where is keyof typeof PARTS => Object.hasOwn(PARTS, where);

/**
 * @param make conversions by the names of places that `Validators.get` takes: `query since`, `body application/json`,
 * `200 header Expires`
 * @param numbers where a place has a number that is converted
 */
export function operationValues(make: () => Places, numbers?: LongNumbers): OperationValues {
  let made: OperationPlaces | undefined;
  const places = (): OperationPlaces => (made ??= sorted(make()));
  /** The body of one media type, or each item of a sequence. */
  const converted = (place: string, body: unknown, direction: Direction): unknown => {
    const { all } = places();
    const item = all[`${place} item`];
    if (item !== undefined && isIterable(body)) return convertedItems(body, item, direction, numbers);
    const value = all[place]?.(body, direction, "") ?? body;
    return numbers === undefined || direction === "encode" ? value : numbers.settle(value);
  };
  return {
    numbers,
    violation: unconverted,
    request(operation, request, direction) {
      const changed: Record<string, unknown> = { ...request };
      for (const { where, name, convert } of places().parameters) {
        const part = PARTS[where];
        const values = changed[part];
        if (!isObject(values)) continue;
        if (where === "querystring") changed[part] = convert(values, direction, "");
        else if (values[name] !== undefined)
          changed[part] = { ...values, [name]: convert(values[name], direction, "") };
      }
      const media = request.body === undefined ? undefined : mediaOf(operation.body?.content ?? [], request);
      if (media !== undefined) changed["body"] = converted(`body ${media.type}`, request.body, direction);
      return changed as typeof request; // the same members
    },
    answer(operation, answer, direction) {
      if (!isObject(answer) || typeof answer["status"] !== "number") return answer;
      const response = responseFor(operation, answer["status"]);
      if (response === undefined) return answer;
      const changed: Record<string, unknown> = { ...answer };
      const { headers, body } = answer;
      if (isObject(headers)) changed["headers"] = convertedHeaders(places().all, response.status, headers, direction);
      const media = body === undefined ? undefined : mediaOf(response.content ?? [], answer);
      if (media !== undefined) changed["body"] = converted(`${response.status} ${media.type}`, body, direction);
      return changed as typeof answer; // the same members
    },
  };
}

type Places = Readonly<Record<string, Conversion>>;

interface OperationPlaces {
  readonly all: Places;
  readonly parameters: readonly {
    readonly where: keyof typeof PARTS;
    readonly name: string;
    readonly convert: Conversion;
  }[];
}

function sorted(all: Places): OperationPlaces {
  const parameters = Object.entries(all).flatMap(([place, convert]) => {
    const [, where = "", name = ""] = /^(\S+) (.*)$/s.exec(place) ?? [];
    return isLocation(where) ? [{ where, name, convert }] : [];
  });
  return { all, parameters };
}

/** Where none is named: JSON, else the first. */
function mediaOf(
  content: readonly MediaType[],
  { contentType }: Pick<RequestParts, "contentType">,
): MediaType | undefined {
  if (typeof contentType === "string") return matchMediaType(contentType, content);
  return content.find(({ kind }) => kind === "json") ?? content[0];
}

function convertedHeaders(
  places: Readonly<Record<string, Conversion>>,
  status: string,
  headers: Readonly<Record<string, unknown>>,
  direction: Direction,
): Record<string, unknown> {
  const byName = new Map(
    Object.entries(places).flatMap(([place, convert]) =>
      place.startsWith(`${status} header `) ? [[place.slice(`${status} header `.length).toLowerCase(), convert]] : [],
    ),
  );
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value === undefined ? value : (byName.get(name.toLowerCase())?.(value, direction, "") ?? value),
    ]),
  );
}

const isIterable = (body: unknown): body is AsyncIterable<unknown> | Iterable<unknown> =>
  typeof body === "object" && body !== null && (Symbol.asyncIterator in body || Symbol.iterator in body);

async function* convertedItems(
  items: AsyncIterable<unknown> | Iterable<unknown>,
  convert: Conversion,
  direction: Direction,
  numbers: LongNumbers | undefined,
): AsyncGenerator<unknown, void, undefined> {
  for await (const item of items) {
    const value = convert(item, direction, "");
    yield numbers === undefined || direction === "encode" ? value : numbers.settle(value);
  }
}

/** A value that its validator lets pass, because formats are off, and that no Date or integer can be. */
function unconverted(error: unknown): RequestViolation {
  const place = { in: "body", schemaPointer: "" } as const;
  if (error instanceof JsonError) return { ...place, pointer: "", keyword: "json", message: error.message };
  if (!(error instanceof ConversionError)) throw error;
  return { ...place, pointer: error.pointer, keyword: "format", message: error.message };
}
