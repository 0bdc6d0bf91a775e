/** Refusals of bodies that pass a limit. */

import { BodyRefusal, type HttpProblem } from "../problem/index.ts";

/** A limit was passed. @param pointer where in the body: a JSON Pointer; `""` is all of it */
export function overLimit(pointer: string, message: string): HttpProblem {
  return new BodyRefusal(
    413,
    {
      detail: `The ${pointer === "" ? "body" : `part "${pointer.slice(1)}" of the body`} ${message}`,
      errors: [{ in: "body", pointer, message, keyword: "limit", schemaPointer: "" }],
    },
    // The connection cannot be used again: the rest of the body is still on its way.
    { headers: { Connection: "close" } },
  );
}

export const tooLarge = (limit: number): HttpProblem => overLimit("", `must have at most ${limit} bytes`);

/** RFC 9110 §15.5.9. @param whole whether the time was for all of the body, or for the next piece of it */
export const tooSlow = (milliseconds: number, whole: boolean): HttpProblem =>
  new BodyRefusal(
    408,
    {
      detail: whole
        ? `The body did not arrive within ${milliseconds / 1000} seconds`
        : `The body did not arrive: the server received no data for ${milliseconds / 1000} seconds`,
    },
    { headers: { Connection: "close" } },
  );
