/** Which schemas are a family, and which value of the discriminator each of them has. */

import { coreOf, type Discriminator, type Hierarchy, type NamedSchemas, partsOf, writtenName } from "./hierarchy.ts";
import { type Literal, ownValues, propertyFacts } from "./values.ts";

/** A base with a discriminator, and everything that extends it. */
export interface Family {
  readonly base: string;
  readonly property: string;
  /** Keys, the base first, then level by level. */
  readonly members: ReadonlySet<string>;
  /** Members that other members extend: what a reference to them means is a union. */
  readonly inner: ReadonlySet<string>;
  /** By key: what the discriminator says for the member. Absent where its schema cannot say so. */
  readonly literals: ReadonlyMap<string, Literal>;
  /** Inner members whose enum leaves them no value of their own: every value is one of their descendants. */
  readonly abstract: ReadonlySet<string>;
  /** By key: values that select the member, also where its schema cannot say so. */
  readonly selectors: ReadonlyMap<string, readonly string[]>;
  /** Whether a mapping names some members and not the base: the base then comes last among them. */
  readonly baseIsImplied: boolean;
  /** The member for any other value (OAS 3.2 §4.25.3). */
  readonly fallback: string | undefined;
  /** Whether a value always names its member, so that it fits no other. */
  readonly disjoint: boolean;
}

export function findFamilies(schemas: NamedSchemas, hierarchy: Hierarchy): Family[] {
  return [...schemas.keys()].flatMap((key) => {
    const discriminator = hierarchy.discriminator(key);
    if (discriminator === undefined || hierarchy.children(key).length === 0) return [];
    const continues = hierarchy.parents(key).some((parent) => belongsTo(parent, discriminator.property, hierarchy));
    return continues ? [] : [familyOf(key, discriminator, schemas, hierarchy)];
  });
}

/** Whether a schema, or one that it extends, has a discriminator by this property. */
function belongsTo(key: string, property: string, hierarchy: Hierarchy, seen = new Set<string>()): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  const own = hierarchy.discriminator(key);
  if (own !== undefined) return own.property === property;
  return hierarchy.parents(key).some((parent) => belongsTo(parent, property, hierarchy, seen));
}

function familyOf(base: string, { property }: Discriminator, schemas: NamedSchemas, hierarchy: Hierarchy): Family {
  const members = new Set([base]);
  const inner = new Set<string>();
  const mapping = new Map<string, string>();
  let fallback: string | undefined;
  for (const key of members) {
    const own = hierarchy.discriminator(key);
    // another property distinguishes its descendants, which have its value of this one
    if (own !== undefined && own.property !== property) continue;
    fallback = own?.fallback ?? fallback;
    // a deeper level knows better
    for (const [value, target] of own?.mapping ?? []) mapping.set(value, hierarchy.unaliased(target));
    for (const child of hierarchy.children(key)) {
      inner.add(key);
      members.add(child); // grows while it is walked
    }
  }
  const targets = [...mapping.values()];
  const baseIsImplied = targets.length > 0 && !targets.includes(base);
  const selectors = selectorsOf(members, mapping, schemas);
  const facts = propertyFacts(schemas.get(base)?.schema, property, schemas);
  const literals = new Map<string, Literal>();
  const abstract = new Set<string>();
  for (const key of members) {
    const values = valuesOf(key);
    if (values !== undefined && values.length > 0)
      literals.set(key, { property, values, required: facts.required || !facts.declared });
    else if (values !== undefined && inner.has(key)) abstract.add(key);
  }
  const all = [...literals.values()].flatMap(({ values }) => values);
  const disjoint =
    (facts.required || !facts.declared) &&
    fallback === undefined &&
    new Set(all).size === all.length &&
    [...members].every((key) => literals.has(key) || abstract.has(key));
  return { base, property, members, inner, literals, abstract, selectors, baseIsImplied, fallback, disjoint };

  /** What the contract allows the member to say; `undefined` where it may say anything. */
  function valuesOf(key: string): readonly string[] | undefined {
    if (key === fallback) return undefined;
    const schema = schemas.get(key)?.schema;
    const core = coreOf(schema);
    const allowed = propertyFacts(schema, property, schemas);
    if (core === undefined || !allowed.text) return undefined;
    const wanted = selectors.get(key) ?? [];
    if (allowed.values === undefined) return wanted;
    const both = wanted.filter((value) => allowed.values?.includes(value));
    const own = ownValues(core, property, schemas);
    if (!inner.has(key) || (key !== base && own === undefined)) return both.length > 0 || inner.has(key) ? both : own;
    // the enum lists the values of all members: those that no other member has are its own
    const others = [...selectors].flatMap(([member, values]) => (member === key ? [] : values));
    const ofOthers = new Set([...others, ...[...members].flatMap((member) => ownOf(member, key))]);
    return allowed.values.filter((value) => both.includes(value) || !ofOthers.has(value));
  }

  function ownOf(member: string, except: string): readonly string[] {
    const core = member === except || inner.has(member) ? undefined : coreOf(schemas.get(member)?.schema);
    return core === undefined ? [] : (ownValues(core, property, schemas) ?? []);
  }
}

/** The mapping's values of a member, and its name unless the mapping gives that to another (OAS 3.2 §4.25.2). */
function selectorsOf(
  members: ReadonlySet<string>,
  mapping: ReadonlyMap<string, string>,
  schemas: NamedSchemas,
): Map<string, readonly string[]> {
  return new Map(
    [...members].map((key) => {
      const name = writtenName(key, schemas);
      const mapped = [...mapping].filter(([, target]) => target === key).map(([value]) => value);
      const implicit = mapping.has(name) ? [] : [name];
      return [key, [...new Set([...mapped, ...azureValue(key, schemas), ...implicit])]] as const;
    }),
  );
}

/** Azure's contracts are Swagger 2.0, which has no mapping: their members say their value in an extension. */
function azureValue(key: string, schemas: NamedSchemas): readonly string[] {
  const core = coreOf(schemas.get(key)?.schema);
  const value = (core === undefined ? [] : partsOf(core)).map((part) => part["x-ms-discriminator-value"]).find(isText);
  return value === undefined ? [] : [value];
}

const isText = (value: unknown): value is string => typeof value === "string";
