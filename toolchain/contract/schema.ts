/** Any schema of OpenAPI 3.0, 3.1 or 3.2 → JSON Schema 2020-12 with canonical references and no invalid keyword. */

import { dangerOf } from "tenon-runtime/validators";
import { escapeToken, isObject } from "tenon-runtime/core";
import type { Exampled } from "./examples.ts";
import type { Schema } from "./model.ts";
import { checkEnumTypes } from "./enum-types.ts";
import type { Report } from "./report.ts";
import { isAnnotation, RULES, TYPES } from "./schema-keywords.ts";
import { type Node } from "./structure.ts";

export interface SchemaContext {
  /** OpenAPI 3.0 and Swagger 2.0: `nullable`, boolean bounds, references without siblings (OAS 3.0 §4.7.24). */
  readonly legacy: boolean;
  readonly report: Report;
  /** The canonical form of a reference to a schema; `undefined` (and reported) where it leads to nothing. */
  refer(reference: string, pointer: string): string | undefined;
  /** Called for each schema that has examples or a default, as it came out. */
  readonly exampled?: ((exampled: Exampled) => void) | undefined;
  /** Called for each readOnly or writeOnly, so that a contract without any needs no variants. */
  directed(): void;
  /** Called for each discriminator. */
  discriminated?(): void;
}

type Mutable = Record<string, unknown>;

export type Normalise = (value: unknown, pointer: string) => Schema;

export function createNormalise(context: SchemaContext): Normalise {
  const { legacy, report } = context;
  const patterns = new Map<string, string | undefined>();

  const invalid = (keyword: string, expected: string, pointer: string): void =>
    report("invalid-keyword", { keyword, expected }, { pointer: `${pointer}/${escapeToken(keyword)}` });

  const patternProblem = (pattern: string): string | undefined => {
    if (patterns.has(pattern)) return patterns.get(pattern);
    let problem: string | undefined;
    try {
      new RegExp(pattern, "u");
    } catch {
      try {
        new RegExp(pattern); // sloppy escapes such as `\-`: refused only in Unicode mode
      } catch (error) {
        problem = (error as Error).message.replace(/^Invalid regular expression: .*: /s, "");
      }
    }
    patterns.set(pattern, problem);
    return problem;
  };

  const normalise: Normalise = (value, pointer) => {
    if (typeof value === "boolean") return value;
    if (!isObject(value)) {
      if (value !== null)
        report("invalid-structure", { what: "a schema", expected: "an object or a boolean" }, { pointer });
      return true;
    }
    const out: Mutable = {};
    let changed = false;
    for (const key in value) {
      const before = value[key];
      const after = keyword(key, before, pointer);
      if (after !== undefined) out[key] = after;
      if (after !== before) changed = true;
    }
    if (finish(out, value, pointer)) changed = true;
    const outcome = nullable(out, value);
    const result = outcome !== out ? outcome : changed ? out : value;
    if (isObject(result) && (Array.isArray(result["examples"]) || result["default"] !== undefined))
      context.exampled?.({ schema: result, pointer, single: value["examples"] === undefined });
    return result;
  };

  /** One keyword's value; `undefined` leaves it out. */
  const keyword = (key: string, value: unknown, pointer: string): unknown => {
    switch (RULES.get(key)) {
      case "schema":
        if (isObject(value) || typeof value === "boolean") return normalise(value, `${pointer}/${key}`);
        if (value !== null) invalid(key, "a schema", pointer);
        return undefined;
      case "schemas":
        return schemas(key, value, pointer);
      case "named":
        return named(key, value, pointer);
      case "count":
        if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
        invalid(key, "a whole number", pointer);
        return undefined;
      case "number":
        if (typeof value === "number" && Number.isFinite(value) && (key !== "multipleOf" || value > 0)) return value;
        invalid(key, key === "multipleOf" ? "a number above 0" : "a number", pointer);
        return undefined;
      case "boolean":
        if (typeof value !== "boolean") {
          invalid(key, "true or false", pointer);
          return undefined;
        }
        if (value && (key === "readOnly" || key === "writeOnly")) context.directed();
        return value;
      case "text":
        if (typeof value === "string") return value;
        if (value !== null) invalid(key, "a text", pointer);
        return undefined;
      case "dropped":
        return undefined;
      case undefined:
        return special(key, value, pointer);
    }
  };

  const special = (key: string, value: unknown, pointer: string): unknown => {
    switch (key) {
      case "type":
        return type(value, pointer);
      case "items":
        if (Array.isArray(value)) return undefined; // a tuple of older dialects: see finish
        if (isObject(value) || typeof value === "boolean") return normalise(value, `${pointer}/items`);
        if (value !== null) invalid(key, "a schema", pointer);
        return undefined;
      case "required":
        return required(value, pointer);
      case "enum":
        return enumeration(value, pointer);
      case "pattern": {
        if (typeof value !== "string") {
          invalid(key, "a regular expression", pointer);
          return undefined;
        }
        const reason = patternProblem(value);
        if (reason === undefined) {
          if (dangerOf(value) === "exponential")
            report("dangerous-pattern", { pattern: value }, { pointer: `${pointer}/pattern` });
          return value;
        }
        report("invalid-pattern", { pattern: value, reason }, { pointer: `${pointer}/pattern` });
        return undefined;
      }
      case "exclusiveMinimum":
      case "exclusiveMaximum":
        if (typeof value === "number" || typeof value === "boolean") {
          if (typeof value === "boolean" && !legacy) invalid(key, "a number", pointer);
          return typeof value === "boolean" ? undefined : value; // the bound itself: see finish
        }
        invalid(key, "a number", pointer);
        return undefined;
      case "examples":
        return Array.isArray(value)
          ? value
          : isObject(value)
            ? Object.values(value).map((item) => (isObject(item) && "value" in item ? item["value"] : item))
            : undefined;
      case "discriminator":
        return discriminator(value, pointer);
      case "nullable":
        if (!legacy)
          report(
            "misplaced-keyword",
            { keyword: key, advice: 'write `type: [string, "null"]`' },
            { pointer: `${pointer}/nullable` },
          );
        return undefined;
      case "$ref":
      case "$dynamicRef":
      case "$recursiveRef":
        if (typeof value === "string") return key === "$ref" ? value : undefined; // see finish
        invalid(key, "a reference", pointer);
        return undefined;
      case "example":
      case "additionalItems":
      case "dependencies":
        return undefined; // see finish
      case "dependentRequired":
        return isObject(value) ? value : undefined;
      case "default":
      case "const":
      case "xml":
      case "externalDocs":
        return value;
      default:
        // What is no keyword says nothing about a value; an object in it could be taken for a schema.
        return typeof value === "object" && !key.startsWith("x-") ? undefined : value;
    }
  };

  const schemas = (key: string, value: unknown, pointer: string): readonly Schema[] | undefined => {
    if (!Array.isArray(value) || value.length === 0) {
      invalid(key, "a list of schemas", pointer);
      return undefined;
    }
    const after = value.map((item, index) => normalise(item, `${pointer}/${key}/${index}`));
    return after.every((item, index) => item === value[index]) ? (value as Schema[]) : after;
  };

  const named = (key: string, value: unknown, pointer: string): Node | undefined => {
    if (!isObject(value)) {
      if (value !== null) invalid(key, "a mapping of schemas", pointer);
      return undefined;
    }
    const out: Mutable = {};
    let changed = false;
    for (const name in value) {
      const at = `${pointer}/${key}/${escapeToken(name)}`;
      const reason = key === "patternProperties" ? patternProblem(name) : undefined;
      if (reason !== undefined) report("invalid-pattern", { pattern: name, reason }, { pointer: at });
      else out[name] = normalise(value[name], at);
      if (reason === undefined && key === "patternProperties" && dangerOf(name) === "exponential")
        report("dangerous-pattern", { pattern: name }, { pointer: at });
      if (out[name] !== value[name]) changed = true;
    }
    return changed ? out : value;
  };

  const type = (value: unknown, pointer: string): unknown => {
    if (TYPES.has(value)) return value;
    if (Array.isArray(value)) {
      const valid = [
        ...new Set(value.map((item) => (item === null ? "null" : item)).filter((item) => TYPES.has(item))),
      ];
      if (valid.length !== value.length) invalid("type", "a list of types", pointer);
      return valid.length === 0
        ? undefined
        : valid.length === 1
          ? valid[0]
          : valid.length === value.length
            ? value
            : valid;
    }
    if (value === null) return "null"; // YAML: `type: null`
    if (value === "file") {
      report(
        "misplaced-keyword",
        { keyword: "type: file", advice: "write `type: string` and `format: binary`" },
        { pointer: `${pointer}/type` },
      );
      return "string";
    }
    invalid("type", "one of null, boolean, object, array, number, string, integer", pointer);
    return undefined;
  };

  const required = (value: unknown, pointer: string): unknown => {
    if (!Array.isArray(value)) {
      invalid("required", "a list of property names", pointer);
      return undefined;
    }
    const valid = [...new Set(value.filter((item) => typeof item === "string"))];
    if (valid.length === value.length) return value.length === 0 ? undefined : value;
    if (value.some((item) => typeof item !== "string")) invalid("required", "a list of property names", pointer);
    return valid.length === 0 ? undefined : valid;
  };

  const enumeration = (value: unknown, pointer: string): unknown => {
    if (!Array.isArray(value) || value.length === 0) {
      invalid("enum", "a list with at least one value", pointer);
      return undefined;
    }
    const distinct = new Set(value);
    return distinct.size === value.length ? value : [...distinct];
  };

  const discriminator = (value: unknown, pointer: string): unknown => {
    if (typeof value === "string" && legacy) {
      context.discriminated?.();
      return { propertyName: value }; // as Swagger 2.0 had it
    }
    if (!isObject(value) || typeof value["propertyName"] !== "string") {
      invalid("discriminator", 'an object with a "propertyName"', pointer);
      return undefined;
    }
    // A name of a schema, or a reference (OAS 3.2 §4.25.2).
    const follow = (target: unknown, at: string): string | undefined =>
      typeof target !== "string"
        ? undefined
        : context.refer(
            target.startsWith("#") ? target : `#/components/schemas/${escapeToken(target)}`,
            `${pointer}/discriminator/${at}`,
          );
    context.discriminated?.();
    const { mapping, defaultMapping, ...rest } = value;
    const fallback = follow(defaultMapping, "defaultMapping");
    const out: Mutable = {};
    for (const name in isObject(mapping) ? mapping : {}) {
      const canonical = follow((mapping as Node)[name], `mapping/${escapeToken(name)}`);
      if (canonical !== undefined) out[name] = canonical;
    }
    return {
      ...rest,
      ...(isObject(mapping) && { mapping: out }),
      ...(fallback !== undefined && { defaultMapping: fallback }),
    };
  };

  /** What takes several keywords. True when something changed. */
  const finish = (out: Mutable, schema: Node, pointer: string): boolean => {
    let changed = false;
    for (const [exclusive, bound] of [
      ["exclusiveMinimum", "minimum"],
      ["exclusiveMaximum", "maximum"],
    ] as const) {
      if (schema[exclusive] !== true || typeof out[bound] !== "number") continue;
      out[exclusive] = out[bound];
      delete out[bound];
    }
    if (schema["example"] !== undefined && out["examples"] === undefined) out["examples"] = [schema["example"]];
    if (schema["type"] === "file") out["format"] = "binary";
    else if (out["format"] === "byte" && out["contentEncoding"] === undefined) {
      out["contentEncoding"] = "base64";
      changed = true;
    } else if (isBinary(out)) {
      out["format"] = "binary";
      changed = true;
    }
    if (Array.isArray(schema["items"])) {
      out["prefixItems"] ??= schemas("items", schema["items"], pointer) ?? [true];
      const rest = schema["additionalItems"];
      if (isObject(rest) || typeof rest === "boolean") out["items"] = normalise(rest, `${pointer}/additionalItems`);
    }
    if (isObject(schema["dependencies"])) dependencies(out, schema["dependencies"], pointer);
    checkEnumTypes(out, { nullable: legacy && schema["nullable"] === true, pointer, report });
    if (legacy && out["type"] === "array" && schema["items"] === undefined && schema["$ref"] === undefined)
      report("missing-items", {}, { pointer });
    const reference = schema["$ref"] ?? schema["$dynamicRef"] ?? schema["$recursiveRef"];
    if (typeof reference !== "string") return changed;
    // `$dynamicRef` leads to its own anchor here: where an outer schema puts another in its place, see `dynamic.ts`.
    const canonical = context.refer(reference, `${pointer}/$ref`);
    const constraints = Object.keys(out).filter((key) => key !== "$ref" && !isAnnotation(key));
    if (legacy && constraints.length > 0) {
      report("ignored-sibling", { keywords: constraints.map((key) => `\`${key}\``).join(", ") }, { pointer });
      for (const key of constraints) delete out[key];
    }
    if (!legacy && constraints.length > 0 && canonical !== undefined) {
      // `$ref` beside constraints means both (JSON Schema 2020-12 §8.2.3.1): written as allOf, which every tool reads.
      delete out["$ref"];
      out["allOf"] = [{ $ref: canonical }, ...((out["allOf"] as Schema[] | undefined) ?? [])];
      return true;
    }
    if (canonical === undefined) delete out["$ref"];
    else out["$ref"] = canonical;
    return changed || canonical !== schema["$ref"] || (legacy && constraints.length > 0);
  };

  /** `dependencies` of draft-07 became two keywords. */
  const dependencies = (out: Mutable, value: Node, pointer: string): void => {
    for (const [name, dependency] of Object.entries(value)) {
      const key = Array.isArray(dependency) ? "dependentRequired" : "dependentSchemas";
      const normalised = Array.isArray(dependency)
        ? dependency.filter((item) => typeof item === "string")
        : normalise(dependency, `${pointer}/dependencies/${escapeToken(name)}`);
      out[key] = { ...(out[key] as Node | undefined), [name]: normalised };
    }
  };

  /** OAS 3.0's `nullable` in the dialect of 3.1: null becomes one of the types, or one of two alternatives. */
  const nullable = (out: Mutable, schema: Node): Schema => {
    if (!legacy || schema["nullable"] !== true) return out;
    const values = out["enum"];
    if (Array.isArray(values) && !values.includes(null)) out["enum"] = [...(values as unknown[]), null];
    const keys = Object.keys(out).filter((key) => !isAnnotation(key));
    const composed = keys.some(
      (key) => key === "$ref" || key === "allOf" || key === "anyOf" || key === "oneOf" || key === "not",
    );
    const types = out["type"];
    if (!composed && types !== undefined) {
      if (typeof types === "string" && types !== "null") out["type"] = [types, "null"];
      else if (Array.isArray(types) && !types.includes("null")) out["type"] = [...(types as unknown[]), "null"];
      return out;
    }
    if (keys.length === 0 || (keys.length === 1 && keys[0] === "enum")) return out; // any value, null among them
    const outer: Mutable = {};
    const inner: Mutable = {};
    for (const key of Object.keys(out)) (isAnnotation(key) ? outer : inner)[key] = out[key];
    const members = keys.length === 1 && Array.isArray(inner["anyOf"]) ? (inner["anyOf"] as Schema[]) : [inner];
    outer["anyOf"] = [...members, { type: "null" }];
    return outer;
  };

  return normalise;
}

/** Bytes as OpenAPI 3.1 writes them: a media type that is no text, and no encoding (OAS 3.2 §4.24.4.2). */
function isBinary(schema: Node): boolean {
  const media = schema["contentMediaType"];
  return (
    typeof media === "string" &&
    schema["contentEncoding"] === undefined &&
    schema["format"] === undefined &&
    (schema["type"] === undefined || schema["type"] === "string") &&
    !/^text\/|json|xml|yaml|javascript/i.test(media)
  );
}
