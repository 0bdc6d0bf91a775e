/** Discriminators (OAS 3.2 §4.25): which value of the property selects which schema. */

import { isObject, schemaKey } from "tenon-runtime/core";
import { facetsOf, type AnnotationSite, type Facets, type SchemaPair } from "./facets.ts";
import { type World } from "./schema/world.ts";

interface Dispatch {
  readonly property: string;
  /** Value of the property → key of the schema. */
  readonly targets: ReadonlyMap<string, string>;
}

export function compareDiscriminators(site: AnnotationSite, pair: SchemaPair): void {
  const before = dispatchOf(pair.base);
  const after = dispatchOf(pair.revision);
  if (before === undefined && after === undefined) return;
  const add = (message: string, more: { readonly wire?: "safe"; readonly source?: "safe" } = {}): void =>
    site.all.add(`${site.place}-discriminator-changed`, site.place, {
      operations: [site.context.label],
      place: `${site.where}${pair.path === "" ? "" : ` ${pair.path}`}`,
      base: pair.base.at.pointer,
      revision: pair.revision.at.pointer,
      message,
      ...more,
    });
  // The same values are valid; only generated types change.
  if (before === undefined || after === undefined)
    return add(before === undefined ? "a discriminator was added" : "the discriminator was removed", { wire: "safe" });
  if (before.property !== after.property)
    return add(`the discriminator is "${after.property}", not "${before.property}"`);
  const clientSends = (site.place === "request") === (site.context.caller === "client");
  for (const [value, target] of before.targets) {
    const other = after.targets.get(value);
    if (other === undefined) {
      if (!saysItself(before.property, target, site.worlds.base))
        add(`the discriminator value "${value}" (${target}) was removed`, clientSends ? {} : { wire: "safe" });
    } else if (other !== target && isOtherSchema(site, target, other))
      add(`the discriminator value "${value}" stands for ${other}, not ${target}`);
  }
  for (const [value, target] of after.targets)
    if (!before.targets.has(value) && !saysItself(after.property, target, site.worlds.revision))
      add(`the discriminator value "${value}" (${target}) was added`, clientSends ? { wire: "safe" } : {});
}

/** Explicit mapping, and the names of the alternatives that it does not have (OAS 3.2 §4.25.3). */
function dispatchOf({ keywords }: Facets): Dispatch | undefined {
  const discriminator = keywords["discriminator"];
  if (!isObject(discriminator) || typeof discriminator["propertyName"] !== "string") return undefined;
  const keyOf = (reference: unknown): string => schemaKey(reference) ?? String(reference);
  const mapping = isObject(discriminator["mapping"]) ? Object.entries(discriminator["mapping"]) : [];
  const targets = new Map(mapping.map(([value, reference]) => [value, keyOf(reference)]));
  const mapped = new Set(targets.values());
  for (const keyword of ["oneOf", "anyOf"] as const)
    for (const member of Array.isArray(keywords[keyword]) ? (keywords[keyword] as unknown[]) : []) {
      if (!isObject(member) || typeof member["$ref"] !== "string") continue;
      const key = keyOf(member["$ref"]);
      if (!mapped.has(key)) targets.set(key, key);
    }
  return { property: discriminator["propertyName"], targets };
}

/** Whether the names belong to different schemas. A renamed schema is the same one. */
const isOtherSchema = ({ worlds }: AnnotationSite, before: string, after: string): boolean =>
  worlds.revision.follow(before) !== undefined || worlds.base.follow(after) !== undefined;

/** Whether the schema lists the property's values. The comparison of values then reports the change. */
function saysItself(property: string, key: string, world: World): boolean {
  const target = world.follow(key);
  if (target === undefined) return false;
  const members = [facetsOf(target, world)];
  for (const { keywords } of members) {
    const properties = keywords["properties"];
    const member = isObject(properties) ? properties[property] : undefined;
    if (isObject(member) && ("const" in member || "enum" in member)) return true;
    if (members.length < 20 && Array.isArray(keywords["allOf"]))
      for (const one of keywords["allOf"] as unknown[])
        if (isObject(one)) members.push(facetsOf({ schema: one as never, pointer: "" }, world)); // a schema, by the keyword
  }
  return false;
}
