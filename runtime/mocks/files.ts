/** Files that requests have uploaded, by the paths at which they can be downloaded again. */

import { responseFor } from "../core/answer/response-for.ts";
import type { MediaType, Operation } from "../core/contract.ts";
import { isObject } from "../core/json-object.ts";
import { matchMediaType } from "../core/http/media.ts";
import type { Answer, BinaryOutput, DecodedRequest } from "../core/types.ts";
import { pathOf } from "../core/web.ts";
import { usualResponse } from "./answer-plan.ts";
import { locationOf } from "./created-answer.ts";

/** The files of so many paths are kept; the oldest goes first. */
const MOST_FILES = 200;

export class Files {
  readonly #byPath = new Map<string, Blob>();

  clear(): void {
    this.#byPath.clear();
  }

  /**
   * Keeps the file of a request: at its path, and at that of the entry that it has created.
   * @param operations of the contract, to find the path of the entry
   */
  async keep(
    operation: Operation,
    operations: readonly Operation[],
    url: string,
    request: DecodedRequest,
    answer: Answer,
  ): Promise<void> {
    const file = await fileIn(request);
    if (file === undefined) return;
    const created = locationOf(operation, operations, url, answer.body);
    this.#put(created ?? pathOf(url), file);
  }

  /** Forgets what is at a path and below it. */
  remove(url: string): void {
    const path = trimmed(pathOf(url));
    for (const each of this.#byPath.keys()) if (each === path || each.startsWith(`${path}/`)) this.#byPath.delete(each);
  }

  /** The file at the path of a request, or of the entry that it is below: `/files/7/content`. */
  async answer(operation: Operation, url: string, accept: string | undefined): Promise<Answer | undefined> {
    const path = trimmed(pathOf(url));
    const file = this.#byPath.get(path) ?? this.#byPath.get(path.slice(0, path.lastIndexOf("/")));
    const declared = usualResponse(operation);
    if (file === undefined || declared === undefined) return undefined;
    const media = mediaFor(file, responseFor(operation, Number(declared.status))?.content ?? [], accept);
    if (media === undefined) return undefined;
    const contentType = media.type.includes("*") || matches(file.type, media) ? file.type : media.type;
    const body = media.kind === "text" ? await file.text() : new Uint8Array(await file.arrayBuffer());
    const disposition = declared.headers?.find(({ name }) => /^content-disposition$/i.test(name))?.name;
    const name = file instanceof File ? file.name.replaceAll(/[^\w.-]/g, "_") : "file";
    const headers = disposition === undefined ? {} : { [disposition]: `attachment; filename="${name}"` };
    return { status: Number(declared.status), contentType, body, headers };
  }

  #put(path: string, file: Blob): void {
    const at = trimmed(path);
    this.#byPath.delete(at);
    this.#byPath.set(at, file);
    for (const oldest of this.#byPath.keys()) if (this.#byPath.size > MOST_FILES) this.#byPath.delete(oldest);
  }
}

const trimmed = (path: string): string => path.replace(/\/+$/, "");

const matches = (type: string, media: MediaType): boolean => type !== "" && matchMediaType(type, [media]) !== undefined;

/** The media type of the file, else one for all bytes. */
function mediaFor(file: Blob, content: readonly MediaType[], accept: string | undefined): MediaType | undefined {
  if (accept !== undefined && /\bjson\b/.test(accept) && !accept.includes("*")) return undefined;
  const bytes = content.filter(({ kind }) => kind === "binary" || kind === "text");
  return bytes.find((media) => matches(file.type, media)) ?? bytes.find(({ kind }) => kind === "binary");
}

/** A request whose binary body can be read several times: by the mock, by overrides and by recorders. */
export async function rereadable(request: DecodedRequest): Promise<DecodedRequest> {
  const { body, contentType = "" } = request;
  if (!isBinary(body)) return request;
  const file = new Blob([await body.arrayBuffer()], { type: contentType });
  const again: BinaryOutput = {
    get stream() {
      return file.stream();
    },
    arrayBuffer: () => file.arrayBuffer(),
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
    blob: async () => file,
    text: () => file.text(),
  };
  return { ...request, body: again };
}

const isBinary = (body: unknown): body is BinaryOutput =>
  isObject(body) && !(body instanceof Blob) && typeof body["arrayBuffer"] === "function";

/** The body, or the first file among its parts. */
async function fileIn({ body }: DecodedRequest): Promise<Blob | undefined> {
  if (body instanceof Blob) return body;
  if (isBinary(body)) return body.blob();
  const parts = isObject(body) ? Object.values(body).flat() : [];
  return parts.find((part) => part instanceof Blob);
}
