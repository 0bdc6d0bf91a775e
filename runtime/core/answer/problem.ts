/** Problems as a host sends them. */

import type { EncodedAnswer } from "./encoded.ts";
import type { HeaderList } from "../http/headers.ts";
import { PROBLEM_MEDIA_TYPE, type HttpProblem, type ProblemDocument } from "../problem/index.ts";

/** A problem that the engine makes itself: it is no answer of a handler and not held against the contract. */
export function encodeProblem(problem: HttpProblem): EncodedAnswer {
  const headers: HeaderList = Object.entries(problem.headers).map(([name, value]) => [
    name,
    value.replaceAll(/[^\t\x20-\x7e]/g, "?"),
  ]);
  const document: ProblemDocument = problem.document;
  headers.push(["Content-Type", PROBLEM_MEDIA_TYPE]);
  return { status: problem.status, headers, body: JSON.stringify(document) };
}
