/** A single value → its text: what every style and every body is made of. Apart from the styles, so that a page need not load them. */

/** The contract gives no way to send this value. */
export class EncodeError extends TypeError {
  override readonly name = "EncodeError";
}

/** Puts the name of the encoded thing in front of the message of an {@link EncodeError}. */
export function naming<T>(what: string, encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    throw error instanceof EncodeError ? new EncodeError(`${what}: ${error.message}`) : error;
  }
}

/** A single value as text: a date in RFC 3339, a nested object or array as JSON. */
export function scalarText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}
