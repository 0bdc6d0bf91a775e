/** What keywords of several schemas say together. */

import type { Schema, Schemas } from "../../core/validation.ts";
import {
  type All,
  type Atom,
  flatten,
  isObject,
  isSchema,
  refName,
  schemaList,
  type TypeName,
  typesOf,
} from "./schema.ts";

/** Keywords that the making of a value does not follow by itself: the value is looked at before it is taken. */
export const CAREFUL = [
  "not",
  "contains",
  "maxContains",
  "dependentSchemas",
  "dependentRequired",
  "propertyNames",
  "minProperties",
  "maxProperties",
  "patternProperties",
];

/** Assigning to `__proto__` would set the prototype. */
export function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** `const` and `enum`; those of the first atom that has one, the others are checked. */
export function listedValues(atoms: readonly Atom[]): readonly unknown[] | undefined {
  for (const atom of atoms) if ("const" in atom) return [atom["const"]];
  const listed = atoms.map((atom) => atom["enum"]).find((values) => Array.isArray(values));
  return listed as readonly unknown[] | undefined;
}

export function examplesOf(atom: Atom): readonly unknown[] {
  if (Array.isArray(atom["examples"])) return atom["examples"];
  return "example" in atom ? [atom["example"]] : [];
}

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

/** With the `dependentSchemas` of properties that are required. */
export function withDependents(atoms: readonly Atom[], schemas: Schemas): readonly Atom[] | undefined {
  const required = requiredNames(atoms);
  const further = atoms.flatMap(({ dependentSchemas }) =>
    isObject(dependentSchemas)
      ? Object.entries(dependentSchemas).flatMap(([name, schema]) =>
          required.has(name) && isSchema(schema) ? [schema] : [],
        )
      : [],
  );
  return further.length === 0 ? atoms : flatten([...atoms, ...further], schemas)?.atoms;
}

/** OAS 3.2 §4.25: the branch's name in the discriminating property, by the mapping or by the name of its schema. */
function discriminated(atom: Atom, branch: Schema): Schema[] {
  const discriminator = atom["discriminator"];
  if (!isObject(discriminator) || typeof discriminator["propertyName"] !== "string" || typeof branch === "boolean")
    return [];
  const ref = branch["$ref"];
  const name = refName(ref);
  if (name === undefined) return [];
  const mapping = isObject(discriminator["mapping"]) ? discriminator["mapping"] : {};
  const mapped = Object.keys(mapping).filter((key) => mapping[key] === ref || mapping[key] === name);
  return [
    {
      properties: {
        [discriminator["propertyName"]]: {
          enum: mapped.length > 0 ? mapped : [name.replace(/(?:Input|Output)$/, ""), name],
        },
      },
      required: [discriminator["propertyName"]],
    },
  ];
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

/** The type that keywords speak of where no `type` does; text where nothing does. */
export function impliedType(atoms: readonly Atom[], given: unknown): TypeName {
  if (given !== undefined) return Array.isArray(given) ? "array" : "object";
  const has = (...keywords: string[]): boolean => atoms.some((atom) => keywords.some((keyword) => keyword in atom));
  if (
    has(
      "properties",
      "required",
      "additionalProperties",
      "patternProperties",
      "propertyNames",
      "minProperties",
      "maxProperties",
      "dependentRequired",
    )
  )
    return "object";
  if (has("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains")) return "array";
  if (has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")) return "number";
  return "string";
}

/** The first `oneOf`, `anyOf` or `if` that is not settled yet, as branches of which one has to hold. */
export function choiceIn(
  atoms: readonly Atom[],
  settled: ReadonlySet<unknown>,
): { readonly key: unknown; readonly branches: readonly All[] } | undefined {
  for (const atom of atoms) {
    for (const keyword of ["oneOf", "anyOf"] as const) {
      const key = atom[keyword];
      const branches = schemaList(key);
      if (branches.length > 0 && !settled.has(key))
        return { key, branches: branches.map((branch) => [branch, ...discriminated(atom, branch)]) };
    }
    const condition = atom["if"];
    if (isSchema(condition) && !settled.has(condition)) {
      const part = (schema: unknown): Schema[] => (isSchema(schema) ? [schema] : []);
      return {
        key: condition,
        branches: [
          [condition, ...part(atom["then"])],
          [{ not: condition }, ...part(atom["else"])],
        ],
      };
    }
  }
  return undefined;
}
