/** Where the bytes of parts go. */

import { openAsBlob } from "node:fs";
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MultipartError, parseMediaType, pointerOf, type Part } from "../core/index.ts";
import type { PartDescription } from "./headers.ts";

export interface Sink {
  /** @returns when the next bytes may come; at once where nothing is returned. @throws HttpProblem 413 */
  write(chunk: Buffer): Promise<void> | undefined;
  /** @throws MultipartError */
  end(): Promise<Part>;
}

export class TextSink implements Sink {
  readonly #part: PartDescription;
  readonly #count: (size: number) => void;
  readonly #chunks: Buffer[] = [];

  /** @param count told of each piece's bytes; it may throw */
  constructor(part: PartDescription, count: (size: number) => void) {
    this.#part = part;
    this.#count = count;
  }

  write(chunk: Buffer): undefined {
    this.#count(chunk.length);
    this.#chunks.push(chunk);
  }

  async end(): Promise<Part> {
    const { name, type, has } = this.#part;
    const charset = type === undefined ? undefined : parseMediaType(type).parameters.get("charset");
    try {
      const value = new TextDecoder(charset ?? "utf-8", { fatal: true }).decode(Buffer.concat(this.#chunks));
      return { name, value, type, has };
    } catch {
      throw new MultipartError(`has a part that is not text in ${charset ?? "UTF-8"}`, pointerOf(name));
    }
  }
}

/** The files of one request: the first bytes of all of them in memory, the rest in a temporary folder, made when needed. */
export class Spool {
  #room: number;
  #folder: Promise<string> | undefined;
  #removed = false;
  #files = 0;
  readonly #handles = new Set<FileHandle>();

  /** @param memory bytes */
  constructor(memory: number) {
    this.#room = memory;
  }

  /** Whether there is anything to be removed. */
  get used(): boolean {
    return this.#folder !== undefined;
  }

  /** @param check told of the file's size so far; it may throw */
  file(part: PartDescription, check: (size: number) => void): Sink {
    return new FileSink(this, part, check);
  }

  /** Whether so many bytes more may stay in memory. */
  keep(bytes: number): boolean {
    if (bytes > this.#room) return false;
    this.#room -= bytes;
    return true;
  }

  /** Gives room back. */
  free(bytes: number): void {
    this.#room += bytes;
  }

  /** @throws Error when the reading has been abandoned meanwhile */
  async create(): Promise<{ readonly path: string; readonly handle: FileHandle }> {
    this.#folder ??= mkdtemp(join(tmpdir(), "tenon-upload-"));
    const path = join(await this.#folder, String(this.#files++));
    const handle = await open(path, "wx", 0o600);
    this.#handles.add(handle);
    if (this.#removed) await this.remove();
    return { path, handle };
  }

  async close(handle: FileHandle): Promise<void> {
    this.#handles.delete(handle);
    await handle.close();
  }

  async remove(): Promise<void> {
    this.#removed = true;
    const handles = [...this.#handles];
    this.#handles.clear();
    await Promise.all(handles.map((handle) => handle.close().catch(() => undefined)));
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

class FileSink implements Sink {
  readonly #spool: Spool;
  readonly #part: PartDescription;
  readonly #check: (size: number) => void;
  #chunks: Buffer[] = [];
  #size = 0;
  #disk: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(spool: Spool, part: PartDescription, check: (size: number) => void) {
    this.#spool = spool;
    this.#part = part;
    this.#check = check;
  }

  write(chunk: Buffer): Promise<void> | undefined {
    const before = this.#size;
    this.#check((this.#size += chunk.length));
    if (this.#disk !== undefined) return writeAll(this.#disk.handle, [chunk]);
    if (this.#spool.keep(chunk.length)) {
      this.#chunks.push(chunk);
      return undefined;
    }
    return this.#spill(chunk, before);
  }

  async #spill(chunk: Buffer, kept: number): Promise<void> {
    this.#disk = await this.#spool.create();
    await writeAll(this.#disk.handle, [...this.#chunks, chunk]);
    this.#spool.free(kept);
    this.#chunks = [];
  }

  async end(): Promise<Part> {
    const { name, fileName, type, has } = this.#part;
    const options = { type: type ?? "application/octet-stream" };
    let content: BlobPart[] = this.#chunks as Buffer<ArrayBuffer>[]; // from a socket: never shared memory
    if (this.#disk !== undefined) {
      await this.#spool.close(this.#disk.handle);
      content = [await openAsBlob(this.#disk.path, options)]; // reads the file when it is read itself
    }
    return { name, value: new File(content, fileName ?? "blob", options), type, has };
  }
}

async function writeAll(handle: FileHandle, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) await handle.writeFile(chunk);
}
