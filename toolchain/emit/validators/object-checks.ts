/** Keywords of objects. The code before has checked that `value` is an object. */

import { isObject, isSchema } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { schemasByKey, type ObjectSchema, refusesUndefined, textsOf } from "./facts.ts";
import { Locals, memberName } from "./locals.ts";
import { memberOf } from "./scalars.ts";
import type { Subschemas } from "./subschemas.ts";
import {
  and,
  block,
  compare,
  type Expression,
  js,
  line,
  local,
  type Local,
  not,
  or,
  refuseUnless,
  type Statement,
  VALUE,
} from "./tree.ts";
import { evaluatedGroups, type Guard } from "./unevaluated.ts";
import { countIn } from "./count.ts";

export const OBJECT_KEYWORDS: readonly string[] = [
  ..."properties patternProperties additionalProperties propertyNames required dependentRequired dependentSchemas".split(
    " ",
  ),
  ..."minProperties maxProperties unevaluatedProperties".split(" "),
];

const KEY = local("key");
const NAME = local("name");
const MEMBER = local("member");

export function objectStatements(schema: ObjectSchema, owner: string, by: Subschemas): readonly Statement[] {
  const properties = schemasByKey(schema["properties"]);
  return [
    ...propertyStatements(properties, textsOf(schema["required"]), owner, by),
    ...dependentStatements(schema, owner, by),
    ...sizeStatements(schema),
    ...otherStatements(schema, [...properties.keys()], owner, by),
  ];
}

const isGiven = (value: Expression): Expression => compare(value, "!==", "undefined");
const isMissing = (value: Expression): Expression => compare(value, "===", "undefined");

function propertyStatements(
  properties: ReadonlyMap<string, Schema>,
  names: readonly string[],
  owner: string,
  by: Subschemas,
): readonly Statement[] {
  const required = new Set(names);
  const locals = new Locals();
  const statements: Statement[] = [];
  for (const name of new Set([...properties.keys(), ...names])) {
    const member = locals.of(name);
    const property = properties.get(name) ?? true;
    const fits = by.condition(property, member, () => memberName(owner, name));
    const condition = !required.has(name)
      ? or(isMissing(member), fits)
      : refusesUndefined(property, by.named)
        ? fits
        : and(isGiven(member), fits);
    if (condition === true) continue;
    const body = refuseUnless(condition === false ? and(isMissing(member), isGiven(member)) : condition);
    statements.push({ kind: "const", local: member, value: memberOf(name), body });
  }
  return statements;
}

function dependentStatements(schema: ObjectSchema, owner: string, by: Subschemas): readonly Statement[] {
  const statements: Statement[] = [];
  const { dependentRequired, dependentSchemas } = schema;
  for (const [given, names] of isObject(dependentRequired) ? Object.entries(dependentRequired) : []) {
    const all = and(...textsOf(names).map((name) => isGiven(memberOf(name))));
    statements.push(...refuseUnless(or(isMissing(memberOf(given)), all)));
  }
  for (const [given, dependent] of schemasByKey(dependentSchemas)) {
    const fits = by.sameValue(dependent, () => memberName(owner, given));
    statements.push(...refuseUnless(or(isMissing(memberOf(given)), fits)));
  }
  return statements;
}

function sizeStatements({ minProperties, maxProperties }: ObjectSchema): readonly Statement[] {
  const bounds: Statement[] = [];
  if (typeof minProperties === "number") bounds.push(...refuseUnless(compare("size", ">=", String(minProperties))));
  if (typeof maxProperties === "number") bounds.push(...refuseUnless(compare("size", "<=", String(maxProperties))));
  return bounds.length === 0 ? [] : [line(js`const size = Object.keys(${VALUE}).length`), ...bounds];
}

/** Checks of members by pattern and by name, and of all other members. */
function otherStatements(
  schema: ObjectSchema,
  known: readonly string[],
  owner: string,
  by: Subschemas,
): readonly Statement[] {
  const patterns = [...schemasByKey(schema["patternProperties"])];
  const { additionalProperties: additional, propertyNames: names, unevaluatedProperties: unevaluated } = schema;
  const name = isSchema(names) ? by.condition(names, NAME, () => `${owner}_key`) : true;
  const rest = isSchema(additional) ? by.condition(additional, MEMBER, () => `${owner}_other`) : true;
  if (name === false || (rest === false && known.length + patterns.length === 0))
    return [line(js`if (Object.keys(${VALUE}).length > 0) return false`)];
  const before: Statement[] = [];
  const inner: Statement[] = [];
  if (name !== true) inner.push(line(`const name${by.typed ? ": unknown" : ""} = key`), ...refuseUnless(name));
  patterns.forEach(([source, each], i) => {
    const fits = by.condition(each, MEMBER, () => `${owner}_pattern${i + 1}`);
    if (fits !== true) inner.push(...refuseUnless(or(not(by.scalars.matches(source, KEY)), fits)));
  });
  const sources = patterns.map(([source]) => source);
  if (rest !== true) inner.push(...refuseUnless(or(by.scalars.isKnown(KEY, known, sources), rest)));
  if (isSchema(unevaluated)) {
    const left = unevaluatedStatements(schema, unevaluated, owner, by);
    before.push(...left.before);
    inner.push(...left.inner);
  }
  if (inner.length === 0) return [];
  const member = countIn(MEMBER, inner) > 0 ? [line(js`const member = ${VALUE}[key]`)] : [];
  return [...before, block(js`for (const key in ${VALUE})`, [...member, ...inner])];
}

/** Members that no other keyword evaluates. Conditions that do not depend on the member are computed before the loop. */
function unevaluatedStatements(
  schema: ObjectSchema,
  unevaluated: Schema,
  owner: string,
  by: Subschemas,
): { readonly before: readonly Statement[]; readonly inner: readonly Statement[] } {
  const left = by.condition(unevaluated, MEMBER, () => `${owner}_unevaluated`);
  const groups = evaluatedGroups(schema, by.named) ?? [];
  if (left === true || groups[0]?.all) return { before: [], inner: [] };
  const holds = (guard: Guard): Expression => {
    if ("property" in guard) return isGiven(memberOf(guard.property));
    const fits = by.sameValue(guard.schema, () => `${owner}_when`);
    return guard.fits ? fits : not(fits);
  };
  const before: Statement[] = [];
  const evaluated = groups.map(({ guards, names, patterns, all }, i): Expression => {
    const known = all || by.scalars.isKnown(KEY, [...names], [...patterns]);
    if (guards.length === 0) return known;
    const when: Local = local(`when${i}`);
    before.push(line(js`const ${when} = ${and(...guards.map(holds))}`));
    return and(when, known);
  });
  return { before, inner: refuseUnless(or(...evaluated, left)) };
}
