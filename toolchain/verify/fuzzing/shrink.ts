/** Makes a failing input smaller, and names the places that make it fail. */

import { isObject } from "tenon-runtime/core";
import type { Input } from "../cases/index.ts";
import { ABSENT, valueAt, withValueAt, type Place } from "./places.ts";

/** Sends an input; whether it fails in the same way. */
export type StillFails = (input: Input) => Promise<boolean>;

/** Requests that one finding may cost. */
const MOST_ATTEMPTS = 80;

export interface Shrunk {
  readonly input: Input;
  /** The keys of the places whose values make it fail; empty if the usual input fails, too. */
  readonly culprits: readonly string[];
}

/**
 * @param places of the failing input
 * @param usual a valid input that differs from the failing one at some of them
 */
export async function shrink(
  failing: Input,
  places: readonly Place[],
  usual: Input,
  stillFails: StillFails,
): Promise<Shrunk> {
  let attempts = 0;
  const fails = async (input: Input): Promise<boolean> => (attempts += 1) <= MOST_ATTEMPTS && stillFails(input);
  if (await fails(usual)) return { input: await smallest(usual, fails), culprits: [] };
  let input = failing;
  // Containers come first, so that one attempt may settle many places.
  for (const { path } of places) {
    const value = valueAt(usual, path);
    if (Object.is(valueAt(input, path), value)) continue;
    const candidate = withValueAt(input, path, value);
    if (await fails(candidate)) input = candidate;
  }
  const culprits = places.filter(
    ({ path }) => !isContainer(valueAt(input, path)) && !Object.is(valueAt(input, path), valueAt(usual, path)),
  );
  const keys = culprits.length > 0 ? culprits.map(({ key }) => key) : containersOf(places, input, usual);
  return { input: await smallest(input, fails), culprits: [...new Set(keys)] };
}

const isContainer = (value: unknown): boolean => Array.isArray(value) || isObject(value);

/** The innermost containers that differ. */
function containersOf(places: readonly Place[], input: Input, usual: Input): string[] {
  const changed = places.filter(
    ({ path }) => JSON.stringify(show(valueAt(input, path))) !== JSON.stringify(show(valueAt(usual, path))),
  );
  return changed.slice(-1).map(({ key }) => key);
}

const show = (value: unknown): unknown => (value === ABSENT ? "absent" : value);

async function smallest(failing: Input, fails: StillFails): Promise<Input> {
  let input = failing;
  for (;;) {
    let smaller: Input | undefined;
    for (const candidate of smallerInputs(input)) {
      if (!(await fails(candidate))) continue;
      smaller = candidate;
      break;
    }
    if (smaller === undefined) return input;
    input = smaller;
  }
}

function* smallerInputs(input: Input): Generator<Input> {
  for (const part of ["query", "headers", "cookies"] as const)
    for (const name of Object.keys(input[part] ?? {})) {
      const { [name]: value, ...rest } = input[part] ?? {};
      yield { ...input, [part]: rest };
      for (const less of smallerValues(value)) yield { ...input, [part]: { ...rest, [name]: less } };
    }
  if (input.body === undefined) return;
  const { body, ...bare } = input;
  yield bare;
  for (const less of smallerValues(body)) yield { ...input, body: less };
}

function* smallerValues(value: unknown): Generator<unknown> {
  if (typeof value === "string") {
    if (value === "") return;
    yield "";
    for (let length = value.length >> 1; length > 0; length >>= 1) yield value.slice(0, value.length - length);
  } else if (typeof value === "number") {
    if (value !== 0) yield 0;
    if (!Number.isInteger(value)) yield Math.trunc(value);
    if (Math.abs(value) > 1) yield Math.trunc(value / 2);
  } else if (Array.isArray(value)) {
    if (value.length > 0) yield [];
    if (value.length > 8) yield value.slice(0, value.length >> 1);
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries()) for (const less of smallerValues(item)) yield value.with(index, less);
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) {
      const { [name]: _, ...rest } = value;
      yield rest;
    }
    for (const [name, member] of Object.entries(value))
      for (const less of smallerValues(member)) yield { ...value, [name]: less };
  }
}
