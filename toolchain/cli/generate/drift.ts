import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { OutputPlan } from "../../emit/write/writer.ts";
import { shown } from "../config/projects.ts";

/** Maximum lines of one file's diff. */
const LINES = 60;
/** Finding the smallest difference of two very different texts can take minutes. */
const MILLISECONDS = 2000;

/** What writing would change, as a unified diff with paths from the working directory; each file cut to a readable size. */
export function drift({ directory, created, changed, removed }: OutputPlan, cwd: string): string {
  return [...changed, ...created, ...removed]
    .map(({ path, before, after }) => {
      const name = shown(cwd, join(directory, path));
      const from = before === undefined ? "/dev/null" : name;
      const to = after === undefined ? "/dev/null" : name;
      return cut(patch(from, to, before ?? "", after ?? ""), name);
    })
    .join("");
}

function patch(from: string, to: string, before: string, after: string): string {
  const found = createTwoFilesPatch(from, to, before, after, undefined, undefined, {
    context: 3,
    timeout: MILLISECONDS,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
  return found ?? `--- ${from}\n+++ ${to}\n(too many changes to show)\n`;
}

function cut(text: string, name: string): string {
  const lines = text.replace(/\n$/, "").split("\n");
  if (lines.length <= LINES) return text;
  return `${lines.slice(0, LINES).join("\n")}\n(${lines.length - LINES} more lines of ${name})\n`;
}
