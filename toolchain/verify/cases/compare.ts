/** Whether a handler got what a caller meant. */

import type { DecodedRequest } from "tenon-runtime/core";
import type { Input } from "./types.ts";

const PARTS = ["params", "query", "headers", "cookies", "body"] as const;

/** What arrived otherwise than it was meant, as a sentence; defaults may have come to it. Streams are not looked at. */
export function differenceOf(input: Input, request: DecodedRequest): string | undefined {
  for (const part of PARTS) {
    const meant = input[part];
    if (meant === undefined || meant instanceof Uint8Array) continue;
    if (Array.isArray(meant) && !Array.isArray(request[part])) continue;
    const wrong = missing(meant, request[part], part);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function missing(meant: unknown, got: unknown, path: string): string | undefined {
  if (meant instanceof Blob)
    return got instanceof Blob ? undefined : `${path}: meant a file, got ${JSON.stringify(got)}`;
  const differs = `${path}: meant ${JSON.stringify(meant)}, got ${JSON.stringify(got)}`;
  if (typeof meant !== "object" || meant === null) return Object.is(meant, got) || meant === got ? undefined : differs;
  if (Object.keys(meant).length === 0 && got === undefined && !Array.isArray(meant)) return undefined;
  if (typeof got !== "object" || got === null) return differs;
  if (Array.isArray(meant) && (!Array.isArray(got) || got.length !== meant.length)) return differs;
  for (const [key, value] of Object.entries(meant)) {
    const wrong = missing(value, (got as Record<string, unknown>)[key], `${path}/${key}`); // an object, by the test above
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
