/** Small values for clauses: what counterexamples are built of. Validators have the last word on each. */

import { codePoints } from "tenon-runtime/validators";
import type { Clause } from "./clause.ts";
import { expand, TooMany } from "./expand.ts";
import { propertyOf } from "./matching.ts";
import type { Expression, World } from "./world.ts";

/** No value was found. */
export const NOTHING: unique symbol = Symbol("nothing");

const BY_FORMAT: Readonly<Record<string, string>> = {
  "date-time": "2024-02-29T12:00:00Z",
  date: "2024-02-29",
  time: "12:00:00Z",
  duration: "P1D",
  email: "ada@example.com",
  "idn-email": "ada@example.com",
  hostname: "example.com",
  "idn-hostname": "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  url: "https://example.com/",
  "uri-reference": "/a",
  iri: "https://example.com/",
  "iri-reference": "/a",
  "uri-template": "/a/{b}",
  uuid: "00000000-0000-4000-8000-000000000000",
  "json-pointer": "/a",
  "relative-json-pointer": "1/a",
  regex: "^a$",
  byte: "YQ==",
};

/** @param depth how deep it may still go: required members of recursive schemas have an end somewhere else */
export function sample(expression: Expression, world: World, depth = 8): unknown {
  if (depth === 0 || !world.witnesses) return NOTHING;
  let clauses: readonly Clause[];
  try {
    clauses = expand(expression, world);
  } catch (error) {
    if (error instanceof TooMany) return NOTHING;
    throw error;
  }
  if (clauses.length === 6 && expression.length === 0) return "a";
  for (const clause of [...clauses].sort((a, b) => Number(a.type === "null") - Number(b.type === "null")).slice(0, 8)) {
    const value = sampleClause(clause, world, depth);
    if (value !== NOTHING) return value;
  }
  return NOTHING;
}

export function sampleClause(clause: Clause, world: World, depth = 8): unknown {
  if (!world.witnesses) return NOTHING;
  if (clause.values !== undefined) return clause.values[0];
  switch (clause.type) {
    case "number":
      return sampleNumber(clause);
    case "string":
      return sampleText(clause, world);
    case "array":
      return sampleArray(clause, world, depth);
    case "object":
      return sampleObject(clause, world, depth);
    default:
      return NOTHING; // null and booleans have values
  }
}

function sampleNumber({ min, max, multiples, fraction, excluded }: Clause): unknown {
  const step = multiples.reduce((all, { value }) => (Number.isInteger(all / value) ? all : all * value), 1);
  const scale = multiples.length > 0 ? step : 1;
  const low = min === undefined ? undefined : Math.ceil(min.value / scale) * scale;
  const high = max === undefined ? undefined : Math.floor(max.value / scale) * scale;
  const middle =
    min !== undefined && max !== undefined
      ? (min.value + max.value) / 2
      : Math.floor(min?.value ?? (max?.value ?? 1) - 1) + 0.5;
  const candidates = [
    0,
    1,
    low,
    low === undefined ? undefined : low + scale,
    high,
    high === undefined ? undefined : high - scale,
    scale,
  ];
  for (const value of fraction ? [middle, 0.5] : [...candidates, middle]) {
    if (value === undefined || excluded.some((one) => one.value === value)) continue;
    if (min !== undefined && (value < min.value || (min.exclusive && value === min.value))) continue;
    if (max !== undefined && (value > max.value || (max.exclusive && value === max.value))) continue;
    return value;
  }
  return NOTHING;
}

export function sampleText(clause: Clause, world: World): unknown {
  const { minLength, maxLength, formats } = clause;
  const format = formats.map(({ value }) => BY_FORMAT[value]).find((text) => text !== undefined);
  if (format !== undefined) {
    const length = codePoints(format);
    if (length >= (minLength?.value ?? 0) && length <= (maxLength?.value ?? Infinity)) return format;
    return NOTHING;
  }
  if (clause.patterns.length + clause.notPatterns.length === 0) {
    const length = Math.max(minLength?.value ?? 0, Math.min(1, maxLength?.value ?? 1));
    const text = "a".repeat(Math.min(length, 10_000));
    return clause.excluded.some(({ value }) => value === text) ? `${text}a` : text;
  }
  const found = world.patterns.textOutside(
    {
      patterns: clause.patterns.map(({ value }) => value),
      not: clause.notPatterns.map(({ value }) => value),
      minLength: Math.max(minLength?.value ?? 0, Math.min(1, maxLength?.value ?? 1)),
      maxLength: maxLength?.value,
    },
    undefined,
  );
  if (typeof found === "string") return NOTHING;
  return clause.excluded.some(({ value }) => value === found.text) ? `${found.text}a` : found.text;
}

/** What is asked of the item at a place. */
export const itemOf = ({ lists }: Clause, index: number): Expression =>
  lists.flatMap(({ prefix, rest }) => {
    const at = index < prefix.length ? prefix[index] : rest;
    return at === undefined ? [] : [at];
  });

export function sampleArray(
  clause: Clause,
  world: World,
  depth: number,
  length = clause.minItems?.value ?? 0,
): unknown {
  if (length > 64) return NOTHING;
  const items: unknown[] = [];
  for (const { at, min } of clause.contains) {
    for (let i = 0; i < Math.min(min, 8); i++) {
      const item = sample([at, ...itemOf(clause, items.length)], world, depth - 1);
      if (item === NOTHING) return NOTHING;
      items.push(item);
    }
  }
  while (items.length < length) {
    const item = sample(itemOf(clause, items.length), world, depth - 1);
    if (item === NOTHING) return NOTHING;
    items.push(clause.unique === undefined ? item : varied(item, items.length));
  }
  return items;
}

const varied = (item: unknown, by: number): unknown =>
  typeof item === "number" ? item + by : typeof item === "string" ? item + String(by) : item;

/** @param given members that it is to have */
export function sampleObject(
  clause: Clause,
  world: World,
  depth: number,
  given: Readonly<Record<string, unknown>> = {},
  without: readonly string[] = [],
): unknown {
  if (!world.witnesses) return NOTHING;
  const members = new Map<string, unknown>();
  const wanted = new Set(clause.required.keys());
  for (const name of Object.keys(given)) wanted.add(name);
  for (const name of wanted) for (const { value, needs } of clause.dependent) if (value === name) wanted.add(needs);
  for (const name of wanted) {
    if (without.includes(name)) continue;
    const value = Object.hasOwn(given, name) ? given[name] : sample(propertyOf(clause, name), world, depth - 1);
    if (value === NOTHING) return NOTHING;
    members.set(name, value);
  }
  const least = clause.minProperties?.value ?? 0;
  const names = clause.layers.flatMap((layer) => [...layer.names.keys()]);
  for (const name of [...names, "a", "b", "c"]) {
    if (members.size >= least) break;
    if (members.has(name) || without.includes(name) || clause.absent.has(name)) continue;
    const member = propertyOf(clause, name);
    if (world.hides(member)) continue;
    const value = sample(member, world, depth - 1);
    if (value !== NOTHING) members.set(name, value);
  }
  return Object.fromEntries(members);
}
