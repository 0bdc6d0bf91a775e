/** The type of the entries of a list with pages. */

import { parsePointer } from "tenon-runtime/core";
import type { Operation } from "../../contract/model.ts";
import { jsonOf, success } from "../../contract/resources/answers.ts";
import { type Code, code } from "../code.ts";
import type { Context } from "../context.ts";
import { itemsOf, memberOf } from "../types/part-of-schema.ts";
import { typeOf } from "../types/schema-types.ts";

export function itemOf(operation: Operation, { contract, types }: Context): Code {
  let schema = jsonOf(success(operation)?.content ?? [])?.schema;
  for (const name of parsePointer(contract.pages.get(operation.name)?.items ?? ""))
    schema = memberOf(schema, name, types);
  const item = itemsOf(schema, types);
  return item === undefined ? code`unknown` : typeOf(item, types);
}
