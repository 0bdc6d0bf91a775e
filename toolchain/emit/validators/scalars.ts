/** Expressions that look at one value: its type, its bounds, its text. And the constants of the module that they need. */

import { isObject as isJsonObject } from "tenon-runtime/core";
import { ANNOTATION_FORMATS } from "tenon-runtime/validators";
import { quotedText, stringText } from "../doors.ts";
import { type ObjectSchema, typesAsked } from "./facts.ts";
import type { NamedFormats } from "./formats.ts";
import { fractionOf } from "./numbers.ts";
import { and, compare, type Expression, helper, js, type Local, methodOf, moduleName, not, or, VALUE } from "./tree.ts";

/** Names that every object inherits: emitted code reads such members with `own`. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

export const isObject = (value: Local): Expression => helper("isObject", value);
export const isArray = (value: Local): Expression => js`Array.isArray(${value})`;

/** A member of the value, one of its own where every object inherits that name. */
export const memberOf = (name: string): Expression =>
  INHERITED.has(name) ? helper("own", VALUE, stringText(name)) : js`${VALUE}[${stringText(name)}]`;

/** The lists that are short enough to be compared one by one. */
const FEW = 8;

export interface ScalarOptions {
  readonly formats: NamedFormats;
  /** How much time a backtracking engine may need for a pattern. */
  readonly dangerOf: (source: string) => "none" | "polynomial" | "exponential";
  /** Whether the code is TypeScript. */
  readonly typed: boolean;
  /** Whether numbers may be longer than a double holds: the options `bigint` and `decimals`. */
  readonly exact: boolean;
}

/** Values that stand at the top of a module: patterns, sets, constants. */
export interface Constant {
  readonly name: string;
  readonly code: string;
  /** The helper that makes it. */
  readonly helper: string | undefined;
}

export class Scalars {
  /** By name. */
  readonly constants = new Map<string, Constant>();
  readonly #options: ScalarOptions;
  readonly #constantOf = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(options: ScalarOptions) {
    this.#options = options;
  }

  /** Whether `key` is one of the names, or matches one of the patterns. */
  isKnown(key: Local, names: readonly string[], patterns: readonly string[]): Expression {
    const named =
      names.length > FEW
        ? methodOf(this.#set("known", names.map(stringText)), "has", key)
        : or(...names.map((name) => compare(key, "===", stringText(name))));
    return or(named, ...patterns.map((source) => this.matches(source, key)));
  }

  /** Whether a text matches a pattern. */
  matches(source: string, text: Local): Expression {
    return methodOf(this.#pattern(source), "test", text);
  }

  /** Keywords that look at one value alone. */
  scalar(schema: ObjectSchema, value: Local): Expression {
    const { type } = schema;
    if (type === undefined)
      return and(
        or(compare(js`typeof ${value}`, "!==", '"string"'), this.#textual(schema, value)),
        or(this.#isNoNumber(value), this.#numeric(schema, value)),
        this.values(schema, value),
      );
    let isBare = true;
    const typed = typesAsked(type).map((each) => {
      const detail =
        each === "string"
          ? this.#textual(schema, value)
          : each === "number" || each === "integer"
            ? this.#numeric(schema, value)
            : true;
      if (detail !== true) isBare = false;
      return and(this.#type(each, value), detail);
    });
    const values = this.values(schema, value);
    // values say their type, and only those of the right one are left
    return values === true || !isBare ? and(or(...typed), values) : values;
  }

  #isNoNumber(value: Local): Expression {
    if (this.#options.exact) return not(helper("isExactNumber", value));
    return compare(js`typeof ${value}`, "!==", '"number"');
  }

  #textual(schema: ObjectSchema, value: Local): Expression {
    const { minLength, maxLength, pattern, format } = schema;
    const conditions: Expression[] = [];
    const length = js`${value}.length`;
    // code units are at least as many as code points, and at most twice as many
    if (typeof minLength === "number" && minLength > 0) {
      const units = compare(length, ">=", String(minLength));
      const points = (): Expression => compare(helper("codePoints", value), ">=", String(minLength));
      conditions.push(
        minLength === 1
          ? compare(value, "!==", '""')
          : and(units, or(compare(length, ">=", String(2 * minLength)), points())),
      );
    }
    if (typeof maxLength === "number")
      conditions.push(
        or(compare(length, "<=", String(maxLength)), compare(helper("codePoints", value), "<=", String(maxLength))),
      );
    if (typeof pattern === "string") conditions.push(this.matches(pattern, value));
    if (typeof format === "string") conditions.push(this.#format(format, value, "string"));
    return and(...conditions);
  }

  #numeric(schema: ObjectSchema, value: Local): Expression {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
    const conditions: Expression[] = [];
    for (const [limit, operator] of [
      [minimum, ">="],
      [maximum, "<="],
      [exclusiveMinimum, ">"],
      [exclusiveMaximum, "<"],
    ] as const)
      if (typeof limit === "number") conditions.push(compare(value, operator, String(limit)));
    if (typeof multipleOf === "number" && multipleOf > 0) {
      const fraction = this.#options.exact ? undefined : fractionOf(multipleOf);
      conditions.push(
        fraction
          ? helper("isMultiple", value, String(fraction[0]), String(fraction[1]))
          : helper("isMultipleOf", value, String(multipleOf)),
      );
    }
    if (typeof format === "string") conditions.push(this.#format(format, value, "number"));
    return and(...conditions);
  }

  #format(format: string, value: Local, type: "string" | "number"): Expression {
    const { formats } = this.#options;
    const known = formats.get(format);
    if (known === undefined) {
      // the application may add it
      const open = formats.size > 0 && !ANNOTATION_FORMATS.has(format);
      return open ? helper("isFormat", stringText(format), value) : true;
    }
    if (known.type !== type) return true;
    if (type === "string" || !this.#options.exact) return helper(known.name, value);
    return format === "int64" ? helper("exactInt64", value) : helper(known.name, js`Number(${value})`);
  }

  /** `const` and `enum`: those values that `type` allows as well. */
  values(schema: ObjectSchema, value: Local): Expression {
    const constant = Object.hasOwn(schema, "const") ? [schema["const"]] : undefined;
    const list = Array.isArray(schema["enum"]) ? (schema["enum"] as readonly unknown[]) : undefined;
    if (constant === undefined && list === undefined) return true;
    const { type } = schema;
    const types = type === undefined ? undefined : typesAsked(type);
    const values = distinctOf(constant, list).filter((each) => types?.some((one) => isOfType(each, one)) ?? true);
    if (values.length > FEW && values.every((each) => typeof each !== "object" || each === null))
      return methodOf(this.#set("allowed", values.map(literal)), "has", value);
    return or(...values.map((each) => this.#isOne(each, value)));
  }

  #isOne(constant: unknown, value: Local): Expression {
    if (typeof constant !== "object" || constant === null) return compare(value, "===", literal(constant));
    const name = this.constant("constant", `JSON.parse(${quotedText(JSON.stringify(constant))})`);
    return helper("equal", value, moduleName(name));
  }

  #type(type: string, value: Local): Expression {
    switch (type) {
      case "string":
      case "boolean":
        return compare(js`typeof ${value}`, "===", stringText(type));
      case "number":
        return helper(this.#options.exact ? "isExactNumber" : "isNumber", value);
      case "integer":
        return helper(this.#options.exact ? "isExactInteger" : "isInteger", value);
      case "null":
        return compare(value, "===", "null");
      case "array":
        return isArray(value);
      case "object":
        return isObject(value);
      default:
        return false;
    }
  }

  /** The name of a pattern. */
  #pattern(source: string): string {
    const danger = this.#options.dangerOf(source);
    if (danger !== "none")
      return this.constant("guarded", `guardedPattern(${stringText(source)}, ${stringText(danger)})`);
    const unicode = isValid(source, "u");
    if (!unicode && !isValid(source, "")) return this.constant("pattern", 'new RegExp("")');
    return this.constant("pattern", `new RegExp(${stringText(source)}${unicode ? ', "u"' : ""})`);
  }

  #set(kind: string, members: readonly string[]): string {
    return this.constant(kind, `new Set${this.#options.typed ? "<unknown>" : ""}([${members.join(", ")}])`);
  }

  /** A value at the top of the module, once for equal ones. */
  constant(kind: string, code: string): string {
    let name = this.#constantOf.get(code);
    if (name === undefined) {
      const count = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, count);
      name = `$${kind}${count}`;
      this.#constantOf.set(code, name);
      this.constants.set(name, { name, code, helper: HELPER_OF[kind] });
    }
    return name;
  }
}

/** The values that both lists have, or the only list; equal values once. */
function distinctOf(constant: readonly unknown[] | undefined, list: readonly unknown[] | undefined): unknown[] {
  if (constant === undefined && list?.every((each) => typeof each === "string")) return [...new Set(list)];
  const texts = new Set(list?.map((each) => JSON.stringify(each)));
  const both = constant && list ? constant.filter((each) => texts.has(JSON.stringify(each))) : (constant ?? list ?? []);
  return [...new Map(both.map((each) => [JSON.stringify(each), each])).values()];
}

/** What a constant is made by. */
const HELPER_OF: Readonly<Record<string, string>> = {
  interpreted: "interpreted",
  guarded: "guardedPattern",
  declared: "declaredBy",
};

const isValid = (source: string, flags: string): boolean => {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
};

const literal = (value: unknown): string =>
  typeof value === "string" ? stringText(value) : Object.is(value, -0) ? "0" : String(JSON.stringify(value));

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isJsonObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
