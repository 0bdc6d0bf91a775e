/** Reads `oneOf`, `anyOf`, `if` and `dependent…` as choices: one of several alternatives is followed. */

import { isSchema, schemaKey, schemasIn } from "../../core/schema/resolve.ts";
import { isObject } from "../../core/json-object.ts";
import type { Schema } from "../../core/validation.ts";
import type { Choice, Planner } from "./plan-types.ts";
import type { Atom } from "./schema.ts";

const nothing = (): readonly Schema[] => [];
/** The choices of a schema object, which never change: a cache. */
const choicesOf = new WeakMap<Atom, readonly Choice[]>();

/** The first one that is not settled yet. */
export function choiceOf(atoms: readonly Atom[], settled: ReadonlySet<object>): Choice | undefined {
  for (const atom of atoms) {
    let choices = choicesOf.get(atom);
    if (choices === undefined) choicesOf.set(atom, (choices = choicesIn(atom)));
    for (const choice of choices) if (!settled.has(choice.key) && concerns(choice, atoms)) return choice;
  }
  return undefined;
}

/** A choice that depends on a property matters only if the object can have the property. */
function concerns({ dependsOn: name }: Choice, atoms: readonly Atom[]): boolean {
  return (
    name === undefined ||
    atoms.some(
      ({ properties, required }) =>
        (isObject(properties) && Object.hasOwn(properties, name)) ||
        (Array.isArray(required) && required.includes(name)),
    )
  );
}

function choicesIn(atom: Atom): readonly Choice[] {
  const choices: Choice[] = [];
  for (const keyword of ["oneOf", "anyOf"] as const) {
    const branches = schemasIn(atom[keyword]);
    // a single alternative holds
    if (branches.length < 2) continue;
    choices.push({
      key: atom[keyword] as object, // a list
      branches: branches.map((branch, index) => ({
        all: [branch],
        tag: tagOf(atom, branch),
        nots:
          keyword === "anyOf"
            ? nothing
            : (planner) => branches.filter((other, at) => at !== index && mayOverlap(branch, other, planner)),
      })),
    });
  }
  const { if: condition, then, else: otherwise } = atom;
  if (isSchema(condition) && (isSchema(then) || isSchema(otherwise))) {
    const part = (schema: unknown): Schema[] => (isSchema(schema) ? [schema] : []);
    choices.push({
      key: isObject(condition) ? condition : atom,
      branches: [
        { all: [condition, ...part(then)], nots: nothing },
        { all: [{}, ...part(otherwise)], nots: () => [condition] },
      ],
    });
  }
  for (const keyword of ["dependentSchemas", "dependentRequired"] as const) {
    const map = atom[keyword];
    for (const [name, what] of isObject(map) ? Object.entries(map) : []) {
      const then = Array.isArray(what) ? { required: what as unknown[] } : what;
      if (!isSchema(then)) continue;
      choices.push({
        key: { name },
        dependsOn: name,
        branches: [
          { all: [{ required: [name] }, then], nots: nothing },
          { all: [{ properties: { [name]: false } }], nots: nothing },
        ],
      });
    }
  }
  return choices;
}

/** OAS 3.2 §4.25: the value of the discriminating property for a branch, by the mapping or by the name of its schema. */
function tagOf({ discriminator }: Atom, branch: Schema): Schema | undefined {
  if (!isObject(discriminator) || typeof branch === "boolean") return undefined;
  const { propertyName, mapping } = discriminator;
  const name = schemaKey(branch["$ref"]);
  if (typeof propertyName !== "string" || name === undefined) return undefined;
  const mapped = Object.entries(isObject(mapping) ? mapping : {}).flatMap(([key, target]) =>
    target === branch["$ref"] || target === name ? [key] : [],
  );
  const names = mapped.length > 0 ? mapped : [name.replace(/(?:Input|Output)$/, ""), name];
  return {
    properties: { [propertyName]: { enum: names.slice(0, mapped.length > 0 ? undefined : 1) } },
    required: [propertyName],
  };
}

/** What distinguishes values of a schema from others. */
interface Traits {
  /** Undefined: any. */
  readonly types: ReadonlySet<string> | undefined;
  /** Values of properties that are required, and the names of these. */
  readonly tags: ReadonlyMap<string, readonly unknown[]>;
  readonly required: ReadonlySet<string>;
  /** Allowed names; undefined: any. */
  readonly names: ReadonlySet<string> | undefined;
}

/** The traits of a schema object, which never change: a cache. */
const traits = new WeakMap<object, Traits>();

function traitsOf(schema: Schema, planner: Planner): Traits | undefined {
  if (typeof schema === "boolean") return undefined;
  let found = traits.get(schema);
  if (found === undefined) traits.set(schema, (found = readTraits(schema, planner)));
  return found;
}

function readTraits(schema: object, planner: Planner): Traits {
  const plan = planner.plan([schema as Schema]); // an object
  const types = new Set<string>(plan.types);
  if (types.has("number")) types.add("integer");
  const required = new Set<string>();
  const tags = new Map<string, readonly unknown[]>();
  let names: ReadonlySet<string> | undefined;
  for (const atom of plan.atoms) {
    if (Array.isArray(atom["required"])) for (const name of atom["required"] as unknown[]) required.add(String(name));
    const { properties, additionalProperties, patternProperties } = atom;
    if (additionalProperties === false && patternProperties === undefined)
      names = new Set(isObject(properties) ? Object.keys(properties) : []);
  }
  for (const atom of plan.atoms) {
    const { properties } = atom;
    if (!isObject(properties)) continue;
    for (const name of required) {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!isObject(property)) continue;
      const { atoms } = planner.plan([property]);
      for (const each of atoms) {
        if ("const" in each) tags.set(name, [each["const"]]);
        else if (Array.isArray(each["enum"])) tags.set(name, each["enum"]);
      }
    }
  }
  return { types: plan.atoms.some(({ type }) => type !== undefined) ? types : undefined, tags, required, names };
}

/** Whether one value can fit both schemas, judged by their traits. */
function mayOverlap(a: Schema, b: Schema, planner: Planner): boolean {
  if (a === false || b === false) return false;
  const [one, other] = [traitsOf(a, planner), traitsOf(b, planner)];
  if (one === undefined || other === undefined) return true;
  if (one.types !== undefined && other.types !== undefined) {
    const { types } = other;
    const shared = [...one.types].filter((type) => types.has(type));
    if (shared.length === 0) return false;
    if (shared.length > 1 || shared[0] !== "object") return true;
  } else return true;
  for (const [name, values] of one.tags) {
    const others = other.tags.get(name);
    if (others !== undefined && !values.some((value) => typeof value === "object" || others.includes(value)))
      return false;
  }
  const misses = (x: Traits, y: Traits): boolean => {
    const { names } = y;
    return names !== undefined && [...x.required].some((name) => !names.has(name));
  };
  return !misses(one, other) && !misses(other, one);
}
