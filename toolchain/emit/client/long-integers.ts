/** Which operations answer with integers that a number of JavaScript may not hold. */

import type { Operation } from "../../contract/model.ts";
import type { Context } from "../context.ts";
import { type ObjectSchema, typesOf } from "../types/schemas.ts";
import { look, reachingKeys } from "../values/reach.ts";

/** @returns whether a JSON response of an operation declares them */
export function longIntegers({ schemas }: Context): (operation: Operation) => boolean {
  const keys = reachingKeys(schemas, isLong);
  return ({ responses }) =>
    responses
      .flatMap(({ content }) => content)
      .some(({ body, schema }) => {
        if (body !== "json" || schema === undefined) return false;
        const { isFound, references } = look(schema, isLong);
        return isFound || [...references].some((key) => keys.has(key));
      });
}

/** 64 bits by its format or its bounds. */
function isLong(schema: ObjectSchema): boolean {
  const { format } = schema;
  if (!typesOf(schema)?.some((type) => type === "integer" || type === "number")) return false;
  if (format === "int64" || format === "uint64") return true;
  return ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].some(
    (keyword) => Math.abs(Number(schema[keyword] ?? 0)) > Number.MAX_SAFE_INTEGER,
  );
}
