/** What a changed value is: asked of the contract's validator, and of one that shares nothing with it. */

import type { Validator, Validators } from "tenon-runtime/core";
import { satisfies } from "tenon-runtime/mocks/values";
import type { Mutation } from "./mutations.ts";

export type Judgement =
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly keyword: string; readonly pointer: string }
  /** Nothing certain can be said. */
  | { readonly kind: "open" }
  /** The judges disagree. */
  | { readonly kind: "dispute"; readonly reason: string };

/**
 * @param requests the validators of the contract
 * @param oracle others for the same place, where there are any: they have to agree
 */
export function judge(
  { value, breaks, pointer }: Mutation,
  requests: Validators,
  validator: Validator,
  oracle: Validator | undefined,
): Judgement {
  const holds = validator.is(value);
  if (oracle !== undefined && oracle.is(value) !== holds)
    return dispute(`the validator says ${yes(holds)}, the oracle ${yes(!holds)}`);
  // It knows no formats and skips what is unevaluated, so that only its no counts.
  const satisfied = satisfies(value, validator.schema, requests.schemas);
  if (holds) {
    if (!satisfied) return dispute("the validator says valid, the generator's own check invalid");
    return breaks === undefined ? { kind: "valid" } : { kind: "open" };
  }
  const violations = validator.explain(value);
  if (violations.length === 0) return dispute("the validator says invalid and has no violation");
  if (breaks === undefined) return { kind: "open" };
  const keyword = breaks === "readOnly" ? "false" : breaks;
  const found = violations.some((violation) => violation.keyword === keyword && violation.pointer === pointer);
  return found ? { kind: "invalid", keyword: breaks, pointer } : { kind: "open" };
}

const dispute = (reason: string): Judgement => ({ kind: "dispute", reason });
const yes = (holds: boolean): string => (holds ? "valid" : "invalid");
