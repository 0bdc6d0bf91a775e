/**
 * A valid value and its schema → values at each bound, just outside of it, and with one thing missing or too much.
 *
 * Nothing here is the last word: what a mutation means is said, and is then held against the contract's validator.
 */

import { type Schema, type Schemas, escapeToken, isObject, isSchema, schemasIn } from "tenon-runtime/core";
import {
  allowedTypes,
  type Atom,
  codePoints,
  equal,
  flatten,
  generate,
  type Hash,
  itemSchemas,
  mix,
  NOTHING,
  numbers,
  propertySchemas,
  put,
  requiredNames,
  satisfies,
  stringHolds,
  type TypeName,
} from "tenon-runtime/mocks/values";
import { FORMATS } from "./formats.ts";

export interface Mutation {
  /** `just above its maximum`; with what is below the value in front of it: `/address/zip longer than allowed`. */
  readonly name: string;
  /** Of what was changed. */
  readonly pointer: string;
  /** What is broken; absent: nothing. */
  readonly breaks?: string;
  /** The whole value. */
  readonly value: unknown;
}

/** What one place of a value is replaced by. */
type Change = readonly [name: string, value: unknown, breaks?: string | undefined, below?: string | undefined];

/** Values nest deeper; their schemas repeat there. */
const DEPTH = 5;
/** Texts and lists are not made longer than this. */
const LONGEST = 4000;
const MOST_ITEMS = 200;
/** So many members of an `enum` are sent; the first ones and the last. */
const MEMBERS = 12;

export interface Mutating {
  readonly schemas: Schemas;
  readonly hash: Hash;
}

/** In the order of the schema; the same for the same hash. */
export function* mutations(value: unknown, schema: Schema, mutating: Mutating): Generator<Mutation> {
  yield* walk(value, [schema], "", mutating, (changed) => changed, DEPTH);
}

function* walk(
  value: unknown,
  all: readonly Schema[],
  pointer: string,
  mutating: Mutating,
  within: (changed: unknown) => unknown,
  depth: number,
): Generator<Mutation> {
  const atoms = applied(value, all, mutating.schemas);
  if (atoms === undefined) return;
  const where = pointer === "" ? "" : `${pointer} `;
  const branches = alternatives(flatten(all, mutating.schemas)?.atoms ?? [], mutating);
  for (const [name, changed, breaks, below = ""] of [...branches, ...changes(value, atoms, mutating)]) {
    if (changed === NOTHING) continue;
    yield {
      name: where + name,
      pointer: pointer + below,
      value: within(changed),
      ...(breaks === undefined ? {} : { breaks }),
    };
  }
  if (depth === 0) return;
  if (Array.isArray(value)) {
    // The entries of a list are alike, but for those that come first by name.
    const prefix = Math.max(
      0,
      ...atoms.map(({ prefixItems }) => (Array.isArray(prefixItems) ? prefixItems.length : 0)),
    );
    for (let index = 0; index < Math.min(value.length, prefix + 1); index += 1) {
      const place = (changed: unknown): unknown => within(value.with(index, changed));
      yield* walk(value[index], itemSchemas(atoms, index), `${pointer}/${index}`, mutating, place, depth - 1);
    }
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      const place = (changed: unknown): unknown => within(withProperty(value, name, changed));
      yield* walk(item, propertySchemas(atoms, name), `${pointer}/${escapeToken(name)}`, mutating, place, depth - 1);
    }
  }
}

/** The schemas that apply to a value, also those that it selects in `anyOf`, `oneOf` and `if`. `undefined`: nothing is allowed. */
export function applied(value: unknown, all: readonly Schema[], schemas: Schemas): readonly Atom[] | undefined {
  let atoms = flatten(all, schemas)?.atoms;
  const settled = new Set<Atom>();
  for (let round = 0; atoms !== undefined && round < 8; round += 1) {
    const chosen: Schema[] = [];
    for (const atom of atoms) {
      if (settled.has(atom)) continue;
      settled.add(atom);
      for (const keyword of ["oneOf", "anyOf"])
        chosen.push(...schemasIn(atom[keyword]).filter((branch) => satisfies(value, branch, schemas)));
      const condition = atom["if"];
      const then = isSchema(condition) && (satisfies(value, condition, schemas) ? atom["then"] : atom["else"]);
      if (isSchema(condition) && isSchema(then)) chosen.push(then);
    }
    if (chosen.length === 0) return atoms;
    atoms = flatten([...atoms, ...chosen], schemas)?.atoms;
  }
  return atoms;
}

function* changes(value: unknown, atoms: readonly Atom[], mutating: Mutating): Generator<Change> {
  yield* types(value, atoms);
  yield* listed(value, atoms);
  if (typeof value === "number") yield* ofNumber(value, atoms);
  else if (typeof value === "string") yield* ofText(value, atoms, mutating);
  else if (Array.isArray(value)) yield* ofList(value, atoms, mutating);
  else if (isObject(value)) yield* ofObject(value, atoms, mutating);
}

/** Each branch of a union, all else as it is. */
function* alternatives(atoms: readonly Atom[], { schemas, hash }: Mutating): Generator<Change> {
  for (const atom of atoms)
    for (const keyword of ["oneOf", "anyOf"]) {
      const branches = schemasIn(atom[keyword]);
      for (const [index, branch] of branches.entries()) {
        const made = generate({ allOf: [...atoms, branch] }, { schemas, hash: mix(hash, `${keyword} ${index}`) });
        if (made !== NOTHING) yield [`as alternative ${index + 1} of ${branches.length}`, made];
      }
    }
}

/** One value for each type; they are such that no text on the wire can be taken for another of them. */
const SAMPLES: readonly (readonly [TypeName, unknown])[] = [
  ["null", null],
  ["boolean", true],
  ["number", 1.5],
  ["string", "text"],
  ["array", []],
  ["object", {}],
];
const NAMES: Readonly<Record<TypeName, string>> = {
  null: "null",
  boolean: "a boolean",
  number: "a fraction",
  integer: "an integer",
  string: "a text",
  array: "a list",
  object: "an object",
};

function* types(value: unknown, atoms: readonly Atom[]): Generator<Change> {
  const allowed = allowedTypes(atoms);
  if (allowed === undefined) return;
  for (const [type, sample] of SAMPLES) {
    if (!allowed.includes(type)) yield [`${NAMES[type]} instead`, sample, "type"];
    else if (type === "null" && value !== null) yield ["null", null];
    else if (type === "boolean") yield ["the other of true and false", value === false];
  }
}

function* listed(value: unknown, atoms: readonly Atom[]): Generator<Change> {
  for (const atom of atoms) {
    if ("const" in atom && !equal(atom["const"], other(atom["const"])))
      yield ["another than the only value", other(atom["const"]), "const"];
    const members: readonly unknown[] = Array.isArray(atom["enum"]) ? atom["enum"] : [];
    if (members.length === 0) continue;
    for (const [index, member] of members.entries()) {
      if (index >= MEMBERS - 1 && index < members.length - 1) continue;
      if (!equal(member, value)) yield [`as member ${index + 1} of its list`, member];
    }
    const isMember = (candidate: unknown): boolean => members.some((member) => equal(member, candidate));
    let outside = other(value);
    // Of true and false, and of `null`, there may be no other.
    for (let round = 0; round < members.length && isMember(outside); round += 1) outside = other(outside);
    if (!isMember(outside)) yield ["outside of its list", outside, "enum"];
    const [text] = members;
    // Texts are compared as they are, without regard to language.
    if (typeof text === "string" && !members.includes(swapped(text)))
      yield ["in other case than in its list", swapped(text), "enum"];
  }
}

const swapped = (text: string): string => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase());
/** Another value of the same type. */
function other(value: unknown): unknown {
  if (typeof value === "string") return `${value}-x`;
  if (typeof value === "number") return value + 1;
  return typeof value === "boolean" ? !value : value;
}

function* ofNumber(value: number, atoms: readonly Atom[]): Generator<Change> {
  const whole = allowedTypes(atoms)?.includes("number") !== true;
  const [multiple] = numbers(atoms, "multipleOf");
  // The next number that the schema has room for.
  const step = (bound: number): number => multiple ?? (whole ? 1 : Math.max(2 ** -30, Math.abs(bound) * 2 ** -30));
  const safe = (bound: number): boolean => Math.abs(bound) + step(bound) <= Number.MAX_SAFE_INTEGER;
  for (const bound of numbers(atoms, "minimum").filter(safe)) {
    yield ["at its minimum", bound];
    yield ["just below its minimum", bound - step(bound), "minimum"];
  }
  for (const bound of numbers(atoms, "maximum").filter(safe)) {
    yield ["at its maximum", bound];
    yield ["just above its maximum", bound + step(bound), "maximum"];
  }
  for (const bound of numbers(atoms, "exclusiveMinimum").filter(safe)) {
    yield ["just above its exclusive minimum", bound + step(bound)];
    yield ["at its exclusive minimum", bound, "exclusiveMinimum"];
  }
  for (const bound of numbers(atoms, "exclusiveMaximum").filter(safe)) {
    yield ["just below its exclusive maximum", bound - step(bound)];
    yield ["at its exclusive maximum", bound, "exclusiveMaximum"];
  }
  if (multiple !== undefined) {
    if (!whole || multiple % 2 === 0) yield ["between two multiples", value + multiple / 2, "multipleOf"];
    else if (multiple > 1) yield ["between two multiples", value + 1, "multipleOf"];
  }
  if (atoms.some(({ format }) => format === "int32")) {
    yield ["the greatest of 32 bits", 2 ** 31 - 1];
    yield ["too large for 32 bits", 2 ** 31, "format"];
  }
}

function* ofText(value: string, atoms: readonly Atom[], { schemas, hash }: Mutating): Generator<Change> {
  const ofLength = (length: number): unknown => {
    const made = generate(
      { allOf: [...atoms, { type: "string", minLength: length, maxLength: length }] },
      { schemas, hash: mix(hash, length), examples: false },
    );
    return typeof made === "string" && codePoints(made) === length ? made : NOTHING;
  };
  for (const bound of numbers(atoms, "minLength")) {
    if (bound > LONGEST || bound < 1) continue;
    yield ["as short as allowed", ofLength(bound)];
    yield [
      "shorter than allowed",
      Array.from(value.padEnd(bound, "a"))
        .slice(0, bound - 1)
        .join(""),
      "minLength",
    ];
  }
  for (const bound of numbers(atoms, "maxLength")) {
    if (bound > LONGEST) continue;
    yield ["as long as allowed", ofLength(bound)];
    yield ["longer than allowed", value.padEnd(value.length + bound + 1 - codePoints(value), "a"), "maxLength"];
    // JSON Schema 2020-12 validation §6.3.1: lengths count code points.
    yield ["as long as allowed, in characters of two units", "𝔞".repeat(bound)];
  }
  for (const atom of atoms) {
    const { pattern, format } = atom;
    if (typeof pattern === "string") {
      const mismatch = [`${value}\n`, `${value}~`, ` ${value}`, value.toUpperCase(), "~", " ", "", "0", "a"].find(
        (text) => !stringHolds(text, { pattern }) && atoms.every((each) => stringHolds(text, { ...each, pattern: "" })),
      );
      if (mismatch !== undefined) yield ["that does not match its pattern", mismatch, "pattern"];
    }
    if (typeof format !== "string" || !Object.hasOwn(FORMATS, format)) continue;
    for (const text of FORMATS[format]?.valid ?? []) yield [`as the ${format} ${text}`, text];
    for (const text of FORMATS[format]?.invalid ?? []) yield [`no ${format}: ${text}`, text, "format"];
  }
  // Only where the schema leaves it open: the wire has to bring them.
  for (const text of AWKWARD) yield [`as ${JSON.stringify(text)}`, text];
}

/** What styles, URLs, headers and forms have a meaning for. */
const AWKWARD = ["a/b", "a,b;c|d", "a b+c%20", "?a=b&c#d", "é字𝔞", "constructor", "__proto__", "true", "1", '"', "a.b"];

function* ofList(value: readonly unknown[], atoms: readonly Atom[], { schemas, hash }: Mutating): Generator<Change> {
  const ofLength = (length: number): unknown =>
    generate(
      { allOf: [...atoms, { type: "array", minItems: length, maxItems: length }] },
      { schemas, hash: mix(hash, `${length} items`), examples: false },
    );
  const longer = (length: number): unknown[] => Array.from({ length }, (_, index) => value[index % value.length]);
  for (const bound of numbers(atoms, "minItems")) {
    if (bound < 1 || bound > MOST_ITEMS) continue;
    yield ["with as few items as allowed", ofLength(bound)];
    yield ["with too few items", value.slice(0, bound - 1), "minItems"];
  }
  for (const bound of numbers(atoms, "maxItems")) {
    if (bound > MOST_ITEMS) continue;
    yield ["with as many items as allowed", ofLength(bound)];
    if (value.length > 0) yield ["with too many items", longer(bound + 1), "maxItems"];
  }
  if (value.length > 0 && atoms.some((atom) => atom["uniqueItems"] === true))
    yield ["with the same item twice", [...value.slice(0, Math.max(1, value.length - 1)), value[0]], "uniqueItems"];
  if (numbers(atoms, "minItems").length === 0) yield ["with no item", []];
  yield ["with one item", value.slice(0, 1)];
}

function* ofObject(
  value: Readonly<Record<string, unknown>>,
  atoms: readonly Atom[],
  { schemas, hash }: Mutating,
): Generator<Change> {
  const required = requiredNames(atoms);
  for (const name of required)
    if (Object.hasOwn(value, name))
      yield [`without ${name}`, without(value, [name]), "required", `/${escapeToken(name)}`];
  const optional = Object.keys(value).filter((name) => !required.has(name));
  if (optional.length > 0) yield ["with only what is required", without(value, optional)];
  for (const name of optional) yield [`without ${name}, which is optional`, without(value, [name])];
  for (const atom of atoms) {
    const properties = isObject(atom["properties"]) ? atom["properties"] : {};
    for (const [name, schema] of Object.entries(properties)) {
      // In the variant of a schema for requests, what only answers have is `false`.
      if (schema === false)
        yield [
          `with ${name}, which is read-only`,
          withProperty(value, name, "text"),
          "readOnly",
          `/${escapeToken(name)}`,
        ];
      else if (isSchema(schema) && !Object.hasOwn(value, name)) {
        const made = generate({ allOf: propertySchemas(atoms, name) }, { schemas, hash: mix(hash, name) });
        if (made !== NOTHING) yield [`with ${name}, which is optional`, withProperty(value, name, made)];
      }
    }
  }
  const closed = ["additionalProperties", "unevaluatedProperties"].find((keyword) =>
    atoms.some((atom) => atom[keyword] === false),
  );
  for (const name of ["undeclared", "constructor", "toString"])
    if (!atoms.some((atom) => isObject(atom["properties"]) && Object.hasOwn(atom["properties"], name)))
      yield [
        `with ${name}, which is not declared`,
        withProperty(value, name, "text"),
        closed,
        closed === undefined ? undefined : `/${name}`,
      ];
  for (const bound of numbers(atoms, "minProperties"))
    if (bound > 0 && required.size < bound)
      yield ["with too few properties", without(value, Object.keys(value).slice(bound - 1)), "minProperties"];
  for (const bound of numbers(atoms, "maxProperties")) {
    if (bound > MOST_ITEMS) continue;
    const more = { ...value };
    for (let index = 0; Object.keys(more).length <= bound; index += 1) more[`more${index}`] = "text";
    yield ["with too many properties", more, "maxProperties"];
  }
}

function withProperty(value: Readonly<Record<string, unknown>>, name: string, item: unknown): Record<string, unknown> {
  const changed = { ...value };
  put(changed, name, item);
  return changed;
}

const without = (value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
