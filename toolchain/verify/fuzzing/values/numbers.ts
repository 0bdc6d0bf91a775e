/** Numbers: bounds, magnitudes, and each integer of a small range. */

import { allowedTypes, numbers, type Atom } from "tenon-runtime/mocks/values";

/** A range with at most so many members is tried as a whole. */
const SMALL_RANGE = 5000;
/** Integers near zero, and near a bound, that are tried one by one. */
const NEAR = 1024;

const FRACTIONS = [0.5, 0.1, 0.25, 0.01, 0.005, 1.005, 2.675, 0.30000000000000004, 1e-7, 1 / 3, 99.99, 123456.789];

/** The bounds of the schemas; infinite if there are none. */
export function boundsOf(atoms: readonly Atom[]): { readonly least: number; readonly most: number } {
  return {
    least: Math.max(-Infinity, ...numbers(atoms, "minimum"), ...numbers(atoms, "exclusiveMinimum")),
    most: Math.min(Infinity, ...numbers(atoms, "maximum"), ...numbers(atoms, "exclusiveMaximum")),
  };
}

export const isWhole = (atoms: readonly Atom[]): boolean => allowedTypes(atoms)?.includes("number") !== true;

/** Bounds, powers of two and of ten, and their neighbours; near ones first. */
export function* magnitudes(atoms: readonly Atom[]): Generator<number> {
  const { least, most } = boundsOf(atoms);
  for (const bound of [least, most]) if (Number.isFinite(bound)) yield* [bound, bound + 1, bound - 1];
  yield* [0, 1, -1, 2];
  if (!isWhole(atoms)) yield* FRACTIONS;
  for (const exponent of [31, 32, 53, 8, 16, 15, 7, 63, 24])
    for (const step of [0, -1, 1]) yield* signed(2 ** exponent + step);
  for (let exponent = 1; exponent <= 15; exponent += 1)
    for (const step of [0, -1, 1]) yield* signed(10 ** exponent + step);
  for (let exponent = 2; exponent < 53; exponent += 1) yield* signed(2 ** exponent);
  if (!isWhole(atoms)) for (const whole of [1, 10, 100, 1000]) yield* FRACTIONS.map((part) => whole + part);
}

function* signed(value: number): Generator<number> {
  yield value;
  yield -value;
}

/** Each integer of a small range; of a large range those near zero and near the bounds. In an order that jumps. */
export function* integers(atoms: readonly Atom[], start: number): Generator<number> {
  const { least, most } = boundsOf(atoms);
  const [step = 1] = numbers(atoms, "multipleOf").filter((each) => Number.isInteger(each) && each > 0);
  const from = Math.ceil(least / step);
  const to = Math.floor(most / step);
  if (to - from <= SMALL_RANGE) {
    for (const index of jumping(to - from + 1, start)) yield (from + index) * step;
    return;
  }
  for (let distance = 0; distance <= NEAR; distance += 1) {
    if (Number.isFinite(from)) yield (from + distance) * step;
    if (from < 0 || from > NEAR) yield* [distance * step, -distance * step];
    if (Number.isFinite(to)) yield (to - distance) * step;
  }
}

/** All indices below a count, each once, far from the one before. */
export function* jumping(count: number, start: number): Generator<number> {
  let stride = Math.max(1, Math.floor(count * 0.618));
  while (divisor(stride, count) !== 1) stride += 1;
  for (let index = 0; index < count; index += 1) yield (start + index * stride) % count;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
