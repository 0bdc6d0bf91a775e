/**
 * What was found in a contract, kept below `node_modules/.cache/tenon`: as long as no file that was read has changed, it is
 * found again without looking.
 */

import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

interface Kept<T> {
  /** Absolute path → hash of its content, empty for a file that is not there. */
  readonly files: Readonly<Record<string, string>>;
  readonly value: T;
}

export class Cache {
  readonly #folder: string;

  /** @param folder that it is kept in; it need not exist yet */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The one of the nearest `node_modules`, from a folder upwards; none where there is no such folder. */
  static near(folder: string): Cache | undefined {
    for (let at = folder; ; at = dirname(at)) {
      if (existsSync(join(at, "node_modules"))) return new Cache(join(at, "node_modules/.cache/tenon"));
      if (dirname(at) === at) return undefined;
    }
  }

  /** @param key all that the value depends on beside files: versions, options */
  async get<T>(key: unknown): Promise<T | undefined> {
    try {
      // Cast: what was put in under this key.
      const { files, value } = JSON.parse(await readFile(this.#fileOf(key), "utf8")) as Kept<T>;
      const fresh = await Promise.all(Object.entries(files).map(async ([file, hash]) => (await hashOf(file)) === hash));
      return fresh.every(Boolean) ? value : undefined;
    } catch {
      return undefined; // there is none, or it is no longer read
    }
  }

  /** A cache that cannot be written is none. @param files absolute, that the value was made of or looked for */
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
