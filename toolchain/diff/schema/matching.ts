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

const expressions = new Map<string, RegExp | undefined>();

export function matches(pattern: string, text: string): boolean {
  let expression = expressions.get(pattern);
  if (expression === undefined && !expressions.has(pattern)) {
    for (const flags of ["", "u"]) {
      try {
        expression = new RegExp(pattern, flags);
      } catch {
        // the other
      }
    }
    expressions.set(pattern, expression);
  }
  return expression?.test(text) ?? true;
}

/** What is asked of the member of that name. */
export function propertyOf(clause: Form, name: string): Expression {
  return clause.layers.flatMap((layer) => layerProperty(layer, name));
}

function layerProperty(layer: ObjectLayer, name: string): Expression {
  const own = layer.names.get(name);
  const matching = layer.patterns.filter(({ value }) => matches(value, name)).map(({ at }) => at);
  if (own !== undefined) return [own, ...matching];
  return matching.length > 0 || layer.rest === undefined ? matching : [layer.rest];
}
