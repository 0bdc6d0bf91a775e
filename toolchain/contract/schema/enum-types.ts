/**
 * Reports values of an `enum` that its own `type` excludes. YAML reads an unquoted 10 as a number, which never fits
 * `type: string`.
 */

import { isOfType } from "../json-types.ts";
import type { Report } from "../report.ts";
import type { Node } from "../structure.ts";

/** The number of values that the message lists. */
const SHOWN = 5;

interface Where {
  /** Whether `nullable` of OpenAPI 3.0 allows null. */
  readonly nullable: boolean;
  readonly pointer: string;
  readonly report: Report;
}

export function checkEnumTypes({ enum: values, type }: Node, { nullable, pointer, report }: Where): void {
  if (!Array.isArray(values) || type === undefined) return;
  const types = [type].flat().filter((one) => typeof one === "string");
  const unfit = values.filter((value) => !types.some((one) => isOfType(one, value)) && !(nullable && value === null));
  // `generate` reports a schema that no value satisfies, for all keywords at once.
  if (unfit.length === 0 || unfit.length === values.length) return;
  const shown = unfit.slice(0, SHOWN).map((value) => JSON.stringify(value));
  report(
    "unfit-enum",
    {
      values: shown.join(", ") + (unfit.length > shown.length ? ", …" : ""),
      types: types.join(" or "),
      text: types.includes("string") && unfit.every((value) => typeof value !== "object"),
    },
    { pointer: `${pointer}/enum` },
  );
}
