/** Changes for people: Markdown, for a changelog or a comment on a pull request. */

import type { Change, Counterexample } from "./changes.ts";
import { advise } from "./semver.ts";

interface Section {
  readonly title: string;
  has(change: Change): boolean;
}

/** Something new may be sent or is taken; not what only has another name. */
const added = ({ id, direction }: Change): boolean =>
  /-(?:added|opened|loosened)$/.test(id) || (direction === "request" && id.endsWith("-widened"));

const SECTIONS: readonly Section[] = [
  { title: "Breaking", has: ({ wire }) => wire === "breaking" },
  { title: "Undecided", has: ({ wire }) => wire === "unknown" },
  { title: "Deprecated", has: ({ id }) => id === "operation-deprecated" },
  { title: "Added", has: (change) => change.wire === "safe" && added(change) },
  { title: "Changed", has: () => true },
];

/** Characters that Markdown or HTML would take for markup: the contract's text is untrusted. */
const plain = (text: string): string =>
  text.replace(/[\\`*_[\]<>|#!~]/g, (character) => `\\${character}`).replaceAll("\n", " ");
const code = (text: string): string => {
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence}${text.startsWith("`") || text.endsWith("`") ? ` ${text} ` : text}${fence}`.replaceAll("\n", " ");
};

/** Operations that are named before the rest is counted. */
const MOST = 3;

/** @param title the heading; `undefined`: none */
export function changelog(changes: readonly Change[], title: string | undefined): string {
  const lines: string[] = title === undefined ? [] : [`## ${plain(title)}`, ""];
  if (changes.length === 0) return [...lines, "No changes.", ""].join("\n");
  const advice = advise(changes);
  lines.push(
    `API version: **${advice.wire}**. Generated code: **${advice.source}**.${advice.undecided > 0 ? ` ${advice.undecided} undecided.` : ""}`,
    "",
  );
  const left = new Set(changes);
  for (const { title: heading, has } of SECTIONS) {
    const own = [...left].filter(has);
    for (const one of own) left.delete(one);
    if (own.length === 0) continue;
    lines.push(`### ${heading}`, "");
    for (const one of own) lines.push(...entry(one));
    lines.push("");
  }
  return lines.join("\n");
}

function entry(change: Change): string[] {
  const { operations, place, message, counterexample } = change;
  const named = operations.slice(0, MOST).map(code).join(", ");
  const more = operations.length > MOST ? ` and ${operations.length - MOST} more` : "";
  const where = [named + more, place === "" ? "" : plain(place)].filter((part) => part !== "").join(", ");
  const spoken =
    operations.length === 1 && message.startsWith(operations[0]!)
      ? plain(message.slice(operations[0]!.length).trim())
      : plain(message);
  const lines = [`* ${where === "" ? "" : `${where}: `}${spoken} (${code(change.id)})`];
  if (counterexample !== undefined) lines.push(`  ${proves(counterexample)}: ${code(short(counterexample.value))}`);
  return lines;
}

/** What a counterexample is one of. */
export const proves = ({ validIn }: Counterexample): string =>
  validIn === "base" ? "Valid before, invalid now" : "Invalid before, valid now";

/** A value on one line. */
export function short(value: unknown, most = 300): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
