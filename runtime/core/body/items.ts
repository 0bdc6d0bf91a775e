/** The items of a sequence that a request sends: read one by one, so that each is looked at when it is its turn. */

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
}

/** @throws BodyRefusal from the iteration: the handler has been called by then, and what it lets through is the answer */
export async function* heldItems(
  items: AsyncIterable<unknown>,
  { validator, at, status }: ItemRules,
): AsyncGenerator<unknown, void, undefined> {
  let index = 0;
  try {
    for await (const item of items) {
      if (validator !== undefined && !validator.is(item)) {
        const pointer = `/${index}`;
        throw refusal(
          status,
          index,
          validator.explain(item).map((each) => {
            const violation = locatedViolation(each, at);
            return { in: "body", ...violation, pointer: pointer + violation.pointer };
          }),
        );
      }
      yield item;
      index += 1;
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { message } = error;
    throw refusal(400, index, [{ in: "body", pointer: `/${index}`, message, keyword: "json", schemaPointer: "" }]);
  }
}

const refusal = (status: 400 | 422, index: number, errors: readonly RequestViolation[]): BodyRefusal =>
  new BodyRefusal(
    status,
    { detail: `Item ${index} of the body is invalid`, errors },
    { headers: { Connection: "close" } },
  );
