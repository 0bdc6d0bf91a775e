/** The times that a server sets in entries. */

import { isObject } from "../../core/json-object.ts";
import type { Schemas } from "../../core/validation.ts";
import { type Entry, type Member, takes } from "./entry.ts";

/** Times at which something ended: a new entry has none. */
const ENDED =
  /expir|due|delet|cancel|end|clos|finish|archiv|complet|merged|paid|refund|revok|resolv|suspend|last_?(login|seen|used)/i;
const CREATED = /(_at|At|_on|On|date|Date|time|Time|timestamp)$|^(created|updated|modified|changed)/;
/** Times that only the server sets. */
const OWN = /^(created|updated|modified|changed)/i;
const CHANGED = /updat|modif|chang|edited/i;

type Stamp = (milliseconds: number) => unknown;
const STAMPS: Readonly<Record<string, Stamp>> = {
  "date-time": (now) => new Date(now).toISOString(),
  date: (now) => new Date(now).toISOString().slice(0, 10),
  integer: (now) => Math.floor(now / 1000),
};

/** Whether a name is that of a time that only the server sets. */
export const isOwnTime = (name: string): boolean => OWN.test(name);

/**
 * All times of a new entry, otherwise that of the last change.
 * @param now milliseconds since 1970
 * @param inputs members that requests set; absent: a test changes the entry
 */
export function stampsOf(
  event: "create" | "change",
  members: ReadonlyMap<string, Member>,
  schemas: Schemas,
  now: number,
  inputs?: ReadonlySet<string>,
): Entry {
  const fresh = event === "create";
  const stamps: Record<string, unknown> = {};
  for (const [name, member] of members) {
    if (inputs === undefined ? !OWN.test(name) : inputs.has(name)) continue;
    const kind = kindOf(member);
    if (
      kind === undefined ||
      (kind === "integer"
        ? !/^(created|updated|modified|changed)(_?at|_?on|_?date)?$/i.test(name)
        : !CREATED.test(name))
    )
      continue;
    if (ENDED.test(name) && !CHANGED.test(name)) {
      if (fresh) stamps[name] = takes(member, null, schemas) ? null : undefined;
    } else if (fresh || CHANGED.test(name)) stamps[name] = STAMPS[kind]!(now);
  }
  return stamps;
}

function kindOf({ schemas }: Member): string | undefined {
  for (const schema of schemas) {
    if (!isObject(schema)) continue;
    const { format } = schema;
    if (typeof format === "string" && Object.hasOwn(STAMPS, format)) return format;
    if ([schema["type"]].flat().includes("integer")) return "integer";
  }
  return undefined;
}
