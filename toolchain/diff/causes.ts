/** One edit of a contract can show in many places. It is one entry for people. */

import type { Cause, Change, ChangeDirection, Rating, Turn } from "./changes.ts";
import type { NewAlternative, Reason } from "./schema/reason.ts";

/** The cause of differences in an alternative that one side does not have. */
export function alternativeCause(
  { path }: Pick<Reason, "path">,
  { name, inside }: NewAlternative,
  where: string,
  direction: ChangeDirection,
  turn: Turn,
): Cause {
  const union = path.slice(0, path.length - inside);
  const verb = direction === "request" ? "accepted" : "sent";
  return {
    message:
      turn === "widened"
        ? `a new alternative, ${name}, ${direction === "request" ? "is accepted" : "may be sent"}`
        : `the alternative ${name} is no longer ${verb}`,
    place: `${where}${union === "" ? "" : ` ${union}`}`,
  };
}

const WORST: readonly Rating[] = ["breaking", "unknown", "safe"];

/** The changes, with those of one cause as one change: with the worst ratings, and all operations. */
export function byCause(changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change[]>();
  for (const [index, change] of changes.entries()) {
    const { cause, direction } = change;
    const key = cause === undefined ? String(index) : `${direction} ${cause.message}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map(merged);
}

/** The changes, with those that say the same of several operations as one change. Their positions are those of the first. */
export function byText(changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const { id, wire, place, message, operations } = change;
    const key = JSON.stringify([id, wire, place, message, operations.length > 0]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map((group) => ({
    ...group[0]!, // groups are not empty
    operations: [...new Set(group.flatMap(({ operations }) => operations))],
  }));
}

function merged(changes: readonly Change[]): Change {
  const lead = changes.toSorted((a, b) => WORST.indexOf(a.wire) - WORST.indexOf(b.wire))[0]!; // groups are not empty
  const { cause, ...rest } = lead;
  if (cause === undefined) return lead;
  return {
    ...rest,
    source: changes.some(({ source }) => source === "breaking") ? "breaking" : "safe",
    message: cause.message,
    place: cause.place,
    operations: [...new Set(changes.flatMap(({ operations }) => operations))],
  };
}
