/** What an entry says of the file that was uploaded to create it. */

import { type Entry, type Member, takes } from "./entry.ts";
import type { Schemas } from "../../core/validation.ts";

const NAME = /^(original_?)?(file_?)?name$|^title$/i;
const TYPE = /^((mime|content|media|file)_?type|type)$/i;
const SIZE = /^((file|content)_?)?(size|length|bytes|size_?in_?bytes)$|^bytes$/i;

/** @param sent what the request says itself, which stays */
export function fileMembers(
  file: { readonly name?: string; readonly type?: string; readonly size?: number },
  members: ReadonlyMap<string, Member>,
  sent: Entry,
  schemas: Schemas,
): Entry {
  const said: Record<string, unknown> = {};
  for (const [name, member] of members) {
    if (Object.hasOwn(sent, name)) continue;
    const value = NAME.test(name) ? file.name : TYPE.test(name) ? file.type : SIZE.test(name) ? file.size : undefined;
    if (value === undefined || value === "") continue;
    const fitting = [value, String(value)].find((each) => takes(member, each, schemas));
    if (fitting !== undefined) said[name] = fitting;
  }
  return said;
}
