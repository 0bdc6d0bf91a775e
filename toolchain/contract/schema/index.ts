/** Any schema of OpenAPI 3.0, 3.1 or 3.2 → JSON Schema 2020-12 with canonical references and no invalid keyword. */

import { dangerOf } from "tenon-runtime/validators";
import { escapeToken, isObject } from "tenon-runtime/core";
import type { Schema } from "../model.ts";
import { RULES } from "../schema-keywords.ts";
import { type Node } from "../structure.ts";
import type { SchemaContext, SchemaDraft } from "./context.ts";
import { checkEnumTypes } from "./enum-types.ts";
import { KeywordValues } from "./keyword-values.ts";
import { addBinaryFormat, addExample, moveBooleanBounds, withNull } from "./older-dialects.ts";
import { applyReference, readDiscriminator } from "./references.ts";

/**
 * Normalises schemas one by one. A schema in which nothing changes is returned as it is, so that a large contract is not
 * copied.
 */
export class SchemaNormaliser {
  readonly #context: SchemaContext;
  readonly #values: KeywordValues;

  constructor(context: SchemaContext) {
    this.#context = context;
    this.#values = new KeywordValues(context);
  }

  normalise(value: unknown, pointer: string): Schema {
    if (typeof value === "boolean") return value;
    if (!isObject(value)) {
      if (value !== null)
        this.#context.report(
          "invalid-structure",
          { what: "a schema", expected: "an object or a boolean" },
          { pointer },
        );
      return true;
    }
    const draft: SchemaDraft = {};
    let changed = false;
    for (const key in value) {
      const before = value[key];
      const after = this.#keyword(key, before, pointer);
      if (after !== undefined) draft[key] = after;
      if (after !== before) changed = true;
    }
    if (this.#combine(draft, value, pointer)) changed = true;
    const nullable = this.#context.legacy && value["nullable"] === true ? withNull(draft) : draft;
    const result = nullable !== draft ? nullable : changed ? draft : value;
    if (Array.isArray(result["examples"]) || result["default"] !== undefined)
      this.#context.exampled?.({ schema: result, pointer, single: value["examples"] === undefined });
    return result;
  }

  /** The normalised value of one keyword; `undefined` leaves the keyword out. */
  #keyword(key: string, value: unknown, pointer: string): unknown {
    switch (RULES.get(key)) {
      case "schema":
        return this.#subschema(key, value, pointer);
      case "schemas":
        return this.#schemaList(key, value, pointer);
      case "named":
        return this.#namedSchemas(key, value, pointer);
      case "count":
        return this.#values.count(key, value, pointer);
      case "number":
        return this.#values.number(key, value, pointer);
      case "boolean":
        if (value === true && (key === "readOnly" || key === "writeOnly")) this.#context.directed();
        return this.#values.boolean(key, value, pointer);
      case "text":
        return this.#values.text(key, value, pointer);
      case "dropped":
        return undefined;
      case undefined:
        return this.#special(key, value, pointer);
    }
  }

  /** A keyword with a rule of its own. */
  #special(key: string, value: unknown, pointer: string): unknown {
    switch (key) {
      case "items":
        return Array.isArray(value) ? undefined : this.#subschema(key, value, pointer); // a tuple: see `#combine`
      case "discriminator":
        return readDiscriminator(value, pointer, this.#context, this.#values);
      case "$ref":
      case "$dynamicRef":
      case "$recursiveRef":
        if (typeof value !== "string") return this.#values.invalid(key, "a reference", pointer);
        return key === "$ref" ? value : undefined; // see `#combine`
      case "example":
      case "additionalItems":
      case "dependencies":
        return undefined; // see `#combine`
      default:
        return this.#values.other(key, value, pointer);
    }
  }

  #subschema(key: string, value: unknown, pointer: string): Schema | undefined {
    if (isObject(value) || typeof value === "boolean") return this.normalise(value, `${pointer}/${key}`);
    return value === null ? undefined : this.#values.invalid(key, "a schema", pointer);
  }

  #schemaList(key: string, value: unknown, pointer: string): readonly Schema[] | undefined {
    if (!Array.isArray(value) || value.length === 0) return this.#values.invalid(key, "a list of schemas", pointer);
    const after = value.map((item, index) => this.normalise(item, `${pointer}/${key}/${index}`));
    return after.every((item, index) => item === value[index]) ? (value as Schema[]) : after;
  }

  #namedSchemas(key: string, value: unknown, pointer: string): Node | undefined {
    if (!isObject(value))
      return value === null ? undefined : this.#values.invalid(key, "a mapping of schemas", pointer);
    const draft: SchemaDraft = {};
    let changed = false;
    for (const name in value) {
      const at = `${pointer}/${key}/${escapeToken(name)}`;
      const after = this.#namedSchema(key, name, value[name], at);
      if (after !== undefined) draft[name] = after;
      if (after !== value[name]) changed = true;
    }
    return changed ? draft : value;
  }

  #namedSchema(key: string, name: string, value: unknown, pointer: string): Schema | undefined {
    if (key !== "patternProperties") return this.normalise(value, pointer);
    const reason = this.#values.patternProblem(name);
    if (reason !== undefined) {
      this.#context.report("invalid-pattern", { pattern: name, reason }, { pointer });
      return undefined;
    }
    const after = this.normalise(value, pointer);
    if (dangerOf(name) === "exponential") this.#context.report("dangerous-pattern", { pattern: name }, { pointer });
    return after;
  }

  /** Handles keywords whose meaning depends on other keywords. True if something changed. */
  #combine(draft: SchemaDraft, schema: Node, pointer: string): boolean {
    const { legacy, report } = this.#context;
    moveBooleanBounds(draft, schema);
    addExample(draft, schema);
    const changed = addBinaryFormat(draft, schema);
    if (Array.isArray(schema["items"])) this.#moveTuple(draft, schema["items"], schema["additionalItems"], pointer);
    if (isObject(schema["dependencies"])) this.#splitDependencies(draft, schema["dependencies"], pointer);
    checkEnumTypes(draft, { nullable: legacy && schema["nullable"] === true, pointer, report });
    if (legacy && draft["type"] === "array" && schema["items"] === undefined && schema["$ref"] === undefined)
      report("missing-items", {}, { pointer });
    return applyReference(draft, schema, pointer, this.#context) || changed;
  }

  /** A list in `items` is a tuple of drafts before 2020-12. */
  #moveTuple(draft: SchemaDraft, items: readonly unknown[], rest: unknown, pointer: string): void {
    draft["prefixItems"] ??= this.#schemaList("items", items, pointer) ?? [true];
    if (isObject(rest) || typeof rest === "boolean")
      draft["items"] = this.normalise(rest, `${pointer}/additionalItems`);
  }

  /** `dependencies` of draft-07 became two keywords. */
  #splitDependencies(draft: SchemaDraft, dependencies: Node, pointer: string): void {
    for (const [name, dependency] of Object.entries(dependencies)) {
      const key = Array.isArray(dependency) ? "dependentRequired" : "dependentSchemas";
      const normalised = Array.isArray(dependency)
        ? dependency.filter((item) => typeof item === "string")
        : this.normalise(dependency, `${pointer}/dependencies/${escapeToken(name)}`);
      draft[key] = { ...(draft[key] as Node | undefined), [name]: normalised };
    }
  }
}
