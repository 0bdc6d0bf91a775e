/** Pieces that several emitters print. */

import { type Code, code, join, lines } from "./code.ts";

/** Members, each on its line, in braces. */
export const objectOf = (members: readonly Code[]): Code =>
  members.every((member) => member.empty) ? code`{}` : code`{\n  ${lines(members)}\n}`;

/** The same, on one line when no member takes more than one. */
export const shortObjectOf = (members: readonly Code[]): Code =>
  members.length === 0 || members.some((member) => member.multiline)
    ? objectOf(members)
    : code`{ ${join(members, code` `)} }`;
