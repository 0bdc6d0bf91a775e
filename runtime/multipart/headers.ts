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
  const { name, fileName } = parametersOf(disposition);
  if (name === undefined) throw new MultipartError("has a part without a name in its Content-Disposition");
  return {
    name,
    fileName: fileName && withoutLineBreaks(baseName(fileName)),
    type: headers["content-type"]?.[0]?.trim(),
    has: (header) => header in headers,
  };
}

/** A file name is used in paths, logs and headers: a line break in it stays as the browser has escaped it. */
const withoutLineBreaks = (name: string): string => name.replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const SEMICOLON = 59;
const EQUALS = 61;
const QUOTE = 34;
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

interface Parameters {
  name?: string;
  fileName?: string;
}

/**
 * The first of each, in one pass that looks at no character more than a few times, whoever has written it. A quote ends a
 * value where a semicolon or the end follows: a backslash before it may be the value's own.
 */
function parametersOf(text: string): Parameters {
  const found: Parameters = {};
  const end = text.length;
  let at = 0;
  let open = false; // a quote that nothing ends: so is each that follows
  const skip = (): void => {
    while (at < end && isSpace(text.charCodeAt(at))) at++;
  };
  const token = (stops: (code: number) => boolean): string => {
    const start = at;
    while (at < end && !stops(text.charCodeAt(at))) at++;
    return text.slice(start, at);
  };
  /** From behind a quote to behind the one that ends its value. */
  const quoted = (): string | undefined => {
    const start = at;
    while (at < end) {
      if (text.charCodeAt(at++) !== QUOTE) continue;
      const last = at - 1;
      skip();
      if (at === end || text.charCodeAt(at) === SEMICOLON) return text.slice(start, last);
    }
    at = start - 1;
    open = true;
    return undefined;
  };
  for (;;) {
    token(isSemicolon);
    if (at++ >= end) return found;
    skip();
    const name = token(endsName).toLowerCase();
    skip();
    if (name === "" || text.charCodeAt(at) !== EQUALS) continue;
    at++;
    skip();
    let value: string | undefined;
    if (!open && text.charCodeAt(at) === QUOTE) {
      at++;
      value = quoted();
    }
    const decoded = value === undefined ? utf8 : (raw: string): string => unescaped(utf8(raw));
    value ??= token(endsToken);
    if (name === "name") found.name ??= decoded(value);
    else if (name === "filename") found.fileName ??= decoded(value);
    if (found.name !== undefined && found.fileName !== undefined) return found;
  }
}

const isSemicolon = (code: number): boolean => code === SEMICOLON;
const endsName = (code: number): boolean => code === EQUALS || code === QUOTE || code === SEMICOLON || isSpace(code);
const endsToken = (code: number): boolean => code === SEMICOLON || isSpace(code);

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
