/**
 * What the mocks keep, kept over a reload: in `localStorage`, or whatever stores texts by key.
 *
 * ```ts
 * const mocks = createMocks();
 * mocks.use("busy-school");
 * persist(mocks);
 * ```
 */

import type { AnyDb, Snapshot } from "./store/types.ts";
import type { Mocks } from "./types.ts";

/** As much of the web's `Storage` as is needed. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface PersistOptions {
  /** Default `localStorage`. */
  readonly storage?: TextStorage | undefined;
  /** Default: `tenon-mocks` and the contract's title. */
  readonly key?: string | undefined;
  /** Told why stored data was not used, and what kept data from being stored. Default: `console.warn`. */
  readonly onReport?: ((report: PersistReport) => void) | undefined;
}

export interface PersistReport {
  /**
   * `discarded`: what was stored cannot be used, and was removed; `outdated`: it is of another contract, and was removed;
   * `not-stored`: the storage is full, or refuses.
   */
  readonly code: "discarded" | "outdated" | "not-stored";
  readonly message: string;
}

export interface Persisted {
  /** Whether there was something stored that is in force now. */
  readonly restored: boolean;
  /** Stores what there is, at once. Requests, `db`, `use` and `reset` do it by themselves, soon after. */
  save(): void;
  /** Removes what is stored; the mocks keep what they have. */
  clear(): void;
  /** Stores nothing more by itself. */
  stop(): void;
}

interface Stored {
  readonly fingerprint: string;
  /** The scenarios that the data is of. */
  readonly active: readonly string[];
  readonly data: Snapshot;
}

type Persistable = Pick<Mocks<unknown>, "active" | "contract" | "fingerprint" | "onChange"> & {
  readonly db: Pick<AnyDb, "snapshot" | "restore">;
};

/**
 * Restores what was stored with the same contract and the same scenarios, which have to be in force already, and stores from
 * now on what changes.
 * @throws TypeError where there is no `localStorage` and no other storage is given
 */
export function persist(mocks: Persistable, options: PersistOptions = {}): Persisted {
  const storage = options.storage ?? (globalThis as { readonly localStorage?: TextStorage }).localStorage;
  if (storage === undefined) throw new TypeError("There is no localStorage here: give another storage");
  const key = options.key ?? `tenon-mocks ${mocks.contract.title}`;
  // oxlint-disable-next-line no-console -- lost data must not go unnoticed where nobody asked to be told
  const report = options.onReport ?? (({ message }: PersistReport) => console.warn(message));
  const tell = (code: PersistReport["code"], why: string): void => report({ code, message: `Mocks: ${why}` });

  const { fingerprint } = mocks; // of the whole contract: dear

  let due = false;
  const save = (): void => {
    due = false;
    const stored: Stored = { fingerprint, active: mocks.active, data: mocks.db.snapshot() };
    try {
      storage.setItem(key, JSON.stringify(stored));
    } catch (error) {
      tell("not-stored", `what they keep could not be stored (${messageOf(error)})`);
    }
  };
  const restored = restore();
  const stop = mocks.onChange(() => {
    if (!due) queueMicrotask(() => due && save()); // many changes at once are one
    due = true;
  });
  const clear = (): void => {
    due = false;
    storage.removeItem(key);
  };
  return { restored, save, clear, stop };

  function restore(): boolean {
    const text = storage?.getItem(key) ?? null;
    if (text === null) return false;
    const before = mocks.db.snapshot();
    try {
      const stored = JSON.parse(text) as Partial<Stored> | null; // each member is looked at
      if (typeof stored !== "object" || stored === null) throw new TypeError("it is not an object");
      if (stored.fingerprint !== fingerprint) {
        storage?.removeItem(key);
        tell("outdated", `the stored data under "${key}" is of another version of the contract, and was removed`);
        return false;
      }
      if (JSON.stringify(stored.active) !== JSON.stringify(mocks.active)) return false;
      mocks.db.restore(stored.data as Snapshot); // it refuses what is none
      return true;
    } catch (error) {
      mocks.db.restore(before);
      storage?.removeItem(key);
      tell("discarded", `the stored data under "${key}" cannot be used (${messageOf(error)}), and was removed`);
      return false;
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
