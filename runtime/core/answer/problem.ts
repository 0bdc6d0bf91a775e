/** Problems as hosts send them. */

import type { EncodedAnswer } from "./encoded.ts";
import type { HeaderList } from "../http/headers.ts";
import { PROBLEM_MEDIA_TYPE, type HttpProblem } from "../problem/index.ts";

/** A problem of the pipeline itself. It is no answer of a handler, so it is not validated. */
export function encodeProblem({ status, document, headers }: HttpProblem): EncodedAnswer {
  const list: HeaderList = [];
  for (const [name, value] of Object.entries(headers)) list.push([name, value.replaceAll(/[^\t\x20-\x7e]/g, "?")]);
  list.push(["Content-Type", PROBLEM_MEDIA_TYPE]);
  return { status, headers: list, body: JSON.stringify(document) };
}
