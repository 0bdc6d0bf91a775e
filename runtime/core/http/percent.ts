/** Percent-encoding (RFC 3986 §2.1), the writing of it. */

export type Encode = (text: string) => string;

/** RFC 3986 §2.3: all but the unreserved characters; `encodeURIComponent` leaves five reserved ones. */
export const percentEncode: Encode = (text) =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * RFC 6570 §3.2.3: reserved characters and percent-encoded triples pass. Those that would end the value or the query,
 * or that RFC 3986 §3.4 forbids there, are encoded all the same, so that the receiver reads what was given.
 */
export const encodeReservedQuery: Encode = (text) => keepReserved(text, /[:/?@!$'()*,;=]/);
/** OAS 3.2 §4.12.2.2: a path parameter holds no unescaped `/`, `?` or `#`. */
export const encodeReservedPath: Encode = (text) => keepReserved(text, /[:@!$&'()*+,;=]/);

const TRIPLE = /^%[0-9A-Fa-f]{2}$/;

function keepReserved(text: string, reserved: RegExp): string {
  return text
    .split(/(%[0-9A-Fa-f]{2}|[:/?#[\]@!$&'()*+,;=])/)
    .map((part) => (TRIPLE.test(part) || (part.length === 1 && reserved.test(part)) ? part : percentEncode(part)))
    .join("");
}
