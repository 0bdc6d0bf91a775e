/**
 * Edits that do nothing but add a member to `allOf`, or take an alternative out of `anyOf` or `oneOf`: what members without
 * a name hold counts there. A schema with a name is a kind of thing, which is demanded or gone whatever its values are;
 * one that is written out is asked for its values.
 */

import { isObject } from "tenon-runtime/core";
import { isAnnotation } from "./annotations.ts";
import { canonical } from "./matching.ts";
import { found, verdictOf, YES, type Ask, type Reason, type Reasons } from "./reason.ts";
import { below, type At, type Expression, type SchemaObject, type World } from "./world.ts";

/** @param ask compares values as they are, members without a name among them */
export function narrowedComposition(sent: Expression, taken: Expression, ask: Ask): Reason[] {
  const { sender, receiver } = ask;
  const [a, b] = [single(sent, sender), single(taken, receiver)];
  if (a === undefined || b === undefined || others(a.schema) !== others(b.schema)) return [];
  return (["allOf", "anyOf", "oneOf"] as const).flatMap((keyword): Reason[] => {
    const before = members(a.schema, keyword);
    const after = members(b.schema, keyword);
    if (before === undefined || after === undefined) return [];
    const gone = [...before.keys()].filter((key) => !after.has(key));
    const come = [...after.keys()].filter((key) => !before.has(key));
    const reason = (which: string, text: string, values: Reasons): Reason => ({
      kind: "composition",
      verdict: "no",
      sender: `${a.pointer}/${keyword}`,
      receiver: `${b.pointer}/${keyword}`,
      path: "",
      text: `${labelOf(which)} ${text}`,
      ...found(values.find(({ witness }) => witness !== undefined)?.witness?.value),
    });
    if (keyword === "allOf") {
      if (gone.length > 0) return [];
      const known = reached(a.schema, keyword, sender);
      return come
        .filter((key) => !known.has(key) && constrains(after.get(key)))
        .map((key) => ({ key, values: ask.check(sent, [below(b, after.get(key), keyword)]) }))
        .filter(({ key, values }) => isName(key) || verdictOf(values) === "no")
        .slice(0, 1)
        .map(({ key, values }) => reason(key, "is required too", values));
    }
    // A schema that is called something else now is no longer there under its name.
    const replaced = gone.every((key) => named(key, receiver)) && come.every((key) => named(key, sender));
    if (come.length > 0 && !replaced) return [];
    const known = reached(b.schema, keyword, receiver);
    return gone
      .filter((key) => !known.has(key))
      .map((key) => ({ key, values: come.length > 0 ? YES : ask.check([below(a, before.get(key), keyword)], taken) }))
      .filter(({ key, values }) => isName(key) || verdictOf(values) === "no")
      .slice(0, 1)
      .map(({ key, values }) => reason(key, "is no longer an alternative", values));
  });
}

/** The members, and those of the members that are nothing but that keyword themselves: `allOf` in `allOf`. */
function reached(schema: SchemaObject, keyword: string, world: World): Set<string> {
  const all = new Set<string>();
  const add = (one: SchemaObject): void => {
    for (const [key, member] of members(one, keyword) ?? []) {
      if (all.has(key)) continue;
      all.add(key);
      const inner = single([below({ schema: true, pointer: "" }, member)], world)?.schema;
      // What stands beside alternatives narrows them; what stands beside `allOf` does not widen it.
      if (inner !== undefined && (keyword === "allOf" || others(inner) === "{}")) add(inner);
    }
  };
  add(schema);
  return all;
}

/** The one schema object that an expression is, references followed. */
function single(expression: Expression, world: World): (At & { readonly schema: SchemaObject }) | undefined {
  if (expression.length !== 1) return undefined;
  let at: At | undefined = expression[0];
  for (let hops = 0; hops < 20 && at !== undefined && isObject(at.schema); hops++) {
    const { schema } = at;
    if (typeof schema["$ref"] !== "string") return { schema, pointer: at.pointer };
    at = world.follow(schema["$ref"]);
  }
  return undefined;
}

const COMPOSED = new Set(["allOf", "anyOf", "oneOf"]);

const others = (schema: SchemaObject): string =>
  canonical(Object.fromEntries(Object.entries(schema).filter(([key]) => !COMPOSED.has(key) && !isAnnotation(key))));

/** By text: a reference is its name. */
function members(schema: SchemaObject, keyword: string): Map<string, unknown> | undefined {
  const list = schema[keyword];
  if (!Array.isArray(list)) return undefined;
  return new Map(
    list.map((one: unknown) => [isObject(one) && typeof one["$ref"] === "string" ? one["$ref"] : canonical(one), one]),
  );
}

const isName = (key: string): boolean => key.startsWith("#/");
const named = (key: string, world: World): boolean => isName(key) && world.follow(key) !== undefined;
const labelOf = (key: string): string =>
  isName(key) ? JSON.stringify(key.slice(key.lastIndexOf("/") + 1)) : "a schema";
const constrains = (schema: unknown): boolean =>
  isObject(schema) && Object.keys(schema).some((key) => !isAnnotation(key));
