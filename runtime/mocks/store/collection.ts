import type { Entry } from "./entry.ts";
import type { Row } from "./pages.ts";

/** So many deleted entries are remembered. */
const MOST_GONE = 10_000;

/** One collection: all entries of a resource, or those below one set of path parameters. */
export class Collection {
  readonly rows = new Map<string, Row>();
  /** Deleted: their keys are known, and a cursor may still name them. */
  readonly gone = new Map<string, Row>();
  /** What entries have from the path. */
  readonly fixed: Entry;
  last = 0;
  /** The last that was there in the beginning. */
  first = 0;
  /** Not as it was made, and as it would be made again. */
  changed = true;

  readonly #told: (() => void) | undefined;

  constructor(fixed: Entry, told?: () => void) {
    this.fixed = own(fixed);
    this.#told = told;
  }

  #change(): void {
    this.changed = true;
    this.#told?.();
  }

  put(key: string, value: Entry): Row {
    const row = { key, value, order: this.rows.get(key)?.order ?? (this.last += 1) };
    this.rows.set(key, row);
    this.gone.delete(key);
    this.#change();
    return row;
  }
  remove(row: Row): void {
    this.rows.delete(row.key);
    this.gone.set(row.key, row);
    if (this.gone.size > MOST_GONE) this.gone.delete(this.gone.keys().next().value!); // the first
    this.#change();
  }
  empty(): void {
    this.#change();
    this.rows.clear();
    this.gone.clear();
  }
}

/** A path parameter that entries do not have stays out of them. */
const own = (fixed: Entry): Entry =>
  Object.fromEntries(Object.entries(fixed).filter(([property]) => !property.startsWith(" ")));
