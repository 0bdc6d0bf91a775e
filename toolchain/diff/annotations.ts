/**
 * What schemas say beside which values are valid: discriminators, defaults, `readOnly` and `writeOnly`, deprecation.
 * Both schemas are walked side by side, member by member.
 */

import { isObject } from "tenon-runtime/core";
import { escapeToken } from "tenon-runtime/core";
import { equal } from "tenon-runtime/validators";
import type { Side } from "./comparing.ts";
import { compareDiscriminators } from "./discriminators.ts";
import { facetsOf, type AnnotationSite, type Facets, type SchemaPair } from "./facets.ts";
import { memberOf, shown } from "./parts.ts";
import { below, type At, type Expression, type World } from "./schema/world.ts";

export function compareAnnotations(
  { all, context, place, where }: Omit<AnnotationSite, "worlds">,
  base: Expression,
  revision: Expression,
): void {
  const direction = (place === "request") === (context.caller === "client") ? "input" : "output";
  const world = ({ worlds }: Side): World => worlds[direction];
  const site: AnnotationSite = {
    all,
    context,
    place,
    where,
    worlds: { base: world(all.base), revision: world(all.revision) },
  };
  const [one] = base;
  const [other] = revision;
  if (one !== undefined && other !== undefined) walk(site, one, other, "", new Set());
}

/** The depth at which the walk ends: recursive schemas repeat their outer members. */
const DEEPEST = 40;

function walk(site: AnnotationSite, base: At, revision: At, path: string, seen: Set<string>): void {
  const pair = { base: facetsOf(base, site.worlds.base), revision: facetsOf(revision, site.worlds.revision), path };
  const key = `${pair.base.at.pointer} ${pair.revision.at.pointer}`;
  if (seen.has(key) || path.split("/").length > DEEPEST || site.all.isSame(base.schema, revision.schema)) return;
  seen.add(key);
  compareDiscriminators(site, pair);
  if (path !== "") compareMember(site, pair);
  for (const [left, right, token] of children(pair))
    walk(site, left, right, token === undefined ? path : `${path}/${token}`, seen);
}

function compareMember(site: AnnotationSite, { base, revision, path }: SchemaPair): void {
  const { all, context, place, where } = site;
  const changed = (keyword: string): boolean => !equal(base.keywords[keyword], revision.keywords[keyword]);
  const add = (id: string, message: string): void =>
    all.add(id, place, {
      operations: [context.label],
      place: `${where} ${path}`,
      base: base.at.pointer,
      revision: revision.at.pointer,
      message,
    });
  const name = memberOf(path);
  if (changed("default"))
    add(
      `${place}-default-changed`,
      `the default of ${name} is ${shown(revision.keywords["default"])}, not ${shown(base.keywords["default"])}`,
    );
  if ((base.keywords["deprecated"] === true) !== (revision.keywords["deprecated"] === true))
    add(
      `${place}-property-deprecated`,
      revision.keywords["deprecated"] === true ? `${name} is deprecated` : `${name} is no longer deprecated`,
    );
  for (const keyword of ["readOnly", "writeOnly"] as const)
    if ((base.keywords[keyword] === true) !== (revision.keywords[keyword] === true))
      add(
        `${place}-access-changed`,
        `${name} is ${revision.keywords[keyword] === true ? "" : "no longer "}\`${keyword}\``,
      );
}

type Child = readonly [base: At, revision: At, token: string | undefined];

/** Pairs of corresponding subschemas: members by name, alternatives by reference or by place. */
function children({ base, revision }: SchemaPair): Child[] {
  const pair = (keys: readonly (string | number)[], token?: string): Child[] => {
    const [left, right] = [valueAt(base.keywords, keys), valueAt(revision.keywords, keys)];
    if (!isObject(left) || !isObject(right)) return [];
    return [[below(base.at, left, ...keys), below(revision.at, right, ...keys), token]];
  };
  const properties = isObject(base.keywords["properties"]) ? Object.keys(base.keywords["properties"]) : [];
  return [
    ...properties.flatMap((name) => pair(["properties", name], escapeToken(name))),
    ...pair(["items"], "*"),
    ...pair(["additionalProperties"], "*"),
    ...(["allOf", "anyOf", "oneOf"] as const).flatMap((keyword) => alternatives(base, revision, keyword)),
  ];
}

function alternatives(base: Facets, revision: Facets, keyword: "allOf" | "anyOf" | "oneOf"): Child[] {
  const [left, right] = [base.keywords[keyword], revision.keywords[keyword]];
  if (!Array.isArray(left) || !Array.isArray(right)) return [];
  return left.flatMap((one, i): Child[] => {
    const reference: unknown = isObject(one) ? one["$ref"] : undefined;
    const index =
      reference === undefined
        ? left.length === right.length
          ? i
          : -1
        : right.findIndex((other) => isObject(other) && other["$ref"] === reference);
    if (index === -1) return [];
    return [[below(base.at, one, keyword, i), below(revision.at, right[index], keyword, index), undefined]];
  });
}

function valueAt(value: unknown, keys: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of keys) here = isObject(here) && Object.hasOwn(here, key) ? here[String(key)] : undefined;
  return here;
}
