/** Values → request bodies, by the kind of their media type. The counterpart of the body decoder. */

import type { BodyKind, Encoding, MediaType } from "../contract.ts";
import { fieldPairs, itemsOf, joinPairs, styleOf } from "../parameters/encode.ts";
import { EncodeError, naming, scalarText } from "../parameters/scalar-text.ts";
import { isJson } from "../http/media.ts";
import { percentEncode } from "../http/percent.ts";
import { canSend, multipartBlob, multipartStream, type SentPart as Part } from "./multipart-form.ts";
import { isLong } from "../schema/long.ts";

export interface EncodedBody {
  readonly body: string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | FormData | ReadableStream<Uint8Array>;
  /** Absent for `FormData`: whoever sends it chooses the boundary. */
  readonly contentType?: string;
}

type Writer = (media: MediaType, value: unknown) => EncodedBody;

/** Throws {@link EncodeError} for a value that the media type cannot hold; values are not validated here. */
export function encodeBody(media: MediaType, value: unknown): EncodedBody {
  return WRITERS[media.kind](media, value);
}

export const encodeJson: Writer = (media, value) => ({
  body: jsonText(value),
  contentType: concreteType(media, "application/json"),
});

export const encodeForm: Writer = (media, value) => ({
  body: formText(fieldsOf(value), media.encoding ?? {}),
  contentType: concreteType(media, "application/x-www-form-urlencoded"),
});

export const encodeMultipart: Writer = (media, value) => {
  const parts = partsOf(fieldsOf(value), media.encoding ?? {});
  // `FormData` has no way to give a text a type: it would become a file with a name.
  const isTyped = parts.some(({ value: content, type }) => typeof content === "string" && type !== undefined);
  const form = new FormData();
  if (!canSend(form)) return multipartStream(parts);
  if (isTyped) return multipartBlob(parts);
  for (const { name, value: content } of parts)
    if (typeof content === "string") form.append(name, content);
    else form.append(name, content);
  return { body: form };
};

/** Text and XML. */
export const encodeText: Writer = (media, value) => {
  const isScalar = typeof value === "string" || typeof value !== "object" || value === null;
  if (!isScalar || (typeof value !== "string" && media.shape === undefined))
    throw new EncodeError(`${media.type} takes a string, got ${describe(value)}`);
  return {
    body: scalarText(value),
    contentType: concreteType(media, media.kind === "xml" ? "application/xml" : "text/plain;charset=UTF-8"),
  };
};

export const encodeBinary: Writer = (media, value) => {
  const body = binaryOf(value);
  if (body === undefined)
    throw new EncodeError(
      `${media.type} takes a Uint8Array, an ArrayBuffer, a Blob or a stream, got ${describe(value)}`,
    );
  const own = body instanceof Blob && body.type !== "" ? body.type : "application/octet-stream";
  return { body, contentType: concreteType(media, own) };
};

export const encodeEvents: Writer = ({ data }, value) => ({
  body: streamOf(value, (item) => eventText(item, data === "json")),
  contentType: "text/event-stream",
});

export const encodeLines: Writer = (media, value) => {
  // RFC 7464: each JSON text of a sequence starts with a record separator.
  const start = media.type.includes("json-seq") ? "\u001E" : "";
  return {
    body: streamOf(value, (item) => `${start}${JSON.stringify(item)}\n`),
    contentType: concreteType(media, "application/jsonl"),
  };
};

const WRITERS: Readonly<Record<BodyKind, Writer>> = {
  json: encodeJson,
  form: encodeForm,
  multipart: encodeMultipart,
  text: encodeText,
  xml: encodeText,
  binary: encodeBinary,
  events: encodeEvents,
  lines: encodeLines,
};

function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new EncodeError(`the body is not JSON: ${String((error as Error).message.split("\n")[0])}`); // a BigInt, a circle
  }
  if (text === undefined) throw new EncodeError(`a ${typeof value} is not JSON`);
  return text;
}

/** A range (`text/*`) is declared, but something definite must be sent. */
const concreteType = (media: MediaType, otherwise: string): string =>
  media.type.includes("*") ? otherwise : media.type;

/** `application/x-www-form-urlencoded` as in the URL standard (§5.2): as a query, with `+` for a space. */
function formText(fields: readonly [string, unknown][], encodings: Readonly<Record<string, Encoding>>): string {
  const encode = (text: string): string => percentEncode(text).replaceAll("%20", "+");
  return fields
    .flatMap(([name, value]) =>
      naming(`form field "${name}"`, () => joinPairs(formPairs(name, value, encodings[name]), encode, encode)),
    )
    .join("&");
}

function formPairs(name: string, value: unknown, encoding: Encoding | undefined): ReturnType<typeof fieldPairs> {
  const styled =
    encoding?.style !== undefined || encoding?.explode !== undefined || encoding?.allowReserved !== undefined;
  if (styled) return fieldPairs(name, value, styleOf({ in: "query", ...encoding }));
  // OAS 3.2 §4.15.1: without a style, each entry of an array is a field of its own and an object is JSON.
  return Array.isArray(value)
    ? itemsOf(value).map((item) => [name, scalarText(item)] as const)
    : [[name, scalarText(value)]];
}

/**
 * OAS 3.2 §4.15.3: each entry of an array is a part of its own. The contract's `contentType` applies to each of them; the
 * default is `application/json` for an object or a list, `application/octet-stream` for bytes and `text/plain`, which
 * needs no header, for anything else. A text is JSON where its part is.
 */
function partsOf(fields: readonly [string, unknown][], encodings: Readonly<Record<string, Encoding>>): Part[] {
  return fields.flatMap(([name, value]) => {
    const type = firstConcrete(encodings[name]?.contentType);
    const items = Array.isArray(value) ? naming(`part "${name}"`, () => itemsOf(value)) : [value];
    return items.map((item): Part => partOf(name, item, type));
  });
}

function partOf(name: string, item: unknown, type: string | undefined): Part {
  if (item instanceof Blob) return { name, value: item };
  if (item instanceof Uint8Array || item instanceof ArrayBuffer)
    return { name, value: new Blob([item as BlobPart], { type: type ?? "application/octet-stream" }) };
  if (item instanceof ReadableStream)
    throw new EncodeError(`part "${name}": a stream cannot be part of a form; make it a Blob`);
  const isComposed = typeof item === "object" && item !== null && !(item instanceof Date) && !isLong(item);
  const own = type ?? (isComposed ? "application/json" : undefined);
  const value = own !== undefined && isJson(own) ? jsonText(item) : scalarText(item);
  return { name, value, ...(own !== undefined && { type: own }) };
}

/** `contentType` of an Encoding Object may be a list with ranges. */
const firstConcrete = (types: string | undefined): string | undefined =>
  types
    ?.split(",")
    .map((type) => type.trim())
    .find((type) => !type.includes("*"));

function fieldsOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new EncodeError(`a form takes an object, got ${describe(value)}`);
  return Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
}

function binaryOf(value: unknown): Exclude<EncodedBody["body"], string | FormData> | undefined {
  if (value instanceof Blob || value instanceof ArrayBuffer || value instanceof ReadableStream)
    return value as Blob | ArrayBuffer | ReadableStream<Uint8Array>;
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    return chunkStream(value as AsyncIterable<unknown>); // a stream of Node for instance
  // A view on shared memory cannot be a body; TypeScript tells the two apart, `instanceof` does not.
  return value instanceof Uint8Array ? (value as Uint8Array<ArrayBuffer>) : undefined;
}

/** An event of `text/event-stream` (HTML standard §9.2); what is not an object with `data` is the data, as JSON. */
/** @param isJson a text in `data` is JSON too */
function eventText(item: unknown, isJson: boolean): string {
  const event: Readonly<Record<string, unknown>> =
    typeof item === "object" && item !== null && "data" in item ? (item as Record<string, unknown>) : { data: item };
  const data = typeof event["data"] === "string" && !isJson ? event["data"] : JSON.stringify(event["data"]);
  const fields = (["event", "id", "retry"] as const)
    .filter((field) => event[field] !== undefined)
    .map((field) => `${field}: ${String(event[field]).replace(/[\r\n]+/g, " ")}\n`);
  return `${fields.join("")}${data
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join("")}\n`;
}

function streamOf(value: unknown, write: (item: unknown) => string): ReadableStream<Uint8Array> {
  if (typeof value !== "object" || value === null || !(Symbol.asyncIterator in value || Symbol.iterator in value))
    throw new EncodeError(`a sequence takes an iterable, got ${describe(value)}`);
  const source = value as AsyncIterable<unknown> | Iterable<unknown>;
  const items = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await items.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(write(next.value)));
    },
    async cancel() {
      await items.return?.();
    },
  });
}

/** Bytes as they come; texts are UTF-8. */
function chunkStream(source: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else if (typeof value === "string") controller.enqueue(encoder.encode(value));
      else if (value instanceof Uint8Array) controller.enqueue(value);
      else throw new EncodeError(`a stream of bytes has ${describe(value)} in it`);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

const describe = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "an array"
      : typeof value === "object"
        ? (value.constructor?.name ?? "an object")
        : `a ${typeof value}`;
