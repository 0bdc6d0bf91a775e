/**
 * `enums.ts`: the values of enumerations as constants, on request: `TicketStatus.open`. They belong to named schemas, and
 * to the properties of these: `channel` of `Ticket` is `TicketChannel`.
 */

import { isSchema, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { distinctNames, pascalCase } from "../../contract/names.ts";
import { blankLine, type Code, code, empty, join, lines } from "../code.ts";
import { type Context, newFile, OPERATIONS, type } from "../context.ts";
import { identifier, propertyKey } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { schemaDoc } from "../print/jsdoc.ts";
import { typeOf } from "./schema-types.ts";
import { record } from "./schemas.ts";

interface Constant {
  readonly value: string | number;
  readonly doc: Code;
}

interface Enumeration {
  readonly doc: Code;
  /** By their names. */
  readonly constants: Map<string, Constant>;
}

/** @returns nothing where the contract has no enumeration, or the option does not ask for them */
export function emitEnums(context: Context): GeneratedFile | undefined {
  if (context.options.enums !== "const") return undefined;
  const named = new Map<string, Enumeration>();
  const inPlace = new Map<string, Enumeration>();
  for (const { key, name, schema } of context.contract.schemas) {
    const own = enumeration(schema);
    if (own) named.set(context.names.schemas.get(key) ?? name, own);
    else find(schema, [name], inPlace);
  }
  // a property of one value says which schema it is, and nobody chooses it
  for (const [place, { constants }] of inPlace) if (constants.size === 1) inPlace.delete(place);
  if (named.size + inPlace.size === 0) return undefined;
  const { taken } = context.names;
  const names = distinctNames([...inPlace.keys()], nameOfPlace, (name) => taken.has(name));
  const file = newFile("enums.ts", context);
  file.declare(named.keys(), names.values());
  file.print(
    join(
      [
        ...[...named].map(([name, each]) => declaration(name, each, code`${type(OPERATIONS, name)}`, context)),
        ...[...inPlace].map(([place, each]) => {
          const name = names.get(place) ?? place;
          const own = identifier(name);
          return declaration(name, each, code`(typeof ${own})[keyof typeof ${own}]`, context);
        }),
      ],
      blankLine,
    ),
  );
  return file;
}

/** What stands between the names of a place, which may have any character but this one. */
const SEPARATOR = "\0";

const nameOfPlace = (place: string): string => place.split(SEPARATOR).map(pascalCase).join("");

function declaration(name: string, { doc, constants }: Enumeration, values: Code, { types }: Context): Code {
  const members = [...constants].map(([key, constant]) =>
    lines([constant.doc, code`${propertyKey(key)}: ${typeOf({ const: constant.value }, types)},`]),
  );
  const own = identifier(name);
  return lines([
    doc,
    code`
      export const ${own} = {
        ${lines(members)}
      } as const;
      export type ${own} = ${values};
    `,
  ]);
}

/** The enumerations in a schema, by the names of the properties that lead to them. */
function find(schema: Schema, path: readonly string[], found: Map<string, Enumeration>): void {
  if (typeof schema === "boolean") return;
  for (const [name, property] of Object.entries(record(schema["properties"]))) {
    if (!isSchema(property)) continue;
    const place = [...path, name];
    const own = enumeration(property) ?? enumeration(itemsOf(property));
    if (own) add(found, place.join(SEPARATOR), own);
    else find(property, place, found);
  }
  const parts = ["allOf", "oneOf", "anyOf"].flatMap((keyword) => schemasIn(schema[keyword]));
  for (const part of [...parts, itemsOf(schema)]) find(part, path, found);
}

const itemsOf = (schema: Schema): Schema => {
  const items = typeof schema === "boolean" ? undefined : schema["items"];
  return isSchema(items) ? items : true;
};

/** Alternatives may say different values of one property. */
function add(found: Map<string, Enumeration>, place: string, own: Enumeration): void {
  const known = found.get(place);
  if (known === undefined) found.set(place, own);
  else for (const [key, constant] of own.constants) known.constants.set(key, constant);
}

/**
 * The constants of `enum`, or of alternatives that each are a `const` (OAS 3.2 §4.24.6). Those of alternatives are called
 * by their titles, others by `x-enum-varnames`, else by their values. `null` and booleans need no name.
 */
function enumeration(schema: Schema): Enumeration | undefined {
  if (typeof schema === "boolean") return undefined;
  const given = Array.isArray(schema["enum"]) ? listed(schema, schema["enum"]) : alternatives(schema);
  const constants = given.filter((each): each is Given & Constant => isConstant(each.value));
  if (constants.length === 0) return undefined;
  const names = new Set(constants.map(({ name }) => name));
  const isNamed = names.size === constants.length && constants.every(({ name }) => typeof name === "string");
  return {
    doc: schemaDoc(schema),
    constants: new Map(constants.map((each) => [String(isNamed ? each.name : each.value), each])),
  };
}

interface Given {
  readonly value: unknown;
  readonly name: unknown;
  readonly doc: Code;
}

function listed(schema: Schema, values: readonly unknown[]): Given[] {
  const names = record(schema)["x-enum-varnames"];
  return values.map((value, i) => ({ value, name: Array.isArray(names) ? names[i] : undefined, doc: empty }));
}

function alternatives(schema: Schema): Given[] {
  const choices = ["oneOf", "anyOf"].flatMap((keyword) => schemasIn(record(schema)[keyword])).map(record);
  if (!choices.every((choice) => Object.hasOwn(choice, "const") || choice["type"] === "null")) return [];
  return choices.map(({ const: value, title, description }) => ({
    value,
    name: title,
    doc: schemaDoc({ description }),
  }));
}

const isConstant = (value: unknown): boolean => typeof value === "string" || Number.isFinite(value);
