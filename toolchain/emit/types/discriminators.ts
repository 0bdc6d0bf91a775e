/**
 * Which value of its discriminator a schema stands for (OAS 3.2 §4.25): where a member of a discriminated union declares
 * the property as any string, it is narrowed to that value. TypeScript can tell the members apart then, a value fits
 * exactly one of them, and a mock of one of them says which it is.
 */

import { schemaKey, schemasIn } from "tenon-runtime/core";
import type { Contract, Schema } from "../../contract/model.ts";
import { sentOperations } from "../webhooks/sent-operations.ts";
import { type ObjectSchema, record, typesOf } from "./schema-types.ts";

/** The contract, and its named schemas and their variants by key. */
interface Named {
  readonly contract: Contract;
  readonly schemas: ReadonlyMap<string, Schema>;
}

interface DiscriminatorValue {
  readonly property: string;
  readonly values: readonly string[];
}

/** The named schemas, members of discriminated unions narrowed. */
export function narrowMembers(contract: Contract, named: ReadonlyMap<string, Schema>): ReadonlyMap<string, Schema> {
  const values = discriminatorValues({ contract, schemas: named });
  if (values.size === 0) return named;
  return new Map(
    [...named].map(([key, schema]) => {
      const value = values.get(key);
      return [key, value !== undefined && typeof schema === "object" ? narrow(schema, value) : schema] as const;
    }),
  );
}

/** A member of a discriminated union says by a literal which one it is. */
function narrow(schema: ObjectSchema, { property, values }: DiscriminatorValue): ObjectSchema {
  const properties = record(schema["properties"]);
  if (Object.hasOwn(properties, property)) {
    return {
      ...schema,
      properties: { ...properties, [property]: { ...record(properties[property]), type: "string", enum: values } },
    };
  }
  // what is inherited is as required as it was there
  const required = schema["allOf"] === undefined ? { required: [property] } : {};
  const literal = { type: "object", ...required, properties: { [property]: { type: "string", enum: values } } };
  return { ...schema, allOf: [...schemasIn(schema["allOf"]), literal] };
}

function discriminatorValues(context: Named): ReadonlyMap<string, DiscriminatorValue> {
  const found = new Map<string, DiscriminatorValue>();
  /** Schemas that others build on by `allOf`: their own value is not that of those. */
  const bases = new Set<string>();
  /** Variants by direction have the name of the schema that they come from. */
  const plainKeys = new Map<string, string>();
  for (const { key, variants } of context.contract.schemas) {
    if (variants) for (const variant of [variants.input, variants.output]) plainKeys.set(variant.key, key);
  }

  const note = (key: string, discriminator: Readonly<Record<string, unknown>>): void => {
    const property = discriminator["propertyName"];
    if (typeof property !== "string") return;
    const plain = plainKeys.get(key) ?? key;
    const mapping = Object.entries(record(discriminator["mapping"]));
    const mapped = mapping
      .filter(([, target]) => [key, plain].includes(schemaKey(target) ?? String(target)))
      .map(([value]) => value);
    const own = mapped.length > 0 ? mapped : [plain];
    const before = found.get(key);
    // a member of several unions has any of the values that they give it; the first decides which property
    if (before === undefined) found.set(key, { property, values: own });
    else if (before.property === property)
      found.set(key, { property, values: [...new Set([...before.values, ...own])] });
  };

  walk([...context.schemas.values(), ...bodies(context)], (schema) => {
    if (schema["discriminator"] !== undefined) {
      const discriminator = record(schema["discriminator"]);
      for (const member of [...schemasIn(schema["oneOf"]), ...schemasIn(schema["anyOf"])]) {
        const key = typeof member === "object" ? schemaKey(member["$ref"]) : undefined;
        if (key !== undefined) note(key, discriminator);
      }
    }
    if (schema["allOf"] === undefined) return;
    for (const part of schemasIn(schema["allOf"])) {
      const key = typeof part === "object" ? schemaKey(part["$ref"]) : undefined;
      if (key !== undefined) bases.add(key);
    }
  });
  // a child of a schema that has a discriminator and names no members (OAS 3.2 §4.25.4)
  for (const [key, schema] of context.schemas) {
    for (const part of typeof schema === "object" ? schemasIn(schema["allOf"]) : []) {
      const parent = context.schemas.get(typeof part === "object" ? (schemaKey(part["$ref"]) ?? "") : "");
      if (
        typeof parent !== "object" ||
        parent["discriminator"] === undefined ||
        parent["oneOf"] !== undefined ||
        parent["anyOf"] !== undefined
      )
        continue;
      note(key, record(parent["discriminator"]));
    }
  }
  return new Map(
    [...found].filter(([key, value]) => !bases.has(key) && isFree(context.schemas.get(key), value, context)),
  );
}

/** Whether the property is a string of any value, or such that the values are among those that it allows. */
function isFree(schema: Schema | undefined, { property, values }: DiscriminatorValue, context: Named): boolean {
  if (typeof schema !== "object" || schema["oneOf"] !== undefined || schema["anyOf"] !== undefined) return false;
  const types = typesOf(schema);
  if (types !== undefined && (types.length !== 1 || types[0] !== "object")) return false;
  const declared = declaration(schema, property, context);
  if (declared === undefined) return types !== undefined || schema["allOf"] !== undefined;
  return (
    typeof declared === "object" &&
    declared["const"] === undefined &&
    declared["$ref"] === undefined &&
    declared["type"] === "string" &&
    fits(declared["enum"], values, declared === record(schema["properties"])[property])
  );
}

/** An enum of the member's own says it already; one that is inherited has to list the values. */
const fits = (allowed: unknown, values: readonly string[], own: boolean): boolean =>
  allowed === undefined || (!own && Array.isArray(allowed) && values.every((value) => allowed.includes(value)));

function declaration(schema: Schema | undefined, property: string, context: Named, depth = 0): Schema | undefined {
  if (typeof schema !== "object" || depth > 20) return undefined;
  const properties = record(schema["properties"]);
  if (Object.hasOwn(properties, property)) return properties[property] as Schema;
  const parts: Schema[] = [...schemasIn(schema["allOf"])];
  const key = schemaKey(schema["$ref"]);
  const target = key === undefined ? undefined : context.schemas.get(key);
  if (target !== undefined) parts.push(target);
  for (const part of parts) {
    const found = declaration(part, property, context, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const bodies = ({ contract }: Named): Schema[] =>
  [...contract.operations, ...sentOperations(contract)].flatMap(({ body, responses }) =>
    [...(body?.content ?? []), ...responses.flatMap(({ content }) => content)].flatMap(({ schema, itemSchema }) =>
      [schema, itemSchema].filter((each) => each !== undefined),
    ),
  );

const VALUES = new Set(["enum", "const", "default", "examples", "example"]);

/** Every schema below, and some things that are none: harmless, since only `discriminator` and lists of schemas are looked at. */
function walk(at: unknown, visit: (schema: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(at)) for (const item of at) walk(item, visit);
  else if (typeof at === "object" && at !== null) {
    visit(at as Readonly<Record<string, unknown>>);
    // data of a parsed document inherits nothing; the pairs of every object would cost more than the walk
    for (const keyword in at) {
      const value: unknown = (at as Readonly<Record<string, unknown>>)[keyword];
      if (typeof value === "object" && !VALUES.has(keyword)) walk(value, visit);
    }
  }
}
