/** Violations with their places in the contract. A validator knows only the place in its own schema. */

import type { Operation } from "../contract.ts";
import { bodyAt, operationAt, parameterAt, parameterSchemaAt } from "../pointers.ts";
import { BodyRefusal, type RequestViolation } from "./index.ts";
import type { Violation } from "../validation.ts";

/**
 * A validator's violation with its place in the contract.
 * @param at JSON Pointer of the validator's schema, with its `#`, as those of `pointers.ts`
 */
export function locatedViolation({ pointer, message, keyword, schemaPointer }: Violation, at: string): Violation {
  const inContract = schemaPointer.startsWith("#/components/");
  return { pointer, message, keyword, schemaPointer: inContract ? schemaPointer : at + schemaPointer.slice(1) };
}

/** A violation that no schema found points to the parameter or the body in the contract, else to the operation. */
export function locatedInOperation(operation: Operation, violation: RequestViolation): RequestViolation {
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

/** The code that refuses a body while it reads it does not know the contract. This adds the place of the body in it. */
export function locatedRefusal(operation: Operation, error: unknown): unknown {
  const errors = error instanceof BodyRefusal ? error.document.errors : undefined;
  if (!(error instanceof BodyRefusal) || errors?.some(({ schemaPointer }) => schemaPointer === "") !== true)
    return error;
  const members = {
    ...error.document,
    // Cast: violations of the pipeline have all members.
    errors: errors.map((each) => locatedInOperation(operation, each as RequestViolation)),
  };
  const again = new BodyRefusal(error.status, members, { headers: error.headers, cause: error.cause });
  if (error.stack !== undefined) again.stack = error.stack;
  return again;
}
