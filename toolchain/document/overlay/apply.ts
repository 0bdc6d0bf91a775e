/** Applies the actions of an overlay to a document, in their order (Overlay Specification 1.1 §4.4.3). */

import { isObject } from "tenon-runtime/core";
import type { JSONPathEnvironment } from "json-p3";
import { diagnostic, type Code, type Diagnostic, type Params, type Place } from "../../diagnostics/index.ts";
import type { Origin, Origins } from "./origins.ts";
import type { Action, Overlay } from "./read.ts";

type Value = Parameters<JSONPathEnvironment["query"]>[1];
type Location = readonly (string | number)[];

interface Target {
  readonly value: unknown;
  readonly location: Location;
}

export interface Applying {
  /** Holds the document, so that an action can replace it. */
  readonly document: Record<string, unknown>;
  readonly origins: Origins;
  readonly paths: JSONPathEnvironment;
  /** The index of the overlay. */
  readonly overlay: number;
  /** The position of tokens in the overlay's file. */
  readonly at: (tokens: Location) => Place;
}

export function applyOverlay({ actions, version }: Overlay, applying: Applying): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const action of actions) diagnostics.push(...applyAction(action, version, applying));
  return diagnostics;
}

function applyAction(action: Action, version: Overlay["version"], applying: Applying): Diagnostic[] {
  const { document, origins, overlay, at } = applying;
  const report = <C extends Code>(code: C, params: Params<C>, field: string): Diagnostic[] => [
    diagnostic(code, params, at([...action.tokens, field])),
  ];
  const select = (path: string): readonly Target[] | string => {
    try {
      // A document in YAML or JSON is such a value.
      return applying.paths.query(path, document as Value).nodes;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const { target: path, change } = action;
  const targets = select(path);
  if (typeof targets === "string") return report("invalid-json-path", { path, reason: targets }, "target");
  if (targets.length === 0) return report("overlay-without-match", { path }, "target");
  if (change.kind === "remove") {
    removeAll(targets, applying);
    return targets.some(({ location }) => location.length === 0)
      ? report("overlay-mismatch", { path, problem: "the document itself cannot be removed" }, "target")
      : [];
  }
  let value: unknown;
  let origin: Origin;
  if (change.kind === "update") {
    value = change.value;
    origin = { overlay, tokens: [...action.tokens, "update"] };
  } else {
    const sources = select(change.from);
    if (typeof sources === "string") return report("invalid-json-path", { path: change.from, reason: sources }, "copy");
    if (sources.length !== 1)
      return report(
        "overlay-mismatch",
        { path: change.from, problem: `\`copy\` must select one node, and selects ${sources.length}` },
        "copy",
      );
    // What is copied keeps its own origins, and must not change while it is merged into itself.
    value = sources[0]!.value;
    origin = originAt(document, sources[0]!.location, origins);
    value = origins.copyWithin(value, origin);
  }
  const copied = (part: unknown, from: Origin): unknown =>
    change.kind === "copy" ? origins.copyWithin(part, from) : origins.copy(part, from);
  return targets.flatMap(({ value: old, location }) => {
    const problem = update({ old, location, value, origin, document, origins, copied, primitives: version !== "1.0" });
    return problem === undefined ? [] : report("overlay-mismatch", { path, problem }, change.kind);
  });
}

/** Deepest and last ones first, so that the others stay where they are. */
function removeAll(targets: readonly Target[], { document, origins }: Applying): void {
  for (const { location } of targets.toReversed()) {
    const [holder, key] = holderOf(document, location);
    if (holder !== undefined && key !== undefined) origins.remove(holder, key);
  }
}

interface Updating {
  readonly old: unknown;
  readonly location: Location;
  readonly value: unknown;
  readonly origin: Origin;
  readonly document: Record<string, unknown>;
  readonly origins: Origins;
  readonly copied: (part: unknown, from: Origin) => unknown;
  /** Whether a value that is neither object nor list can be replaced: 1.1 allows it. */
  readonly primitives: boolean;
}

/** @returns why the value does not fit the target */
function update({ old, location, value, origin, document, origins, copied, primitives }: Updating): string | undefined {
  if (Array.isArray(old)) {
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const [index, entry] of entries.entries()) {
      const from = Array.isArray(value) ? below(origin, index) : origin;
      origins.set(old, old.length, copied(entry, from), from);
    }
    return undefined;
  }
  if (isObject(old)) {
    if (!isObject(value)) return "it selects an object, and the value is none";
    merge(old, value, origin, { origins, copied });
    return undefined;
  }
  if (!primitives) return "it selects a value that is neither an object nor a list, which only Overlay 1.1 can update";
  if (typeof value === "object" && value !== null)
    return "it selects a simple value, and the new value is an object or a list";
  const [holder, key] = holderOf(document, location);
  if (holder !== undefined && key !== undefined) origins.set(holder, key, value, origin);
  return undefined;
}

/** Objects are merged, lists are concatenated, everything else is replaced. */
function merge(
  old: object,
  value: Readonly<Record<string, unknown>>,
  origin: Origin,
  using: Pick<Updating, "origins" | "copied">,
): void {
  for (const [key, part] of Object.entries(value)) {
    const from = below(origin, key);
    const before: unknown = Object.hasOwn(old, key) ? (old as Record<string, unknown>)[key] : undefined;
    if (isObject(before) && isObject(part)) merge(before, part, from, using);
    else if (Array.isArray(before) && Array.isArray(part))
      for (const [index, entry] of part.entries())
        using.origins.set(before, before.length, using.copied(entry, below(from, index)), below(from, index));
    else using.origins.set(old, key, using.copied(part, from), from);
  }
}

const below = (origin: Origin, token: string | number): Origin => ({ ...origin, tokens: [...origin.tokens, token] });

/** The object or list that holds what is at a location. */
function holderOf(
  document: object,
  location: Location,
): readonly [holder: object | undefined, key: string | number | undefined] {
  let holder: unknown = document;
  for (const token of location.slice(0, -1))
    holder =
      typeof holder === "object" && holder !== null ? (holder as Record<string | number, unknown>)[token] : undefined;
  return typeof holder === "object" && holder !== null ? [holder, location.at(-1)] : [undefined, undefined];
}

function originAt(document: object, location: Location, origins: Origins): Origin {
  const [holder, key] = holderOf(document, location);
  return holder === undefined || key === undefined ? { tokens: [] } : origins.memberOf(holder, key);
}
