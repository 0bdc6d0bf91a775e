/**
 * State of a module that changes after the module was evaluated: `let`, collections and objects that a function writes
 * to, static fields, and regular expressions that remember where they stopped. A `WeakMap` or `WeakSet` is a cache
 * whose entries go with their keys: it is allowed where a comment in front of it gives the reason.
 */

import ts from "typescript";
import { type SourceFile, type Violation, violation, walk } from "./source.ts";

const WRITING = new Set(
  "add set delete clear append getOrInsert getOrInsertComputed push pop shift unshift splice sort reverse fill".split(
    " ",
  ),
);
/** These read and write `lastIndex` of a regular expression with the flag `g` or `y`. */
const REMEMBERING = new Set(["exec", "test"]);

export function moduleState(file: SourceFile): Violation[] {
  const { constants, violations } = declarations(file);
  walk(file.tree, (node) => {
    if (ts.isPropertyDeclaration(node) && isStaticVariable(node)) {
      const name = node.name.getText(file.tree);
      violations.push(violation(file, node, name, `the static field ${name} can be assigned`));
    }
    if (!ts.isIdentifier(node)) return;
    const declaration = constants.get(node.text);
    if (declaration === undefined || declaration.name === node || !isWithinFunction(node) || isShadowed(node)) return;
    const how = changeBy(node, declaration);
    if (how === undefined || isReasonedCache(declaration, file)) return;
    constants.delete(node.text); // reported once
    violations.push(violation(file, node, node.text, `${node.text} ${how}`));
  });
  return violations;
}

/** What the module declares at its top, by name; a variable that can be assigned is a violation. */
function declarations(file: SourceFile): {
  readonly constants: Map<string, ts.NamedDeclaration>;
  readonly violations: Violation[];
} {
  const constants = new Map<string, ts.NamedDeclaration>();
  const violations: Violation[] = [];
  for (const statement of file.tree.statements) {
    if (ts.isImportDeclaration(statement)) {
      const named = statement.importClause?.namedBindings;
      if (named !== undefined && ts.isNamedImports(named))
        for (const element of named.elements) constants.set(element.name.text, element);
    }
    if (!ts.isVariableStatement(statement) || has(statement, ts.SyntaxKind.DeclareKeyword)) continue;
    const { declarations: declared, flags } = statement.declarationList;
    for (const declaration of declared) {
      if ((flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const) {
        const name = declaration.name.getText(file.tree);
        violations.push(violation(file, declaration, name, `${name} can be assigned`));
      } else if (ts.isIdentifier(declaration.name)) constants.set(declaration.name.text, declaration);
    }
  }
  return { constants, violations };
}

const has = (node: ts.HasModifiers, kind: ts.SyntaxKind): boolean =>
  node.modifiers?.some((modifier) => modifier.kind === kind) === true;

const isStaticVariable = (node: ts.PropertyDeclaration): boolean =>
  has(node, ts.SyntaxKind.StaticKeyword) && !has(node, ts.SyntaxKind.ReadonlyKeyword);

/** How the use of a name changes what is behind it; `undefined` where it only reads. */
function changeBy(name: ts.Identifier, declaration: ts.NamedDeclaration): string | undefined {
  // From `table` in `table.rows[1]` to the whole.
  let whole: ts.Node = name;
  while (isAccess(whole.parent) && whole.parent.expression === whole) whole = whole.parent;
  const { parent } = whole;
  if (whole !== name && isAssigned(whole)) return "is written to by a function";
  if (ts.isCallExpression(parent)) {
    const method = ts.isPropertyAccessExpression(whole) ? whole.name.text : undefined;
    if (parent.expression === whole && method !== undefined) {
      if (WRITING.has(method)) return `changes by ${method}()`;
      if (REMEMBERING.has(method) && remembers(declaration)) return `remembers where ${method}() stopped`;
    }
    const isTarget =
      parent.arguments[0] === name && /^Object\.(assign|definePropert)/.test(parent.expression.getText());
    if (isTarget) return "is written to by a function";
  }
  return undefined;
}

const isAccess = (node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression =>
  ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);

function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return assigns && parent.left === node;
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  return ts.isDeleteExpression(parent);
}

const remembers = (declaration: ts.NamedDeclaration): boolean =>
  ts.isVariableDeclaration(declaration) &&
  declaration.initializer !== undefined &&
  ts.isRegularExpressionLiteral(declaration.initializer) &&
  /\/[a-z]*[gy][a-z]*$/.test(declaration.initializer.text);

function isReasonedCache(declaration: ts.NamedDeclaration, { text }: SourceFile): boolean {
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const isWeak = /^new Weak(?:Map|Set)\b/.test(declaration.initializer.getText());
  const statement = declaration.parent.parent;
  return isWeak && (ts.getLeadingCommentRanges(text, statement.pos)?.length ?? 0) > 0;
}

function isWithinFunction(node: ts.Node): boolean {
  for (let each = node.parent; each !== undefined; each = each.parent) if (ts.isFunctionLike(each)) return true;
  return false;
}

/** Whether a function around the name declares it, as a parameter or in its body. */
function isShadowed(name: ts.Identifier): boolean {
  for (let each: ts.Node = name.parent; each !== undefined; each = each.parent) {
    if (!ts.isFunctionLike(each)) continue;
    let found = false;
    walk(each, (node) => {
      const declares = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node);
      if (declares && ts.isIdentifier(node.name) && node.name.text === name.text) found = true;
    });
    if (found) return true;
  }
  return false;
}
