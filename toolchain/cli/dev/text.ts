/** Texts of a fixed width on a terminal. */

import { styleText } from "node:util";
import truncatedWidth from "fast-string-truncated-width";
import { printable } from "../report/index.ts";

export type Style = Parameters<typeof styleText>[0];

/** Paints a text; without colours it stays as it is. */
export type Paint = (style: Style, text: string) => string;

export const painter =
  (colours: boolean): Paint =>
  (style, text) =>
    colours ? styleText(style, text, { validateStream: false }) : text;

export const widthOf = (text: string): number => truncatedWidth(text).width;

/** A text of the contract or of a program, on one line and at most this wide. Wide characters count twice. */
export function cut(text: string, width: number): string {
  const line = printable(text).replaceAll("\n", " ");
  const { truncated, index } = truncatedWidth(line, { limit: Math.max(width, 1), ellipsis: "…" });
  return truncated ? `${line.slice(0, index)}…` : line;
}

/** Fills a text with blanks; it can have styles. */
export const padded = (text: string, width: number): string => text + " ".repeat(Math.max(width - widthOf(text), 0));

/** The lines of a text with words broken at the width. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of printable(text).split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, width));
  }
  return lines;
}
