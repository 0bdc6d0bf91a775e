/** RFC 3986 (URI), RFC 3987 (IRI) and RFC 6570 (URI templates), read code by code against a table. */

import { ipv6 } from "./address.ts";

/** What may stand where, as bits. */
const USERINFO = 1; // unreserved, sub-delims, ":" — a registered name is that without the colon
const PATH = 2; // pchar and "/"
const QUERY = 4; // pchar, "/" and "?"; fragments too
const SCHEME = 8;
const HEX = 16;
const LITERAL = 32; // of a URI template

const TABLE = new Uint8Array(128);
const mark = (characters: string, bits: number): void => {
  for (const character of characters) TABLE[character.charCodeAt(0)]! |= bits;
};
const ALPHA = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGIT = "0123456789";
mark(`${ALPHA}${DIGIT}-._~!$&'()*+,;=:`, USERINFO);
mark(`${ALPHA}${DIGIT}-._~!$&'()*+,;=:@/`, PATH);
mark(`${ALPHA}${DIGIT}-._~!$&'()*+,;=:@/?`, QUERY);
mark(`${ALPHA}${DIGIT}+-.`, SCHEME);
mark("0123456789abcdefABCDEF", HEX);
mark(`${ALPHA}${DIGIT}!#$&'()*+,-./:;=?@[]_~`, LITERAL);

const isHex = (code: number): boolean => code < 128 && (TABLE[code]! & HEX) !== 0;
const isAlpha = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** RFC 3987 §2.2 `ucschar`; `iprivate` in queries too. */
const isUcs = (point: number, query: boolean): boolean =>
  (point >= 0xa0 && point <= 0xd7ff) ||
  (point >= 0xf900 && point <= 0xfdcf) ||
  (point >= 0xfdf0 && point <= 0xffef) ||
  (point >= 0x10000 && point <= 0xdffff && (point & 0xffff) <= 0xfffd) ||
  (point >= 0xe1000 && point <= 0xefffd) ||
  (query && ((point >= 0xe000 && point <= 0xf8ff) || (point >= 0xf0000 && (point & 0xffff) <= 0xfffd)));

/** Whether all characters between are of the kind; `%` with two hexadecimal digits always is. */
function all(text: string, from: number, to: number, bits: number, international: boolean, query = false): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 37) {
      if (at + 2 >= to || !isHex(text.charCodeAt(at + 1)) || !isHex(text.charCodeAt(at + 2))) return false;
      at += 2;
    } else if (code < 128) {
      if ((TABLE[code]! & bits) === 0) return false;
    } else {
      if (!international) return false;
      const point = text.codePointAt(at) ?? 0;
      if (!isUcs(point, query)) return false;
      if (point > 0xffff) at++;
    }
  }
  return true;
}

function authority(text: string, from: number, to: number, international: boolean): boolean {
  let start = from;
  const at = text.lastIndexOf("@", to - 1);
  if (at >= from) {
    if (!all(text, from, at, USERINFO, international)) return false;
    start = at + 1;
  }
  let end: number;
  if (text.charCodeAt(start) === 91 && start < to) {
    end = text.indexOf("]", start);
    if (end < 0 || end >= to) return false;
    const literal = text.slice(start + 1, end);
    if (!ipv6(literal) && !/^v[0-9a-f]+\.[\w.~!$&'()*+,;=:-]+$/i.test(literal)) return false;
    end++;
  } else {
    end = text.indexOf(":", start);
    if (end < 0 || end > to) end = to;
    if (!all(text, start, end, USERINFO, international)) return false;
  }
  if (end === to) return true;
  if (text.charCodeAt(end) !== 58) return false;
  for (let digit = end + 1; digit < to; digit++) {
    const code = text.charCodeAt(digit);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Where the scheme's colon is; 0: there is none. */
function schemeEnd(text: string): number {
  if (!isAlpha(text.charCodeAt(0))) return 0;
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) return at;
    if (code > 127 || (TABLE[code]! & SCHEME) === 0) return 0;
  }
  return 0;
}

function reference(text: string, absolute: boolean, international: boolean): boolean {
  const colon = schemeEnd(text);
  if (absolute && colon === 0) return false;
  let at = colon === 0 ? 0 : colon + 1;
  let end = text.indexOf("#", at);
  if (end < 0) end = text.length;
  else if (!all(text, end + 1, text.length, QUERY, international)) return false;
  const query = text.indexOf("?", at);
  if (query >= 0 && query < end) {
    if (!all(text, query + 1, end, QUERY, international, true)) return false;
    end = query;
  }
  if (text.charCodeAt(at) === 47 && text.charCodeAt(at + 1) === 47 && at + 1 < end) {
    let path = text.indexOf("/", at + 2);
    if (path < 0 || path > end) path = end;
    if (!authority(text, at + 2, path, international)) return false;
    at = path;
  } else if (colon === 0) {
    // The first segment of a relative path has no colon (RFC 3986 §4.2).
    const found = text.indexOf(":", at);
    const slash = text.indexOf("/", at);
    if (found >= 0 && found < end && (slash < 0 || found < slash)) return false;
  }
  return all(text, at, end, PATH, international);
}

/** RFC 3986 §3: with a scheme. */
export const uri = (text: string): boolean => reference(text, true, false);
/** RFC 3986 §4.1: a URI, or relative to one. */
export const uriReference = (text: string): boolean => reference(text, false, false);
/** RFC 3987 §2.2. */
export const iri = (text: string): boolean => reference(text, true, true);
/** RFC 3987 §2.2. */
export const iriReference = (text: string): boolean => reference(text, false, true);

/** A scheme and something without blanks. */
export const looseUri = (text: string): boolean => schemeEnd(text) > 0 && !/\s/.test(text);

const VARIABLE = "(?:\\w|%[0-9a-fA-F]{2})(?:\\.?(?:\\w|%[0-9a-fA-F]{2}))*(?::[1-9]\\d{0,3}|\\*)?";
const EXPRESSION = new RegExp(`^[+#./;?&=,!@|]?${VARIABLE}(?:,${VARIABLE})*$`);

/** RFC 6570 §2. */
export function uriTemplate(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    let open = text.indexOf("{", at);
    if (open < 0) open = text.length;
    if (!all(text, at, open, LITERAL, true, true)) return false;
    if (open === text.length) return true;
    const close = text.indexOf("}", open);
    if (close < 0 || !EXPRESSION.test(text.slice(open + 1, close))) return false;
    at = close + 1;
  }
  return true;
}
