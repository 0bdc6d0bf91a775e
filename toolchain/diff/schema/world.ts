/** The schemas of one contract, read in one direction: what an expression of the comparison refers to. */

import { formatPointer, isObject, schemaKey } from "tenon-runtime/core";
import { equal } from "tenon-runtime/validators";
import type { Schema } from "../../contract/index.ts";
import { PatternSearch } from "./pattern.ts";

/** A schema, and where it stands in its document. */
export interface At {
  readonly schema: Schema;
  /** JSON Pointer into the document, as the model has it. */
  readonly pointer: string;
}

/** All of these at once; none: every value. */
export type Expression = readonly At[];

export type SchemaObject = Readonly<Record<string, unknown>>;

/** `input`: what a request may hold; `output`: what a response may hold. */
export type Direction = "input" | "output";

/** What stands below a key of a schema. */
export const below = (at: At, schema: unknown, ...keys: readonly (string | number)[]): At => ({
  schema: (isObject(schema) || typeof schema === "boolean" ? schema : true) as Schema,
  pointer: `${at.pointer}${formatPointer(keys)}`,
});

export class World {
  readonly direction: Direction;
  readonly #named: ReadonlyMap<string, At>;
  readonly #ids = new Map<unknown, number>();
  readonly #hidden = new Map<Schema, boolean>();
  readonly #constants = new Map<string, SchemaObject>();
  /** Searches texts for witnesses and for comparisons of what this world sends. */
  readonly patterns = new PatternSearch();
  /** What has been derived from a schema, so that it is made once and keeps its identity. */
  readonly derived = new Map<Schema, readonly Schema[] | undefined>();

  /** Whether values are to be made that show what is refused: only where something can break. */
  readonly witnesses: boolean;

  constructor(named: ReadonlyMap<string, At>, direction: Direction, witnesses: boolean) {
    this.witnesses = witnesses;
    this.#named = named;
    this.direction = direction;
  }

  /** What a reference leads to; `undefined` where it leads to nothing. */
  follow(reference: string): At | undefined {
    return this.#named.get(schemaKey(reference) ?? reference);
  }

  /** The same object for each equal schema, so that a schema that is made during a comparison has one key. */
  constant(schema: SchemaObject): SchemaObject {
    const text = JSON.stringify(schema);
    const known = this.#constants.get(text);
    if (known === undefined) this.#constants.set(text, schema);
    return known ?? schema;
  }

  /** The key under which a schema is named, where it is a reference. */
  nameOf({ schema }: At): string | undefined {
    return isObject(schema) ? schemaKey(schema["$ref"]) : undefined;
  }

  /** The same key for the same conjunction, in any order. */
  key(expression: Expression): string {
    if (expression.length === 1) return expression[0]!.schema === true ? "" : String(this.#id(expression[0]!.schema));
    const ids = new Set<number>();
    for (const { schema } of expression) if (schema !== true) ids.add(this.#id(schema));
    return [...ids].sort((a, b) => a - b).join(".");
  }

  #id(schema: unknown): number {
    let target = schema;
    // A reference with nothing beside it is what it refers to.
    for (let hops = 0; hops < 50 && isObject(target) && typeof target["$ref"] === "string"; hops++) {
      const next = this.follow(target["$ref"])?.schema;
      if (next === undefined || Object.keys(target).some((key) => key !== "$ref" && key !== "description")) break;
      target = next;
    }
    let id = this.#ids.get(target);
    if (id === undefined) this.#ids.set(target, (id = this.#ids.size));
    return id;
  }

  /** Whether a property does not travel this way: `readOnly` in requests, `writeOnly` in responses (OAS 3.2 §4.24.3). */
  hides(expression: Expression): boolean {
    return expression.some(({ schema }) => this.#hides(schema, 0));
  }

  #hides(schema: Schema, depth: number): boolean {
    if (!isObject(schema) || depth > 20) return false;
    const known = this.#hidden.get(schema);
    if (known !== undefined) return known;
    let hidden = schema[this.direction === "input" ? "readOnly" : "writeOnly"] === true;
    if (!hidden && typeof schema["$ref"] === "string") {
      const target = this.follow(schema["$ref"]);
      hidden = target !== undefined && this.#hides(target.schema, depth + 1);
    }
    if (!hidden && Array.isArray(schema["allOf"]))
      hidden = (schema["allOf"] as Schema[]).some((member) => this.#hides(member, depth + 1));
    this.#hidden.set(schema, hidden);
    return hidden;
  }
}

/** Whether one of the values equals it (JSON equality). */
export const isOneOf = (value: unknown, values: readonly unknown[]): boolean =>
  values.some((each) => equal(each, value));
