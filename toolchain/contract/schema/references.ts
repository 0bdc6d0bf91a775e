/** References from one schema to another: `$ref` and the targets of a discriminator. */

import { escapeToken, isObject } from "tenon-runtime/core";
import type { Schema } from "../model.ts";
import { isAnnotation } from "../schema-keywords.ts";
import { type Node } from "../structure.ts";
import type { SchemaContext, SchemaDraft } from "./context.ts";
import type { KeywordValues } from "./keyword-values.ts";

/**
 * Makes a schema's reference canonical. True if something changed.
 * `$dynamicRef` refers to its own anchor here. `dynamic.ts` handles the cases in which an outer schema replaces it.
 */
export function applyReference(draft: SchemaDraft, schema: Node, pointer: string, context: SchemaContext): boolean {
  const { legacy, report } = context;
  const reference = schema["$ref"] ?? schema["$dynamicRef"] ?? schema["$recursiveRef"];
  if (typeof reference !== "string") return false;
  const canonical = context.refer(reference, `${pointer}/$ref`);
  const constraints = Object.keys(draft).filter((key) => key !== "$ref" && !isAnnotation(key));
  if (legacy && constraints.length > 0) {
    report("ignored-sibling", { keywords: constraints.map((key) => `\`${key}\``).join(", ") }, { pointer });
    for (const key of constraints) delete draft[key];
  }
  if (!legacy && constraints.length > 0 && canonical !== undefined) {
    // `$ref` beside constraints means both (JSON Schema 2020-12 §8.2.3.1): written as allOf, which every tool reads.
    delete draft["$ref"];
    draft["allOf"] = [{ $ref: canonical }, ...((draft["allOf"] as Schema[] | undefined) ?? [])];
    return true;
  }
  if (canonical === undefined) delete draft["$ref"];
  else draft["$ref"] = canonical;
  return canonical !== schema["$ref"] || (legacy && constraints.length > 0);
}

/** The discriminator with canonical references; `undefined`, and reported, if it is none. */
export function readDiscriminator(
  value: unknown,
  pointer: string,
  context: SchemaContext,
  values: KeywordValues,
): Node | undefined {
  if (typeof value === "string" && context.legacy) {
    context.discriminated?.();
    return { propertyName: value }; // Swagger 2.0
  }
  if (!isObject(value) || typeof value["propertyName"] !== "string")
    return values.invalid("discriminator", 'an object with a "propertyName"', pointer);
  // The target is a schema name or a reference (OAS 3.2 §4.25.2).
  const refer = (target: unknown, at: string): string | undefined =>
    typeof target !== "string"
      ? undefined
      : context.refer(
          target.startsWith("#") ? target : `#/components/schemas/${escapeToken(target)}`,
          `${pointer}/discriminator/${at}`,
        );
  context.discriminated?.();
  const { mapping, defaultMapping, ...rest } = value;
  const fallback = refer(defaultMapping, "defaultMapping");
  const canonical: SchemaDraft = {};
  for (const name in isObject(mapping) ? mapping : {}) {
    const target = refer((mapping as Node)[name], `mapping/${escapeToken(name)}`);
    if (target !== undefined) canonical[name] = target;
  }
  return {
    ...rest,
    ...(isObject(mapping) && { mapping: canonical }),
    ...(fallback !== undefined && { defaultMapping: fallback }),
  };
}
