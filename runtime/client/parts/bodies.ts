/** Request and response bodies that are not JSON: one part for each kind, see {@link ClientParts}. */

import { encodeBinary, encodeEvents, encodeLines, encodeText } from "../../core/body/encode.ts";
import { encodeForm, encodeMultipart } from "../../core/body/encode-forms.ts";
import { parseFields } from "../../core/http/fields.ts";
import { JsonError, parseExactJson } from "../../core/json/exact.ts";
import { readEvents, readJsonLines, typedEvents } from "../../core/json/sequence.ts";
import { EncodeError } from "../../core/parameters/scalar-text.ts";
import { coerce, Misfit } from "../../core/parameters/coerce.ts";
import { decodeField } from "../../core/parameters/style.ts";
import type { BinaryOutput } from "../../core/types.ts";
import { DecodeError } from "../errors.ts";
import { received } from "../received.ts";
import type { ClientParts, ReadingOfBody, ReceivedBody } from "./types.ts";

/** Text and XML. */
export const textBodies = {
  "write:text": encodeText,
  "write:xml": encodeText,
  "read:text": readText,
  "read:xml": readText,
} satisfies ClientParts;

/** Text whose schema is not a string: numbers, booleans and constants. */
export const scalarTexts = { "write:text": encodeText, "read:text": readScalarText } satisfies ClientParts;

/** `application/x-www-form-urlencoded` in requests. */
export const formBodies = { "write:form": encodeForm } satisfies ClientParts;

/** `application/x-www-form-urlencoded` in responses. */
export const formResponses = { "read:form": readForm } satisfies ClientParts;

export const multipartBodies = {
  "write:multipart": encodeMultipart,
  "read:multipart": readMultipart,
} satisfies ClientParts;

export const binaryBodies = { "write:binary": encodeBinary, "read:binary": readBinary } satisfies ClientParts;

/** The body of a GET or HEAD request, which cannot have one (Fetch standard §5.4). An empty form is none. */
export const bodyOfGet = {
  body(encoded, method) {
    if (method !== "GET" && method !== "HEAD") return encoded;
    if (encoded.body === "") return undefined;
    throw new EncodeError(`fetch cannot send a ${method} request with a body`);
  },
} satisfies ClientParts;

/** Server-sent events. */
export const eventStreams = { "write:events": encodeEvents, "read:events": readEventStream } satisfies ClientParts;

/** JSON Lines and JSON text sequences. */
export const jsonLines = { "write:lines": encodeLines, "read:lines": readLines } satisfies ClientParts;

async function readText({ response, fault }: ReceivedBody): Promise<{ body: string; text: string }> {
  const text = await received(response.text(), fault);
  return { body: text, text };
}

async function readScalarText(from: ReceivedBody): Promise<{ body: unknown; text: string }> {
  const { media, response, details, parts } = from;
  const numbers = parts.values?.numbers;
  const { text } = await readText(from);
  const shape = numbers === undefined ? media.shape : numbers.shape(media.shape);
  const body = shape === undefined ? text : coerce(text.trim(), shape);
  if (body instanceof Misfit)
    throw new DecodeError(`the body of ${response.status} ${body.message}`, { ...details, bodyText: text });
  return { body, text };
}

async function readForm({
  media,
  response,
  details,
  fault,
  parts,
}: ReceivedBody): Promise<{ body: unknown; text: string }> {
  const numbers = parts.values?.numbers;
  const text = await received(response.text(), fault);
  const fields = parseFields(text, Infinity);
  const declared = media.shape ?? { object: {}, rest: "any" };
  const shape = numbers === undefined ? declared : numbers.shape(declared);
  const field = { name: "", style: "form", explode: true, shape, mediaType: undefined } as const;
  const body = fields && decodeField(field, fields, undefined);
  if (body === undefined || body instanceof Misfit)
    throw new DecodeError(`the body of ${response.status} is not the declared form`, { ...details, bodyText: text });
  return { body, text };
}

/** Several fields of one name become a list. */
async function readMultipart({ response, fault }: ReceivedBody): Promise<{ body: object }> {
  const form = await received(response.formData(), fault);
  const fields = [...new Set(form.keys())].map((name) => [name, form.getAll(name)] as const);
  return { body: Object.fromEntries(fields.map(([name, values]) => [name, values.length > 1 ? values : values[0]])) };
}

async function readBinary({ media, response, fault }: ReceivedBody): Promise<ReadingOfBody> {
  const body: BinaryOutput = {
    get stream() {
      return streamOf(response);
    },
    arrayBuffer: () => received(response.arrayBuffer(), fault),
    // `Response.bytes` is newer than the browsers that Tenon supports.
    bytes: async () => new Uint8Array(await received(response.arrayBuffer(), fault)),
    blob: () => received(response.blob(), fault),
    text: () => received(response.text(), fault),
  };
  const type = response.headers.get("Content-Type");
  // A multipart body that is no form is read with its boundary.
  return { body, ...(type && media.type.startsWith("multipart/") && { type }) };
}

async function readEventStream(from: ReceivedBody): Promise<{ body: AsyncIterable<unknown> }> {
  return { body: items(from, typedEvents(readEvents(streamOf(from.response)), from.media.data, parserOf(from))) };
}

async function readLines(from: ReceivedBody): Promise<{ body: AsyncIterable<unknown> }> {
  return { body: items(from, readJsonLines(streamOf(from.response), parserOf(from))) };
}

const parserOf = ({ parts }: ReceivedBody): ((text: string) => unknown) => parts.json ?? parseExactJson;

const streamOf = (response: Response): ReadableStream<Uint8Array> => response.body ?? new Blob([]).stream();

async function* items(
  { details, fault }: ReceivedBody,
  source: AsyncGenerator<unknown, void, undefined>,
): AsyncGenerator<unknown, void, undefined> {
  try {
    yield* source;
  } catch (cause) {
    if (cause instanceof JsonError)
      throw new DecodeError(`an item of the stream ${cause.message}`, { ...details, cause });
    throw cause instanceof SyntaxError
      ? new DecodeError("an item of the stream is not JSON", { ...details, cause })
      : fault(cause);
  }
}
