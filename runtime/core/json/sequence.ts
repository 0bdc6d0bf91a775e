/** Sequential media types (OAS 3.2 §4.14.2), read: JSON Lines, JSON text sequences and event streams. */

import { JsonError, parseJson } from "./index.ts";
import { chunksOf } from "../http/streams.ts";

/** An event of `text/event-stream`, as OAS 3.2 §4.14.4 models it. */
export interface StreamEvent {
  readonly data: string;
  readonly event?: string;
  readonly id?: string;
  readonly retry?: number;
}

/** How many characters a line may have: what has no end is not to be kept until there is no memory left. */
const LINE = 64 << 20;

/**
 * One value for each line that is not empty; a record of a JSON text sequence starts with a separator (RFC 7464 §2.2).
 * @throws JsonError from the iteration, also for bytes that are not UTF-8 (RFC 8259 §8.1), for a line of more than
 * `limit` characters, and what `parse` throws
 */
export async function* readJsonLines(
  stream: ReadableStream<Uint8Array>,
  parse: (text: string, line: number) => unknown = (text, line) => parseJson(text, undefined, line),
  limit: number = LINE,
): AsyncGenerator<unknown, void, undefined> {
  let number = 0;
  for await (const line of readLines(stream, true, limit)) {
    number += 1;
    const text = (line.startsWith("\u001E") ? line.slice(1) : line).trim();
    if (text !== "") yield parse(text, number);
  }
}

/**
 * HTML Standard §9.2.6. An event that the end of the stream cuts off is dropped, and bytes that are not UTF-8 become
 * U+FFFD, as it says.
 * @throws JsonError from the iteration, for a line of more than `limit` characters
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  limit: number = LINE,
): AsyncGenerator<StreamEvent, void, undefined> {
  let data: string[] = [];
  let rest: { event?: string; id?: string; retry?: number } = {};
  for await (const line of readLines(stream, false, limit)) {
    if (line === "") {
      if (data.length > 0) yield { data: data.join("\n"), ...rest };
      data = [];
      rest = {};
      continue;
    }
    const [, field = line, value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "data") data.push(value);
    else if (field === "event") rest.event = value;
    else if (field === "id" && !value.includes("\0")) rest.id = value;
    else if (field === "retry" && /^\d+$/.test(value)) rest.retry = Number(value);
  }
}

/** What ends a stream of JSON for many servers, in the place of JSON. */
const DONE = "[DONE]";

/**
 * Events with their `data` as the contract describes it: see `MediaType.data`. An event with the data `[DONE]` ends a
 * stream of JSON.
 * @throws JsonError from the iteration, and what `parse` throws
 */
export async function* typedEvents(
  events: AsyncIterable<StreamEvent>,
  data: "json" | "either" | undefined,
  parse: (text: string) => unknown = parseJson,
): AsyncGenerator<Omit<StreamEvent, "data"> & { readonly data: unknown }, void, undefined> {
  for await (const event of events) {
    if (data !== undefined && event.data === DONE) return;
    yield data === undefined
      ? event
      : { ...event, data: data === "json" ? parse(event.data) : either(event.data, parse) };
  }
}

/** JSON where it is an object or a list, else the text. */
function either(text: string, parse: (text: string) => unknown): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return parse(text);
  } catch {
    return text;
  }
}

/**
 * Lines that end in LF, CR LF or CR; the last one needs no end. Each character is looked at once, however small the
 * chunks are.
 * @throws JsonError for a line of more than `limit` characters
 */
async function* readLines(
  stream: ReadableStream<Uint8Array>,
  fatal: boolean,
  limit: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new JsonError("is not valid UTF-8 text");
    }
  };
  const bounded = (line: string): string => {
    if (line.length > limit) throw new JsonError(`has a line of more than ${limit} characters`);
    return line;
  };
  let rest = "";
  // A CR at the very end of a chunk may be half of a line's end.
  let held = "";
  for await (const chunk of chunksOf(stream)) {
    const text = held + decode(chunk);
    held = text.endsWith("\r") ? "\r" : "";
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    const last = lines.pop() ?? "";
    for (const line of lines) {
      yield bounded(rest + line);
      rest = "";
    }
    rest = bounded(rest + last);
  }
  const tail = decode();
  if (held !== "") {
    yield rest;
    rest = "";
  }
  if (rest + tail !== "") yield bounded(rest + tail);
}
