/** Multipart bodies (RFC 7578): what a parser of them is, and the one that every platform has. */

import type { Limits } from "../limits.ts";
import { escapeToken } from "../json-pointer.ts";
import { canSend, parseMultipart } from "./multipart-form.ts";
import { overLimit, readAll } from "../http/streams.ts";

/** One part, in the order in which they came. */
export interface Part {
  readonly name: string;
  /** A file, or text. */
  readonly value: string | File;
  /** `Content-Type` as it was sent; absent where it was not, or where the parser does not tell. */
  readonly type?: string | undefined;
  /** Tells whether it has a header field, by its lower-case name; absent where the parser does not tell. */
  readonly has?: (header: string) => boolean;
}

export interface PartRules {
  readonly contentType: string;
  readonly boundary: string;
  readonly limits: Limits;
  /** Whether a part is taken as a file; anything else is text. */
  isFile(part: {
    readonly name: string;
    readonly fileName: string | undefined;
    readonly type: string | undefined;
  }): boolean;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Not a single byte came. */
  readonly empty: boolean;
  /** Removes what the files are kept in: they cannot be read from then on. Absent: there is nothing to remove. */
  readonly release?: () => Promise<void>;
}

/**
 * Reads the parts of a body; what it has kept somewhere by the time that it fails, it removes itself.
 * @throws MultipartError
 * @throws HttpProblem 413 as soon as a limit is passed, and whatever the stream fails with
 */
export type MultipartParser = (body: ReadableStream<Uint8Array>, rules: PartRules) => Promise<Parts>;

/** Why a body is not multipart. */
export class MultipartError extends Error {
  override readonly name = "MultipartError";
  /** JSON Pointer of the part that it is about; `""`: all of it. */
  readonly pointer: string;
  /** @param message goes on after "the body" */
  constructor(message: string, pointer: string = "") {
    super(message);
    this.pointer = pointer;
  }
}

export const pointerOf = (name: string): string => `/${escapeToken(name)}`;

const encoder = new TextEncoder();

/** The parser of the Fetch standard: it keeps everything in memory, and does not tell the type of a part of text. */
export const platformMultipart: MultipartParser = async (body, { contentType, boundary, limits, isFile }) => {
  const bytes = await readAll(body, limits.upload);
  if (bytes.length === 0) return { parts: [], empty: true };
  let data: Iterable<readonly [string, string | File]>;
  try {
    const whole = bytes as Uint8Array<ArrayBuffer>; // never in shared memory
    const headers = { "content-type": contentType };
    data = canSend(new FormData())
      ? await new globalThis.Response(whole, { headers }).formData()
      : parseMultipart(whole, boundary);
  } catch {
    throw new MultipartError("is not valid multipart/form-data");
  }
  const parts: Part[] = [];
  let files = 0;
  let text = 0;
  for (const [name, entry] of data) {
    if (parts.length === limits.fields) throw overLimit("", `must have at most ${limits.fields} parts`);
    const given = typeof entry === "string" ? undefined : entry;
    const file = isFile({ name, fileName: given?.name, type: given?.type });
    if (file && ++files > limits.files) throw overLimit("", `must have at most ${limits.files} files`);
    const value = file ? (given ?? new File([entry], "blob")) : typeof entry === "string" ? entry : await entry.text();
    if (typeof value !== "string" && value.size > limits.file)
      throw overLimit(pointerOf(name), `must have at most ${limits.file} bytes`);
    if (typeof value === "string" && (text += encoder.encode(value).length) > limits.body)
      throw overLimit(pointerOf(name), `is too long: all text parts together must have at most ${limits.body} bytes`);
    parts.push({ name, value, type: given?.type === "" ? undefined : given?.type });
  }
  return { parts, empty: false };
};
