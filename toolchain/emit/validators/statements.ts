/** Statements of emitted functions, and what their locals are called. */

import { not, text, type Condition } from "./condition.ts";

/** A statement that refuses what does not fit, with what fits behind a mark: the last one of a function says that. */
export const refusal = (condition: Condition): string =>
  `  if (${text(not(condition))}) return false;\n${MARK}${text(condition)}`;
export const MARK = "\u0003";

/** A refusal with the member itself in place of a local that it names but once: less for a compiler to read. */
export function usedOnce(refusing: string, local: string, member: string): string | undefined {
  const uses = new RegExp(`(?<![\\w$])\\${local}(?![\\w$])`, "g");
  const [first = "", second = ""] = refusing.split(MARK);
  return first.match(uses)?.length === 1
    ? `${first.replace(uses, () => member)}${MARK}${second.replace(uses, () => member)}`
    : undefined;
}

export function ending(lines: readonly string[]): string {
  const last = lines.at(-1) ?? "";
  const out = lines.map((line) => line.split(MARK, 1)[0] ?? "");
  if (last.includes(MARK)) out[out.length - 1] = `  return ${last.slice(last.indexOf(MARK) + 1)};\n`;
  else if (!last.startsWith("  switch ")) out.push("  return true;\n");
  return out.join("");
}

/** `Student_address_city`, and no longer than can be read. */
export function memberName(owner: string, member: string): string {
  const word = member.replace(/\W+/g, "_").slice(0, 30);
  const name = `${owner}_${word}`;
  return name.length <= 60 ? name : `${owner.slice(0, owner.indexOf("_") + 1 || 30).slice(0, 30)}${word}`;
}

/** Names of locals in one function, after the properties that they hold; `$` sets them apart from functions. */
export class Locals {
  readonly #taken = new Set<string>();

  of(property: string): string {
    const base = `$${property.replace(/\W+/g, "_").slice(0, 40)}`;
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}_${count}`;
    this.#taken.add(name);
    return name;
  }
}
