/** Keywords of arrays. The code before has checked that `value` is an array. */

import { isSchema, schemasIn } from "tenon-runtime/core";
import { type ObjectSchema } from "./facts.ts";
import type { Subschemas } from "./subschemas.ts";
import {
  block,
  compare,
  type Expression,
  helper,
  js,
  line,
  local,
  or,
  refuseUnless,
  type Statement,
  VALUE,
} from "./tree.ts";

export const ARRAY_KEYWORDS: readonly string[] = "items prefixItems contains uniqueItems minItems maxItems".split(" ");

const ITEM = local("item");
const LENGTH = js`${VALUE}.length`;

export function arrayStatements(schema: ObjectSchema, owner: string, by: Subschemas): readonly Statement[] {
  const { minItems, maxItems } = schema;
  const statements: Statement[] = [];
  const add = (condition: Expression): void => void statements.push(...refuseUnless(condition));
  if (typeof minItems === "number" && minItems > 0) add(compare(LENGTH, ">=", String(minItems)));
  if (typeof maxItems === "number") add(compare(LENGTH, "<=", String(maxItems)));
  statements.push(...itemStatements(schema, owner, by));
  if (schema["uniqueItems"] === true) add(helper("unique", VALUE));
  return [...statements, ...containsStatements(schema, owner, by)];
}

function itemStatements(schema: ObjectSchema, owner: string, by: Subschemas): readonly Statement[] {
  const { items } = schema;
  const prefix = schemasIn(schema["prefixItems"]);
  const statements: Statement[] = [];
  prefix.forEach((each, i) => {
    const item = local(`item${i}`);
    const fits = by.condition(each, item, () => `${owner}_${i}`);
    if (fits === true) return;
    statements.push(line(js`const ${item}${by.typed ? ": unknown" : ""} = ${VALUE}[${String(i)}]`));
    statements.push(...refuseUnless(or(compare(LENGTH, "<=", String(i)), fits)));
  });
  const fits = isSchema(items) ? by.condition(items, ITEM, () => `${owner}_item`) : true;
  if (fits === false) statements.push(...refuseUnless(compare(LENGTH, "<=", String(prefix.length))));
  else if (fits !== true) statements.push(loop(prefix.length, by, refuseUnless(fits)));
  return statements;
}

function containsStatements(schema: ObjectSchema, owner: string, by: Subschemas): readonly Statement[] {
  const { contains, minContains, maxContains } = schema;
  if (!isSchema(contains)) return [];
  const least = typeof minContains === "number" ? minContains : 1;
  const most = typeof maxContains === "number" ? maxContains : Infinity;
  const fits = by.condition(contains, ITEM, () => `${owner}_contains`);
  if (fits === false) return refuseUnless(least === 0);
  const statements: Statement[] = [];
  let found: Expression = LENGTH;
  if (fits !== true && (least > 0 || most < Infinity)) {
    found = "found";
    statements.push(line("let found = 0"), loop(0, by, [line(js`if (${fits}) found++`)]));
  }
  if (least > 0) statements.push(...refuseUnless(compare(found, ">=", String(least))));
  if (most < Infinity) statements.push(...refuseUnless(compare(found, "<=", String(most))));
  return statements;
}

const loop = (from: number, { typed }: Subschemas, body: readonly Statement[]): Statement =>
  block(js`for (let i = ${String(from)}; i < ${VALUE}.length; i++)`, [
    line(js`const ${ITEM}${typed ? ": unknown" : ""} = ${VALUE}[i]`),
    ...body,
  ]);
