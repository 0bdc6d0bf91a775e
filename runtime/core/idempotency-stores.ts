/** Stores of `idempotency.ts`: in the memory of one process, and in PostgreSQL for several. */

import type { IdempotencyRecord, IdempotencyStore } from "./idempotency.ts";
import type { Answer } from "./types.ts";

export interface IdempotencyTimes {
  /** Milliseconds for which an answer is kept. Default 24 hours. */
  readonly keep?: number;
  /** Milliseconds after which a request that has not ended counts as lost, and its key is free. Default one minute. */
  readonly lock?: number;
}

const DAY = 86_400_000;
const MINUTE = 60_000;

/** For one process: what it keeps is lost when it ends. */
export function memoryStore({ keep = DAY, lock = MINUTE }: IdempotencyTimes = {}): IdempotencyStore {
  // In the order of their times, because a key that is set again goes to the end.
  const records = new Map<string, IdempotencyRecord & { readonly since: number }>();
  const isOver = ({ answer, since }: { readonly answer?: unknown; readonly since: number }): boolean =>
    Date.now() - since >= (answer === undefined ? lock : keep);
  const forget = (): void => {
    for (const [key, record] of records) {
      if (Date.now() - record.since < Math.min(keep, lock)) break;
      if (isOver(record)) records.delete(key);
    }
  };
  const set = (key: string, record: IdempotencyRecord): void => {
    records.delete(key);
    records.set(key, { ...record, since: Date.now() });
  };
  return {
    async begin(key, fingerprint) {
      forget();
      const known = records.get(key);
      if (known !== undefined && !isOver(known)) return known;
      set(key, { fingerprint });
      return undefined;
    },
    async finish(key, answer) {
      const known = records.get(key);
      // A copy, as every other store has it.
      if (known !== undefined) set(key, { fingerprint: known.fingerprint, answer: copyOf(answer) });
    },
    async abandon(key) {
      records.delete(key);
    },
  };
}

const copyOf = (answer: Answer): Answer => JSON.parse(JSON.stringify(answer)) as Answer; // data, as the caller has seen to

/** A client or pool of `pg`, or anything with its `query`. */
export interface PostgresQueries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

export interface PostgresStore extends IdempotencyStore {
  /** Creates the table if it does not exist. */
  prepare(): Promise<void>;
  /** Deletes what is over; call it from time to time. */
  sweep(): Promise<void>;
}

/** For several processes. @param options.table its name. Default `tenon_idempotency` */
export function postgresStore(
  database: PostgresQueries,
  { keep = DAY, lock = MINUTE, table = "tenon_idempotency" }: IdempotencyTimes & { readonly table?: string } = {},
): PostgresStore {
  const name = `"${table.replaceAll('"', '""')}"`;
  const age = (parameter: string): string => `now() - (${parameter}::float8 * interval '1 millisecond')`;
  const over = `(t.since < ${age("CASE WHEN t.answer IS NULL THEN $3 ELSE $4 END")})`;
  return {
    async prepare() {
      await database.query(
        `CREATE TABLE IF NOT EXISTS ${name} (key text PRIMARY KEY, fingerprint text NOT NULL, answer text, since timestamptz NOT NULL)`,
      );
    },
    async begin(key, fingerprint) {
      const { rows: claimed } = await database.query(
        `INSERT INTO ${name} AS t (key, fingerprint, since) VALUES ($1, $2, now()) ON CONFLICT (key) DO UPDATE ` +
          `SET fingerprint = excluded.fingerprint, answer = NULL, since = now() WHERE ${over} RETURNING key`,
        [key, fingerprint, lock, keep],
      );
      if (claimed.length > 0) return undefined;
      const { rows } = await database.query(`SELECT fingerprint, answer FROM ${name} WHERE key = $1`, [key]);
      const [row] = rows as readonly { readonly fingerprint: string; readonly answer: string | null }[]; // the columns
      // Its request was abandoned between the two statements: the caller may try again.
      if (row === undefined) return { fingerprint };
      const { answer } = row;
      return { fingerprint: row.fingerprint, answer: answer === null ? undefined : (JSON.parse(answer) as Answer) }; // as it was kept
    },
    async finish(key, answer) {
      await database.query(`UPDATE ${name} SET answer = $2, since = now() WHERE key = $1`, [
        key,
        JSON.stringify(answer),
      ]);
    },
    async abandon(key) {
      await database.query(`DELETE FROM ${name} WHERE key = $1 AND answer IS NULL`, [key]);
    },
    async sweep() {
      await database.query(
        `DELETE FROM ${name} AS t WHERE t.since < ${age("CASE WHEN t.answer IS NULL THEN $1 ELSE $2 END")}`,
        [lock, keep],
      );
    },
  };
}
