/** Values near another: one place of it is changed in a way that schemas are sensitive to. */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** @param count how many, drawn by the seed */
export function* mutationsOf(value: unknown, seed: number, count: number): Generator<unknown> {
  const places = [...placesIn(value as Json, [])]; // generated values are JSON
  let state = seed * 2654435761;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  for (let i = 0; i < count && places.length > 0; i++) {
    const path = places[next(places.length)] ?? [];
    yield changed(value as Json, path, (old) => {
      const changes = changesOf(old);
      return changes[next(changes.length)];
    });
  }
}

function* placesIn(value: Json, path: readonly string[]): Generator<readonly string[]> {
  yield path;
  if (typeof value !== "object" || value === null || path.length > 6) return;
  for (const key of Object.keys(value).slice(0, 20))
    yield* placesIn((value as Record<string, Json>)[key] ?? null, [...path, key]);
}

/** `undefined` removes it. */
function changesOf(value: Json): readonly (Json | undefined)[] {
  const others: (Json | undefined)[] = [undefined, null, true, 0, 1.5, "", "x", [], {}];
  if (typeof value === "string")
    return [...others, `${value}x`, value.slice(1), value.repeat(300), value.toUpperCase(), `${value}😀`, ` ${value}`];
  if (typeof value === "number")
    return [...others, -value, value + 1, value - 1, value + 0.5, value * 1e10, String(value)];
  if (typeof value === "boolean") return [...others, !value, String(value)];
  if (Array.isArray(value))
    return [
      ...others,
      [...(value as Json[]), ...(value as Json[])],
      (value as Json[]).slice(1),
      [...(value as Json[]), null],
    ];
  if (value === null) return others;
  const object = value as { readonly [key: string]: Json };
  return [...others, { ...object, "x-unknown": 1 }, Object.fromEntries(Object.entries(object).slice(1))];
}

function changed(value: Json, path: readonly string[], change: (value: Json) => Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...(value as Json[])] : { ...(value as object) }) as Record<string, Json>;
  const member = changed(copy[key] ?? null, rest, change);
  if (member !== undefined) copy[key] = member;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy as Json;
}
