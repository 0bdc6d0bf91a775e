/** Rebuilds OpenAPI objects part by part; what did not change is shared with the original, never copied. */

import { escapeToken, isObject } from "tenon-runtime/core";
import { directionOf, FIELDS, type Direction, type Kind, type Node } from "./structure.ts";

/** What is done at each place. `undefined` as a result leaves the part out. */
export interface Visitor {
  schema(value: unknown, pointer: string, direction: Direction): unknown;
  /** An object with a `$ref`; called before its fields are looked at. */
  reference(kind: Kind, node: Node, pointer: string, direction: Direction): unknown;
  /** Something that is no object where one should be. */
  invalid(kind: Kind, value: unknown, pointer: string): unknown;
  /** The object before its parts are rebuilt. */
  enter(kind: Kind, node: Node, pointer: string): Node | undefined;
  /** A field that holds no further object. */
  leaf(kind: Kind, key: string, value: unknown, pointer: string): unknown;
  /** The object after its parts have been rebuilt. */
  leave(kind: Kind, node: Node, pointer: string): unknown;
}

export type Rebuild = (kind: Kind | "schema", value: unknown, pointer: string, direction: Direction) => unknown;

export function createRebuild(visitor: Visitor): Rebuild {
  const rebuild: Rebuild = (kind, value, pointer, direction) => {
    if (kind === "schema") return visitor.schema(value, pointer, direction);
    if (!isObject(value)) {
      const instead = visitor.invalid(kind, value, pointer);
      return isObject(instead) ? rebuild(kind, instead, pointer, direction) : undefined;
    }
    if (typeof value["$ref"] === "string") return visitor.reference(kind, value, pointer, direction);
    const entered = visitor.enter(kind, value, pointer);
    if (entered === undefined) return undefined;
    const fields = FIELDS[kind];
    let out: Record<string, unknown> | undefined;
    for (const key in entered) {
      const before = entered[key];
      const field = fields[key];
      let after = before;
      if (kind === "callback")
        after = key.startsWith("x-")
          ? before
          : rebuild("pathItem", before, `${pointer}/${escapeToken(key)}`, direction);
      else if (field !== undefined && before !== undefined) {
        const to = directionOf(kind, key, direction);
        const at = `${pointer}/${key}`;
        if (field.form === "one") after = rebuild(field.kind, before, at, to);
        else if (field.form === "list")
          after = Array.isArray(before) ? rebuildList(field.kind, before, at, to) : undefined;
        else after = isObject(before) ? rebuildMap(field.kind, before, at, to) : undefined;
      } else after = visitor.leaf(kind, key, before, pointer);
      if (after === before) {
        if (out !== undefined) out[key] = before;
        continue;
      }
      out ??= upTo(entered, key);
      if (after !== undefined) out[key] = after;
    }
    return visitor.leave(kind, out ?? entered, pointer);
  };

  const rebuildList = (
    kind: Kind | "schema",
    list: readonly unknown[],
    pointer: string,
    direction: Direction,
  ): readonly unknown[] => {
    const after = list.map((item, index) => rebuild(kind, item, `${pointer}/${index}`, direction));
    return after.every((item, index) => item === list[index]) ? list : after.filter((item) => item !== undefined);
  };
  const rebuildMap = (kind: Kind | "schema", map: Node, pointer: string, direction: Direction): Node => {
    let out: Record<string, unknown> | undefined;
    for (const key in map) {
      const before = map[key];
      const after =
        key.startsWith("x-") && !isObject(before)
          ? before
          : rebuild(kind, before, `${pointer}/${escapeToken(key)}`, direction);
      if (after === before) {
        if (out !== undefined) out[key] = before;
        continue;
      }
      out ??= upTo(map, key);
      if (after !== undefined) out[key] = after;
    }
    return out ?? map;
  };
  return rebuild;
}

/** A copy of the members before a key. */
function upTo(node: Node, end: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key in node) {
    if (key === end) break;
    out[key] = node[key];
  }
  return out;
}
