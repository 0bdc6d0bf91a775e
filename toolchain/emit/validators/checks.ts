/**
 * Checks: the code that tells whether a value matches a schema. A schema of scalars is a condition in the code that uses
 * it. A schema with members or alternatives is a boolean function, so that its code is printed once.
 */

import { isObject as isJsonObject, isSchema, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { quotedText, stringText } from "../doors.ts";
import { ARRAY_KEYWORDS, arrayStatements } from "./array-checks.ts";
import { areDisjoint, type ObjectSchema, tagOf } from "./facts.ts";
import { Functions } from "./functions.ts";
import { OBJECT_KEYWORDS, objectStatements } from "./object-checks.ts";
import { resolved, type Named } from "./references.ts";
import { type Constant, isArray, isObject, memberOf, Scalars, type ScalarOptions } from "./scalars.ts";
import type { Subschemas } from "./subschemas.ts";
import {
  and,
  block,
  call,
  type EmittedFunction,
  ending,
  type Expression,
  helper,
  js,
  line,
  type Local,
  not,
  or,
  refuseUnless,
  type Statement,
  VALUE,
} from "./tree.ts";
import { evaluatedGroups } from "./unevaluated.ts";

/** Keywords that only the interpreter supports. */
const INTERPRETED = ["$dynamicRef", "$id", "unevaluatedItems"];

/** Keywords of schemas that have a function of their own. */
const COMPOSED: ReadonlySet<string> = new Set([
  ...OBJECT_KEYWORDS,
  ...ARRAY_KEYWORDS,
  ...INTERPRETED,
  ..."allOf anyOf oneOf not if".split(" "),
]);

export interface CheckOptions extends ScalarOptions {
  readonly named: Named;
  /** The name for the function of a named schema. */
  readonly nameOf: (key: string) => string;
}

export class Checks implements Subschemas {
  readonly functions: Functions;
  readonly named: Named;
  readonly typed: boolean;
  readonly scalars: Scalars;

  /** @param reserved names that functions may not have */
  constructor(options: CheckOptions, reserved: Iterable<string>) {
    this.named = options.named;
    this.typed = options.typed;
    this.scalars = new Scalars(options);
    this.functions = new Functions(options.named, options.nameOf, reserved);
  }

  condition(schema: Schema, value: Local, name: () => string): Expression {
    if (typeof schema === "boolean") return schema;
    if (isComposed(schema)) return isVoid(schema) ? true : call(this.functions.of(schema, name(), "check"), value);
    const { $ref } = schema;
    if (typeof $ref !== "string") return this.scalars.scalar(schema, value);
    const check = this.functions.referred($ref, "check") ?? this.functions.of(schema, name(), "check");
    // this function checks the keywords beside `$ref` too
    return check.schema === schema ? call(check, value) : and(call(check, value), this.scalars.scalar(schema, value));
  }

  sameValue(schema: Schema, name: () => string): Expression {
    if (!isJsonObject(schema) || typeof schema["$ref"] === "string" || isVoid(schema))
      return this.condition(schema, VALUE, name);
    return call(this.functions.of(schema, name(), "check"), VALUE);
  }

  /** Values at the top of the module, by name. */
  get constants(): ReadonlyMap<string, Constant> {
    return this.scalars.constants;
  }

  /** The statements of a check. */
  compile({ name, schema }: EmittedFunction): readonly Statement[] {
    if (typeof schema === "boolean") return [line(`return ${schema}`)];
    if (this.#isInterpreted(schema)) return this.interpret(schema);
    const statements = this.#typeStatements(schema, name);
    const add = (condition: Expression): void => void statements.push(...refuseUnless(condition));
    const { $ref } = schema;
    if (typeof $ref === "string") add(this.condition({ $ref }, VALUE, () => name));
    schemasIn(schema["allOf"]).forEach((part, i) => add(this.sameValue(part, () => `${name}_${i + 1}`)));
    if (isSchema(schema["not"])) add(not(this.sameValue(schema["not"], () => `${name}_not`)));
    if (isSchema(schema["if"])) add(this.#conditional(schema, name));
    for (const keyword of ["anyOf", "oneOf"] as const) statements.push(...this.#union(schema, keyword, name));
    return ending(statements);
  }

  /** The statements of a check that calls the interpreter. */
  interpret(schema: Schema): readonly Statement[] {
    const code = `interpreted(schemas, ${quotedText(JSON.stringify(schema))})`;
    return [line(js`return ${helper(this.scalars.constant("interpreted", code), VALUE)}`)];
  }

  /** Whether a value has no undeclared members. The runtime finds this out from the schema as data. */
  declares(schema: Schema): Expression {
    const code = `declaredBy(schemas, ${quotedText(JSON.stringify(schema))})`;
    return helper(this.scalars.constant("declared", code), VALUE);
  }

  #isInterpreted(schema: ObjectSchema): boolean {
    return (
      INTERPRETED.some((keyword) => schema[keyword] !== undefined) ||
      (schema["unevaluatedProperties"] !== undefined && evaluatedGroups(schema, this.named) === undefined) ||
      (typeof schema["$ref"] === "string" && resolved(schema["$ref"], this.named) === undefined)
    );
  }

  /** Checks of the type, and of the keywords that apply to one type. */
  #typeStatements(schema: ObjectSchema, name: string): Statement[] {
    const isOfObjects = OBJECT_KEYWORDS.some((keyword) => schema[keyword] !== undefined);
    const isOfArrays = ARRAY_KEYWORDS.some((keyword) => schema[keyword] !== undefined);
    const { type } = schema;
    const only =
      isOfObjects && type === "object"
        ? ([isObject(VALUE), objectStatements] as const)
        : isOfArrays && type === "array"
          ? ([isArray(VALUE), arrayStatements] as const)
          : undefined;
    if (only) {
      const [isOfType, statements] = only;
      return [
        ...refuseUnless(isOfType),
        ...statements(schema, name, this),
        ...refuseUnless(this.scalars.values(schema, VALUE)),
      ];
    }
    const out = [...refuseUnless(this.scalars.scalar(schema, VALUE))];
    const addFor = (isOfType: Expression, statements: readonly Statement[]): void => {
      if (statements.length > 0) out.push(block(js`if (${isOfType})`, statements));
    };
    if (isOfObjects) addFor(isObject(VALUE), objectStatements(schema, name, this));
    if (isOfArrays) addFor(isArray(VALUE), arrayStatements(schema, name, this));
    return out;
  }

  #conditional(schema: ObjectSchema, name: string): Expression {
    const at = (keyword: "if" | "then" | "else"): Expression => {
      const part = schema[keyword];
      return isSchema(part) ? this.sameValue(part, () => `${name}_${keyword}`) : true;
    };
    const [condition, then, otherwise] = [at("if"), at("then"), at("else")];
    if (then === true) return or(condition, otherwise);
    if (otherwise === true) return or(not(condition), then);
    return js`(${condition} ? ${then} : ${otherwise})`;
  }

  #union(schema: ObjectSchema, keyword: "anyOf" | "oneOf", owner: string): readonly Statement[] {
    const branches = schemasIn(schema[keyword]);
    if (branches.length === 0) return [];
    const tag = tagOf(branches, this.named);
    const inPlace =
      NARROWING.every((each) => schema[each] === undefined) && (schema["anyOf"] ?? schema["oneOf"]) === schema[keyword];
    const conditions = branches.map((branch, i) => {
      const name = (): string => `${owner}_${keyword === "anyOf" ? "any" : "one"}${i + 1}`;
      return inPlace ? this.condition(branch, VALUE, name) : this.sameValue(branch, name);
    });
    // a `switch` returns in every case, so it must be the last statement
    if (tag !== undefined && (keyword === "oneOf" || schema["oneOf"] === undefined)) {
      const cases = tag.values.flatMap((values, i) =>
        values.length > 0 ? [[values.map(stringText), conditions[i] ?? false] as const] : [],
      );
      const on = js`${isObject(VALUE)} ? ${memberOf(tag.property)} : undefined`;
      return [{ kind: "switch", on, cases, otherwise: "false" }];
    }
    if (keyword === "anyOf" || areDisjoint(branches, this.named)) return refuseUnless(or(...conditions));
    return refuseUnless({ kind: "compare", left: sumOf(conditions), operator: "===", right: "1" });
  }
}

/** Counts the conditions that are true. */
const sumOf = (conditions: readonly Expression[]): Expression => ({
  kind: "code",
  strings: ["(", ...conditions.slice(1).map(() => " ? 1 : 0) + ("), " ? 1 : 0)"],
  parts: conditions,
});

/** After a check of one of these, TypeScript has narrowed the type of the value. */
const NARROWING = ["type", "enum", "const", "properties", "required", "items", "prefixItems"];

function isComposed(schema: ObjectSchema): boolean {
  for (const keyword in schema) if (COMPOSED.has(keyword)) return true;
  return false;
}

/** Whether every value matches: `{}`, or `uniqueItems: false` alone. */
function isVoid(schema: ObjectSchema): boolean {
  for (const keyword in schema) if (keyword !== "uniqueItems" || schema[keyword] === true) return false;
  return true;
}
