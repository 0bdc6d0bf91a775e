/** Which alternative of one side corresponds to an alternative of the other side. */

import { isObject } from "tenon-runtime/core";
import type { Clause } from "./clause.ts";
import { canonical } from "./matching.ts";

/**
 * The alternative that corresponds to this one, and to no other: by the name of its schema, else by its constant
 * properties, its title, its required properties, or its place.
 */
export function partnerOf(a: Clause, bs: readonly Clause[]): Clause | undefined {
  if (a.branch.length === 0) return undefined;
  for (const sign of SIGNS) {
    const own = sign(a);
    if (own === undefined) continue;
    const [partner, ...others] = bs.filter((b) => sign(b) === own);
    if (partner !== undefined && others.length === 0) return partner;
  }
  return undefined;
}

/** What an alternative is known by, the most certain first. */
const SIGNS: readonly ((clause: Clause) => string | undefined)[] = [
  ({ branch }) => (isPointer(branch.at(-1)) ? undefined : branch.at(-1)),
  constants,
  title,
  ({ required }) => (required.size === 0 ? undefined : [...required.keys()].sort().join(" ")),
  ({ branch }) => branch.at(-1),
];

/** An alternative without a named schema is labelled by its place, which changes when alternatives are reordered. */
const isPointer = (label = ""): boolean => label.startsWith("/");

/** `{"kind":"text"}`: the properties that can have one value. */
function constants({ layers }: Clause): string | undefined {
  const found = layers.flatMap(({ names }) =>
    [...names].flatMap(([name, { schema }]) => {
      const values = valuesOf(schema);
      return values?.length === 1 ? [[name, values[0]] as const] : [];
    }),
  );
  return found.length === 0 ? undefined : canonical(Object.fromEntries(found));
}

function valuesOf(schema: unknown): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  if (Object.hasOwn(schema, "const")) return [schema["const"]];
  return Array.isArray(schema["enum"]) ? (schema["enum"] as unknown[]) : undefined;
}

function title({ origin }: Clause): string | undefined {
  const schema = origin.at(-1)?.schema;
  return isObject(schema) && typeof schema["title"] === "string" ? schema["title"] : undefined;
}
