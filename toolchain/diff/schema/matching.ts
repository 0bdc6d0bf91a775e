/** What texts and names fit, and values as texts. */

import { isObject } from "tenon-runtime/core";
import type { Form, ObjectLayer } from "./clause.ts";
import { type Expression } from "./world.ts";

/** JSON with members in the order of their names. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** Whether a text matches a pattern; `true` for a pattern that is invalid. */
export function matches(pattern: string, text: string): boolean {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags).test(text);
    } catch {
      // tries the other flags
    }
  }
  return true;
}

/** By the layers of a clause, which never change: a comparison asks for the same member many times. */
const members = new WeakMap<readonly ObjectLayer[], Map<string, Expression>>();

/** What is asked of the member of that name. */
export function propertyOf({ layers }: Pick<Form, "layers">, name: string): Expression {
  let known = members.get(layers);
  if (known === undefined) members.set(layers, (known = new Map()));
  let expression = known.get(name);
  if (expression === undefined) known.set(name, (expression = layers.flatMap((layer) => layerProperty(layer, name))));
  return expression;
}

function layerProperty(layer: ObjectLayer, name: string): Expression {
  const own = layer.names.get(name);
  const matching = layer.patterns.filter(({ value }) => matches(value, name)).map(({ at }) => at);
  if (own !== undefined) return [own, ...matching];
  return matching.length > 0 || layer.rest === undefined ? matching : [layer.rest];
}
