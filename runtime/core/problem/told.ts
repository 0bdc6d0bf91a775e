/** Violations as they are told: what a validator found in one schema, put in its place in the contract. */

import type { Operation } from "../contract.ts";
import { bodyAt, operationAt, parameterAt, parameterSchemaAt } from "../pointers.ts";
import { BodyRefusal, type RequestViolation } from "./index.ts";
import type { Violation } from "../validation.ts";

/**
 * A violation with its place in the contract.
 * @param at JSON Pointer of the schema that was asked, with its `#`, as those of `pointers.ts` are
 */
export function told({ pointer, message, keyword, schemaPointer }: Violation, at: string): Violation {
  const inContract = schemaPointer.startsWith("#/components/");
  return { pointer, message, keyword, schemaPointer: inContract ? schemaPointer : at + schemaPointer.slice(1) };
}

/** What no schema has said is pointed at where the contract speaks of the part of the request: all else is the operation's. */
export function placed(operation: Operation, violation: RequestViolation): RequestViolation {
  if (violation.schemaPointer !== "") return violation;
  const below = violation.keyword === "required" && violation.pointer === "" ? "/required" : undefined;
  if (violation.in === "body") return { ...violation, schemaPointer: bodyAt(operation) + (below ?? "") };
  const parameter = operation.parameters?.find(
    (each) => each.name === violation.name && (each.in === violation.in || each.in.startsWith(violation.in)),
  );
  if (parameter === undefined) return { ...violation, schemaPointer: operationAt(operation) };
  const at = below === undefined ? parameterSchemaAt(operation, parameter) : parameterAt(operation, parameter) + below;
  return { ...violation, schemaPointer: at };
}

/** What refuses a body while it is read knows nothing of the contract: here it learns where that speaks of the body. */
export function pointed(operation: Operation, error: unknown): unknown {
  const errors = error instanceof BodyRefusal ? error.document.errors : undefined;
  if (!(error instanceof BodyRefusal) || errors?.some(({ schemaPointer }) => schemaPointer === "") !== true)
    return error;
  const members = {
    ...error.document,
    // Cast: the engine's own, which have all their members.
    errors: errors.map((each) => placed(operation, each as RequestViolation)),
  };
  const again = new BodyRefusal(error.status, members, { headers: error.headers, cause: error.cause });
  if (error.stack !== undefined) again.stack = error.stack;
  return again;
}
