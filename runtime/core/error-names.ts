/** The names that an error is known by. */

/** `error.name`, then the names of its class and of the base classes. */
export function namesOf(error: unknown): string[] {
  if (typeof error !== "object" || error === null) return [];
  const { name } = error as { readonly name?: unknown };
  const names = typeof name === "string" ? [name] : [];
  for (let at: unknown = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const { constructor } = at as { readonly constructor?: unknown };
    if (typeof constructor === "function" && constructor !== Object) names.push(constructor.name);
  }
  return names;
}
