/** What a command reports. Messages are declared once, in `table.ts`. */

/** An `info` is worth knowing and nothing to mend: it never makes a command fail, in strict mode neither. */
export type Severity = "error" | "warning" | "info";

/** A place in a file: 1-based line and column, as editors count. */
export interface Position {
  /** As a person would type it: relative to the working directory where it lies below it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  /** The key in the table, e.g. `duplicate-operation-id`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Says what to do next. */
  readonly hint?: string;
  /** JSON Pointer into the contract, where there is one. */
  readonly pointer?: string;
  readonly position?: Position;
  /** The file that it is about, where there is no place in it. */
  readonly file?: string;
  /** Further places, e.g. `first used at`. */
  readonly related?: readonly { readonly message: string; readonly position: Position }[];
}
