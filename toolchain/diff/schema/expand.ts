/**
 * Schema → union of clauses: references followed, `allOf` merged, alternatives separated, `not`, `if` and
 * `dependentSchemas` written as alternatives (JSON Schema 2020-12 core §10.2, validation §6).
 */

import { isObject } from "tenon-runtime/core";
import type { Schema } from "../../contract/index.ts";
import { assertions, typesOf } from "./assertions.ts";
import { EMPTY_FORM, type Clause, type Form } from "./clause.ts";
import { canonical, propertyOf } from "./matching.ts";
import { ABSENT, complement } from "./negate.ts";
import { split } from "./split.ts";
import { below, type At, type Expression, type SchemaObject, type World } from "./world.ts";

/** The largest number of alternatives that are separated. */
const MOST = 400;

/** There are too many alternatives. */
export class TooMany extends Error {}

interface Cache {
  readonly known: Map<string, readonly Clause[]>;
  readonly open: Set<string>;
}
/** The expansions of each world: a cache. */
const caches = new WeakMap<World, Cache>();

/** @throws TooMany */
export function expand(expression: Expression, world: World): readonly Clause[] {
  let cache = caches.get(world);
  if (cache === undefined) caches.set(world, (cache = { known: new Map(), open: new Set() }));
  const key = world.key(expression);
  const known = cache.known.get(key);
  if (known !== undefined) return known;
  let forms: readonly Form[] = [EMPTY_FORM];
  for (const at of expression) forms = forms.flatMap((form) => add(form, at, world, 0));
  const clauses = split(forms);
  // A required member that can have no value: there is no such object. What is being asked already has one.
  cache.known.set(key, clauses);
  if (cache.open.has(key)) return clauses;
  cache.open.add(key);
  const inhabited = clauses.filter((clause) => !isEmpty(clause, world, cache.open));
  cache.open.delete(key);
  cache.known.set(key, inhabited);
  return inhabited;
}

function isEmpty(clause: Clause, world: World, open: ReadonlySet<string>): boolean {
  if (clause.type !== "object") return false;
  for (const name of clause.required.keys()) {
    const member = propertyOf(clause, name);
    if (world.hides(member)) continue;
    if (clause.absent.has(name)) return true;
    if (member.length === 0 || open.has(world.key(member))) continue;
    if (expand(member, world).length === 0) return true;
  }
  return false;
}

/** @param depth of references and alternatives */
function add(form: Form, at: At, world: World, depth: number): readonly Form[] {
  const { schema } = at;
  if (schema === true) return [form];
  if (schema === false) return [];
  if (depth > 60) throw new TooMany();
  const own = assertions(form, at, world);
  if (own === undefined) return [];
  let forms: readonly Form[] = [own];
  const each = (next: (one: Form) => readonly Form[]): void => {
    forms = forms.flatMap(next);
    if (forms.length > MOST) throw new TooMany();
  };
  if (typeof schema["$ref"] === "string") {
    const target = world.follow(schema["$ref"]);
    if (target !== undefined) each((one) => add(one, target, world, depth + 1));
  }
  (schema["allOf"] as readonly Schema[] | undefined)?.forEach((member, i) => {
    each((one) => add(one, below(at, member, "allOf", i), world, depth + 1));
  });
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const members = schema[keyword] as readonly Schema[] | undefined;
    if (members === undefined) continue;
    const branches = members.map((member, i) => [below(at, member, keyword, i)]);
    const apart = keyword === "oneOf" ? exclusive(branches, world) : branches;
    each((one) => {
      const taken = apart.flatMap((branch, i) => {
        const label = world.nameOf(branch[0]!) ?? `${at.pointer}/${keyword}/${i}`;
        const of = keyword === "oneOf" ? [...one.exclusive, `${at.pointer}#${i}`] : one.exclusive;
        return addAll({ ...one, branch: [...one.branch, label], exclusive: of }, branch, world, depth + 1);
      });
      return taken;
    });
  }
  if (schema["not"] !== undefined) {
    const inner = below(at, schema["not"], "not");
    const others = complement(inner, world);
    if (others === undefined) each((one) => [withOpaque(one, "not", schema["not"], at)]);
    else each((one) => others.flatMap((other) => add(one, other, world, depth + 1)));
  }
  if (schema["if"] !== undefined) each((one) => conditional(one, at, schema, world, depth));
  for (const [name, dependent] of Object.entries((schema["dependentSchemas"] ?? {}) as Record<string, Schema>)) {
    if (dependent === true) continue;
    const made = derived(world, schema, `dependent ${name}`, [{ [ABSENT]: [name] }, { required: [name] }]);
    const [without, having] = made.map((one) => below({ ...at, schema }, one, "dependentSchemas", name));
    each((one) => [
      ...addAll(one, [without!], world, depth + 1),
      ...addAll(one, [having!, below(at, dependent, "dependentSchemas", name)], world, depth + 1).map((made) =>
        openFrom(made, one.layers.length),
      ),
    ]);
  }
  if (schema["unevaluatedProperties"] !== undefined) {
    // Which members are evaluated depends on which of these a value happens to fit.
    const uncertain = ["if", "dependentSchemas", "anyOf"].some((keyword) => schema[keyword] !== undefined);
    const rest = below(at, schema["unevaluatedProperties"], "unevaluatedProperties");
    each((one) => [unevaluatedProperties(one, form.layers.length, rest, uncertain)]);
  }
  if (schema["unevaluatedItems"] !== undefined)
    each((one) => [
      unevaluatedItems(one, form.lists.length, below(at, schema["unevaluatedItems"], "unevaluatedItems")),
    ]);
  return forms;
}

/** Marks the members that a condition names. A sender that does not name them may still send them. */
const openFrom = (form: Form, since: number): Form => ({
  ...form,
  layers: form.layers.map((layer, i) => (i < since ? layer : { ...layer, conditional: true })),
});

const addAll = (form: Form, all: readonly At[], world: World, depth: number): readonly Form[] => {
  let forms: readonly Form[] = [form];
  for (const at of all) forms = forms.flatMap((one) => add(one, at, world, depth));
  return forms;
};

/** Schemas that are made once for each schema of a world: a cache, so that they keep their identity. */
const kept = new WeakMap<World, Map<unknown, Map<string, readonly Schema[]>>>();
function derived(world: World, owner: unknown, key: string, make: readonly Schema[]): readonly Schema[] {
  let owners = kept.get(world);
  if (owners === undefined) kept.set(world, (owners = new Map()));
  let byKey = owners.get(owner);
  if (byKey === undefined) owners.set(owner, (byKey = new Map()));
  const known = byKey.get(key);
  if (known === undefined) byKey.set(key, make);
  return known ?? make;
}

/**
 * `oneOf` of scalars: each alternative without what the others have. Alternatives that are objects or lists are taken to
 * be separate, as authors of `oneOf` mean them to be.
 */
function exclusive(branches: readonly (readonly At[])[], world: World): readonly (readonly At[])[] {
  if (branches.length > 12) return branches;
  const scalar = ([at]: readonly At[]): boolean => {
    if (!isObject(at!.schema) || at!.schema["type"] === undefined) return false;
    const { types } = typesOf(at!.schema["type"]);
    return !types.has("object") && !types.has("array");
  };
  return branches.map((branch, i) => {
    if (!scalar(branch)) return branch;
    const { types } = typesOf((branch[0]!.schema as SchemaObject)["type"]);
    const others = branches.flatMap((other, j) => {
      if (j === i || !scalar(other)) return [];
      const overlapping = [...typesOf((other[0]!.schema as SchemaObject)["type"]).types].some((type) =>
        types.has(type),
      );
      if (!overlapping || complement(other[0]!, world) === undefined) return [];
      const [not] = derived(world, other[0]!.schema, "not", [{ not: other[0]!.schema }]);
      return [{ schema: not!, pointer: other[0]!.pointer }];
    });
    return [...branch, ...others];
  });
}

function conditional(form: Form, at: At, schema: SchemaObject, world: World, depth: number): readonly Form[] {
  if (schema["then"] === undefined && schema["else"] === undefined) return [form];
  const condition = below(at, schema["if"], "if");
  const others = complement(condition, world);
  if (others === undefined) return [withOpaque(form, "if", [schema["if"], schema["then"], schema["else"]], at)];
  const part = (key: "then" | "else"): readonly At[] =>
    schema[key] === undefined ? [] : [below(at, schema[key], key)];
  return [
    ...addAll(form, [condition, ...part("then")], world, depth + 1),
    ...others.flatMap((other) => addAll(form, [other, ...part("else")], world, depth + 1)),
  ];
}

const withOpaque = (form: Form, keyword: string, value: unknown, at: At): Form => ({
  ...form,
  opaque: [...form.opaque, { value: `${keyword} ${canonical(value)}`, pointer: `${at.pointer}/${keyword}` }],
});

function unevaluatedProperties(form: Form, since: number, rest: At, uncertain: boolean): Form {
  const seen = form.layers.slice(since);
  if (rest.schema === true || seen.some((layer) => layer.rest !== undefined)) return form;
  const names = new Map(
    seen.flatMap((layer) => [...layer.names].map(([name, { pointer }]) => [name, { schema: true, pointer } as const])),
  );
  const patterns = seen.flatMap((layer) =>
    layer.patterns.map((one) => ({ ...one, at: { schema: true, pointer: one.pointer } as const })),
  );
  return { ...form, layers: [...form.layers, { names, patterns, rest, ...(uncertain && { uncertain }) }] };
}

function unevaluatedItems(form: Form, since: number, rest: At): Form {
  const seen = form.lists.slice(since);
  if (rest.schema === true || seen.some((list) => list.rest !== undefined)) return form;
  const length = Math.max(0, ...seen.map((list) => list.prefix.length));
  const prefix = Array.from({ length }, () => ({ schema: true, pointer: rest.pointer }) as const);
  return { ...form, lists: [...form.lists, { prefix, rest }] };
}
