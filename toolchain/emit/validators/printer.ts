/**
 * The fast tier: a boolean function for each schema, as plain code. What one value decides stands in place; what has
 * members, or several ways to fit, is a function of its own, so that nothing is written twice.
 */

import type { Schema } from "../../contract/model.ts";
import { quotedText, stringText } from "../doors.ts";
import { and, atom, compare, not, or, text, type Condition } from "./condition.ts";
import {
  areDisjoint,
  isNode,
  isSchema,
  listOf,
  namesOf,
  type ObjectSchema,
  refusesUndefined,
  tagOf,
  textsOf,
} from "./facts.ts";
import { DEEPEST, Functions, type Check } from "./functions.ts";
import type { FormatNames } from "./formats.ts";
import { fractionOf } from "./numbers.ts";
import { resolved, type Named } from "./references.ts";
import { evaluatedNames } from "./unevaluated.ts";

/** Names that every object inherits: a member of that name is asked for by `own`. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Keywords that make a schema one with members, or with several ways to fit. */
const COMPOSED = [
  ..."properties patternProperties additionalProperties propertyNames required dependentRequired dependentSchemas".split(
    " ",
  ),
  ..."minProperties maxProperties unevaluatedProperties items prefixItems contains uniqueItems minItems maxItems".split(
    " ",
  ),
  ..."unevaluatedItems allOf anyOf oneOf not if".split(" "),
];

/** What only the interpreter can do. */
const INTERPRETED = ["$dynamicRef", "$id", "unevaluatedItems"];

/** The lists that are short enough to be compared one by one. */
const FEW = 8;

export interface PrinterOptions {
  readonly named: Named;
  /** What the function of a named schema is called. */
  readonly nameOf: (key: string) => string;
  readonly formats: FormatNames;
  /** How a backtracking engine fares with a pattern. */
  readonly dangerOf: (source: string) => "none" | "polynomial" | "exponential";
  /** Whether the code is TypeScript. */
  readonly typed: boolean;
}

/** Values that stand at the top of a module: patterns, sets, constants. */
export interface Constant {
  readonly name: string;
  readonly code: string;
  /** The helper that makes it. */
  readonly helper: string | undefined;
}

export class Printer {
  readonly functions: Functions;
  /** By name. */
  readonly constants = new Map<string, Constant>();
  readonly #options: PrinterOptions;
  readonly #constantOf = new Map<string, string>();
  /** What the code at hand uses: helpers and constants. */
  #uses = new Set<string>();
  readonly #counts = new Map<string, number>();

  /** @param reserved names that functions may not have */
  constructor(options: PrinterOptions, reserved: Iterable<string>) {
    this.#options = options;
    this.functions = new Functions(options.named, options.nameOf, reserved, (check) => this.#body(check));
  }

  /** The condition under which `value` fits, calls as marks. */
  condition(schema: Schema, value: string, from: Check | undefined, name: string, member: boolean): Condition {
    if (typeof schema === "boolean") return schema;
    const { $ref } = schema;
    const call = (check: Check): Condition => atom(this.functions.call(from, check, value, member));
    if (this.#isInterpreted(schema) || COMPOSED.some((keyword) => schema[keyword] !== undefined))
      return isVoid(schema) ? true : call(this.functions.of(schema, name));
    if (typeof $ref !== "string") return this.#scalar(schema, value);
    const check = this.functions.referred($ref);
    return check === undefined ? call(this.functions.of(schema, name)) : and(call(check), this.#scalar(schema, value));
  }

  /** Writes what has been asked for, and what that asks for. */
  finish(): void {
    this.functions.finish((check) => {
      this.#uses = check.uses;
      check.body = this.#interpreted(check.schema);
    });
  }

  /** Runs with what it uses noted in a set. */
  noting<T>(uses: Set<string>, run: () => T): T {
    this.#uses = uses;
    return run();
  }

  /** The whole of a function. */
  print(check: Check): string {
    const { typed } = this.#options;
    const value = `${/\bvalue\b/.test(check.body) ? "" : "_"}value${typed ? ": unknown" : ""}`;
    const depth = check.deep ? (typed ? ", depth: number" : ", depth") : "";
    const guard = check.recursive ? `  if (depth > ${DEEPEST}) return false;\n` : "";
    const result = typed ? ": boolean" : "";
    return `function ${check.name}(${value}${depth})${result} {\n${guard}${this.functions.settled(check.body, check)}}\n`;
  }

  /** A body for what only the interpreter can do. */
  #interpreted(schema: Schema): string {
    return `  return ${this.#constant("interpreted", `interpreted(schemas, ${quotedText(JSON.stringify(schema))})`)}(value);\n`;
  }

  #helper(name: string, ...args: readonly string[]): string {
    this.#uses.add(name);
    return `${name}(${args.join(", ")})`;
  }

  #isObject(value: string): Condition {
    return atom(this.#helper("isObject", value));
  }

  #member(name: string): string {
    return INHERITED.has(name) ? this.#helper("own", "value", stringText(name)) : `value[${stringText(name)}]`;
  }

  #isInterpreted(schema: ObjectSchema): boolean {
    return (
      INTERPRETED.some((keyword) => schema[keyword] !== undefined) ||
      (schema["unevaluatedProperties"] !== undefined && evaluatedNames(schema, this.#options.named) === undefined) ||
      (typeof schema["$ref"] === "string" && resolved(schema["$ref"], this.#options.named) === undefined)
    );
  }

  #body(check: Check): string {
    this.#uses = check.uses;
    const { schema } = check;
    if (typeof schema === "boolean") return `  return ${schema};\n`;
    if (this.#isInterpreted(schema)) return this.#interpreted(schema);
    const lines: string[] = [];
    const refuseUnless = (condition: Condition): void => {
      if (condition !== true) lines.push(refusal(condition));
    };
    const object = OBJECT.some((keyword) => schema[keyword] !== undefined);
    const array = ARRAY.some((keyword) => schema[keyword] !== undefined);
    const { type } = schema;
    if (object && type === "object") {
      refuseUnless(this.#isObject("value"));
      this.#object(schema, check, lines, "  ");
    } else if (array && type === "array") {
      refuseUnless(atom("Array.isArray(value)"));
      this.#array(schema, check, lines, "  ");
    } else {
      refuseUnless(this.#scalar(schema, "value"));
      for (const [has, test, print] of [
        [object, () => this.#isObject("value"), this.#object],
        [array, () => atom("Array.isArray(value)"), this.#array],
      ] as const) {
        if (!has) continue;
        const inner: string[] = [];
        print.call(this, schema, check, inner, "    ");
        if (inner.length > 0)
          lines.push(`  if (${text(test())}) {\n`, ...inner.map((line) => line.split(MARK, 1)[0] ?? ""), "  }\n");
      }
    }
    if ((object && type === "object") || (array && type === "array")) refuseUnless(this.#values(schema, "value"));
    const { $ref } = schema;
    if (typeof $ref === "string") refuseUnless(this.condition({ $ref }, "value", check, check.name, false));
    listOf(schema["allOf"]).forEach((part, i) => refuseUnless(this.#same(part, check, `${check.name}_${i + 1}`)));
    if (isSchema(schema["not"])) refuseUnless(not(this.#same(schema["not"], check, `${check.name}_not`)));
    if (isSchema(schema["if"])) refuseUnless(this.#conditional(schema, check));
    for (const keyword of ["anyOf", "oneOf"] as const) this.#union(schema, keyword, check, lines);
    return ending(lines);
  }

  /**
   * A further schema for the same value. It is a function of its own, since TypeScript would hold what it compares
   * against what it knows of the value by then.
   */
  #same(schema: Schema, check: Check, name: string): Condition {
    if (!isNode(schema) || typeof schema["$ref"] === "string" || isVoid(schema))
      return this.condition(schema, "value", check, name, false);
    return atom(this.functions.call(check, this.functions.of(schema, name), "value", false));
  }

  #conditional(schema: ObjectSchema, check: Check): Condition {
    const at = (keyword: "if" | "then" | "else"): Condition => {
      const part = schema[keyword];
      return isSchema(part) ? this.#same(part, check, `${check.name}_${keyword}`) : true;
    };
    const [condition, then, otherwise] = [at("if"), at("then"), at("else")];
    if (then === true) return or(condition, otherwise);
    if (otherwise === true) return or(not(condition), then);
    return atom(`(${text(condition, "and")} ? ${text(then)} : ${text(otherwise)})`);
  }

  #union(schema: ObjectSchema, keyword: "anyOf" | "oneOf", check: Check, lines: string[]): void {
    const branches = listOf(schema[keyword]);
    if (branches.length === 0) return;
    const { named } = this.#options;
    const tag = tagOf(branches, named);
    const inPlace =
      NARROWING.every((each) => schema[each] === undefined) && (schema["anyOf"] ?? schema["oneOf"]) === schema[keyword];
    const conditions = branches.map((branch, i) => {
      const name = `${check.name}_${keyword === "anyOf" ? "any" : "one"}${i + 1}`;
      return inPlace ? this.condition(branch, "value", check, name, false) : this.#same(branch, check, name);
    });
    // A jump is the last statement there is.
    if (tag !== undefined && (keyword === "oneOf" || schema["oneOf"] === undefined)) {
      const cases = tag.values.flatMap((values, i) => [
        ...values.map((value) => `    case ${stringText(value)}:\n`),
        ...(values.length > 0 ? [`      return ${text(conditions[i] ?? false)};\n`] : []),
      ]);
      const given = `${text(this.#isObject("value"))} ? ${this.#member(tag.property)} : undefined`;
      lines.push(`  switch (${given}) {\n${cases.join("")}    default:\n      return false;\n  }\n`);
      return;
    }
    if (keyword === "anyOf" || areDisjoint(branches, named)) {
      const condition = or(...conditions);
      if (condition !== true) lines.push(refusal(condition));
      return;
    }
    const sum = conditions.map((condition) => `(${text(condition)} ? 1 : 0)`).join(" + ");
    lines.push(`  if (${sum} !== 1) return false;\n`);
  }

  /** Keywords on objects, of a `value` that is one. */
  #object(schema: ObjectSchema, check: Check, lines: string[], indent: string): void {
    const refuseUnless = (condition: Condition): void => {
      if (condition !== true) lines.push(indent + refusal(condition).slice(2));
    };
    const properties = new Map(namesOf(schema["properties"]));
    const required = new Set(textsOf(schema["required"]));
    const locals = new Locals();
    for (const name of new Set([...properties.keys(), ...required])) {
      const local = locals.of(name);
      const property = properties.get(name) ?? true;
      const fits = this.condition(property, local, check, memberName(check.name, name), true);
      const condition = required.has(name)
        ? refusesUndefined(property, this.#options.named)
          ? fits
          : and(compare(local, "!==", "undefined"), fits)
        : or(compare(local, "===", "undefined"), fits);
      if (condition === true) continue;
      lines.push(`${indent}const ${local} = ${this.#member(name)};\n`);
      refuseUnless(
        condition === false ? and(compare(local, "===", "undefined"), compare(local, "!==", "undefined")) : condition,
      );
    }
    for (const [given, names] of isNode(schema["dependentRequired"])
      ? Object.entries(schema["dependentRequired"])
      : []) {
      const there = (name: string): Condition => compare(this.#member(name), "!==", "undefined");
      refuseUnless(or(not(there(given)), and(...textsOf(names).map(there))));
    }
    for (const [given, dependent] of namesOf(schema["dependentSchemas"])) {
      const fits = this.condition(dependent, "value", check, memberName(check.name, given), false);
      refuseUnless(or(compare(this.#member(given), "===", "undefined"), fits));
    }
    const { minProperties, maxProperties } = schema;
    if (typeof minProperties === "number" || typeof maxProperties === "number") {
      lines.push(`${indent}const size = Object.keys(value).length;\n`);
      if (typeof minProperties === "number") refuseUnless(compare("size", ">=", String(minProperties)));
      if (typeof maxProperties === "number") refuseUnless(compare("size", "<=", String(maxProperties)));
    }
    this.#otherMembers(schema, [...properties.keys()], check, lines, indent);
  }

  /** What is said of members by pattern, by name, or because nothing else is said of them. */
  #otherMembers(schema: ObjectSchema, known: readonly string[], check: Check, lines: string[], indent: string): void {
    const patterns = namesOf(schema["patternProperties"]);
    const { additionalProperties: additional, propertyNames: names, unevaluatedProperties: unevaluated } = schema;
    const name = isSchema(names) ? this.condition(names, "name", check, `${check.name}_key`, true) : true;
    const member = (each: Schema, name: string): Condition => this.condition(each, "member", check, name, true);
    const rest = isSchema(additional) ? member(additional, `${check.name}_other`) : true;
    if (rest === false && known.length + patterns.length === 0) {
      lines.push(`${indent}if (Object.keys(value).length > 0) return false;\n`);
      return;
    }
    const inner: string[] = [];
    const refuseUnless = (condition: Condition, given: Condition = true): void => {
      if (condition === true) return;
      inner.push(`${indent}  if (${text(and(given, not(condition)))}) return false;\n`);
    };
    if (name !== true) inner.push(`${indent}  const name${this.#options.typed ? ": unknown" : ""} = key;\n`);
    refuseUnless(name);
    patterns.forEach(([source, each], i) =>
      refuseUnless(member(each, `${check.name}_pattern${i + 1}`), atom(`${this.#pattern(source)}.test(key)`)),
    );
    if (rest !== true)
      refuseUnless(
        rest,
        not(
          this.#isKnown(
            known,
            patterns.map(([source]) => source),
          ),
        ),
      );
    if (isSchema(unevaluated)) {
      const evaluated = evaluatedNames(schema, this.#options.named);
      const left = evaluated?.all ? true : member(unevaluated, `${check.name}_unevaluated`);
      if (evaluated && left !== true)
        refuseUnless(left, not(this.#isKnown([...evaluated.names], [...evaluated.patterns])));
    }
    if (inner.length === 0) return;
    lines.push(`${indent}for (const key in value) {\n`);
    if (inner.some((line) => /\bmember\b/.test(line))) lines.push(`${indent}  const member = value[key];\n`);
    lines.push(...inner, `${indent}}\n`);
  }

  #isKnown(names: readonly string[], patterns: readonly string[]): Condition {
    const named =
      names.length > FEW
        ? atom(`${this.#set("known", names.map(stringText))}.has(key)`)
        : or(...names.map((name) => compare("key", "===", stringText(name))));
    return or(named, ...patterns.map((source) => atom(`${this.#pattern(source)}.test(key)`)));
  }

  /** Keywords on arrays, of a `value` that is one. */
  #array(schema: ObjectSchema, check: Check, lines: string[], indent: string): void {
    const refuseUnless = (condition: Condition, by = indent): void => {
      if (condition !== true) lines.push(`${by}if (${text(not(condition))}) return false;\n`);
    };
    const { minItems, maxItems, items, contains, minContains, maxContains } = schema;
    const prefix = listOf(schema["prefixItems"]);
    if (typeof minItems === "number" && minItems > 0) refuseUnless(compare("value.length", ">=", String(minItems)));
    if (typeof maxItems === "number") refuseUnless(compare("value.length", "<=", String(maxItems)));
    prefix.forEach((each, i) => {
      const local = `item${i}`;
      const fits = this.condition(each, local, check, `${check.name}_${i}`, true);
      if (fits === true) return;
      lines.push(`${indent}const ${local}${this.#options.typed ? ": unknown" : ""} = value[${i}];\n`);
      refuseUnless(or(compare("value.length", "<=", String(i)), fits));
    });
    const item = isSchema(items) ? this.condition(items, "item", check, `${check.name}_item`, true) : true;
    if (item === false) refuseUnless(compare("value.length", "<=", String(prefix.length)));
    else if (item !== true) {
      this.#loop(lines, indent, prefix.length);
      refuseUnless(item, `${indent}  `);
      lines.push(`${indent}}\n`);
    }
    if (schema["uniqueItems"] === true) refuseUnless(atom(this.#helper("unique", "value")));
    if (!isSchema(contains)) return;
    const least = typeof minContains === "number" ? minContains : 1;
    const most = typeof maxContains === "number" ? maxContains : Infinity;
    const fits = this.condition(contains, "item", check, `${check.name}_contains`, true);
    let found = "value.length";
    if (fits === false) return refuseUnless(least === 0);
    if (fits !== true && (least > 0 || most < Infinity)) {
      found = "found";
      lines.push(`${indent}let found = 0;\n`);
      this.#loop(lines, indent, 0);
      lines.push(`${indent}  if (${text(fits)}) found++;\n${indent}}\n`);
    }
    if (least > 0) refuseUnless(compare(found, ">=", String(least)));
    if (most < Infinity) refuseUnless(compare(found, "<=", String(most)));
  }

  #loop(lines: string[], indent: string, from: number): void {
    const { typed } = this.#options;
    lines.push(`${indent}for (let i = ${from}; i < value.length; i++) {\n`);
    lines.push(`${indent}  const item${typed ? ": unknown" : ""} = value[i];\n`);
  }

  /** Keywords that look at one value alone. */
  #scalar(schema: ObjectSchema, value: string): Condition {
    const texts = this.#textual(schema, value);
    const numbers = this.#numeric(schema, value);
    const values = this.#values(schema, value);
    const { type } = schema;
    if (type === undefined)
      return and(
        or(compare(`typeof ${value}`, "!==", '"string"'), texts),
        or(compare(`typeof ${value}`, "!==", '"number"'), numbers),
        values,
      );
    const types = textsOf([type].flat());
    const typed = types.map((each) => {
      const is = this.#type(each, value);
      return each === "string" ? and(is, texts) : each === "number" || each === "integer" ? and(is, numbers) : is;
    });
    // values say their type, and only those of the right one are left
    return values === true || texts !== true || numbers !== true ? and(or(...typed), values) : values;
  }

  #textual(schema: ObjectSchema, value: string): Condition {
    const { minLength, maxLength, pattern, format } = schema;
    const conditions: Condition[] = [];
    const length = `${value}.length`;
    // code units are at least as many as code points, and at most twice as many
    if (typeof minLength === "number" && minLength > 0) {
      const units = compare(length, ">=", String(minLength));
      const points = (): Condition => compare(this.#helper("codePoints", value), ">=", String(minLength));
      conditions.push(
        minLength === 1
          ? compare(value, "!==", '""')
          : and(units, or(compare(length, ">=", String(2 * minLength)), points())),
      );
    }
    if (typeof maxLength === "number")
      conditions.push(
        or(
          compare(length, "<=", String(maxLength)),
          compare(this.#helper("codePoints", value), "<=", String(maxLength)),
        ),
      );
    if (typeof pattern === "string") conditions.push(atom(`${this.#pattern(pattern)}.test(${value})`));
    if (typeof format === "string") conditions.push(this.#format(format, value, "string"));
    return and(...conditions);
  }

  #numeric(schema: ObjectSchema, value: string): Condition {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
    const conditions: Condition[] = [];
    for (const [limit, operator] of [
      [minimum, ">="],
      [maximum, "<="],
      [exclusiveMinimum, ">"],
      [exclusiveMaximum, "<"],
    ] as const)
      if (typeof limit === "number") conditions.push(compare(value, operator, String(limit)));
    if (typeof multipleOf === "number" && multipleOf > 0) {
      const fraction = fractionOf(multipleOf);
      conditions.push(
        atom(
          fraction
            ? this.#helper("isMultiple", value, String(fraction[0]), String(fraction[1]))
            : this.#helper("isMultipleOf", value, String(multipleOf)),
        ),
      );
    }
    if (typeof format === "string") conditions.push(this.#format(format, value, "number"));
    return and(...conditions);
  }

  #format(format: string, value: string, type: "string" | "number"): Condition {
    const known = this.#options.formats.get(format);
    if (known === undefined || known.type !== type) return true;
    return atom(this.#helper(known.name, value));
  }

  /** `const` and `enum`: those values that `type` allows as well. */
  #values(schema: ObjectSchema, value: string): Condition {
    const constant = Object.hasOwn(schema, "const") ? [schema["const"]] : undefined;
    const list = Array.isArray(schema["enum"]) ? (schema["enum"] as readonly unknown[]) : undefined;
    if (constant === undefined && list === undefined) return true;
    const texts = new Set(list?.map((each) => JSON.stringify(each)));
    const both =
      constant && list ? constant.filter((each) => texts.has(JSON.stringify(each))) : (constant ?? list ?? []);
    const { type } = schema;
    const types = type === undefined ? undefined : textsOf([type].flat());
    const distinct = new Map(both.map((each) => [JSON.stringify(each), each]));
    const values = [...distinct.values()].filter((each) => types?.some((one) => isOfType(each, one)) ?? true);
    if (values.length > FEW && values.every((each) => typeof each !== "object" || each === null))
      return atom(`${this.#set("allowed", values.map(literal))}.has(${value})`);
    return or(...values.map((each) => this.#isOne(each, value)));
  }

  #isOne(constant: unknown, value: string): Condition {
    if (typeof constant !== "object" || constant === null) return compare(value, "===", literal(constant));
    const name = this.#constant("constant", `JSON.parse(${quotedText(JSON.stringify(constant))})`);
    return atom(this.#helper("equal", value, name));
  }

  #type(type: string, value: string): Condition {
    switch (type) {
      case "string":
      case "boolean":
        return compare(`typeof ${value}`, "===", stringText(type));
      case "number":
        return atom(this.#helper("isNumber", value));
      case "integer":
        return atom(this.#helper("isInteger", value));
      case "null":
        return compare(value, "===", "null");
      case "array":
        return atom(`Array.isArray(${value})`);
      case "object":
        return this.#isObject(value);
      default:
        return false;
    }
  }

  #pattern(source: string): string {
    const danger = this.#options.dangerOf(source);
    if (danger !== "none")
      return this.#constant("guarded", `guardedPattern(${stringText(source)}, ${stringText(danger)})`);
    const unicode = isValid(source, "u");
    if (!unicode && !isValid(source, "")) return this.#constant("pattern", 'new RegExp("")');
    return this.#constant("pattern", `new RegExp(${stringText(source)}${unicode ? ', "u"' : ""})`);
  }

  #set(kind: string, members: readonly string[]): string {
    return this.#constant(kind, `new Set${this.#options.typed ? "<unknown>" : ""}([${members.join(", ")}])`);
  }

  /** A value at the top of the module, once for equal ones. */
  #constant(kind: string, code: string): string {
    let name = this.#constantOf.get(code);
    if (name === undefined) {
      const count = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, count);
      name = `$${kind}${count}`;
      this.#constantOf.set(code, name);
      this.constants.set(name, { name, code, helper: HELPER_OF[kind] });
    }
    this.#uses.add(name);
    return name;
  }
}

/** What a constant is made by. */
const HELPER_OF: Readonly<Record<string, string>> = { interpreted: "interpreted", guarded: "guardedPattern" };

/** With one of these TypeScript knows more of a value than that there is one. */
const NARROWING = ["type", "enum", "const", "properties", "required", "items", "prefixItems"];

/** A statement that refuses what does not fit, with what fits behind a mark: the last one of a function says that. */
const refusal = (condition: Condition): string =>
  `  if (${text(not(condition))}) return false;\n${MARK}${text(condition)}`;
const MARK = "\u0003";

function ending(lines: readonly string[]): string {
  const last = lines.at(-1) ?? "";
  const out = lines.map((line) => line.split(MARK, 1)[0] ?? "");
  if (last.includes(MARK)) out[out.length - 1] = `  return ${last.slice(last.indexOf(MARK) + 1)};\n`;
  else if (!last.startsWith("  switch ")) out.push("  return true;\n");
  return out.join("");
}

const OBJECT = [
  ..."properties patternProperties additionalProperties propertyNames required dependentRequired dependentSchemas".split(
    " ",
  ),
  ..."minProperties maxProperties unevaluatedProperties".split(" "),
];
const ARRAY = "items prefixItems contains uniqueItems minItems maxItems".split(" ");

/** Composed by a keyword that says nothing: `required: []`, `properties: {}`, and no more. */
const isVoid = (schema: ObjectSchema): boolean =>
  Object.keys(schema).length === 0 ||
  (Object.keys(schema).every((key) => key === "uniqueItems") && schema["uniqueItems"] !== true);

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
  if (type === "object") return isNode(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/** `Student_address_city`, and no longer than can be read. */
function memberName(owner: string, member: string): string {
  const word = member.replace(/\W+/g, "_").slice(0, 30);
  const name = `${owner}_${word}`;
  return name.length <= 60 ? name : `${owner.slice(0, owner.indexOf("_") + 1 || 30).slice(0, 30)}${word}`;
}

/** Names of locals in one function, after the properties that they hold; `$` sets them apart from functions. */
class Locals {
  readonly #taken = new Set<string>();

  of(property: string): string {
    const base = `$${property.replace(/\W+/g, "_").slice(0, 40)}`;
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}_${count}`;
    this.#taken.add(name);
    return name;
  }
}
