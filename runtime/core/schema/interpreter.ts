/** Schemas as nodes that run: made when they are first needed, each once, whatever leads to them. */

import type { Formats } from "../formats/index.ts";
import type { Schema, Violation } from "../validation.ts";
import {
  allOfCheck,
  containsCheck,
  dependentSchemasCheck,
  ifCheck,
  itemsCheck,
  neverCheck,
  notCheck,
  propertiesCheck,
  propertyNamesCheck,
  unevaluatedItemsCheck,
  unevaluatedPropertiesCheck,
  type Reading,
} from "./applicators.ts";
import { ASSERTIONS } from "./assertions.ts";
import { Evaluated, SchemaNode, State, type Check } from "./node.ts";
import { escapeToken } from "../json-pointer.ts";
import { isSchema } from "./resolve.ts";
import { type Place, type Resource, type Resources } from "./resources.ts";
import { unionCheck } from "./unions.ts";
import { isObject } from "../json-object.ts";

export class Interpreter {
  readonly #resources: Resources;
  readonly #formats: Formats;
  readonly #nodes = new Map<object, SchemaNode>();

  constructor(resources: Resources, formats: Formats) {
    this.#resources = resources;
    this.#formats = formats;
  }

  /** A schema that stands for itself. @throws Error when it cannot be understood */
  prepare(schema: Schema): SchemaNode {
    const node = this.#node(this.#resources.place(schema));
    this.#understand(node, new Set());
    return node;
  }

  is(node: SchemaNode, value: unknown): boolean {
    return node.run(value, new State(undefined), undefined);
  }

  explain(node: SchemaNode, value: unknown): readonly Violation[] {
    const violations: Violation[] = [];
    node.run(value, new State(violations), undefined);
    return distinct(violations);
  }

  /** Makes a node's own checks, so that what it cannot do is known before it runs. */
  #understand(node: SchemaNode, seen: Set<SchemaNode>): void {
    if (seen.has(node)) return;
    seen.add(node);
    void node.checks;
  }

  #node(place: Place): SchemaNode {
    const { schema } = place;
    const known = typeof schema === "object" ? this.#nodes.get(schema) : undefined;
    if (known !== undefined) return known;
    const node = new SchemaNode(place.pointer, place.resource, this.#resources.hasDynamic, () => this.#checks(place));
    if (typeof schema === "object") this.#nodes.set(schema, node);
    return node;
  }

  #checks({ schema, resource, pointer: at }: Place): readonly Check[] {
    if (schema === true) return [];
    if (schema === false) return [neverCheck(at)];
    const checks: (Check | undefined)[] = [];
    const { $ref, $dynamicRef } = schema;
    if (typeof $ref === "string") checks.push(this.#reference(this.#resources.resolve($ref, resource)));
    if (typeof $dynamicRef === "string") checks.push(this.#dynamicReference($dynamicRef, resource));
    for (const [keyword, make] of ASSERTIONS)
      if (schema[keyword] !== undefined) checks.push(make(schema[keyword], at, this.#formats));
    const reading = this.#reading(schema, resource, at);
    checks.push(
      propertiesCheck(reading),
      propertyNamesCheck(reading),
      itemsCheck(reading),
      containsCheck(reading),
      dependentSchemasCheck(reading),
      allOfCheck(reading),
      unionCheck(reading, "anyOf"),
      unionCheck(reading, "oneOf"),
      notCheck(reading),
      ifCheck(reading),
    );
    return withUnevaluated(
      checks.filter((check) => check !== undefined),
      reading,
    );
  }

  #reference(place: Place): Check {
    const node = this.#node(place);
    return (value, state, evaluated) => node.refer(value, state, evaluated);
  }

  /** JSON Schema 2020-12 core §8.2.3.2: the outermost resource on the way that has the anchor, where it is dynamic. */
  #dynamicReference(reference: string, resource: Resource): Check {
    const place = this.#resources.resolve(reference, resource);
    const anchor = reference.slice(reference.indexOf("#") + 1);
    if (!reference.includes("#") || !place.resource.dynamic.has(anchor)) return this.#reference(place);
    return (value, state, evaluated) => {
      const outermost = state.scope.find(({ dynamic }) => dynamic.has(anchor))?.anchors.get(anchor) ?? place;
      return this.#node(outermost).refer(value, state, evaluated);
    };
  }

  #reading(schema: Readonly<Record<string, unknown>>, parent: Resource, at: string): Reading {
    const nodeOf = (value: Schema, pointer: string): SchemaNode =>
      this.#node({ schema: value, resource: this.#resources.resourceOf(value, parent), pointer });
    return {
      schema,
      at,
      follow: (reference) => this.#resources.find(reference, parent)?.schema,
      node: (keyword) => {
        const value = schema[keyword];
        return isSchema(value) ? nodeOf(value, `${at}/${keyword}`) : undefined;
      },
      nodes: (keyword) => {
        const list = schema[keyword];
        return Array.isArray(list) ? list.filter(isSchema).map((each, i) => nodeOf(each, `${at}/${keyword}/${i}`)) : [];
      },
      named: (keyword) => {
        const map = schema[keyword];
        if (!isObject(map)) return [];
        return Object.keys(map).flatMap((name) => {
          const each = map[name];
          return isSchema(each) ? [[name, nodeOf(each, `${at}/${keyword}/${escapeToken(name)}`)] as const] : [];
        });
      },
    };
  }
}

/** `unevaluated…` comes last, and knows what all others looked at (JSON Schema 2020-12 core §11). */
function withUnevaluated(checks: readonly Check[], reading: Reading): readonly Check[] {
  const properties = unevaluatedPropertiesCheck(reading);
  const items = unevaluatedItemsCheck(reading);
  if (properties === undefined && items === undefined) return checks;
  const check: Check = (value, state, outer) => {
    const evaluated = new Evaluated();
    let fits = true;
    for (const each of checks) {
      if (each(value, state, evaluated)) continue;
      fits = false;
      if (state.full) return false;
    }
    // what a schema that does not fit has looked at is not known
    if (!fits) return false;
    if (items !== undefined && !items(value, state, evaluated)) fits = false;
    if (properties !== undefined && !properties(value, state, evaluated)) fits = false;
    if (fits) outer?.merge(evaluated);
    return fits;
  };
  return [check];
}

/** Branches that share a schema repeat one another. */
function distinct(violations: readonly Violation[]): readonly Violation[] {
  if (violations.length < 2) return violations;
  const seen = new Set<string>();
  return violations.filter(({ pointer, keyword, message }) => {
    const key = `${pointer}\0${keyword}\0${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
