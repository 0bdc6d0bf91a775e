/** Entries that several places have alike, once each: a parameter that a thousand operations take is written once. */

import { type Code, code, type Ref, trusted } from "../code.ts";
import { freeName } from "../file.ts";

/** A place's entry: the JSON text of its schema, and what is printed. */
export interface Row {
  readonly text: string;
  readonly row: string;
}

export class SharedRows {
  /** What a row that occurs more than once is called. */
  readonly names: ReadonlyMap<string, string>;

  /** @param taken what the file declares besides; grows by the names */
  constructor(rows: readonly Row[], taken: Set<string>) {
    const uses = new Map<string, number>();
    for (const { row } of rows) uses.set(row, (uses.get(row) ?? 0) + 1);
    const names = new Map<string, string>();
    for (const { text, row } of rows)
      if ((uses.get(row) ?? 0) > 1 && !names.has(row)) names.set(row, freeName(nameOf(text), taken));
    this.names = names;
  }

  /** The constants, each of a type. */
  declarations(type: Ref): Code {
    const declared = [...this.names].map(([row, name]) => code`const ${trusted(name)}: ${type} = ${trusted(row)};\n`);
    return code`${declared}${this.names.size > 0 ? trusted("\n") : undefined}`;
  }
}

/** After what the schema says, so that another schema elsewhere changes no name: `$string`, `$integer_minimum_1`. */
function nameOf(text: string): string {
  const words = text.replace(/"type":|"\$ref":"#\/components\/schemas\//g, "").replace(/^\W+|\W+$/g, "");
  return `$${words.replace(/\W+/g, "_").slice(0, 40)}`;
}
