/** How often code names a local. */

import type { Expression, Local, Statement } from "./tree.ts";

export function countOf(local: Local, expression: Expression): number {
  if (expression === local) return 1;
  if (typeof expression !== "object") return 0;
  switch (expression.kind) {
    case "local":
    case "name":
      return 0;
    case "helper":
    case "call":
      return countInAll(local, expression.args);
    case "code":
      return countInAll(local, expression.parts);
    case "compare":
      return countOf(local, expression.left);
    case "not":
      return countOf(local, expression.of);
    default:
      return countInAll(local, expression.of);
  }
}

function countInAll(local: Local, expressions: readonly Expression[]): number {
  let count = 0;
  for (const each of expressions) count += countOf(local, each);
  return count;
}

export function countIn(local: Local, statements: readonly Statement[]): number {
  let count = 0;
  for (const statement of statements) {
    switch (statement.kind) {
      case "line":
        count += countOf(local, statement.code);
        break;
      case "refuse":
        count += countOf(local, statement.unless);
        break;
      case "const":
        count += countOf(local, statement.value) + countIn(local, statement.body);
        break;
      case "block":
        count += countOf(local, statement.head) + countIn(local, statement.body);
        break;
      case "switch":
        count += countOf(local, statement.on);
        for (const [, result] of statement.cases) count += countOf(local, result);
    }
  }
  return count;
}
