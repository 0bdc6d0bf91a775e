/**
 * Inheritance with a discriminator, written as unions. A family is a base with a `discriminator`, and the schemas that
 * extend it through `allOf`. In the model the base is a union (`oneOf`, or `anyOf` where values may fit several) with a
 * complete `mapping`, and each member says by a literal which values of the discriminator it has. Types, validators,
 * serialisers, mocks and comparisons read that union; none of them needs to know about inheritance.
 */

import type { Report } from "../report.ts";
import { findFamilies } from "./family.ts";
import { createHierarchy, type NamedSchemas } from "./hierarchy.ts";
import { splitFamilies } from "./split.ts";
import { UnionRewriting } from "./unions.ts";

/**
 * Changes the map in place: bases and members are rewritten, their parts are added.
 * @returns what rewrites the schemas that have no name, and narrows members when that is done
 */
export function resolveFamilies(schemas: NamedSchemas, report: Report): UnionRewriting {
  const hierarchy = createHierarchy(schemas);
  const splits = splitFamilies(findFamilies(schemas, hierarchy), hierarchy, schemas, report);
  const unions = new UnionRewriting(splits, hierarchy, schemas, report);
  for (const named of schemas.values()) named.schema = unions.rewrite(named.schema, named.component.pointer);
  return unions;
}
