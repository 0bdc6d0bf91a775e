/**
 * Serialisers: for each schema that an answer reaches, a function that holds a value against it and writes it, in one
 * pass. What it has written it has read once and checked; what the schema does not declare is never read. It returns
 * `undefined` for a value that is not to leave like that, and says no more: `is` and `explain` do.
 */

import type { Schema } from "../../contract/model.ts";
import { stringText } from "../doors.ts";
import { and, atom, compare, type Condition, not, or, text } from "./condition.ts";
import { isNode, listOf, type ObjectSchema, typesOf } from "./facts.ts";
import { formOf, isScalar, type Form, type ObjectForm } from "./forms.ts";
import type { FormatNames } from "./formats.ts";
import type { Check } from "./functions.ts";
import type { Printer } from "./printer.ts";
import { Locals, memberName } from "./statements.ts";
import { referenceTo, resolved, type Named } from "./references.ts";
import { INHERITED } from "./scalars.ts";

/** Formats by the function that checks them, whose texts have neither quotes nor backslashes nor controls. */
const PLAIN_FORMATS = new Set(["uuid", "date", "dateTime", "time", "duration", "ipv4", "ipv6", "uri", "uriReference"]);

/** A part of a template: text, or code in `${}`. */
const inTemplate = (json: string): string =>
  stringText(json).slice(1, -1).replaceAll('\\"', '"').replace(/[`$]/g, "\\$&");
const hole = (expression: string): string => `\${${expression}}`;
const template = (parts: string): string => `\`${parts}\``;

const DECLARING = /^(?:\$(?:dynamicR|r)ef|allOf|anyOf|oneOf|if|.*[pP]roperties|dependentSchemas)$/;

const REFUSE = "return undefined;\n";

export class Serialisers {
  readonly #printer: Printer;
  readonly #named: Named;
  readonly #formats: FormatNames;
  readonly #typed: boolean;
  readonly #keys: ReadonlyMap<Schema, string>;

  constructor(printer: Printer, named: Named, formats: FormatNames, typed: boolean) {
    this.#printer = printer;
    this.#named = named;
    this.#formats = formats;
    this.#typed = typed;
    this.#keys = new Map([...named].map(([key, schema]) => [schema, key]));
    printer.writers = (check) => this.#body(check);
  }

  /** The function that writes what a place answers; `undefined` where JSON.stringify does as well. */
  of(schema: Schema, from: Check, name: string): Check | undefined {
    let form = formOf(schema, this.#named);
    if (form.kind === "reference") form = formOf(resolved(form.reference, this.#named) ?? true, this.#named);
    if (form.kind === "whole" || form.kind === "scalar") return undefined;
    const writer = this.#writer(schema, name);
    this.#printer.functions.noteCalls(from, this.#printer.functions.call(writer, "value", false));
    return writer;
  }

  #writer(schema: Schema, name: string): Check {
    const { functions } = this.#printer;
    const form = formOf(schema, this.#named);
    const referred = form.kind === "reference" ? functions.referred(form.reference, true) : undefined;
    return referred ?? functions.of(schema, name, true);
  }

  #call(schema: Schema, local: string, name: string, member: boolean, drop = "drop"): string {
    return this.#printer.functions.call(this.#writer(schema, name), `${local}, ${drop}`, member);
  }

  #use(check: Check, helper: string): string {
    check.uses.add(helper);
    return helper;
  }

  #body(check: Check): string {
    const { schema } = check;
    const form: Form = formOf(schema, this.#named);
    switch (form.kind) {
      case "scalar":
        return `  return ${text(this.#printer.condition(schema, "value", baseOf(check), false), "and")} ? ${this.#use(check, "scalar")}(value) : undefined;\n`;
      case "object":
        return this.#object(form, check);
      case "array":
        return this.#array(form, check);
      case "reference":
        return `  return ${this.#call(schema, "value", baseOf(check), false)};\n`;
      case "either": {
        // a branch that fits no object may declare members all the same
        const bare = form.scalars.every(
          (branch) => isNode(branch) && !Object.keys(branch).some((each) => DECLARING.test(each)),
        );
        const drop = bare ? "drop" : "false";
        const scalars = or(
          ...form.scalars.map((branch, i) =>
            this.#printer.condition(branch, "value", `${baseOf(check)}_${i + 1}`, false),
          ),
        );
        return (
          `  if (typeof value !== "object" || value === null) return ${text(scalars, "and")} ? ${this.#use(check, "scalar")}(value) : undefined;\n` +
          `  return ${this.#call(form.other, "value", `${baseOf(check)}_other`, false, drop)};\n`
        );
      }
      case "jump": {
        // what one branch would drop another may declare
        const cases = form.branches.flatMap(([values, branch], i) => [
          ...values.map((value) => `    case ${stringText(value)}:\n`),
          ...(values.length > 0
            ? [`      return ${this.#call(branch, "value", `${baseOf(check)}_${i + 1}`, false, "false")};\n`]
            : []),
        ]);
        const tag = this.#member(form.property, check);
        return `  switch (${this.#use(check, "isPlain")}(value) ? ${tag} : undefined) {\n${cases.join("")}    default:\n      return undefined;\n  }\n`;
      }
      case "whole":
        return this.#whole(schema, check);
    }
  }

  /** What cannot be taken apart. */
  #whole(given: Schema, check: Check): string {
    const key = this.#keys.get(given);
    const schema = key === undefined ? given : { $ref: referenceTo(key) };
    const fits = this.#printer.condition(schema, "value", baseOf(check), false);
    if (fits === false) return `  ${REFUSE}`;
    const declared = atom(`${this.#printer.declaredBy(schema)}(value)`);
    // first of all: a circle would keep the others busy
    return `  const text${this.#typed ? ": string | undefined" : ""} = JSON.stringify(value);\n  return ${text(and(fits, declared), "and")} ? text : undefined;\n`;
  }

  #member(property: string, check: Check): string {
    return INHERITED.has(property)
      ? `${this.#use(check, "own")}(value, ${stringText(property)})`
      : `value[${stringText(property)}]`;
  }

  /**
   * The statements that check a local, and what stands in a template for its JSON.
   * @param make a name for the text, where one is needed
   */
  #value(schema: Schema, local: string, check: Check, named: string, indent: string): readonly [string, string] {
    if (isScalar(schema, this.#named)) {
      const fits = this.#printer.condition(schema, local, named, true);
      const never = and(compare(local, "===", "undefined"), compare(local, "!==", "undefined"));
      return [refuseUnless(fits === false ? never : fits, indent), this.#scalar(schema, local, check)];
    }
    const made = `text$${local.replace("$", "")}`;
    const call = this.#call(schema, local, named, true);
    return [`${indent}const ${made} = ${call};\n${indent}if (${made} === undefined) ${REFUSE}`, `\${${made}}`];
  }

  #scalar(schema: Schema, local: string, check: Check): string {
    const types = typesOf(schema, this.#named);
    if (!types.has("string")) return `\${${local}}`;
    if (this.#isPlain(schema)) {
      if (types.size === 1) return `"\${${local}}"`;
      if (types.size === 2 && types.has("null")) return `\${${local} === null ? "null" : \`"\${${local}}"\`}`;
    }
    return `\${${this.#use(check, "scalar")}(${local})}`;
  }

  /** Whether texts stand in JSON as they are. */
  #isPlain(schema: Schema, far = 0): boolean {
    if (!isNode(schema) || far > 12) return false;
    const { format, enum: values, const: constant, $ref } = schema;
    if (typeof format === "string" && PLAIN_FORMATS.has(this.#formats.get(format)?.name ?? "")) return true;
    const texts = Array.isArray(values) ? values : constant === undefined ? undefined : [constant];
    if (texts?.every((each) => JSON.stringify(each) === `"${String(each)}"`)) return true;
    if (typeof $ref === "string" && this.#isPlain(resolved($ref, this.#named) ?? true, far + 1)) return true;
    return listOf(schema["allOf"]).some((part) => this.#isPlain(part, far + 1));
  }

  #object({ properties, required, rest, nullable }: ObjectForm, check: Check): string {
    const lines: string[] = [];
    if (nullable) lines.push('  if (value === null) return "null";\n');
    lines.push(`  if (!${this.#use(check, "isPlain")}(value)) ${REFUSE}`);
    const locals = new Locals();
    const names = [...properties.keys()];
    const first = names.findIndex((each) => required.has(each));
    const simple = rest === false && names.every((each) => required.has(each));
    const closed = rest === false;
    let open = "{";
    let started = false;
    /** Statements so far end in a text that has all before `open`. */
    const flush = (): void => {
      if (!started) lines.push(`  let text = ${template(open)};\n`);
      else if (open !== "") lines.push(`  text += ${template(open)};\n`);
      started = true;
      open = "";
    };
    if (closed && !simple) lines.push(`  let size = ${required.size};\n`);
    names.forEach((each, i) => {
      const schema = properties.get(each) ?? true;
      const local = locals.of(each);
      const isRequired = required.has(each);
      lines.push(`  const ${local} = ${this.#member(each, check)};\n`);
      const key = inTemplate(`${JSON.stringify(each)}:`);
      const indent = isRequired ? "  " : "    ";
      const [checks, json] = this.#value(schema, local, check, memberName(baseOf(check), each), indent);
      if (isRequired) {
        lines.push(checks);
        open += `${i === first ? "" : ","}${key}${json}`;
        return;
      }
      flush();
      const piece = first > i ? `${key}${json},` : `,${key}${json}`;
      const written =
        first === -1
          ? `    text += ${template(`\${text === "{" ? "" : ","}${key}${json}`)};\n`
          : `    text += ${template(piece)};\n`;
      lines.push(`  if (${local} !== undefined) {\n${checks}`);
      if (closed) lines.push("    size++;\n");
      lines.push(`${written}  }\n`);
    });
    if (!closed) {
      flush();
      this.#rest(names, rest, required.size > 0, check, lines);
    }
    const whole = template(`${started ? hole("text") : ""}${open}}`);
    if (!closed) lines.push(`  return ${whole};\n`);
    else
      lines.push(
        `  return ${this.#use(check, "isComplete")}(value, ${simple ? names.length : "size"}, drop) ? ${whole} : undefined;\n`,
      );
    return lines.join("");
  }

  #rest(known: readonly string[], rest: Schema, begun: boolean, check: Check, lines: string[]): void {
    lines.push("  for (const key of Object.keys(value)) {\n");
    lines.push(`    const member${this.#typed ? ": unknown" : ""} = value[key];\n`);
    const skipped = or(
      ...known.map((each) => compare("key", "===", stringText(each))),
      compare("member", "===", "undefined"),
    );
    lines.push(`    if (${text(skipped)}) continue;\n`);
    const [checks, json] = this.#value(rest, "member", check, `${baseOf(check)}_other`, "    ");
    lines.push(checks);
    const separator = begun ? "," : hole('text === "{" ? "" : ","');
    lines.push(`    text += ${template(`${separator}\${${this.#use(check, "scalar")}(key)}:${json}`)};\n  }\n`);
  }

  #array({ items, limits, nullable }: Form & { kind: "array" }, check: Check): string {
    const lines: string[] = [];
    if (nullable) lines.push('  if (value === null) return "null";\n');
    lines.push(`  if (!${this.#use(check, "isPlainArray")}(value)) ${REFUSE}`);
    const { minItems, maxItems, uniqueItems } = limits as ObjectSchema;
    const bounds: Condition[] = [];
    if (typeof minItems === "number" && minItems > 0) bounds.push(compare("value.length", ">=", String(minItems)));
    if (typeof maxItems === "number") bounds.push(compare("value.length", "<=", String(maxItems)));
    if (uniqueItems === true) bounds.push(atom(`${this.#use(check, "unique")}(value)`));
    lines.push(refuseUnless(and(...bounds), "  "));
    lines.push('  let text = "[";\n  for (let i = 0; i < value.length; i++) {\n');
    lines.push(`    const item${this.#typed ? ": unknown" : ""} = value[i];\n`);
    const [checks, json] = this.#value(items, "item", check, `${baseOf(check)}_item`, "    ");
    lines.push(checks, `    text += ${template(`\${i === 0 ? "" : ","}${json}`)};\n  }\n`);
    lines.push(`  return ${template(`${hole("text")}]`)};\n`);
    return lines.join("");
  }
}

const baseOf = (check: Check): string => check.name.replace(/^write_/, "");

const refuseUnless = (condition: Condition, indent: string): string =>
  condition === true ? "" : `${indent}if (${text(not(condition))}) ${REFUSE}`;
