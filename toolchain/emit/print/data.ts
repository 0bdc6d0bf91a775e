/** Plain data as source text: what fits on a line stands on one line, the rest is broken up. Every text goes through a door. */

import { type Code, trusted } from "../code.ts";
import { keyText, stringText } from "../doors.ts";

const WIDTH = 120;

/** A name that stands for a part of the data, declared elsewhere; nothing for a part that is written in place. */
export type NameOf = (part: object) => string | undefined;

const inPlace: NameOf = () => undefined;

/**
 * An expression for a piece of plain data (JSON values; `undefined` members are left out).
 * @param column where it will start, to know what fits; its further lines are indented from zero.
 */
export const data = (value: unknown, column = 0, nameOf: NameOf = inPlace): Code =>
  trusted(dataText(value, column, nameOf));

export function dataText(value: unknown, column = 0, nameOf: NameOf = inPlace): string {
  return print(value, { indent: 0, column, ahead: column, nameOf });
}

/** All on one line of any length. */
export const lineOfData = (value: unknown, nameOf: NameOf = inPlace): Code =>
  trusted(flat(value, Number.POSITIVE_INFINITY, nameOf) ?? "undefined");

interface PrintPosition {
  readonly indent: number;
  /** What the caller's own indentation takes. */
  readonly column: number;
  /** What stands before the value on its line, indentation included. */
  readonly ahead: number;
  readonly nameOf: NameOf;
}

function print(value: unknown, { indent, column, ahead, nameOf }: PrintPosition): string {
  if (typeof value !== "object" || value === null) return scalar(value);
  const name = nameOf(value);
  if (name !== undefined) return name;
  const line = flat(value, WIDTH - ahead, nameOf);
  if (line !== undefined) return line;
  const inner = indent + 2;
  const pad = " ".repeat(inner);
  let out = "";
  if (Array.isArray(value)) {
    for (const item of value)
      out += `${pad}${print(item, { indent: inner, column, ahead: column + inner + 1, nameOf })},\n`;
    return `[\n${out}${" ".repeat(indent)}]`;
  }
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const text = keyText(key);
    out += `${pad}${text}: ${print(member, { indent: inner, column, ahead: column + inner + text.length + 3, nameOf })},\n`;
  }
  return `{\n${out}${" ".repeat(indent)}}`;
}

/** The value on one line, or nothing when that takes more than `room` columns; looks no further than that. */
function flat(value: unknown, room: number, nameOf: NameOf): string | undefined {
  if (typeof value !== "object" || value === null) {
    if (typeof value === "string" && value.length + 2 > room) return undefined;
    const text = scalar(value);
    return text.length <= room ? text : undefined;
  }
  const name = nameOf(value);
  if (name !== undefined) return name.length <= room ? name : undefined;
  let out = "";
  const add = (before: string, member: unknown, brackets: number): boolean => {
    const lead = (out === "" ? "" : ", ") + before;
    const text = flat(member, room - out.length - lead.length - brackets, nameOf);
    if (text !== undefined) out += lead + text;
    return text !== undefined;
  };
  if (Array.isArray(value)) {
    for (const item of value) if (!add("", item, 2)) return undefined;
    return `[${out}]`;
  }
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    const member: unknown = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined && !add(`${keyText(key)}: `, member, 4)) return undefined;
  }
  return out === "" ? "{}" : `{ ${out} }`;
}

function scalar(value: unknown): string {
  switch (typeof value) {
    case "string":
      return stringText(value);
    case "number":
      // JSON has no way to write these; YAML has
      if (Number.isNaN(value)) return "Number.NaN";
      if (!Number.isFinite(value)) return value > 0 ? "Number.POSITIVE_INFINITY" : "Number.NEGATIVE_INFINITY";
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
      return String(value);
    case "bigint":
      return `${value}n`;
    default:
      return "null";
  }
}
