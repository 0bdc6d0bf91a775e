/** Kysely on the SQLite that comes inside Node: no native module to install. */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { SqliteDialect, type SqliteDatabase } from "kysely";

/**
 * A dialect over `node:sqlite`, which differs from the better-sqlite3 that Kysely expects in two places only:
 * parameters are passed one by one, and whether a statement gives rows is asked of its columns.
 *
 * @param file where the data is kept; `:memory:` keeps it until the connection is closed.
 */
export function nodeSqlite(file: string): SqliteDialect {
  const connection = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 });
  // Readers and the writer do not wait for one another, and a crash loses no finished write.
  connection.exec("PRAGMA journal_mode = WAL");
  // SQLite's own lower() knows ASCII alone.
  connection.function("fold", { deterministic: true }, (text) =>
    typeof text === "string" ? text.toLowerCase() : null,
  );

  const database: SqliteDatabase = {
    close: () => connection.close(),
    prepare(sql) {
      const statement = connection.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
  return new SqliteDialect({ database });
}

// Kysely types parameters as unknown; they are column values, and the driver itself throws at any other kind.
const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];

/** A constraint that a write broke. For a foreign key SQLite does not say which one it was. */
export type BrokenConstraint = { kind: "unique"; columns: string } | { kind: "foreignKey" };

// Extended result codes, https://sqlite.org/rescode.html
const UNIQUE = 2067;
const FOREIGN_KEY = 787;
/** What `ON DELETE RESTRICT` answers with. */
const TRIGGER = 1811;

/** Which constraint a fault is about; undefined when it is about something else. `columns` is `table.column, …`. */
export function brokenConstraint(fault: unknown): BrokenConstraint | undefined {
  if (!(fault instanceof Error) || !("errcode" in fault)) return undefined;
  switch (fault.errcode) {
    case UNIQUE:
      return { kind: "unique", columns: fault.message.slice(fault.message.indexOf(":") + 2) };
    case FOREIGN_KEY:
    case TRIGGER:
      return { kind: "foreignKey" };
    default:
      return undefined;
  }
}
