/** Ajv 2020, in strictness what Tenon promises: the oracle that both tiers are held against. */

import { Ajv2020 } from "ajv/dist/2020.js";
import type { Schema, Schemas } from "tenon-runtime/core";

/** @returns undefined, or a check that does, where Ajv fails on its own code */
export function ajvCheck(schema: Schema, schemas: Schemas = {}): ((value: unknown) => boolean | undefined) | undefined {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    validateFormats: false,
    ownProperties: true,
    multipleOfPrecision: 9,
    logger: false,
  });
  const root = {
    $id: "tenon:test",
    components: { schemas },
    ...(typeof schema === "boolean" ? { allOf: [schema] } : schema),
  };
  try {
    const check = ajv.compile(root);
    return (value) => {
      try {
        return check(value) === true;
      } catch (error) {
        if (error instanceof TypeError || error instanceof ReferenceError) return undefined;
        throw error;
      }
    };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/**
 * Where Ajv is known to be wrong, with its cases in `decided.test.ts`: for `unevaluatedItems` it counts what branches
 * looked at that do not fit; an empty list passes `contains` where the first items cannot be at all; and some schemas
 * it cannot compile.
 */
export function isAjvWrong(schemas: readonly Schema[]): boolean {
  const text = JSON.stringify(schemas);
  return text.includes('"unevaluatedItems"') || (text.includes('"contains"') && text.includes('"prefixItems"'));
}
