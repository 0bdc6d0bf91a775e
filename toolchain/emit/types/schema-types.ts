/** JSON Schema 2020-12 -> TypeScript. Named schemas are printed by reference, everything else in place, concrete. */

import { isObject, isSchema, schemaKey, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type Code, type Ref, code, join, lines, trusted } from "../code.ts";
import { propertyKey, stringLiteral } from "../doors.ts";
import { schemaDoc } from "../print/jsdoc.ts";

export interface TypePrinter {
  /** The type of a named schema; nothing when there is no such schema. */
  named(key: string): Ref | Code | undefined;
  /** A named schema itself, to look into. */
  schema(key: string): Schema | undefined;
  /** What a string of bytes is (multipart parts); absent where it is text. */
  readonly binary?: Code;
  /** A named schema that is printed in place rather than by its name. */
  expand?(key: string): Schema | undefined;
}

/** How tightly a type's text binds, so that parentheses stand only where they are needed. */
const LEVEL = { union: 0, intersection: 1, primary: 2 } as const;
type Level = (typeof LEVEL)[keyof typeof LEVEL];

interface Type {
  readonly text: Code;
  readonly level: Level;
  /** Equal for equal types; only simple ones have it. */
  readonly id?: string;
}

const simple = (text: string): Type => ({ text: trusted(text), level: LEVEL.primary, id: text });
const UNKNOWN = simple("unknown");
const NEVER = simple("never");
const NULL = simple("null");
const SCALARS: Readonly<Record<string, Type>> = {
  string: simple("string"),
  number: simple("number"),
  integer: simple("number"),
  boolean: simple("boolean"),
  null: NULL,
};

export type ObjectSchema = Exclude<Schema, boolean>;

export const record = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});
export const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

/** The type of the values that a schema allows, as far as TypeScript can say it; wider where it cannot. */
export const typeOf = (schema: Schema, printer: TypePrinter): Code => print(schema, printer).text;

/** The same, in parentheses where it could not stand before `[]`. */
export const primaryTypeOf = (schema: Schema, printer: TypePrinter): Code =>
  parenthesised(print(schema, printer), LEVEL.primary);

function print(schema: Schema, printer: TypePrinter): Type {
  if (schema === true) return UNKNOWN;
  if (schema === false) return NEVER;
  const members: Type[] = [];
  if (schema["$ref"] !== undefined) members.push(reference(schema["$ref"], printer));
  members.push(own(schema, printer));
  for (const part of schemasIn(schema["allOf"]))
    members.push(print(requiring(part, strings(schema["required"])), printer));
  for (const keyword of ["oneOf", "anyOf"] as const) {
    const choices = schemasIn(schema[keyword]);
    if (choices.length > 0) members.push(union(choices.map((choice) => choiceType(choice, schema, printer))));
  }
  const required = requiredOfOthers(schema, printer);
  if (required) members.push(required);
  return intersection(members);
}

function reference(ref: unknown, printer: TypePrinter): Type {
  const key = schemaKey(ref);
  const inPlace = key === undefined ? undefined : printer.expand?.(key);
  if (inPlace !== undefined) return print(inPlace, printer);
  const type = key === undefined ? undefined : printer.named(key);
  return type ? { text: code`${type}`, level: LEVEL.primary, id: `#${key}` } : UNKNOWN;
}

/** The schema that a bare reference leads to, however many steps away. */
export function resolved(schema: Schema, printer: Pick<TypePrinter, "schema">): Schema {
  const seen = new Set<string>();
  let at = schema;
  for (;;) {
    const key =
      typeof at === "object" && Object.keys(at).every((k) => k === "$ref" || k === "description" || k === "summary")
        ? schemaKey(at["$ref"])
        : undefined;
    const target = key === undefined || seen.has(key) ? undefined : printer.schema(key);
    if (key === undefined || target === undefined) return at;
    seen.add(key);
    at = target;
  }
}

const TYPE_KEYWORDS = [
  "properties",
  "additionalProperties",
  "patternProperties",
  "items",
  "prefixItems",
  "enum",
  "const",
  "allOf",
  "oneOf",
  "anyOf",
];

/** Whether keywords besides `type` and `$ref` say what TypeScript can say too. */
export const declaresType = (schema: ObjectSchema): boolean =>
  TYPE_KEYWORDS.some((keyword) => schema[keyword] !== undefined);

/** One member of `oneOf`/`anyOf`; one that only narrows what stands beside it (`required`, bounds) is `unknown`: no type of its own. */
function choiceType(choice: Schema, parent: ObjectSchema, printer: TypePrinter): Type {
  if (typeof choice === "boolean") return print(choice, printer);
  const hasType = choice["type"] !== undefined && (choice["type"] !== "object" || parent["type"] !== "object");
  const constrainsOnly = !hasType && choice["$ref"] === undefined && !declaresType(choice);
  return constrainsOnly ? UNKNOWN : print(choice, printer);
}

/** What `type`, `enum`, `const` and the keywords of objects and arrays say. */
function own(schema: ObjectSchema, printer: TypePrinter): Type {
  const types = typesOf(schema);
  if (schema["const"] !== undefined) return literal(schema["const"]);
  if (Array.isArray(schema["enum"])) {
    const allowed =
      types === undefined
        ? schema["enum"]
        : schema["enum"].filter((value) => types.some((type) => hasType(value, type)));
    return union(allowed.map(literal));
  }
  if (types === undefined)
    return isBinary(schema) && printer.binary ? { text: printer.binary, level: LEVEL.union } : UNKNOWN;
  return union(types.map((type) => ofType(type, schema, printer)));
}

function ofType(type: string, schema: ObjectSchema, printer: TypePrinter): Type {
  if (type === "object") return objectType(schema, printer);
  if (type === "array") return arrayType(schema, printer);
  if (type === "string" && printer.binary && isBinary(schema)) return { text: printer.binary, level: LEVEL.union };
  return SCALARS[type] ?? UNKNOWN;
}

/** `type` as a list; where it is missing it follows from keywords that only one type has. */
export function typesOf(schema: ObjectSchema): readonly string[] | undefined {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return strings(type);
  if (["properties", "additionalProperties", "patternProperties"].some((k) => schema[k] !== undefined))
    return ["object"];
  if (schema["items"] !== undefined || schema["prefixItems"] !== undefined) return ["array"];
  return undefined;
}

/** Bytes: OAS 3.0's `format: binary`, or a media type without a text encoding (OAS 3.2 §4.15.4). */
export function isBinary(schema: Schema): boolean {
  if (typeof schema === "boolean") return false;
  return (
    schema["format"] === "binary" ||
    (typeof schema["contentMediaType"] === "string" &&
      schema["contentEncoding"] === undefined &&
      !/json|^text\//.test(schema["contentMediaType"]))
  );
}

function hasType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function literal(value: unknown): Type {
  if (value === null) return NULL;
  if (typeof value === "string") return { text: stringLiteral(value), level: LEVEL.primary, id: JSON.stringify(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return simple("number");
  if (typeof value === "number" || typeof value === "boolean") return simple(String(value));
  if (Array.isArray(value))
    return {
      text: code`[${join(
        value.map((item) => literal(item).text),
        code`, `,
      )}]`,
      level: LEVEL.primary,
    };
  const members = Object.entries(record(value)).map(
    ([key, member]) => code`${propertyKey(key)}: ${literal(member).text}`,
  );
  return {
    text: members.length === 0 ? code`Record<string, never>` : code`{ ${join(members, code`; `)} }`,
    level: LEVEL.primary,
  };
}

function objectType(schema: ObjectSchema, printer: TypePrinter): Type {
  const properties = Object.entries(record(schema["properties"])).filter((entry): entry is [string, Schema] =>
    isSchema(entry[1]),
  );
  const required = new Set(strings(schema["required"]));
  const types = properties.map(([, property]) => print(property, printer));
  const members = properties.map(([key, property], i) => {
    const type = code`${propertyKey(key)}${required.has(key) ? undefined : code`?`}: ${types[i]?.text};`;
    return lines([schemaDoc(property), type]);
  });
  // required, but declared nowhere in sight: there, of any type. What allOf or a $ref declares is seen to in requiredOfOthers
  const declared = new Set(properties.map(([key]) => key));
  const composed = ["allOf", "oneOf", "anyOf", "$ref"].some((k) => schema[k] !== undefined);
  if (!composed) for (const key of required) if (!declared.has(key)) members.push(code`${propertyKey(key)}: unknown;`);
  const rest = restType(
    schema,
    types,
    types.some((_, i) => !required.has(properties[i]?.[0] ?? "")),
    printer,
  );
  if (members.length === 0) {
    if (composed && rest === undefined) return UNKNOWN;
    // not Record: its argument would be resolved at once, which a schema that contains itself cannot bear
    const any = schema["additionalProperties"] === false ? NEVER : UNKNOWN;
    return { text: code`{ [key: string]: ${(rest ?? any).text} }`, level: LEVEL.primary };
  }
  if (rest) members.push(code`[key: string]: ${rest.text};`);
  return {
    text: code`
      {
        ${lines(members)}
      }
    `,
    level: LEVEL.primary,
  };
}

/**
 * The type of further properties, where the contract says something of them. In TypeScript an index signature covers the
 * declared properties too: it is the union with theirs while those are simple, else `unknown`. (An intersection of the
 * two types can be read, but no value of it can be written.)
 */
function restType(
  schema: ObjectSchema,
  properties: readonly Type[],
  anyOptional: boolean,
  printer: TypePrinter,
): Type | undefined {
  const rest = [schema["additionalProperties"], ...Object.values(record(schema["patternProperties"]))]
    .filter(isSchema)
    .filter((part) => part !== false);
  if (rest.length === 0) return undefined;
  const types = rest.map((part) => print(part, printer));
  if (properties.length === 0) return union(types);
  if (types.includes(UNKNOWN) || properties.some((type) => type.id === undefined)) return UNKNOWN;
  return union([...types, ...properties, ...(anyOptional ? [simple("undefined")] : [])]);
}

function arrayType(schema: ObjectSchema, printer: TypePrinter): Type {
  const prefix = schemasIn(schema["prefixItems"]).map((item) => print(item, printer));
  const items = isSchema(schema["items"]) ? schema["items"] : true;
  if (prefix.length === 0) return arrayOf(items === false ? NEVER : print(items, printer));
  // items beyond minItems may be missing (JSON Schema 2020-12 Core §10.3.1.1)
  const least = typeof schema["minItems"] === "number" ? schema["minItems"] : 0;
  const parts = prefix.map(({ text, level }, i) =>
    i < least ? text : code`${level === LEVEL.primary ? text : code`(${text})`}?`,
  );
  const closed = items === false || (typeof schema["maxItems"] === "number" && schema["maxItems"] <= prefix.length);
  if (!closed) parts.push(code`...${arrayOf(print(items, printer)).text}`);
  return { text: code`[${join(parts, code`, `)}]`, level: LEVEL.primary };
}

const arrayOf = (item: Type): Type => ({
  text: code`${parenthesised(item, LEVEL.primary)}[]`,
  level: LEVEL.primary,
  ...(item.id === undefined ? {} : { id: `${item.id}[]` }),
});

const parenthesised = (type: Type, level: Level): Code => (type.level < level ? code`(${type.text})` : type.text);

function union(types: readonly Type[]): Type {
  const members = distinct(types).filter((type) => type !== NEVER);
  if (members.includes(UNKNOWN)) return UNKNOWN;
  const [first = NEVER] = members;
  if (members.length <= 1) return first;
  const ids = members.map(({ id }) => id);
  return {
    text: join(
      members.map(({ text }) => text),
      code` | `,
    ),
    level: LEVEL.union,
    ...(ids.includes(undefined) ? {} : { id: ids.join("|") }),
  };
}

function intersection(types: readonly Type[]): Type {
  if (types.includes(NEVER)) return NEVER;
  const members = distinct(types).filter((type) => type !== UNKNOWN);
  const [first = UNKNOWN] = members;
  if (members.length <= 1) return first;
  return {
    text: join(
      members.map((type) => parenthesised(type, LEVEL.intersection)),
      code` & `,
    ),
    level: LEVEL.intersection,
  };
}

function distinct(types: readonly Type[]): readonly Type[] {
  const seen = new Set<string>();
  return types.filter(({ id }) => id === undefined || (!seen.has(id) && seen.add(id)));
}

/** A part of `allOf` that is written in place, with what stands beside it in `required`. */
function requiring(part: Schema, required: readonly string[]): Schema {
  if (typeof part === "boolean") return part;
  const own = required.filter((key) => Object.hasOwn(record(part["properties"]), key));
  return own.length === 0 ? part : { ...part, required: [...strings(part["required"]), ...own] };
}

/**
 * `required` of properties that named schemas beside it declare (`allOf: [{ $ref }], required: [name]`): picked from the
 * schema that declares them, so that their types stay; of any type where none does.
 */
function requiredOfOthers(schema: ObjectSchema, printer: TypePrinter): Type | undefined {
  const parts: Schema[] = [
    ...schemasIn(schema["allOf"]),
    ...(schema["$ref"] === undefined ? [] : [{ $ref: schema["$ref"] }]),
  ];
  if (parts.length === 0) return undefined;
  const inPlace = [schema, ...parts].map((part) => record(typeof part === "boolean" ? undefined : part["properties"]));
  let missing = strings(schema["required"]).filter(
    (key) => !inPlace.some((properties) => Object.hasOwn(properties, key)),
  );
  const members: Type[] = [];
  for (const part of parts) {
    const keys = missing.filter((key) => declares(part, key, printer));
    if (keys.length === 0) continue;
    missing = missing.filter((key) => !keys.includes(key));
    members.push({
      text: code`Required<Pick<${print(part, printer).text}, ${join(keys.map(stringLiteral), code` | `)}>>`,
      level: LEVEL.primary,
    });
  }
  if (missing.length > 0)
    members.push({
      text: code`{ ${join(
        missing.map((key) => code`${propertyKey(key)}: unknown`),
        code`; `,
      )} }`,
      level: LEVEL.primary,
    });
  return members.length === 0 ? undefined : intersection(members);
}

/** Whether the type of a schema surely has a property of that name. */
function declares(schema: Schema, key: string, printer: TypePrinter, depth = 0): boolean {
  if (typeof schema === "boolean" || depth > 20) return false;
  const types = typesOf(schema);
  if (types !== undefined && (types.length !== 1 || types[0] !== "object")) return false;
  if (Object.hasOwn(record(schema["properties"]), key)) return true;
  const name = schemaKey(schema["$ref"]);
  const target = name === undefined ? undefined : printer.schema(name);
  if (target !== undefined && declares(target, key, printer, depth + 1)) return true;
  return schemasIn(schema["allOf"]).some((part) => declares(part, key, printer, depth + 1));
}
