/**
 * Emitted code as a tree. A string is finished code. Code that is counted, negated or moved later is a node. `print.ts`
 * prints each tree once.
 */

import type { Schema } from "../../contract/model.ts";

/** A parameter or a `const` of the function at hand. */
export interface Local {
  readonly kind: "local";
  readonly name: string;
}

/** A name at the top of the module: a helper of the runtime or a constant. */
export interface ModuleName {
  readonly kind: "name";
  readonly name: string;
}

/** A call of a helper or of a constant's method: `isObject(value)`, `$pattern1.test(value)`. */
export interface HelperCall {
  readonly kind: "helper";
  readonly name: string;
  /** `""`, or a method with its dot. */
  readonly method: string;
  readonly args: readonly Expression[];
}

/** A call of another emitted function; the printer adds the depth where the function takes one. */
export interface FunctionCall {
  readonly kind: "call";
  readonly to: EmittedFunction;
  /** The first argument is the value. */
  readonly args: readonly Expression[];
}

/** The place of a depth in the arguments of a call. */
export interface Depth {
  readonly to: EmittedFunction;
  /** What the function is called with: the same value, or a member of it. */
  readonly argument: "value" | "member";
}

/** Code with nodes in it. It has to bind as tightly as a call when it is negated or compared. */
export interface Code {
  readonly kind: "code";
  /** One more than there are parts. */
  readonly strings: readonly string[];
  readonly parts: readonly Expression[];
}

export interface Comparison {
  readonly kind: "compare";
  readonly left: Expression;
  readonly operator: keyof typeof OPPOSITE;
  readonly right: string;
}

export interface Junction {
  readonly kind: "and" | "or";
  readonly of: readonly Expression[];
}

export interface Negation {
  readonly kind: "not";
  readonly of: Expression;
}

/** A boolean is a condition whose result is known when the code is emitted. */
export type Expression =
  | string
  | boolean
  | Local
  | ModuleName
  | HelperCall
  | FunctionCall
  | Code
  | Comparison
  | Junction
  | Negation;

export const OPPOSITE = { "===": "!==", "!==": "===", "<=": ">", ">=": "<", "<": ">=", ">": "<=" } as const;

export type Statement =
  /** `expression;` */
  | { readonly kind: "line"; readonly code: Expression }
  /** `if (!unless) return result;` */
  | { readonly kind: "refuse"; readonly unless: Expression; readonly result: "false" | "undefined" }
  /** A `const` for the statements of its body. The printer inlines one that is used once. */
  | { readonly kind: "const"; readonly local: Local; readonly value: Expression; readonly body: readonly Statement[] }
  /** `head { … }` */
  | { readonly kind: "block"; readonly head: Expression; readonly body: readonly Statement[] }
  /** `switch (on) { … }`, in which every case returns. */
  | {
      readonly kind: "switch";
      readonly on: Expression;
      readonly cases: readonly (readonly [texts: readonly string[], result: Expression])[];
      readonly otherwise: "false" | "undefined";
    };

/** A function of the fast tier: a check, or a serialiser. */
export interface EmittedFunction {
  readonly name: string;
  readonly schema: Schema;
  /** A serialiser returns the value's JSON text, and `undefined` where a check returns `false`. */
  readonly writes: boolean;
  body: PrintedCode;
  /** It takes a depth, because it is between two calls of one function. */
  deep: boolean;
  /** It is called again by what it calls. */
  recursive: boolean;
}

/** Code as text. The depths that its calls pass stand between, until it is known which functions take one. */
export interface PrintedCode {
  readonly pieces: readonly (string | Depth)[];
  /** Emitted functions that it calls; `"member"`: only on members of the value. */
  readonly calls: ReadonlyMap<EmittedFunction, "value" | "member">;
  /** Helpers and constants that it uses. */
  readonly names: ReadonlySet<string>;
  /** Parameters that it uses. */
  readonly parameters: ReadonlySet<Local>;
}

export const local = (name: string): Local => ({ kind: "local", name });

/** The parameters of emitted functions: what is checked, and whether a serialiser may drop undeclared members. */
export const VALUE: Local = local("value");
export const DROP: Local = local("drop");

export const moduleName = (name: string): ModuleName => ({ kind: "name", name });

export const helper = (name: string, ...args: readonly Expression[]): HelperCall => ({
  kind: "helper",
  name,
  method: "",
  args,
});

export const methodOf = (name: string, method: string, ...args: readonly Expression[]): HelperCall => ({
  kind: "helper",
  name,
  method: `.${method}`,
  args,
});

export const call = (to: EmittedFunction, ...args: readonly Expression[]): FunctionCall => ({ kind: "call", to, args });

export const js = (strings: TemplateStringsArray, ...parts: readonly Expression[]): Code => ({
  kind: "code",
  strings,
  parts,
});

export const compare = (left: Expression, operator: Comparison["operator"], right: string): Comparison => ({
  kind: "compare",
  left,
  operator,
  right,
});

export const and = (...conditions: readonly Expression[]): Expression => junction("and", conditions);
export const or = (...conditions: readonly Expression[]): Expression => junction("or", conditions);

function junction(kind: Junction["kind"], conditions: readonly Expression[]): Expression {
  const deciding = kind === "or"; // a condition with this value decides the whole
  const of: Expression[] = [];
  for (const each of conditions) {
    if (each === deciding) return deciding;
    if (typeof each === "boolean") continue;
    if (typeof each === "object" && each.kind === kind) of.push(...each.of);
    else of.push(each);
  }
  const [first] = of;
  return first === undefined ? !deciding : of.length === 1 ? first : { kind, of };
}

export function not(condition: Expression): Expression {
  if (typeof condition === "boolean") return !condition;
  return typeof condition === "object" && condition.kind === "not" ? condition.of : { kind: "not", of: condition };
}

export const line = (code: Expression): Statement => ({ kind: "line", code });
export const block = (head: Expression, body: readonly Statement[]): Statement => ({ kind: "block", head, body });

/** Nothing for a condition that always holds. */
export const refuseUnless = (unless: Expression, result: "false" | "undefined" = "false"): readonly Statement[] =>
  unless === true ? [] : [{ kind: "refuse", unless, result }];

/** The statements of a check, of which the last returns. */
export function ending(statements: readonly Statement[]): readonly Statement[] {
  const last = statements.at(-1);
  const end = last === undefined ? undefined : returning(last);
  return end === undefined ? [...statements, line("return true")] : [...statements.slice(0, -1), end];
}

function returning(statement: Statement): Statement | undefined {
  switch (statement.kind) {
    case "refuse":
      return line(js`return ${statement.unless}`);
    case "const":
      return { ...statement, body: ending(statement.body) };
    case "switch":
      return statement;
    default:
      return undefined;
  }
}
