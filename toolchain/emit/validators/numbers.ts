/** A divisor of `multipleOf` as `units / scale`, both integers; `undefined` if they have more digits than a double. */
export function fractionOf(divisor: number): readonly [units: number, scale: number] | undefined {
  const [mantissa = "0", exponent = "0"] = String(divisor).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const power = Number(exponent) - fraction.length;
  if (power < -22) return undefined;
  const units = power >= 0 ? divisor : Number(whole + fraction);
  return Number.isSafeInteger(units) ? [units, power >= 0 ? 1 : 10 ** -power] : undefined;
}
