/** Integers that a number holds. */

const INTEGER = /^-?\d+$/;
/** The greatest finite number has 309 digits; with a sign. What is longer is not made a BigInt, which takes long. */
const INTEGER_LENGTH = 310;

/**
 * Whether `value` is what was meant by an integer literal: either exactly it, or the number whose shortest notation it
 * is (a JavaScript client writes 2**60 as 1152921504606847000). Other literals are fractions, which round by nature.
 */
export function keepsInteger(text: string, value: number): boolean {
  if (!INTEGER.test(text) || String(value) === text) return true;
  return text.length <= INTEGER_LENGTH && Number.isFinite(value) && BigInt(text) === BigInt(value);
}
