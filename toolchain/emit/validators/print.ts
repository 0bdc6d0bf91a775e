/** Prints trees of code. */

import { countIn } from "./count.ts";
import {
  DROP,
  type EmittedFunction,
  type Depth,
  type Expression,
  type FunctionCall,
  type Junction,
  type Local,
  OPPOSITE,
  type PrintedCode,
  type Statement,
  VALUE,
} from "./tree.ts";

/** The body of a function that is not compiled yet. */
export const NOTHING: PrintedCode = { pieces: [], calls: new Map(), names: new Set(), parameters: new Set() };

export function printStatements(statements: readonly Statement[]): PrintedCode {
  const printer = new Printer();
  printer.statements(statements, "  ");
  return printer.result();
}

export function printExpression(expression: Expression): PrintedCode {
  const printer = new Printer();
  printer.expression(expression, "");
  return printer.result();
}

/** @param typed the code is TypeScript */
export function functionText(of: EmittedFunction, typed: boolean): string {
  const parameter = (local: Local, type: string): string =>
    `${of.body.parameters.has(local) ? "" : "_"}${local.name}${typed ? `: ${type}` : ""}`;
  const [no, result] = of.writes ? ["undefined", ": string | undefined"] : ["false", ": boolean"];
  let parameters = parameter(VALUE, "unknown");
  if (of.writes) parameters += `, ${parameter(DROP, "boolean")}`;
  if (of.deep) parameters += typed ? ", depth: number" : ", depth";
  const guard = of.recursive ? `  if (tooDeep(depth)) return ${no};\n` : "";
  return `function ${of.name}(${parameters})${typed ? result : ""} {\n${guard}${codeText(of.body, of)}}\n`;
}

/** @param from the function that holds the code */
export function codeText({ pieces }: PrintedCode, from?: EmittedFunction): string {
  let out = "";
  for (const piece of pieces) out += typeof piece === "string" ? piece : depthText(piece, from);
  return out;
}

/** The depth grows with each step to a member. */
function depthText({ to, argument }: Depth, from: EmittedFunction | undefined): string {
  if (!to.deep) return "";
  if (!from?.deep) return ", 0";
  return argument === "value" ? ", depth" : ", depth + 1";
}

/** A local that is used once, and the expression that takes its place. */
interface Inlined {
  readonly local: Local;
  readonly value: Expression;
  readonly outer: Inlined | undefined;
}

class Printer {
  readonly #pieces: (string | Depth)[] = [];
  /** The text after the last piece. */
  #text = "";
  #inlined: Inlined | undefined;
  readonly #calls = new Map<EmittedFunction, Depth["argument"]>();
  readonly #names = new Set<string>();
  readonly #parameters = new Set<Local>();

  result(): PrintedCode {
    this.#endPiece();
    return { pieces: this.#pieces, calls: this.#calls, names: this.#names, parameters: this.#parameters };
  }

  #endPiece(): void {
    if (this.#text !== "") this.#pieces.push(this.#text);
    this.#text = "";
  }

  statements(statements: readonly Statement[], indent: string): void {
    for (const statement of statements) this.#statement(statement, indent);
  }

  #statement(statement: Statement, indent: string): void {
    switch (statement.kind) {
      case "line":
        this.#text += indent;
        this.expression(statement.code, "");
        this.#text += ";\n";
        return;
      case "refuse":
        this.#text += `${indent}if (`;
        this.expression(statement.unless, "!");
        this.#text += `) return ${statement.result};\n`;
        return;
      case "block":
        this.#text += indent;
        this.expression(statement.head, "");
        this.#text += " {\n";
        this.statements(statement.body, `${indent}  `);
        this.#text += `${indent}}\n`;
        return;
      case "const":
        this.#const(statement, indent);
        return;
      case "switch":
        this.#switch(statement, indent);
    }
  }

  #const({ local, value, body }: Statement & { kind: "const" }, indent: string): void {
    if (countIn(local, body) === 1) {
      const outer = this.#inlined;
      this.#inlined = { local, value, outer };
      this.statements(body, indent);
      this.#inlined = outer;
      return;
    }
    this.#text += `${indent}const ${local.name} = `;
    this.expression(value, "");
    this.#text += ";\n";
    this.statements(body, indent);
  }

  #switch({ on, cases, otherwise }: Statement & { kind: "switch" }, indent: string): void {
    this.#text += `${indent}switch (`;
    this.expression(on, "");
    this.#text += ") {\n";
    for (const [texts, result] of cases) {
      for (const text of texts) this.#text += `${indent}  case ${text}:\n`;
      this.#text += `${indent}    return `;
      this.expression(result, "");
      this.#text += ";\n";
    }
    this.#text += `${indent}  default:\n${indent}    return ${otherwise};\n${indent}}\n`;
  }

  /**
   * @param not `"!"` prints the opposite
   * @param within the operator around the expression: it decides whether brackets are needed
   */
  expression(expression: Expression, not: "" | "!", within?: Junction["kind"]): void {
    if (typeof expression === "boolean") {
      this.#text += String(expression === (not === ""));
      return;
    }
    if (typeof expression === "string") {
      this.#text += `${not}${expression}`;
      return;
    }
    switch (expression.kind) {
      case "local":
        this.#local(expression, not, within);
        return;
      case "name":
        this.#names.add(expression.name);
        this.#text += `${not}${expression.name}`;
        return;
      case "helper":
        this.#names.add(expression.name);
        this.#text += `${not}${expression.name}${expression.method}(`;
        this.#list(expression.args);
        this.#text += ")";
        return;
      case "call":
        this.#call(expression, not);
        return;
      case "code": {
        const { strings, parts } = expression;
        this.#text += `${not}${strings[0]!}`;
        for (let i = 0; i < parts.length; i++) {
          this.expression(parts[i]!, "");
          this.#text += strings[i + 1]!;
        }
        return;
      }
      case "compare": {
        const { left, operator, right } = expression;
        this.expression(left, "");
        this.#text += ` ${not === "" ? operator : OPPOSITE[operator]} ${right}`;
        return;
      }
      case "not":
        this.expression(expression.of, not === "" ? "!" : "", within);
        return;
      default:
        this.#junction(expression, not, within);
    }
  }

  #local(local: Local, not: "" | "!", within: Junction["kind"] | undefined): void {
    for (let inlined = this.#inlined; inlined !== undefined; inlined = inlined.outer)
      if (inlined.local === local) return this.expression(inlined.value, not, within);
    if (local === VALUE || local === DROP) this.#parameters.add(local);
    this.#text += `${not}${local.name}`;
  }

  #call({ to, args }: FunctionCall, not: "" | "!"): void {
    const argument = args[0] === VALUE ? "value" : "member";
    if (this.#calls.get(to) !== "value") this.#calls.set(to, argument);
    this.#text += `${not}${to.name}(`;
    this.#list(args);
    this.#endPiece();
    this.#pieces.push({ to, argument });
    this.#text += ")";
  }

  #junction({ kind, of }: Junction, not: "" | "!", within: Junction["kind"] | undefined): void {
    const own = (kind === "and") === (not === "") ? "and" : "or";
    const bracketed = within !== undefined && within !== own;
    if (bracketed) this.#text += "(";
    for (let i = 0; i < of.length; i++) {
      if (i > 0) this.#text += own === "and" ? " && " : " || ";
      this.expression(of[i]!, not, own);
    }
    if (bracketed) this.#text += ")";
  }

  #list(expressions: readonly Expression[]): void {
    for (let i = 0; i < expressions.length; i++) {
      if (i > 0) this.#text += ", ";
      this.expression(expressions[i]!, "");
    }
  }
}
