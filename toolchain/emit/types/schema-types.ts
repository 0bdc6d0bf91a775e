/**
 * JSON Schema 2020-12 → TypeScript. Named schemas are printed by name, everything else in place. A type is as narrow as
 * TypeScript can say, and never narrower than the schema.
 */

import { isObject, isSchema, schemaKey, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type Code, type Ref, code, globalType, join, lines } from "../code.ts";
import { propertyKey, stringLiteral } from "../doors.ts";
import { type ValueKind, type ValueOptions, valueKind } from "../values/kinds.ts";
import { schemaDoc } from "../print/jsdoc.ts";
import { inherited, isRequiredIn, type Member, objectView, type ObjectView } from "./object-view.ts";
import { isBinary, type ObjectSchema, record, strings, typesOf } from "./schemas.ts";
import {
  arrayOf,
  intersection,
  LEVEL,
  NEVER,
  NULL,
  parenthesised,
  SCALARS,
  simple,
  type Type,
  union,
  UNKNOWN,
} from "./type-text.ts";

export interface TypePrinter {
  /** The type of a named schema; nothing when there is no such schema. */
  named(key: string): Ref | Code | undefined;
  /** A named schema itself, to look into. */
  schema(key: string): Schema | undefined;
  /** What a string of bytes is (multipart parts); absent where it is text. */
  readonly binary?: Code;
  /** What formats become in programs. */
  readonly values?: ValueOptions | undefined;
  /** A named schema that is printed in place rather than by its name. */
  expand?(key: string): Schema | undefined;
}

/** The type of the values that a schema allows, as far as TypeScript can say it; wider where it cannot. */
export const typeOf = (schema: Schema, printer: TypePrinter): Code => print(schema, printer).text;

/** The same, in parentheses where it could not stand before `[]`. */
export const primaryTypeOf = (schema: Schema, printer: TypePrinter): Code =>
  parenthesised(print(schema, printer), LEVEL.primary);

/** The declaration of a named schema: an interface for an object, else an alias. */
export function declarationOf(name: Code, schema: Schema, printer: TypePrinter): Code {
  const view = objectView(schema, printer.schema);
  const isInterface =
    view !== undefined &&
    view.rest.length === 0 &&
    view.members.size + view.bases.length > 0 &&
    canExtend(view, printer);
  const declaration = isInterface
    ? code`export interface ${name} ${heritage(view, printer)}${block(view, printer)}`
    : code`export type ${name} = ${typeOf(schema, printer)};`;
  return lines([schemaDoc(schema), declaration]);
}

function heritage({ bases }: ObjectView, printer: TypePrinter): Code | undefined {
  if (bases.length === 0) return undefined;
  const names = bases.map((key) => code`${printer.named(key) ?? code`object`}`);
  return code`extends ${join(names, code`, `)} `;
}

/** Whether each member is what its bases say, or narrower: an interface cannot say anything else. */
function canExtend({ bases, members }: ObjectView, printer: TypePrinter): boolean {
  const seen = new Map<string, string>();
  for (const base of bases)
    for (const name of namesOf(base, printer)) {
      const isRequired = isRequiredIn(name, [base], printer.schema);
      const says = JSON.stringify([isRequired, inherited(name, [base], printer.schema)]);
      if ((seen.get(name) ?? says) !== says) return false;
      seen.set(name, says);
    }
  return [...members].every(([name, { schemas }]) => {
    const inBase = inherited(name, bases, printer.schema);
    if (inBase === undefined || inBase.every((each) => each === true)) return true;
    return JSON.stringify(inBase) === JSON.stringify(schemas) || (inBase.every(isText) && schemas.every(listsTexts));
  });
}

function namesOf(key: string, printer: TypePrinter): readonly string[] {
  const view = objectView(printer.schema(key) ?? true, printer.schema);
  return view === undefined ? [] : [...view.members.keys(), ...view.bases.flatMap((base) => namesOf(base, printer))];
}

const isText = (schema: Schema): boolean =>
  typeof schema === "object" && schema["type"] === "string" && schema["enum"] === undefined;
const listsTexts = (schema: Schema): boolean =>
  typeof schema === "object" &&
  (typeof schema["const"] === "string" ||
    (Array.isArray(schema["enum"]) && strings(schema["enum"]).length === schema["enum"].length));

function print(schema: Schema, printer: TypePrinter): Type {
  if (schema === true) return UNKNOWN;
  if (schema === false) return NEVER;
  if (schema["$ref"] !== undefined && !declaresType(schema) && schema["required"] === undefined)
    return intersection([reference(schema["$ref"], printer), own(schema, printer)]);
  const view = objectView(schema, printer.schema);
  if (view !== undefined) return objectType(view, printer);
  return composedType(schema, printer);
}

/** The type of a schema that is not one object: the intersection of what its keywords say. */
function composedType(schema: ObjectSchema, printer: TypePrinter): Type {
  const required = requiredNames(schema);
  const members: Type[] = [];
  if (schema["$ref"] !== undefined) members.push(reference(schema["$ref"], printer));
  members.push(own(schema, printer));
  for (const part of schemasIn(schema["allOf"])) members.push(print(requiring(part, required), printer));
  for (const keyword of ["oneOf", "anyOf"] as const) {
    const choices = schemasIn(schema[keyword]);
    if (choices.length > 0) members.push(union(choices.map((choice) => choiceType(choice, schema, printer))));
  }
  const others = requiredOfOthers(schema, required, printer);
  if (others) members.push(others);
  return intersection(members);
}

/** `required` of a schema and of the parts of `allOf` that are written in place. */
function requiredNames(schema: ObjectSchema): readonly string[] {
  const parts = schemasIn(schema["allOf"]).filter((part) => typeof part === "object");
  return [...new Set([...strings(schema["required"]), ...parts.flatMap(requiredNames)])];
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
  "propertyNames",
  "then",
  "else",
  "dependentSchemas",
  "unevaluatedProperties",
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
  if (type === "object") return ownObject(schema, printer);
  if (type === "array") return arrayType(schema, printer);
  const kind = printer.values === undefined ? undefined : valueKind(type, schema, printer.values);
  if (kind !== undefined) return VALUE_TYPES[kind];
  if (type === "string" && printer.binary && isBinary(schema)) return { text: printer.binary, level: LEVEL.union };
  return SCALARS[type] ?? UNKNOWN;
}

const VALUE_TYPES: Readonly<Record<ValueKind, Type>> = {
  dateTime: { text: code`${globalType("Date")}`, level: LEVEL.primary, id: "Date" },
  date: { text: code`${globalType("Date")}`, level: LEVEL.primary, id: "Date" },
  int64: simple("bigint"),
  int64Text: simple("bigint"),
  decimal: simple("string"),
};

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

/** The object keywords of a schema itself, without those of the schemas that it is composed of. */
function ownObject(schema: ObjectSchema, printer: TypePrinter): Type {
  const { allOf, oneOf, anyOf, $ref, enum: _1, const: _2, items: _3, prefixItems: _4, required, ...rest } = schema;
  const composed = [allOf, oneOf, anyOf, $ref].some((each) => each !== undefined);
  const declared = composed ? strings(required).filter((key) => isDeclaredIn(rest, key)) : required;
  const view = objectView(
    { ...rest, type: "object", ...(declared !== undefined && { required: declared }) },
    printer.schema,
  );
  if (view === undefined) return UNKNOWN;
  const isEmpty = view.members.size === 0 && view.rest.length === 0 && !view.closed;
  return composed && isEmpty ? UNKNOWN : objectType(view, printer);
}

const isDeclaredIn = (schema: ObjectSchema, key: string): boolean => Object.hasOwn(record(schema["properties"]), key);

function objectType(view: ObjectView, printer: TypePrinter): Type {
  const bases = view.bases.map((key) => reference(`#/components/schemas/${key}`, printer));
  if (view.members.size === 0 && view.rest.length === 0) {
    if (bases.length > 0) return intersection(bases);
    // not Record: its argument would be resolved at once, which a schema that contains itself cannot bear
    return { text: code`{ [key: string]: ${(view.closed ? NEVER : UNKNOWN).text} }`, level: LEVEL.primary };
  }
  if (view.members.size === 0 && bases.length === 0)
    return {
      text: code`{ [key: string]: ${union(view.rest.map((part) => print(part, printer))).text} }`,
      level: LEVEL.primary,
    };
  return intersection([...bases, { text: block(view, printer), level: LEVEL.primary }]);
}

/** The members in braces. */
function block(view: ObjectView, printer: TypePrinter): Code {
  const entries = [...view.members].map(([name, member]) => ({ name, member, type: memberType(member, printer) }));
  const members = entries.map(({ name, member, type }) => {
    const [schema] = member.schemas;
    const line = code`${propertyKey(name)}${member.required ? undefined : code`?`}: ${type.text};`;
    return lines([schema === undefined ? undefined : schemaDoc(schema), line].filter((each) => each !== undefined));
  });
  const rest = restType(
    view.rest.map((part) => print(part, printer)),
    entries.map(({ type }) => type),
    { anyOptional: entries.some(({ member }) => !member.required) },
  );
  if (rest) members.push(code`[key: string]: ${rest.text};`);
  if (members.length === 0) return code`{}`;
  return code`
    {
      ${lines(members)}
    }
  `;
}

function memberType({ schemas, either }: Member, printer: TypePrinter): Type {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  // a list of texts says more than that it is a text
  const narrow = distinct.some(listsTexts) ? distinct.filter((schema) => !isText(schema)) : distinct;
  const types = narrow.map((schema) => print(schema, printer));
  return either === true ? union(types) : intersection(types);
}

/**
 * The type of further properties, where the contract says something of them. In TypeScript an index signature covers the
 * declared properties too: it is the union with theirs while those are simple, else `unknown`. (An intersection of the
 * two types can be read, but no value of it can be written.)
 */
function restType(
  rest: readonly Type[],
  properties: readonly Type[],
  { anyOptional }: { readonly anyOptional: boolean },
): Type | undefined {
  if (rest.length === 0) return undefined;
  if (properties.length === 0) return union(rest);
  if (rest.includes(UNKNOWN) || properties.some((type) => type.id === undefined)) return UNKNOWN;
  return union([...rest, ...properties, ...(anyOptional ? [simple("undefined")] : [])]);
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
function requiredOfOthers(schema: ObjectSchema, required: readonly string[], printer: TypePrinter): Type | undefined {
  const parts: Schema[] = [
    ...schemasIn(schema["allOf"]),
    ...(schema["$ref"] === undefined ? [] : [{ $ref: schema["$ref"] }]),
  ];
  if (parts.length === 0) return undefined;
  const inPlace = [schema, ...parts].map((part) => record(typeof part === "boolean" ? undefined : part["properties"]));
  let missing = required.filter((key) => !inPlace.some((properties) => Object.hasOwn(properties, key)));
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
