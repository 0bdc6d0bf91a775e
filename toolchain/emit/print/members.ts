/** Pieces that several emitters print. */

import { type Code, code, join, lines, trusted } from "../code.ts";
import { CORE, type } from "../context.ts";
import { identifier, keyText, quotedText } from "../doors.ts";

/** Members, each on its line, in braces. */
export const objectOf = (members: readonly Code[]): Code =>
  members.every((member) => member.empty) ? code`{}` : code`{\n  ${lines(members)}\n}`;

/** The same, on one line when no member takes more than one. */
export const shortObjectOf = (members: readonly Code[]): Code =>
  members.length === 0 || members.some((member) => member.multiline)
    ? objectOf(members)
    : code`{ ${join(members, code` `)} }`;

/** A member of an object literal for each entry, on a line of its own: its value as JSON text. */
export function jsonMembers(entries: Iterable<readonly [key: string, value: unknown]>, indent: string): string {
  let out = "";
  for (const [key, value] of entries) out += `${indent}${keyText(key)}: ${quotedText(JSON.stringify(value))},\n`;
  return out;
}

/** Members in braces: whole lines, put together from what the doors return, already indented. */
export const objectOfText = (members: string): Code => trusted(members === "" ? "{}" : `{\n${members}}`);

/**
 * An interface with a member for each operation, over the `O` of `HandlerOptions`. Where a contract has no operation
 * nothing refers to it, and `noUnusedParameters` accepts this only with an underscore.
 */
export function operationsInterface(name: string, members: readonly Code[]): Code {
  const parameter = members.length > 0 ? code`O` : code`_O`;
  return code`export interface ${identifier(name)}<${parameter} extends ${type(CORE, "HandlerOptions")} = {}> ${objectOf(members)}`;
}
