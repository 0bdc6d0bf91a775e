/** Headers of an answer: values → text (style `simple`, OAS 3.2 §4.21), never with a line break in it. */

import type { Header } from "../contract.ts";
import { isLong } from "../schema/long.ts";

/** A header that cannot be sent: nothing that a mode could let pass. */
export class HeaderError extends TypeError {
  override readonly name = "HeaderError";
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
// RFC 9110 §5.5 field-value, and what Node and the Fetch Standard take: no controls but the tab, nothing past Latin-1.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether an answer can have a header of this name. */
export const isHeaderName = (name: string): boolean => TOKEN.test(name) && !HOST_HEADERS.has(name.toLowerCase());

/** Whether a header can have this text. */
export const fitsHeader = (text: string): boolean => VALUE.test(text);

/** Why an entry of a list or an object cannot be sent in a style. */
export const refusedEntry = (entry: string, delimiter: string, style: string): string =>
  `${JSON.stringify(entry)} has a ${JSON.stringify(delimiter)}, at which style ${style} would split it`;

/** The connection's own business (RFC 9112 §6, §9), and the length, which follows from the body: the host writes these. */
const HOST_HEADERS: ReadonlySet<string> = new Set([
  "content-length",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export type HeaderList = [name: string, value: string][];

/**
 * @param declared how arrays and objects in it are written, where the contract knows the header
 * @throws HeaderError
 */
export function appendHeader(list: HeaderList, name: string, value: unknown, declared?: Header): void {
  if (value === undefined || value === null) return;
  if (!TOKEN.test(name)) throw new HeaderError(`${JSON.stringify(name)} is not a header name`);
  const lower = name.toLowerCase();
  if (HOST_HEADERS.has(lower)) return;
  // RFC 6265 §3: cookies cannot be folded into one field.
  const values =
    lower === "set-cookie" && Array.isArray(value) ? value.map(String) : [headerText(name, value, declared)];
  for (const text of values) {
    if (!VALUE.test(text)) throw new HeaderError(`The value of header ${name} has characters that cannot be sent`);
    list.push([name, text]);
  }
}

function headerText(name: string, value: unknown, declared: Header | undefined): string {
  if (typeof value === "string") return value;
  if (declared?.mediaType !== undefined) return asciiJson(value);
  // Of a header that the contract does not know, nobody knows whether it is read as a list.
  const entry = (item: unknown): string => {
    const text = scalar(item);
    if (typeof declared?.shape === "object" && text.includes(","))
      throw new HeaderError(`Header ${name}: ${refusedEntry(text, ",", "simple")}`);
    return text;
  };
  if (Array.isArray(value)) return value.map(entry).join(",");
  if (value instanceof Date) return value.toUTCString(); // RFC 9110 §5.6.7
  if (typeof value === "object" && value !== null && !isLong(value)) {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) =>
        declared?.explode === true ? `${entry(key)}=${entry(item)}` : `${entry(key)},${entry(item)}`,
      )
      .join(",");
  }
  return scalar(value);
}

const scalar = (value: unknown): string =>
  typeof value === "object" && value !== null ? asciiJson(value) : String(value);

/** JSON that a header can hold. */
const asciiJson = (value: unknown): string =>
  (JSON.stringify(value) ?? "").replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
