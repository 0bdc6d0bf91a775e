/** Values for schemas: every choice is a hash of its place, branches are tried until the value holds. */

import type { Schema, Schemas } from "../../core/validation.ts";
import { satisfies, unique } from "./check.ts";
import { type Hash, integer, mix } from "./hash.ts";
import {
  allowedTypes,
  CAREFUL,
  choiceIn,
  examplesOf,
  impliedType,
  listedValues,
  put,
  requiredNames,
  withDependents,
} from "./keywords.ts";
import { matching } from "./pattern.ts";
import { NOTHING, type Nothing, numberFor, numbers, textFor } from "./scalars.ts";
import {
  type All,
  type Atom,
  type Flat,
  flatten,
  isObject,
  isSchema,
  itemSchemas,
  propertySchemas,
  type TypeName,
  typesOf,
} from "./schema.ts";
import { word } from "./words.ts";

export interface Generation {
  readonly schemas: Schemas;
  readonly hash: Hash;
  /** Parts that are given; what is missing in them is generated around them. */
  readonly given?: unknown;
  /** Only what is required; `generateValid` decides it itself. */
  readonly frugal?: boolean;
  /** Whether examples in schemas are taken. */
  readonly examples?: boolean;
}

interface Place {
  readonly hash: Hash;
  readonly depth: number;
  /** The property's name, for what it suggests. */
  readonly name: string;
  /** The named schemas that are being generated, outermost first. */
  readonly names: readonly string[];
  /** It may be left out. */
  readonly optional: boolean;
  /** In an entry of a list other than its first: examples would make all entries alike. */
  readonly repeated: boolean;
}

/** Below this depth only what is required is made. */
const OPTIONAL_DEPTH = 6;
/** Nothing is made below this depth. */
const DEPTH = 60;
/** So often a named schema may stand within itself before its value is given up; every time was required. */
const RECURSION = 4;
/** After so many values only what is required is made, after ten times as many nothing. */
const BUDGET = 4000;
/** So many branches are tried at one place. */
const BRANCHES = 40;

/** @returns a value that probably holds; {@link NOTHING} when none was found */
export function generate(schema: Schema, generation: Generation): unknown {
  return new Generator(generation).value([schema], generation.given, {
    hash: generation.hash,
    depth: 0,
    name: "",
    names: [],
    optional: false,
    repeated: false,
  });
}

class Generator {
  readonly #schemas: Schemas;
  readonly #frugal: boolean;
  readonly #examples: boolean;
  #made = 0;

  constructor({ schemas, frugal = false, examples = true }: Generation) {
    this.#schemas = schemas;
    this.#frugal = frugal;
    this.#examples = examples;
  }

  value(all: All, given: unknown, place: Place): unknown {
    this.#made += 1;
    if (place.depth > DEPTH || this.#made > BUDGET * 10) return NOTHING;
    if (
      given !== undefined &&
      (typeof given !== "object" || given === null || !(isObject(given) || Array.isArray(given)))
    )
      return given;
    const flat = flatten(all, this.#schemas);
    if (flat === undefined) return NOTHING;
    if (given === undefined)
      for (const name of flat.names) {
        const times = place.names.filter((other) => other === name).length;
        if (times > 0 && (place.optional || times >= RECURSION)) return NOTHING;
      }
    return this.#branch(flat, given, { ...place, names: [...place.names, ...flat.names] }, new Set(), {
      left: BRANCHES,
    });
  }

  /** Settles `anyOf`, `oneOf` and `if` one after another, then makes the value. */
  #branch(
    flat: Flat,
    given: unknown,
    place: Place,
    settled: ReadonlySet<unknown>,
    attempts: { left: number },
  ): unknown {
    const group = choiceIn(flat.atoms, settled);
    if (group === undefined) return this.#plain(flat, given, place);
    let fallback: unknown = NOTHING;
    // Optional properties can make a value fit several branches of a `oneOf`: then without them.
    for (const here of [place, { ...place, depth: Math.max(place.depth, OPTIONAL_DEPTH + 1) }]) {
      for (const branch of this.#ordered(group.branches, place)) {
        if (attempts.left-- <= 0) break;
        const narrowed = flatten([...flat.atoms, ...branch], this.#schemas);
        if (narrowed === undefined) continue;
        // Named schemas of the branch alone are new on the way down.
        const names = narrowed.names.filter((name) => !flat.names.includes(name));
        if (
          given === undefined &&
          names.some((name) => place.names.filter((other) => other === name).length >= (place.optional ? 1 : RECURSION))
        )
          continue;
        const value = this.#branch(
          { atoms: narrowed.atoms, names: flat.names },
          given,
          { ...here, names: [...place.names, ...names] },
          new Set([...settled, group.key]),
          attempts,
        );
        if (value === NOTHING) continue;
        if (flat.atoms.every((atom) => satisfies(value, atom, this.#schemas))) return value;
        if (fallback === NOTHING) fallback = value;
      }
    }
    return fallback;
  }

  /** Cheap branches first where it is deep; else `null` last, what recurs near the end, and objects in turn. */
  #ordered(branches: readonly All[], place: Place): readonly All[] {
    const rank = ([branch]: All): number => {
      const flat = branch === undefined ? undefined : flatten([branch], this.#schemas);
      if (flat === undefined) return 9;
      const types = flat.atoms.map(typesOf).find((found) => found !== undefined);
      const isNull = types?.length === 1 && types[0] === "null";
      const recurs = flat.names.some((name) => place.names.includes(name));
      if (this.#spare(place))
        return isNull
          ? 0
          : recurs
            ? 3
            : types !== undefined && !types.includes("object") && !types.includes("array")
              ? 1
              : 2;
      return isNull ? 4 : recurs ? 3 : 1;
    };
    const ranked = branches.map((branch, index) => ({ branch, rank: rank(branch), index }));
    // Near the root the branches take turns; further down the first stands for all, or values would grow without end.
    const turn = place.depth <= 2 ? integer(mix(place.hash, "branch"), 0, branches.length - 1) : 0;
    const order = (index: number): number => (index - turn + branches.length) % branches.length;
    return ranked.toSorted((a, b) => a.rank - b.rank || order(a.index) - order(b.index)).map(({ branch }) => branch);
  }

  /** Only what is required is wanted here. */
  #spare(place: Place): boolean {
    return this.#frugal || place.depth > OPTIONAL_DEPTH || this.#made > BUDGET;
  }

  #plain({ atoms }: Flat, given: unknown, place: Place): unknown {
    const holds = (value: unknown): boolean => atoms.every((atom) => satisfies(value, atom, this.#schemas));
    if (given === undefined) {
      const listed = listedValues(atoms);
      if (listed !== undefined) {
        const values = listed.filter(holds);
        const nonNull = values.filter((value) => value !== null);
        const choices = nonNull.length > 0 ? nonNull : values;
        return choices.length === 0 ? NOTHING : choices[integer(mix(place.hash, "enum"), 0, choices.length - 1)];
      }
      if (this.#examples && !place.repeated) {
        const examples = atoms.flatMap(examplesOf).filter(holds);
        if (examples.length > 0)
          return structuredClone(examples[integer(mix(place.hash, "example"), 0, examples.length - 1)]);
      }
    }
    const careful = atoms.some((atom) => CAREFUL.some((keyword) => keyword in atom));
    let fallback: unknown = NOTHING;
    for (const type of this.#types(atoms, given, place)) {
      for (let attempt = 0; attempt < (careful ? 6 : 1); attempt += 1) {
        const here =
          attempt === 0
            ? place
            : {
                ...place,
                hash: mix(place.hash, `again ${attempt}`),
                depth: attempt > 3 ? Math.max(place.depth, OPTIONAL_DEPTH + 1) : place.depth,
              };
        const value = this.#ofType(type, atoms, given, here);
        if (value === NOTHING) continue;
        if (!careful || holds(value)) return value;
        if (fallback === NOTHING) fallback = value;
      }
    }
    return fallback;
  }

  #types(atoms: readonly Atom[], given: unknown, place: Place): readonly TypeName[] {
    const types = allowedTypes(atoms) ?? [impliedType(atoms, given)];
    if (isObject(given)) return types.filter((type) => type === "object");
    if (Array.isArray(given)) return types.filter((type) => type === "array");
    const order: readonly TypeName[] = this.#spare(place)
      ? ["null", "boolean", "integer", "number", "string", "array", "object"]
      : ["object", "array", "string", "integer", "number", "boolean", "null"];
    return order.filter((type) => types.includes(type));
  }

  #ofType(type: TypeName, atoms: readonly Atom[], given: unknown, place: Place): unknown {
    switch (type) {
      case "null":
        return null;
      case "boolean":
        return mix(place.hash, "boolean") % 2 === 0;
      case "integer":
      case "number":
        return numberFor(
          atoms,
          type === "integer" || atoms.some((atom) => /^u?int\d*$/.test(String(atom["format"]))),
          mix(place.hash, "number"),
          place.name,
        );
      case "string":
        return textFor(atoms, mix(place.hash, "text"), place.name);
      case "array":
        return this.#array(atoms, Array.isArray(given) ? given : undefined, place);
      case "object":
        return this.#object(atoms, isObject(given) ? given : undefined, place);
    }
  }

  #array(atoms: readonly Atom[], given: readonly unknown[] | undefined, place: Place): unknown[] | Nothing {
    const contains = atoms.map((atom) => atom["contains"]).filter(isSchema);
    const needed = contains.length === 0 ? 0 : Math.max(1, ...numbers(atoms, "minContains"));
    const least = Math.max(0, ...numbers(atoms, "minItems"), needed);
    const most = Math.min(Infinity, ...numbers(atoms, "maxItems"));
    const tuple = Math.max(
      0,
      ...atoms.map((atom) => (Array.isArray(atom["prefixItems"]) ? atom["prefixItems"].length : 0)),
    );
    const usual = this.#spare(place)
      ? least
      : tuple > 0
        ? tuple
        : place.depth < 4
          ? integer(mix(place.hash, "length"), 2, 3)
          : 1;
    const length = given?.length ?? Math.min(most, Math.max(least, usual));
    if (length > BUDGET * 10) return NOTHING;
    const distinct = atoms.some((atom) => atom["uniqueItems"] === true);

    const items: unknown[] = [];
    for (let index = 0; index < length; index += 1) {
      const schemas = [...itemSchemas(atoms, index), ...(index < needed ? contains : [])];
      const optional = given === undefined && index >= least;
      let item: unknown = NOTHING;
      for (let attempt = 0; attempt < (distinct ? 24 : 1); attempt += 1) {
        const hash = mix(place.hash, index);
        const found = this.value(schemas, given?.[index], {
          hash: attempt === 0 ? hash : mix(hash, `again ${attempt}`),
          depth: place.depth + 1,
          name: singular(place.name),
          names: place.names,
          optional,
          repeated: place.repeated || index > 0 || attempt > 0,
        });
        if (found === NOTHING || (distinct && !unique([...items, found]))) continue;
        item = found;
        break;
      }
      if (item === NOTHING) return optional || index >= least ? items : NOTHING;
      items.push(item);
    }
    return items;
  }

  #object(
    declaredAtoms: readonly Atom[],
    given: Readonly<Record<string, unknown>> | undefined,
    place: Place,
  ): Record<string, unknown> | Nothing {
    const atoms = withDependents(declaredAtoms, this.#schemas);
    if (atoms === undefined) return NOTHING;
    const required = requiredNames(atoms);
    const declared = new Set(
      atoms.flatMap((atom) => (isObject(atom["properties"]) ? Object.keys(atom["properties"]) : [])),
    );
    const least = Math.max(0, ...numbers(atoms, "minProperties"));
    const most = Math.min(Infinity, ...numbers(atoms, "maxProperties"));
    const dependents = new Set(
      atoms.flatMap((atom) => (isObject(atom["dependentSchemas"]) ? Object.keys(atom["dependentSchemas"]) : [])),
    );
    const spare = this.#spare(place);

    const object: Record<string, unknown> = {};
    const make = (name: string, schemas: All, optional: boolean): boolean => {
      if (given !== undefined && Object.hasOwn(given, name) && given[name] === undefined && optional) return true;
      const here: Place = {
        hash: mix(place.hash, name),
        depth: place.depth + 1,
        name,
        names: place.names,
        optional,
        repeated: place.repeated,
      };
      const value = this.value(
        schemas,
        given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined,
        here,
      );
      if (value === NOTHING) return optional;
      put(object, name, value);
      return true;
    };

    const names = [...declared, ...[...required, ...Object.keys(given ?? {})].filter((name) => !declared.has(name))];
    const wanted = [...names.filter((name) => required.has(name)), ...names.filter((name) => !required.has(name))];
    const chosen = new Set<string>();
    for (const name of wanted) {
      const isGiven = given !== undefined && Object.hasOwn(given, name);
      if (
        required.has(name) ||
        isGiven ||
        (!spare && chosen.size < most && !dependents.has(name)) ||
        (spare && chosen.size < least)
      )
        chosen.add(name);
    }
    // In the order of the schema, which is the order that people know.
    for (const name of names)
      if (chosen.has(name) && !make(name, propertySchemas(atoms, name), !required.has(name))) return NOTHING;

    const free = declared.size === 0 && !spare && given === undefined ? 2 : 0;
    for (let index = 0; index < 20; index += 1) {
      const count = Object.keys(object).length;
      if (count >= most || (count >= least && index >= free)) break;
      const name = extraName(atoms, mix(place.hash, `extra ${index}`), index, this.#schemas);
      if (name === undefined || Object.hasOwn(object, name)) continue;
      const schemas = propertySchemas(atoms, name);
      // Nothing is known of it: it is added only where the number of properties demands it.
      if (schemas.every((schema) => schema === true) && count >= least) break;
      make(name, schemas, true);
    }
    return Object.keys(object).length < least ? NOTHING : object;
  }
}

/** A name for a property that is not declared. */
function extraName(atoms: readonly Atom[], hash: Hash, index: number, schemas: Schemas): string | undefined {
  const rules = atoms.map((atom) => atom["propertyNames"]).filter(isSchema);
  if (rules.length > 0) {
    const name = generate({ allOf: [{ type: "string" }, ...rules] }, { schemas, hash });
    return typeof name === "string" ? name : undefined;
  }
  const patterns = atoms.flatMap((atom) =>
    isObject(atom["patternProperties"]) ? Object.keys(atom["patternProperties"]) : [],
  );
  const pattern = patterns[index % Math.max(1, patterns.length)];
  return (pattern === undefined ? undefined : matching(pattern, hash, 6)) ?? word(hash);
}

/** `students` → `student`, so that entries are named as one of them. */
const singular = (name: string): string => name.replace(/(?<=[a-z]{2})s$/, "");

export { NOTHING };
