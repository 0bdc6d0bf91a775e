/** Whether a 404 says that there is no such route, or that there is no such thing. */

import { responseFor } from "../../core/answer/index.ts";
import type { Operation } from "../../core/contract.ts";

/** A 404 of the real server, as far as it matters here. */
export interface NotFound {
  readonly contentType: string | undefined;
  readonly body: string;
}

/**
 * A 404 is of the route itself when the contract has none for the operation, or when it is the one that the server gives
 * for a path which cannot be there. Where the server says something else of such a path, it is what the 404 looks like that
 * decides: whether it could be the declared one.
 * @param path of the request; @param nowhere the 404 for a path that cannot be there, and that path
 * @param fits whether it is as the contract has it
 */
export function isUnknownRoute(
  operation: Operation,
  found: NotFound,
  path: string,
  nowhere: (NotFound & { readonly path: string }) | undefined,
  fits: () => boolean,
): boolean {
  if (responseFor(operation, 404) === undefined) return true;
  if (nowhere === undefined) return !fits();
  return (
    essence(found.contentType) === essence(nowhere.contentType) &&
    withoutTheirOwn(found.body, path) === withoutTheirOwn(nowhere.body, nowhere.path)
  );
}

const essence = (type: string | undefined): string | undefined => type?.split(";", 1)[0]?.trim().toLowerCase();

/** What is another one each time: the path that was asked for, ids, times. */
function withoutTheirOwn(body: string, path: string): string {
  const [bare = ""] = path.split("?", 1);
  // A router that is mounted somewhere knows the end of the path alone.
  const ends = [...bare.matchAll(/\//g)].map(({ index }) => bare.slice(index));
  const parts = [path, ...ends].flatMap((part) => [part, decoded(part), escaped(part)]);
  let text = body;
  for (const part of [...new Set(parts)].toSorted((a, b) => b.length - a.length))
    if (part.length > 1) text = text.replaceAll(part, "…");
  return text
    .replaceAll(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|[\da-f]{16,}/gi, "…")
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.]*(?:Z|[+-]\d\d:?\d\d)?|\d{10,}/g, "…")
    .replaceAll(/\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g, "…");
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** As it stands in HTML, or in JSON that has its slashes escaped. */
const escaped = (path: string): string => path.replaceAll("/", "\\/");
