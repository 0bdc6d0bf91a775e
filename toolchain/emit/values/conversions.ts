/** Schema → conversion, as an expression of generated code. */

import { isSchema, schemaKey, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type Code, code, join, lines } from "../code.ts";
import { type Context, CONVERSIONS, value } from "../context.ts";
import { identifier, propertyKey, stringLiteral } from "../doors.ts";
import { data } from "../print/data.ts";
import { type ObjectSchema, record, strings, typesOf } from "../types/schemas.ts";
import { valueKind } from "./kinds.ts";
import { reachingKeys } from "./reach.ts";

const helper = (name: string): Code => code`${value(CONVERSIONS, name)}`;
const list = (pieces: readonly Code[]): Code => join(pieces, code`, `);

export class Conversions {
  readonly #context: Context;
  readonly #converting: ReadonlySet<string>;
  readonly #nameOf: (key: string) => string;

  /** @param nameOf the constant of a named schema */
  constructor(context: Context, nameOf: (key: string) => string) {
    this.#context = context;
    this.#nameOf = nameOf;
    const { schemas, options } = context;
    this.#converting = reachingKeys(schemas, (schema) =>
      (typesOf(schema) ?? []).some((type) => valueKind(type, schema, options) !== undefined),
    );
  }

  /** Whether a named schema has something to convert. */
  converts(key: string): boolean {
    return this.#converting.has(key);
  }

  /** The conversion of a schema; nothing where its values stay as they are. */
  of(schema: Schema): Code | undefined {
    if (typeof schema === "boolean") return undefined;
    const parts = [
      this.#reference(schema),
      ...this.#scalars(schema),
      this.#array(schema),
      this.#object(schema),
      ...schemasIn(schema["allOf"]).map((part) => this.of(part)),
      ...["then", "else"].map((keyword) => (isSchema(schema[keyword]) ? this.of(schema[keyword]) : undefined)),
      ...Object.values(record(schema["dependentSchemas"])).map((part) => (isSchema(part) ? this.of(part) : undefined)),
      ...["oneOf", "anyOf"].map((keyword) => this.#alternatives(schemasIn(schema[keyword]))),
    ].filter((part) => part !== undefined);
    const [only, ...more] = parts;
    return more.length === 0 ? only : code`${helper("all")}(${list(parts)})`;
  }

  #reference(schema: ObjectSchema): Code | undefined {
    const key = schemaKey(schema["$ref"]);
    if (key === undefined || !this.#converting.has(key)) return undefined;
    return identifier(this.#nameOf(key));
  }

  /** A date and time goes before a date: each text is one of the two. */
  #scalars(schema: ObjectSchema): Code[] {
    const kinds = (typesOf(schema) ?? []).map((type) => valueKind(type, schema, this.#context.options));
    return [...new Set(kinds)].flatMap((kind) => (kind === undefined ? [] : [helper(kind)]));
  }

  #array(schema: ObjectSchema): Code | undefined {
    const item = isSchema(schema["items"]) ? this.of(schema["items"]) : undefined;
    const first = schemasIn(schema["prefixItems"]).map((part) => this.of(part));
    if (item === undefined && first.every((part) => part === undefined)) return undefined;
    const none = code`undefined`;
    const prefix = first.length === 0 ? undefined : code`, [${list(first.map((part) => part ?? none))}]`;
    return code`${helper("list")}(${item ?? none}${prefix})`;
  }

  #object(schema: ObjectSchema): Code | undefined {
    const members: Code[] = [];
    const properties = Object.entries(record(schema["properties"]));
    const named = properties.flatMap(([name, property]) => {
      const conversion = isSchema(property) ? this.of(property) : undefined;
      return conversion === undefined ? [] : [code`${propertyKey(name)}: ${conversion},`];
    });
    if (named.length > 0)
      members.push(code`
        named: {
          ${lines(named)}
        },
      `);
    const patterns = Object.entries(record(schema["patternProperties"])).flatMap(([pattern, property]) => {
      const conversion = isSchema(property) ? this.of(property) : undefined;
      return conversion === undefined ? [] : [code`[new RegExp(${stringLiteral(pattern)}, "u"), ${conversion}]`];
    });
    if (patterns.length > 0) members.push(code`patterns: [${list(patterns)}],`);
    const rest = schema["additionalProperties"] ?? schema["unevaluatedProperties"];
    const conversion = isSchema(rest) ? this.of(rest) : undefined;
    if (conversion !== undefined)
      members.push(code`rest: ${conversion},`, code`known: ${data(properties.map(([name]) => name))},`);
    if (members.length === 0) return undefined;
    return code`
      ${helper("object")}({
        ${lines(members)}
      })
    `;
  }

  #alternatives(choices: readonly Schema[]): Code | undefined {
    const conversions = choices.map((choice) => this.of(choice));
    if (conversions.every((each) => each === undefined)) return undefined;
    const rows = choices.map((choice, index) => {
      const conversion = conversions[index];
      const facts = Object.entries(this.#facts(choice)).map(([key, fact]) => code`${propertyKey(key)}: ${data(fact)}`);
      return code`{ ${list([...facts, ...(conversion === undefined ? [] : [code`conversion: ${conversion}`])])} },`;
    });
    return code`
      ${helper("oneOf")}([
        ${lines(rows)}
      ])
    `;
  }

  /** What tells the values of one alternative from those of another. */
  #facts(choice: Schema, depth = 0): Facts {
    if (typeof choice === "boolean" || depth > 20) return {};
    const key = schemaKey(choice["$ref"]);
    const below = [
      ...(key === undefined ? [] : [this.#context.schemas.get(key) ?? true]),
      ...schemasIn(choice["allOf"]),
    ].map((part) => this.#facts(part, depth + 1));
    const constants = Object.entries(record(choice["properties"])).flatMap(([name, property]) => {
      const { const: one, enum: several } = record(property);
      const values = one === undefined ? several : [one];
      return Array.isArray(values) && values.every((each) => typeof each !== "object") ? [[name, values] as const] : [];
    });
    const types = typesOf(choice)?.map((type) => (type === "integer" ? "number" : type));
    const required = [...new Set([...strings(choice["required"]), ...below.flatMap((each) => each.required ?? [])])];
    const values = Object.assign(
      {},
      ...below.map((each) => each.values),
      Object.fromEntries(constants),
    ) as Facts["values"];
    const known = types ?? below.find((each) => each.types !== undefined)?.types;
    return {
      ...(known && { types: known }),
      ...(required.length > 0 && { required }),
      ...(Object.keys(values ?? {}).length > 0 && { values }),
    };
  }
}

interface Facts {
  readonly types?: readonly string[] | undefined;
  readonly required?: readonly string[];
  readonly values?: Readonly<Record<string, readonly unknown[]>> | undefined;
}
