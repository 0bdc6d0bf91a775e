/** Which values of the discriminator a schema stands for, and the schema with these values written into it. */

import { isObject } from "tenon-runtime/core";
import type { Schema } from "../model.ts";
import { referredKey } from "../schema-walk.ts";
import type { Node } from "../structure.ts";
import { listOf, type NamedSchemas, partsOf, recordOf, textsOf } from "./hierarchy.ts";

/** References are followed so far. */
const FURTHEST = 20;

export interface PropertyFacts {
  readonly declared: boolean;
  readonly required: boolean;
  /** Whether its values are strings, as far as the schema says. */
  readonly text: boolean;
  /** The only values that all declarations allow together. */
  readonly values: readonly string[] | undefined;
}

/** What a schema says of a property, with everything that it is composed of by `allOf` and `$ref`. */
export function propertyFacts(schema: Schema | undefined, property: string, schemas: NamedSchemas): PropertyFacts {
  let declared = false;
  let required = false;
  let text = true;
  let values: readonly string[] | undefined;
  const visit = (each: Schema | undefined, depth: number): void => {
    if (!isObject(each) || depth > FURTHEST) return;
    if (textsOf(each["required"]).includes(property)) required = true;
    const properties = recordOf(each["properties"]);
    if (Object.hasOwn(properties, property)) {
      declared = true;
      const says = textValues(properties[property], schemas);
      if (says === "other") text = false;
      else if (says !== undefined)
        values = values === undefined ? says : values.filter((value) => says.includes(value));
    }
    const key = referredKey(each);
    if (key !== undefined) visit(schemas.get(key)?.schema, depth + 1);
    for (const part of listOf(each["allOf"])) visit(part, depth + 1);
  };
  visit(schema, 0);
  return { declared, required, text, values };
}

/** The texts that a schema lists; `"other"`: it is for other values; `undefined`: any text. */
export function textValues(schema: unknown, schemas: NamedSchemas, depth = 0): readonly string[] | "other" | undefined {
  if (!isObject(schema) || depth > FURTHEST) return undefined;
  if (schema["const"] !== undefined) return typeof schema["const"] === "string" ? [schema["const"]] : "other";
  const types = [schema["type"]].flat();
  if (schema["type"] !== undefined && !types.includes("string")) return "other";
  if (Array.isArray(schema["enum"])) return textsOf(schema["enum"]);
  if (schema["oneOf"] !== undefined || schema["anyOf"] !== undefined) return "other";
  const key = referredKey(schema);
  const parts = [...(key === undefined ? [] : [schemas.get(key)?.schema]), ...listOf(schema["allOf"])];
  return parts.map((part) => textValues(part, schemas, depth + 1)).find((found) => found !== undefined);
}

/** The values that the schema itself declares, without what it inherits. */
export function ownValues(core: Node, property: string, schemas: NamedSchemas): readonly string[] | undefined {
  for (const part of partsOf(core)) {
    const properties = recordOf(part["properties"]);
    const found = Object.hasOwn(properties, property) ? textValues(properties[property], schemas) : undefined;
    if (found !== undefined && found !== "other") return found;
  }
  return undefined;
}

export interface Literal {
  readonly property: string;
  readonly values: readonly string[];
  /** Whether the property must be there. */
  readonly required: boolean;
}

/** The schema with the literal in place of its own declaration of the property, else beside what it inherits. */
export function narrow(core: Node, { property, values, required }: Literal): Node {
  const properties = recordOf(core["properties"]);
  if (Object.hasOwn(properties, property)) {
    const { $ref: _1, const: _2, examples: _3, default: _4, allOf: _5, ...rest } = recordOf(properties[property]);
    return { ...core, properties: { ...properties, [property]: { ...rest, type: "string", enum: values } } };
  }
  const literal = {
    type: "object",
    ...(required && { required: [property] }),
    properties: { [property]: { type: "string", enum: values } },
  };
  const parts = listOf(core["allOf"]);
  const at = parts.findIndex((part) => isObject(part) && Object.hasOwn(recordOf(part["properties"]), property));
  if (at >= 0 && isObject(parts[at])) {
    const narrowed = narrow(parts[at], { property, values, required });
    return { ...core, allOf: parts.map((part, index) => (index === at ? narrowed : part)) };
  }
  return { ...core, allOf: [...parts, literal] };
}
