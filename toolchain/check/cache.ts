/**
 * Cached results, below `node_modules/.cache/tenon`. A result is valid until one of the files that were read changes.
 */

import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

interface Kept<T> {
  /** Absolute path → hash of its content, empty for a missing file. */
  readonly files: Readonly<Record<string, string>>;
  readonly value: T;
}

export class Cache {
  readonly #folder: string;

  /** @param folder the folder of the cache; it may be missing */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The cache of the nearest `node_modules`, from a folder upwards. `undefined`: there is no such folder. */
  static near(folder: string): Cache | undefined {
    for (let at = folder; ; at = dirname(at)) {
      if (existsSync(join(at, "node_modules"))) return new Cache(join(at, "node_modules/.cache/tenon"));
      if (dirname(at) === at) return undefined;
    }
  }

  /** @param key everything that the value depends on besides files: versions, options */
  async get<T>(key: unknown): Promise<T | undefined> {
    try {
      // Cast: `set` stored a value of this type under the key.
      const { files, value } = JSON.parse(await readFile(this.#fileOf(key), "utf8")) as Kept<T>;
      const fresh = await Promise.all(Object.entries(files).map(async ([file, hash]) => (await hashOf(file)) === hash));
      return fresh.every(Boolean) ? value : undefined;
    } catch {
      return undefined; // there is none, or it is no longer read
    }
  }

  /** Ignores a folder that cannot be written. @param files absolute: all files that were read or were missing */
  async set<T>(key: unknown, files: Iterable<string>, value: T): Promise<void> {
    const hashes = await Promise.all([...new Set(files)].map(async (file) => [file, await hashOf(file)] as const));
    const kept: Kept<T> = { files: Object.fromEntries(hashes), value };
    const file = this.#fileOf(key);
    const work = `${file}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(work, JSON.stringify(kept));
      await rename(work, file);
    } catch {
      await rm(work, { force: true }).catch(() => undefined);
    }
  }

  #fileOf(key: unknown): string {
    return join(this.#folder, `${digest(JSON.stringify(key))}.json`);
  }
}

const digest = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

const hashOf = (file: string): Promise<string> => readFile(file).then(digest, () => "");
