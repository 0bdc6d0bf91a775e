/** Formats that a table, a bound or one short expression decides. */

/** 1 for what is no hexadecimal digit. */
const NOT_HEX = new Uint8Array(128).fill(1);
for (const character of "0123456789abcdefABCDEF") NOT_HEX[character.charCodeAt(0)] = 0;

/** RFC 9562 §4: 32 hexadecimal digits, hyphens after 8, 12, 16 and 20 of them. */
export function uuid(text: string): boolean {
  if (text.length !== 36) return false;
  // no branch in the loop: what is no digit is counted, and the four have to be the hyphens
  let others = 0;
  let bits = 0;
  for (let at = 0; at < 36; at++) {
    const code = text.charCodeAt(at);
    bits |= code;
    others += NOT_HEX[code & 127]!;
  }
  return (
    others === 4 &&
    bits < 128 &&
    text.charCodeAt(8) === 45 &&
    text.charCodeAt(13) === 45 &&
    text.charCodeAt(18) === 45 &&
    text.charCodeAt(23) === 45
  );
}

/** RFC 6901 §3. */
export function jsonPointer(text: string): boolean {
  return text === "" || (text.charCodeAt(0) === 47 && !/~(?![01])/.test(text));
}

/** draft-bhutton-relative-json-pointer-00 §3. */
export function relativeJsonPointer(text: string): boolean {
  const lead = /^(?:0|[1-9]\d*)(?:[+-](?:0|[1-9]\d*))?/.exec(text)?.[0];
  if (lead === undefined) return false;
  const rest = text.slice(lead.length);
  return rest === "#" || jsonPointer(rest);
}

/** ECMA-262 §22.2.1, with the `u` flag. */
export function regex(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

const BASE64 = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  BASE64[character.charCodeAt(0)] = 1;

/** RFC 4648 §4, padded. */
export function byte(text: string): boolean {
  let { length } = text;
  if (length % 4 !== 0) return false;
  if (length > 0 && text.charCodeAt(length - 1) === 61) length -= text.charCodeAt(length - 2) === 61 ? 2 : 1;
  for (let at = 0; at < length; at++) if (BASE64[text.charCodeAt(at)] !== 1) return false;
  return true;
}

/** OAS 3.2 format registry: signed, 32 bits. */
export const int32 = (value: number): boolean => value === (value | 0);

/** Signed, 64 bits, as far as a double tells. */
export const int64 = (value: number): boolean =>
  Number.isInteger(value) && value >= -9223372036854775808 && value < 9223372036854775808;

/** A number that a single does not turn into infinity. */
export const float = (value: number): boolean => Math.abs(value) < 3.4028235677973366e38;

/** Whatever JSON calls a number is a double. */
export const double = (value: number): boolean => Number.isFinite(value);
