/** Integers that a number holds. */

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** The greatest finite number has 309 digits. A longer literal is not made a BigInt, because that takes long. */
const MOST_DIGITS = 310;

/** A literal as its significant digits and a power of ten. */
function significant(literal: string): { readonly digits: string; readonly power: number } | undefined {
  const [, whole, fraction = "", exponent = "0"] = NUMBER.exec(literal) ?? [];
  if (whole === undefined) return undefined;
  const all = `${whole}${fraction}`.replace(/^0+/, "");
  // A loop, because a regular expression would try every zero inside as a start.
  let end = all.length;
  while (all[end - 1] === "0") end -= 1;
  const digits = all.slice(0, end);
  return { digits, power: Number(exponent) - fraction.length + all.length - digits.length };
}

/**
 * Whether a number is what an integer literal means: either exactly that integer, or the number whose shortest notation
 * the literal is (a JavaScript client writes 2**60 as 1152921504606847000). Literals of fractions round by nature.
 */
export function keepsInteger(literal: string, value: number): boolean {
  if (String(value) === literal) return true;
  if (!Number.isFinite(value)) return false;
  const meant = significant(literal);
  // a power below 0: a fraction
  if (meant === undefined || meant.power < 0) return true;
  const shortest = significant(String(value));
  if (meant.digits === shortest?.digits && meant.power === shortest.power) return true;
  if (meant.digits.length + meant.power > MOST_DIGITS) return false;
  const exact = BigInt(meant.digits === "" ? "0" : meant.digits) * 10n ** BigInt(meant.power);
  return exact === BigInt(Math.abs(value));
}
