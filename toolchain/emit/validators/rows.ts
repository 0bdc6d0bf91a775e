/** Entries that several places share: a parameter of a thousand operations is printed once. */

import { type Code, code, type Ref, trusted } from "../code.ts";
import { quotedText } from "../doors.ts";
import { freeName } from "../file.ts";
import { type CheckedPlace, checkText } from "./program.ts";

export class SharedRows {
  /** The name of a place that occurs more than once. */
  readonly #names = new Map<CheckedPlace, string>();

  /** @param taken what the file declares besides; grows by the names */
  constructor(places: Iterable<CheckedPlace>, taken: Set<string>) {
    const uses = new Map<CheckedPlace, number>();
    for (const place of places) uses.set(place, (uses.get(place) ?? 0) + 1);
    for (const [place, count] of uses) if (count > 1) this.#names.set(place, freeName(nameOf(place.text), taken));
  }

  /** The name of a shared entry, or the entry itself. */
  textOf(place: CheckedPlace): string {
    return this.#names.get(place) ?? rowText(place);
  }

  /** The constants, each of a type. */
  declarations(type: Ref): Code {
    const declared = [...this.#names].map(
      ([place, name]) => code`const ${trusted(name)}: ${type} = ${trusted(rowText(place))};\n`,
    );
    return code`${declared}${declared.length > 0 ? trusted("\n") : undefined}`;
  }
}

const rowText = (place: CheckedPlace): string => `[${quotedText(place.text)}, ${checkText(place)}]`;

/** Named after the content of the schema, so that other schemas do not change the name: `$string`, `$integer_minimum_1`. */
function nameOf(text: string): string {
  const words = text.replace(/"type":|"\$ref":"#\/components\/schemas\//g, "").replace(/^\W+|\W+$/g, "");
  return `$${words.replace(/\W+/g, "_").slice(0, 40)}`;
}
