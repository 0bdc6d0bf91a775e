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
import { Functions, type Check } from "./functions.ts";
import { resolved, type Named } from "./references.ts";
import { ending, Locals, MARK, memberName, refusal, usedOnce } from "./statements.ts";
import { Scalars, type Constant, type ScalarOptions } from "./scalars.ts";
import { evaluatedGroups, type Guard } from "./unevaluated.ts";

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

export interface PrinterOptions extends ScalarOptions {
  readonly named: Named;
  /** What the function of a named schema is called. */
  readonly nameOf: (key: string) => string;
}

export class Printer {
  readonly functions: Functions;
  /** Prints the statements of functions that write. */
  writers: ((check: Check) => string) | undefined;
  readonly #options: PrinterOptions;
  readonly #scalars: Scalars;

  /** @param reserved names that functions may not have */
  constructor(options: PrinterOptions, reserved: Iterable<string>) {
    this.#options = options;
    this.#scalars = new Scalars(options);
    this.functions = new Functions(options.named, options.nameOf, reserved, (check) => this.#body(check));
  }

  /** The condition under which `value` fits, calls as marks. */
  condition(schema: Schema, value: string, name: string, member: boolean): Condition {
    if (typeof schema === "boolean") return schema;
    const { $ref } = schema;
    const call = (check: Check): Condition => atom(this.functions.call(check, value, member));
    if (this.#isInterpreted(schema) || COMPOSED.some((keyword) => schema[keyword] !== undefined))
      return isVoid(schema) ? true : call(this.functions.of(schema, name));
    if (typeof $ref !== "string") return this.#scalars.scalar(schema, value);
    const check = this.functions.referred($ref);
    return check === undefined
      ? call(this.functions.of(schema, name))
      : and(call(check), this.#scalars.scalar(schema, value));
  }

  /** Values at the top of the module, by name. */
  get constants(): ReadonlyMap<string, Constant> {
    return this.#scalars.constants;
  }

  /** Writes what has been asked for, and what that asks for. */
  finish(): void {
    this.functions.finish((check) => {
      this.#scalars.uses = check.uses;
      check.body = check.writes ? "  return undefined;\n" : this.#interpreted(check.schema);
    });
  }

  /** Runs with what it uses noted in a set. */
  noting<T>(uses: Set<string>, run: () => T): T {
    this.#scalars.uses = uses;
    return run();
  }

  /** The whole of a function. */
  print(check: Check): string {
    const { typed } = this.#options;
    const value = `${/\bvalue\b/.test(check.body) ? "" : "_"}value${typed ? ": unknown" : ""}`;
    const depth = check.deep ? (typed ? ", depth: number" : ", depth") : "";
    const [no, type] = check.writes ? ["undefined", "string | undefined"] : ["false", "boolean"];
    const guard = check.recursive ? `  if (tooDeep(depth)) return ${no};\n` : "";
    const result = typed ? `: ${type}` : "";
    const drop = check.writes ? `, ${/\bdrop\b/.test(check.body) ? "" : "_"}drop${typed ? ": boolean" : ""}` : "";
    return `function ${check.name}(${value}${drop}${depth})${result} {\n${guard}${this.functions.settled(check.body, check)}}\n`;
  }

  /** What a value with nothing undeclared is known by, where only the schema as data can tell. */
  declaredBy(schema: Schema): string {
    return this.#scalars.constant("declared", `declaredBy(schemas, ${quotedText(JSON.stringify(schema))})`);
  }

  /** A body for what only the interpreter can do. */
  #interpreted(schema: Schema): string {
    return `  return ${this.#scalars.constant("interpreted", `interpreted(schemas, ${quotedText(JSON.stringify(schema))})`)}(value);\n`;
  }

  #isInterpreted(schema: ObjectSchema): boolean {
    return (
      INTERPRETED.some((keyword) => schema[keyword] !== undefined) ||
      (schema["unevaluatedProperties"] !== undefined && evaluatedGroups(schema, this.#options.named) === undefined) ||
      (typeof schema["$ref"] === "string" && resolved(schema["$ref"], this.#options.named) === undefined)
    );
  }

  #body(check: Check): string {
    this.#scalars.uses = check.uses;
    const { schema } = check;
    if (check.writes && this.writers) return this.writers(check);
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
      refuseUnless(this.#scalars.isObject("value"));
      this.#object(schema, check, lines, "  ");
    } else if (array && type === "array") {
      refuseUnless(atom("Array.isArray(value)"));
      this.#array(schema, check, lines, "  ");
    } else {
      refuseUnless(this.#scalars.scalar(schema, "value"));
      for (const [has, test, print] of [
        [object, () => this.#scalars.isObject("value"), this.#object],
        [array, () => atom("Array.isArray(value)"), this.#array],
      ] as const) {
        if (!has) continue;
        const inner: string[] = [];
        print.call(this, schema, check, inner, "    ");
        if (inner.length > 0)
          lines.push(`  if (${text(test())}) {\n`, ...inner.map((line) => line.split(MARK, 1)[0] ?? ""), "  }\n");
      }
    }
    if ((object && type === "object") || (array && type === "array"))
      refuseUnless(this.#scalars.values(schema, "value"));
    const { $ref } = schema;
    if (typeof $ref === "string") refuseUnless(this.condition({ $ref }, "value", check.name, false));
    listOf(schema["allOf"]).forEach((part, i) => refuseUnless(this.#same(part, `${check.name}_${i + 1}`)));
    if (isSchema(schema["not"])) refuseUnless(not(this.#same(schema["not"], `${check.name}_not`)));
    if (isSchema(schema["if"])) refuseUnless(this.#conditional(schema, check));
    for (const keyword of ["anyOf", "oneOf"] as const) this.#union(schema, keyword, check, lines);
    return ending(lines);
  }

  /**
   * A further schema for the same value. It is a function of its own, since TypeScript would hold what it compares
   * against what it knows of the value by then.
   */
  #same(schema: Schema, name: string): Condition {
    if (!isNode(schema) || typeof schema["$ref"] === "string" || isVoid(schema))
      return this.condition(schema, "value", name, false);
    return atom(this.functions.call(this.functions.of(schema, name), "value", false));
  }

  #conditional(schema: ObjectSchema, check: Check): Condition {
    const at = (keyword: "if" | "then" | "else"): Condition => {
      const part = schema[keyword];
      return isSchema(part) ? this.#same(part, `${check.name}_${keyword}`) : true;
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
      return inPlace ? this.condition(branch, "value", name, false) : this.#same(branch, name);
    });
    // A jump is the last statement there is.
    if (tag !== undefined && (keyword === "oneOf" || schema["oneOf"] === undefined)) {
      const cases = tag.values.flatMap((values, i) => [
        ...values.map((value) => `    case ${stringText(value)}:\n`),
        ...(values.length > 0 ? [`      return ${text(conditions[i] ?? false)};\n`] : []),
      ]);
      const given = `${text(this.#scalars.isObject("value"))} ? ${this.#scalars.member(tag.property)} : undefined`;
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
      const fits = this.condition(property, local, memberName(check.name, name), true);
      const condition = required.has(name)
        ? refusesUndefined(property, this.#options.named)
          ? fits
          : and(compare(local, "!==", "undefined"), fits)
        : or(compare(local, "===", "undefined"), fits);
      if (condition === true) continue;
      const member = this.#scalars.member(name);
      const refusing = refusal(
        condition === false ? and(compare(local, "===", "undefined"), compare(local, "!==", "undefined")) : condition,
      ).slice(2);
      const once = usedOnce(refusing, local, member);
      if (once === undefined) lines.push(`${indent}const ${local} = ${member};\n`);
      lines.push(indent + (once ?? refusing));
    }
    for (const [given, names] of isNode(schema["dependentRequired"])
      ? Object.entries(schema["dependentRequired"])
      : []) {
      const there = (name: string): Condition => compare(this.#scalars.member(name), "!==", "undefined");
      refuseUnless(or(not(there(given)), and(...textsOf(names).map(there))));
    }
    for (const [given, dependent] of namesOf(schema["dependentSchemas"])) {
      const fits = this.#same(dependent, memberName(check.name, given));
      refuseUnless(or(compare(this.#scalars.member(given), "===", "undefined"), fits));
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
    const name = isSchema(names) ? this.condition(names, "name", `${check.name}_key`, true) : true;
    const member = (each: Schema, name: string): Condition => this.condition(each, "member", name, true);
    const rest = isSchema(additional) ? member(additional, `${check.name}_other`) : true;
    if (name === false || (rest === false && known.length + patterns.length === 0)) {
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
      refuseUnless(member(each, `${check.name}_pattern${i + 1}`), atom(`${this.#scalars.pattern(source)}.test(key)`)),
    );
    if (rest !== true)
      refuseUnless(
        rest,
        not(
          this.#scalars.isKnown(
            known,
            patterns.map(([source]) => source),
          ),
        ),
      );
    if (isSchema(unevaluated)) this.#unevaluated(schema, unevaluated, check, lines, indent, refuseUnless);
    if (inner.length === 0) return;
    lines.push(`${indent}for (const key in value) {\n`);
    if (inner.some((line) => /\bmember\b/.test(line))) lines.push(`${indent}  const member = value[key];\n`);
    lines.push(...inner, `${indent}}\n`);
  }

  /** Members that nothing else has looked at; what they depend on is asked once, before the loop. */
  #unevaluated(
    schema: ObjectSchema,
    unevaluated: Schema,
    check: Check,
    lines: string[],
    indent: string,
    refuseUnless: (condition: Condition, given: Condition) => void,
  ): void {
    const left = this.condition(unevaluated, "member", `${check.name}_unevaluated`, true);
    const groups = evaluatedGroups(schema, this.#options.named) ?? [];
    if (left === true || groups[0]?.all) return;
    const guardOf = (guard: Guard): Condition => {
      if ("property" in guard) return compare(this.#scalars.member(guard.property), "!==", "undefined");
      const fits = this.#same(guard.schema, `${check.name}_when`);
      return guard.fits ? fits : not(fits);
    };
    const evaluated = groups.map(({ guards, names, patterns, all }, i): Condition => {
      const known = all || this.#scalars.isKnown([...names], [...patterns]);
      if (guards.length === 0) return known;
      const local = `when${i}`;
      lines.push(`${indent}const ${local} = ${text(and(...guards.map(guardOf)))};\n`);
      return and(atom(local), known);
    });
    refuseUnless(left, not(or(...evaluated)));
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
      const fits = this.condition(each, local, `${check.name}_${i}`, true);
      if (fits === true) return;
      lines.push(`${indent}const ${local}${this.#options.typed ? ": unknown" : ""} = value[${i}];\n`);
      refuseUnless(or(compare("value.length", "<=", String(i)), fits));
    });
    const item = isSchema(items) ? this.condition(items, "item", `${check.name}_item`, true) : true;
    if (item === false) refuseUnless(compare("value.length", "<=", String(prefix.length)));
    else if (item !== true) {
      this.#loop(lines, indent, prefix.length);
      refuseUnless(item, `${indent}  `);
      lines.push(`${indent}}\n`);
    }
    if (schema["uniqueItems"] === true) refuseUnless(atom(this.#scalars.helper("unique", "value")));
    if (!isSchema(contains)) return;
    const least = typeof minContains === "number" ? minContains : 1;
    const most = typeof maxContains === "number" ? maxContains : Infinity;
    const fits = this.condition(contains, "item", `${check.name}_contains`, true);
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
}

/** With one of these TypeScript knows more of a value than that there is one. */
const NARROWING = ["type", "enum", "const", "properties", "required", "items", "prefixItems"];

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
