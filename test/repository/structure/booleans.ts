/**
 * Calls that pass `true` or `false` to a boolean parameter of a function of this repository. A reader cannot see what
 * the argument means: an options object names it, or there are two functions. Values are no such arguments: the
 * parameter of `Promise.resolve` or of `Map.set` is not declared as a boolean here.
 */

import ts from "typescript";
import { nameOf, type SourceFile, type Violation, violation, walk } from "./source.ts";

/** Function name → the places of its boolean parameters. Methods of the same name share an entry. */
type Flags = ReadonlyMap<string, ReadonlySet<number>>;

export function booleanFlags(files: readonly SourceFile[]): Flags {
  const flags = new Map<string, Set<number>>();
  for (const { tree } of files)
    walk(tree, (node) => {
      if (!ts.isFunctionLike(node)) return;
      const name = ts.isConstructorDeclaration(node) ? nameOf(node.parent) : nameOf(node);
      // A parameter `this` is erased.
      const parameters = node.parameters.filter((each) => each.name.getText(tree) !== "this");
      for (const [index, parameter] of parameters.entries())
        if (isBoolean(parameter)) flags.set(name, (flags.get(name) ?? new Set()).add(index));
    });
  return flags;
}

const isBoolean = ({ type, initializer }: ts.ParameterDeclaration): boolean =>
  type === undefined ? isLiteral(initializer) : /(?:^|\| *)(?:boolean|true|false)(?:$| *\|)/.test(type.getText());

const isLiteral = (node: ts.Node | undefined): boolean =>
  node?.kind === ts.SyntaxKind.TrueKeyword || node?.kind === ts.SyntaxKind.FalseKeyword;

export function booleanLiterals(file: SourceFile, flags: Flags): Violation[] {
  const found: Violation[] = [];
  walk(file.tree, (node) => {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    const callee = calleeOf(node);
    const places = callee === undefined ? undefined : flags.get(callee);
    for (const [index, argument] of (node.arguments ?? []).entries())
      if (isLiteral(argument) && places?.has(index) === true)
        found.push(
          violation(file, argument, `${callee}()`, `${callee}() is called with ${argument.getText(file.tree)}`),
        );
  });
  return found;
}

function calleeOf({ expression }: ts.CallExpression | ts.NewExpression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : undefined;
}
