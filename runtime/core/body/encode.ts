/** Values → bodies, by the kind of their media type. Forms, which need more code, are in `encode-forms.ts`. */

import type { BodyKind, MediaType } from "../contract.ts";
import { concreteType, describe, EncodeError, jsonText, scalarText } from "../parameters/scalar-text.ts";

export interface EncodedBody {
  readonly body: string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | FormData | ReadableStream<Uint8Array>;
  /** Absent for `FormData`: whoever sends it chooses the boundary. */
  readonly contentType?: string;
}

export type BodyWriter = (media: MediaType, value: unknown) => EncodedBody;

/** The kinds of bodies that are written here. */
export type UsualKind = Exclude<BodyKind, "form" | "multipart">;

/** Throws {@link EncodeError} for a value that the media type cannot hold; values are not validated here. */
export const encodeUsual = (media: MediaType & { readonly kind: UsualKind }, value: unknown): EncodedBody =>
  WRITERS[media.kind](media, value);

export const encodeJson: BodyWriter = (media, value) => ({
  body: jsonText(value),
  contentType: concreteType(media, "application/json"),
});

/** Text and XML. */
export const encodeText: BodyWriter = (media, value) => {
  const isScalar = typeof value === "string" || typeof value !== "object" || value === null;
  if (!isScalar || (typeof value !== "string" && media.shape === undefined))
    throw new EncodeError(`${media.type} takes a string, got ${describe(value)}`);
  return {
    body: scalarText(value),
    contentType: concreteType(media, media.kind === "xml" ? "application/xml" : "text/plain;charset=UTF-8"),
  };
};

export const encodeBinary: BodyWriter = (media, value) => {
  const body = binaryOf(value);
  if (body === undefined)
    throw new EncodeError(
      `${media.type} takes a Uint8Array, an ArrayBuffer, a Blob or a stream, got ${describe(value)}`,
    );
  const own = body instanceof Blob && body.type !== "" ? body.type : "application/octet-stream";
  return { body, contentType: concreteType(media, own) };
};

export const encodeEvents: BodyWriter = ({ data }, value) => ({
  body: streamOf(value, (item) => eventText(item, data === "json")),
  contentType: "text/event-stream",
});

export const encodeLines: BodyWriter = (media, value) => {
  // RFC 7464: each JSON text of a sequence starts with a record separator.
  const start = media.type.includes("json-seq") ? "\u001E" : "";
  return {
    body: streamOf(value, (item) => `${start}${JSON.stringify(item)}\n`),
    contentType: concreteType(media, "application/jsonl"),
  };
};

const WRITERS: Readonly<Record<UsualKind, BodyWriter>> = {
  json: encodeJson,
  text: encodeText,
  xml: encodeText,
  binary: encodeBinary,
  events: encodeEvents,
  lines: encodeLines,
};

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
