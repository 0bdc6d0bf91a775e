/** A path that would have matched: for requests with a wrong base path. */

/** The largest number of segments that a wrong base path has. */
const MOST_SKIPPED = 4;

/** @param bases paths at which the API is, `""` for the root @param isKnown whether a path has an operation */
export function nearPath(
  path: string,
  bases: readonly string[],
  isKnown: (path: string) => boolean,
): string | undefined {
  const segments = path.split("/").slice(1);
  for (let skipped = 0; skipped < segments.length && skipped <= MOST_SKIPPED; skipped += 1)
    for (const base of bases) {
      const near = `${base}/${segments.slice(skipped).join("/")}`;
      if (near !== path && isKnown(near)) return near;
    }
  return undefined;
}
