/** Long files and long functions. */

import ts from "typescript";
import { lineOf, nameOf, type SourceFile, type Violation, violation, walk } from "./source.ts";

export const FILE_LINES = 400;
export const FUNCTION_LINES = 80;

export function longFiles({ path, text }: SourceFile): Violation[] {
  const lines = text.trimEnd().split("\n").length;
  return lines > FILE_LINES ? [{ key: path, shown: `${path} has ${lines} lines` }] : [];
}

export function longFunctions(file: SourceFile): Violation[] {
  const { tree } = file;
  const found: Violation[] = [];
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node)) return;
    const lines = lineOf(tree, node.end) - lineOf(tree, node.getStart(tree)) + 1;
    if (lines > FUNCTION_LINES) found.push(violation(file, node, nameOf(node), `${nameOf(node)} has ${lines} lines`));
  });
  return found;
}
