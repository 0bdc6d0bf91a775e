/** The items of a sequence that a request sends: read one by one, so that each is looked at when it is its turn. */

import type { BodyRules } from "./rules.ts";
import { JsonError } from "../json/index.ts";
import { BodyRefusal, type RequestViolation } from "../problem/index.ts";
import { locatedViolation } from "../problem/located.ts";
import type { Validator } from "../validation.ts";

export interface ItemRules {
  readonly validator: Validator | undefined;
  /** JSON Pointer of the schema of an item. */
  readonly at: string;
  /** For an item that does not fit; one that is malformed is a 400. */
  readonly status: 400 | 422;
  /** What is done to valid items by option. */
  readonly rules: BodyRules | undefined;
}

/** @throws BodyRefusal from the iteration: the handler has been called by then, and what it lets through is the answer */
export async function* heldItems(
  items: AsyncIterable<unknown>,
  { validator, at, status, rules }: ItemRules,
): AsyncGenerator<unknown, void, undefined> {
  let index = 0;
  try {
    for await (const item of items) {
      if (validator !== undefined && !validator.is(item)) {
        const found = validator.explain(item).map((each) => ({ in: "body" as const, ...locatedViolation(each, at) }));
        throw refusal(
          status,
          index,
          found.map((each) => inItem(index, each)),
        );
      }
      if (rules === undefined || validator === undefined) yield item;
      else {
        const refused = rules.refused(validator.schema, item);
        if (refused.length > 0)
          throw refusal(
            status,
            index,
            refused.map((each) => inItem(index, each)),
          );
        yield rules.altered(validator.schema, item, item);
      }
      index += 1;
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { message } = error;
    throw refusal(400, index, [{ in: "body", pointer: `/${index}`, message, keyword: "json", schemaPointer: "" }]);
  }
}

const inItem = (index: number, violation: RequestViolation): RequestViolation => ({
  ...violation,
  pointer: `/${index}${violation.pointer}`,
});

const refusal = (status: 400 | 422, index: number, errors: readonly RequestViolation[]): BodyRefusal =>
  new BodyRefusal(
    status,
    { detail: `Item ${index} of the body is invalid`, errors },
    { headers: { Connection: "close" } },
  );
