/** What keywords of several schemas say together, for those who change values: the mocks themselves have plans. */

import { isObject } from "../../core/json-object.ts";
import { patternOf } from "../../core/pattern/index.ts";
import { codePoints } from "../../core/schema/values.ts";
import { type Atom, type TypeName, typesOf } from "./schema.ts";

export { put } from "./schema.ts";

/** `required`, and what those demand further (`dependentRequired`). */
export function requiredNames(atoms: readonly Atom[]): Set<string> {
  const strings = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
  const names = new Set(atoms.flatMap((atom) => strings(atom["required"])));
  for (const name of names) {
    for (const { dependentRequired } of atoms) {
      if (isObject(dependentRequired) && Object.hasOwn(dependentRequired, name))
        for (const further of strings(dependentRequired[name])) names.add(further);
    }
  }
  return names;
}

/** The types that all atoms allow; `undefined` where none says. An integer is a number. */
export function allowedTypes(atoms: readonly Atom[]): readonly TypeName[] | undefined {
  let allowed: readonly TypeName[] | undefined;
  for (const atom of atoms) {
    const types = typesOf(atom);
    if (types === undefined) continue;
    const before = allowed ?? types;
    const kept = before.filter((type) => types.includes(type) || (type === "integer" && types.includes("number")));
    const narrowed = types.filter((type) => type === "integer" && before.includes("number"));
    allowed = [...new Set([...kept, ...narrowed])];
  }
  return allowed;
}

/** Whether a text has the lengths and the pattern that one schema asks for. */
export function stringHolds(text: string, { minLength, maxLength, pattern }: Atom): boolean {
  if (typeof minLength === "number" && codePoints(text) < minLength) return false;
  if (typeof maxLength === "number" && codePoints(text) > maxLength) return false;
  return typeof pattern !== "string" || patternOf(pattern).test(text);
}
