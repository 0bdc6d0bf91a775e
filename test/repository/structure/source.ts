/** What the checks of the structure share: a parsed file, and where a node is. */

import ts from "typescript";

export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** A place that breaks a rule. `key` stays the same when lines move, so that a list of exceptions can name it. */
export interface Violation {
  readonly key: string;
  /** `path:line what` */
  readonly shown: string;
}

export function parse(path: string, text: string): SourceFile {
  // Parents lead from an identifier to what is done with it.
  const tree = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest }, PARENTS);
  return { path, text, tree };
}
const PARENTS = true;

/** Lines are counted from 1. */
export const lineOf = (tree: ts.SourceFile, position: number): number =>
  tree.getLineAndCharacterOfPosition(position).line + 1;

export function violation({ path, tree }: SourceFile, node: ts.Node, key: string, what: string): Violation {
  return { key: `${path}: ${key}`, shown: `${path}:${lineOf(tree, node.getStart(tree))} ${what}` };
}

/** Visits a node and all nodes within it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The name of a function, taken from the variable or property it is assigned to when it has none. */
export function nameOf(node: ts.Node): string {
  // A cast to the common part: any declaration may have a name.
  const { name } = node as { readonly name?: ts.Node };
  if (name !== undefined && ts.isPropertyName(name)) return ts.isComputedPropertyName(name) ? "[…]" : name.text;
  if (ts.isConstructorDeclaration(node)) return `${nameOf(node.parent)}.constructor`;
  const { parent } = node;
  if (parent !== undefined && (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)))
    return nameOf(parent);
  return "anonymous";
}
