/** Changes for people: Markdown, for a changelog or a comment on a pull request. */

import { byText } from "./causes.ts";
import type { Change, Counterexample } from "./changes.ts";
import { advise } from "./semver.ts";

interface Section {
  readonly title: string;
  /** Whether a change belongs here, if no earlier section has it. */
  has(change: Change): boolean;
}

/** The sender may send something new, or the receiver accepts something new. A renamed part is not new. */
const added = ({ id, direction }: Change): boolean =>
  /-(?:added|opened|loosened)$/.test(id) || (direction === "request" && id.endsWith("-widened"));

const SECTIONS: readonly Section[] = [
  { title: "Breaking", has: ({ wire }) => wire === "breaking" },
  { title: "Undecided", has: ({ wire }) => wire === "unknown" },
  { title: "Deprecated", has: ({ id }) => id === "operation-deprecated" || id === "sunset-changed" },
  { title: "Added", has: (change) => change.wire === "safe" && added(change) },
  { title: "Changed", has: () => true },
];

/** Escapes the markup of Markdown and HTML: the contract's text is untrusted. */
const plain = (text: string): string =>
  text.replace(/[\\`*_[\]<>|#!~]/g, (character) => `\\${character}`).replaceAll("\n", " ");
const code = (text: string): string => {
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence}${text.startsWith("`") || text.endsWith("`") ? ` ${text} ` : text}${fence}`.replaceAll("\n", " ");
};

/** The largest number of operations that are listed by name; the others are counted. */
const MOST = 3;

/** @param title the heading; `undefined`: none */
export function changelog(changes: readonly Change[], title: string | undefined): string {
  const lines: string[] = title === undefined ? [] : [`## ${plain(title)}`, ""];
  if (changes.length === 0) return [...lines, "No changes.", ""].join("\n");
  const { wire, source, undecided } = advise(changes);
  const breaking = changes.filter((change) => change.wire === "breaking").length;
  const others = changes.length - breaking - undecided;
  lines.push(
    `${breaking} breaking, ${undecided} undecided, ${others} other ${others === 1 ? "change" : "changes"}. API version: **${wire}**. Generated code: **${source}**.`,
    "",
  );
  const left = new Set(changes);
  for (const { title: heading, has } of SECTIONS) {
    const found = [...left].filter(has);
    for (const one of found) left.delete(one);
    if (found.length === 0) continue;
    const own = byText(found);
    lines.push(`### ${heading} (${own.length})`, "");
    for (const [where, group] of byOperations(own)) lines.push(...entries(where, group));
    lines.push("");
  }
  return lines.join("\n");
}

/** The changes by the operations that they concern, in Markdown. Empty: the whole contract. */
function byOperations(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const { operations } = change;
    const named = operations.slice(0, MOST).map(code).join(", ");
    const where = named + (operations.length > MOST ? ` and ${operations.length - MOST} more` : "");
    groups.set(where, [...(groups.get(where) ?? []), change]);
  }
  return groups;
}

function entries(where: string, changes: readonly Change[]): string[] {
  const [only] = changes;
  if (where === "") return changes.flatMap((change) => entry("* ", change));
  if (changes.length === 1 && only !== undefined) return entry(`* ${where}${only.place === "" ? ": " : ", "}`, only);
  return [`* ${where}`, ...changes.flatMap((change) => entry("  * ", change))];
}

function entry(start: string, { id, operations, place, message, counterexample }: Change): string[] {
  const [operation] = operations;
  const isNamed = operations.length === 1 && operation !== undefined && message.startsWith(operation);
  const spoken = plain(isNamed ? message.slice(operation.length).trim() : message);
  const lines = [`${start}${place === "" ? "" : `${plain(place)}: `}${spoken} (${code(id)})`];
  if (counterexample === undefined) return lines;
  const indent = start.startsWith(" ") ? "    " : "  ";
  return [...lines, `${indent}${proves(counterexample)}: ${code(short(counterexample.value))}`];
}

/** What a counterexample shows. */
export const proves = ({ validIn }: Counterexample): string =>
  validIn === "base" ? "Valid before, invalid now" : "Invalid before, valid now";

/** A value on one line. */
export function short(value: unknown, most = 300): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
