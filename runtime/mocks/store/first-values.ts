/** The values that a server gives to members of a new entry: defaults, open states, flags that are not set. */

import { isObject } from "../../core/json-object.ts";
import { resolveRef } from "../../core/schema/resolve.ts";
import type { Schema, Schemas } from "../../core/validation.ts";
import { type Entry, type Member, takes } from "./entry.ts";

/** Flags that become true when something happens to an entry. */
const LATER =
  /^(is_?|was_?|has_?been_?)?(done|complete|finish|clos|archiv|delet|remov|cancel|cancell|paid|refund|lock|block|ban|suspend|revok|expir|trash|read$|seen|resolv|merg|disabl|hidden|verified|shipped|deliver|star|favorit|favourit|pinned|muted|flagged)/i;
const STATE = /^(status|state)$/i;
/** States in which entries begin. */
const EARLY = /^(new|open|draft|pending|to_?do|created|queued|backlog|not_?started|unpaid|active)$/i;
/** States in which entries end. */
const LATE =
  /^(done|complete|finish|clos|archiv|delet|cancel|fail|error|expir|refund|revok|resolv|merg|paid|ship|deliver|sold|inactive|disabled|blocked|unknown)/i;

/** @param key the property that identifies entries */
export function firstValues(members: ReadonlyMap<string, Member>, key: string | undefined, schemas: Schemas): Entry {
  const first: Record<string, unknown> = {};
  for (const [name, member] of members) {
    const value = name === key ? undefined : (defaultOf(member, schemas) ?? usual(name, member, schemas));
    if (value !== undefined && takes(member, value, schemas)) first[name] = value;
  }
  return first;
}

/** The `default` of a member's schema (JSON Schema validation §9.2). */
export const defaultOf = (member: Member, schemas: Schemas): unknown => keyword(member, "default", schemas);

function usual(name: string, member: Member, schemas: Schemas): unknown {
  if (LATER.test(name) && [keyword(member, "type", schemas)].flat().includes("boolean")) return false;
  const values = STATE.test(name) ? keyword(member, "enum", schemas) : undefined;
  if (!Array.isArray(values)) return undefined;
  const states = values.filter((value) => typeof value === "string");
  return states.find((state) => EARLY.test(state)) ?? states.find((state) => !LATE.test(state));
}

/** The first value of a keyword, also behind references. */
function keyword({ schemas: own }: Member, name: string, schemas: Schemas): unknown {
  for (const start of own) {
    let schema: Schema | undefined = start;
    for (let hops = 0; isObject(schema) && hops < 20; hops += 1) {
      if (schema[name] !== undefined) return schema[name];
      schema = resolveRef(schema["$ref"], schemas);
    }
  }
  return undefined;
}
