/** Names that callers write and that a type checker may not have seen. */

/** @throws Error for a key that is not known; one whose value is `undefined` is not there */
export function refuseUnknownOptions(
  given: object | undefined,
  known: Readonly<Record<string, true>>,
  prefix: string = "",
): void {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    throw new Error(`There is no option "${prefix}${name}"; ${didYouMean(name, Object.keys(known))}`);
  }
}

/** How many names are listed. */
const MOST = 20;

/** The end of a sentence: the nearest name, or else what names there are. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  const listed = known.toSorted().slice(0, MOST).join(", ");
  return `there are ${listed || "none"}${known.length > MOST ? ", …" : ""}`;
}

/** The name that a misspelt one was meant to be. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const each of known) {
    const steps = editDistance(name.toLowerCase(), each.toLowerCase());
    if (steps < least) [best, least] = [each, steps];
  }
  return best;
}

/** Levenshtein's: how many characters are put in, taken out or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** @throws Error for a value that is none of these; `undefined` is no value */
export function refuseWrongChoice(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (value === undefined || allowed.includes(value)) return;
  const nearest =
    typeof value === "string"
      ? nearestName(
          value,
          allowed.filter((each) => typeof each === "string"),
        )
      : undefined;
  const meant = nearest === undefined ? "" : `; did you mean ${shown(nearest)}?`;
  throw new Error(`The option "${name}" is ${shown(value)}; it may be ${allowed.map(shown).join(", ")}${meant}`);
}

/** Allowed values that are no text, a description for instance, stand as they are. */
export const shown = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : typeof value === "object" && value !== null
      ? "an object"
      : String(value);
