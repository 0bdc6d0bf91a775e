/**
 * Paths in the sources of tests that lead out of the repository. Each expression that names a path and can be evaluated
 * without running the module (literals, constants, `join`, `new URL(…, import.meta.url)` and the like) is evaluated.
 * `.ci/run` is the check for all others: it tests a clone that has nothing beside it.
 */

import { dirname, join, normalize, resolve } from "node:path/posix";
import ts from "typescript";
import { type SourceFile, violation, type Violation, walk } from "./structure/source.ts";

/** Where the repository is while its paths are evaluated. */
const ROOT = "/above/repository";
const isOutside = (path: string): boolean =>
  (path === dirname(ROOT) || path.startsWith(`${dirname(ROOT)}/`)) && path !== ROOT && !path.startsWith(`${ROOT}/`);

const PATHS: ReadonlyMap<string, (first: string, ...parts: string[]) => string> = new Map([
  ["join", join],
  ["resolve", (...parts: string[]) => resolve(ROOT, ...parts)],
  ["normalize", normalize],
  ["dirname", dirname],
  ["fileURLToPath", (url: string) => pathOf(url)],
  ["pathToFileURL", (path: string) => `file://${path}`],
]);
/** These take a path first, relative to the folder in which tests run: the root. */
const READING =
  /^(?:readFile|readdir|open|opendir|stat|lstat|access|exists|createReadStream|cp|copyFile|glob)(?:Sync)?$/;

const pathOf = (text: string): string => (text.startsWith("file://") ? normalize(text.slice("file://".length)) : text);

export function outsidePaths(files: readonly SourceFile[]): Violation[] {
  const modules = new Map(files.map((file) => [file.path, new Module(file)]));
  return files.flatMap((file) => {
    const module = new Module(file, modules);
    const found: Violation[] = [];
    walk(file.tree, (node) => {
      if (!ts.isExpression(node) || ts.isIdentifier(node)) return;
      const text =
        ts.isCallExpression(node) && READING.test(nameOfCall(node)) ? module.readPath(node) : module.evaluate(node);
      if (text === undefined || !isOutside(pathOf(text)) || isPart(node)) return;
      found.push(violation(file, node, node.getText(file.tree), `leads to ${pathOf(text)}`));
    });
    return found;
  });
}

/** Whether the node is a part of a larger expression that is judged itself: `x` in `join(x, "../y")`. */
const isPart = ({ parent }: ts.Node): boolean =>
  (ts.isCallExpression(parent) && PATHS.has(nameOfCall(parent))) ||
  ts.isTemplateSpan(parent) ||
  ts.isNewExpression(parent);

function nameOfCall({ expression }: ts.CallExpression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : "";
}

/** The texts that expressions of a module stand for; `undefined` where only running it would tell. */
class Module {
  readonly #file: SourceFile;
  readonly #modules: ReadonlyMap<string, Module>;
  readonly #constants = new Map<string, ts.Expression>();
  readonly #imports = new Map<string, readonly [path: string, name: string]>();

  constructor(file: SourceFile, modules: ReadonlyMap<string, Module> = new Map()) {
    this.#file = file;
    this.#modules = modules;
    for (const statement of file.tree.statements) {
      if (ts.isVariableStatement(statement))
        for (const { name, initializer } of statement.declarationList.declarations)
          if (ts.isIdentifier(name) && initializer !== undefined) this.#constants.set(name.text, initializer);
      if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
        const named = statement.importClause?.namedBindings;
        const path = join(dirname(file.path), statement.moduleSpecifier.text);
        if (named !== undefined && ts.isNamedImports(named))
          for (const each of named.elements)
            this.#imports.set(each.name.text, [path, (each.propertyName ?? each.name).text]);
      }
    }
  }

  /** The path that a call reads, from the root. */
  readPath({ arguments: [first] }: ts.CallExpression): string | undefined {
    const path = first === undefined ? undefined : this.evaluate(first);
    return path === undefined ? undefined : resolve(ROOT, pathOf(path));
  }

  evaluate(node: ts.Expression): string | undefined {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isIdentifier(node)) return this.#named(node.text);
    if (ts.isPropertyAccessExpression(node)) return this.#member(node);
    if (ts.isTemplateExpression(node))
      return this.#joined([
        node.head.text,
        ...node.templateSpans.flatMap(({ expression, literal }) => [this.evaluate(expression), literal.text]),
      ]);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
      return this.#joined([this.evaluate(node.left), this.evaluate(node.right)]);
    if (ts.isCallExpression(node)) return this.#call(node);
    return ts.isNewExpression(node) ? this.#url(node) : undefined;
  }

  #joined(parts: readonly (string | undefined)[]): string | undefined {
    return parts.includes(undefined) ? undefined : parts.join("");
  }

  #named(name: string): string | undefined {
    const constant = this.#constants.get(name);
    if (constant !== undefined) return this.evaluate(constant);
    const [path = "", exported = ""] = this.#imports.get(name) ?? [];
    const module = this.#modules.get(path);
    return module === undefined ? undefined : module.#named(exported);
  }

  #member({ expression, name }: ts.PropertyAccessExpression): string | undefined {
    const path = join(ROOT, this.#file.path);
    if (ts.isMetaProperty(expression))
      return { dirname: dirname(path), filename: path, url: `file://${path}` }[name.text];
    const whole = this.evaluate(expression);
    if (whole === undefined) return undefined;
    return name.text === "pathname" ? pathOf(whole) : name.text === "href" ? whole : undefined;
  }

  #call(node: ts.CallExpression): string | undefined {
    const make = PATHS.get(nameOfCall(node));
    const [first, ...rest] = node.arguments.map((each) => this.evaluate(each));
    if (make === undefined || first === undefined) return undefined;
    // What follows an unknown part is below what is known.
    const known = rest.includes(undefined) ? rest.slice(0, rest.indexOf(undefined)) : rest;
    return make(first, ...known.filter((each) => each !== undefined));
  }

  #url({ expression, arguments: parameters }: ts.NewExpression): string | undefined {
    if (!ts.isIdentifier(expression) || expression.text !== "URL") return undefined;
    const [text, base] = (parameters ?? []).map((each) => this.evaluate(each));
    if (text === undefined || base?.startsWith("file://") !== true) return undefined;
    const path = join(base.endsWith("/") ? pathOf(base) : dirname(pathOf(base)), text);
    return `file://${path}${/(?:^|\/)\.\.?$/.test(text) ? "/" : ""}`;
  }
}
