/** Which of an operation's responses a status is held against. */

import type { Operation, Response } from "../contract.ts";

/** The declared response for a status: itself, its range, `default` (OAS 3.2 §4.16). */
export function responseFor(operation: Operation, status: number): Response | undefined {
  const text = String(status);
  const range = `${text[0]}XX`;
  let fallback: Response | undefined;
  let ranged: Response | undefined;
  for (const response of operation.responses) {
    if (response.status === text) return response;
    if (response.status.toUpperCase() === range) ranged = response;
    else if (response.status === "default") fallback = response;
  }
  return ranged ?? fallback;
}
