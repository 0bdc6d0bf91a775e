/** The header of a part (RFC 7578 §4.2), as browsers write it. */

import { MultipartError } from "../core/index.ts";

/** Lower-case name → values, each byte a character. */
export type PartHeaders = Readonly<Record<string, readonly string[]>>;

export interface PartDescription {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly type: string | undefined;
  readonly has: (header: string) => boolean;
}

/** Bytes, at least: with colons and line ends. */
export function headerSize(headers: PartHeaders): number {
  let size = 0;
  for (const [name, values] of Object.entries(headers)) {
    for (const value of values) size += name.length + value.length + 4;
  }
  return size;
}

/** @throws MultipartError for a part without a name */
export function describePart(headers: PartHeaders): PartDescription {
  const disposition = headers["content-disposition"]?.[0];
  if (disposition === undefined) throw new MultipartError("has a part without Content-Disposition");
  const name = parameter(disposition, "name");
  if (name === undefined) throw new MultipartError("has a part without a name in its Content-Disposition");
  const fileName = parameter(disposition, "filename");
  return {
    name,
    fileName: fileName && baseName(fileName),
    type: headers["content-type"]?.[0]?.trim(),
    has: (header) => header in headers,
  };
}

/** A quote ends a value where a semicolon or the end follows: a backslash before it may be the value's own. */
const PARAMETERS = /;\s*([^\s=;"]+)\s*=\s*(?:"(.*?)"(?=\s*(?:;|$))|([^;\s]*))/gs;

function parameter(disposition: string, wanted: string): string | undefined {
  for (const [, name = "", quoted, token = ""] of disposition.matchAll(PARAMETERS)) {
    if (name.toLowerCase() !== wanted) continue;
    return quoted === undefined ? utf8(token) : unescaped(utf8(quoted));
  }
  return undefined;
}

/** HTML Standard §4.10.21.8: three characters are percent-encoded, a backslash is itself; older clients put one before a quote. */
const unescaped = (text: string): string =>
  text
    .replaceAll('\\"', '"')
    .replaceAll(/%22|%0D|%0A/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));

function utf8(bytes: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    throw new MultipartError("has a part whose name or file name is not UTF-8");
  }
}

/** Some clients send the path on their disk; a handler that makes a path of it must not leave its folder. */
const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
