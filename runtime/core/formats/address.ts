/** Addresses of hosts and mailboxes: RFC 1123 §2.1, RFC 791, RFC 4291 §2.2, RFC 5321 §4.1.2. */

import { asciiLabel, unicodeHost } from "./idna.ts";

/** RFC 2673 §3.2: four decimals without leading zeros. */
export function ipv4(text: string): boolean {
  return text.length >= 7 && text.length <= 15 && ipv4From(text, 0);
}

function ipv4From(text: string, from: number): boolean {
  let dots = 0;
  let digits = 0;
  let octet = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return false;
      digits = octet = 0;
    } else {
      if (code < 48 || code > 57 || (digits > 0 && octet === 0)) return false;
      octet = octet * 10 + code - 48;
      if (++digits > 3 || octet > 255) return false;
    }
  }
  return dots === 3 && digits > 0;
}

/** RFC 4291 §2.2, without a zone. */
export function ipv6(text: string): boolean {
  const { length } = text;
  if (length < 2 || length > 45) return false;
  let groups = 0;
  let gap = false;
  let at = 0;
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return false;
    gap = true;
    at = 2;
  }
  while (at < length) {
    const start = at;
    while (at < length && isHex(text.charCodeAt(at))) at++;
    if (at === start || at - start > 4) return false;
    if (at < length && text.charCodeAt(at) === 46)
      return (groups += 2) <= 8 && end(groups, gap) && ipv4From(text, start);
    groups++;
    if (at === length) break;
    if (text.charCodeAt(at++) !== 58 || at === length) return false;
    if (text.charCodeAt(at) === 58) {
      if (gap) return false;
      gap = true;
      at++;
    }
  }
  return end(groups, gap);
}

const end = (groups: number, gap: boolean): boolean => (gap ? groups < 8 : groups === 8);
const isHex = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);

/** Letters, digits, hyphens inside; labels of 1 to 63. `from` and `to` bound the name within the text. */
function letterDigitHyphen(text: string, from: number, to: number): boolean {
  if (to - from > 253 || to === from) return false;
  let start = from;
  let encoded = false;
  for (let at = from; at <= to; at++) {
    const code = at === to ? 46 : text.charCodeAt(at);
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90)) continue;
    if (code === 45) {
      if (at === start) return false;
      if (at === start + 3 && text.charCodeAt(at - 1) === 45) encoded = true; // `xn--`, or reserved
    } else if (code === 46) {
      if (at === start || at - start > 63 || text.charCodeAt(at - 1) === 45) return false;
      if (encoded && !reserved(text.slice(start, at))) return false;
      encoded = false;
      start = at + 1;
    } else return false;
  }
  return true;
}

/** A label with `--` in its third and fourth place: of an internationalised name it has to decode (RFC 5890 §2.3.1). */
const reserved = (label: string): boolean => !/^xn--/i.test(label) || asciiLabel(label);

/** RFC 1123 §2.1; labels that begin with `xn--` have to be those of RFC 5890. */
export const hostname = (text: string): boolean => letterDigitHyphen(text, 0, text.length);

/** RFC 5890 §2.3.2.3: labels of any script, by the rules of RFC 5891 to 5893. */
export const idnHostname = (text: string): boolean => unicodeHost(text);

/** RFC 5322 §3.2.3 `atext`, and the dot. */
const LOCAL = new Uint8Array(128);
for (const character of "!#$%&'*+-/=?^_`{|}~.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  LOCAL[character.charCodeAt(0)] = 1;

/** Most addresses: no quotes, no hyphen in the host. Within {@link USUAL_LENGTH} no part of it is too long. */
const USUAL_MAILBOX = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-zA-Z\d]+(?:\.[a-zA-Z\d]+)*$/;
const USUAL_LENGTH = 64;

/** RFC 5321 §4.1.2 `Mailbox`. */
export const email = (text: string): boolean =>
  (text.length <= USUAL_LENGTH && USUAL_MAILBOX.test(text)) || mailbox(text, false);

/** RFC 6531 §3.3: the same with letters of any script. */
export const idnEmail = (text: string): boolean => mailbox(text, true);

function mailbox(text: string, international: boolean): boolean {
  const { length } = text;
  if (length > 320) return false;
  const at = text.charCodeAt(0) === 34 ? quotedLocal(text, international) : dotLocal(text, international);
  if (at <= 0 || at > 64 || at + 1 >= length) return false;
  if (text.charCodeAt(at + 1) === 91) return addressLiteral(text.slice(at + 2));
  return international
    ? letterDigitHyphen(text, at + 1, length) || unicodeHost(text.slice(at + 1).normalize())
    : letterDigitHyphen(text, at + 1, length);
}

/** Where the `@` is that ends a local part without quotes; -1: it is none. */
function dotLocal(text: string, international: boolean): number {
  let dot = true; // no dot may follow: at the start, and after a dot
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      if (!international) return -1;
      dot = false;
    } else if (code === 64) return dot ? -1 : at;
    else if (code === 46) {
      if (dot) return -1;
      dot = true;
    } else if (LOCAL[code] === 1) dot = false;
    else return -1;
  }
  return -1;
}

function quotedLocal(text: string, international: boolean): number {
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return text.charCodeAt(at + 1) === 64 ? at + 1 : -1;
    if (code === 92) {
      const next = text.charCodeAt(++at);
      if (!(next >= 32 && next <= 126)) return -1;
    } else if (code < 32 || code === 127 || (code > 127 && !international)) return -1;
  }
  return -1;
}

function addressLiteral(text: string): boolean {
  if (!text.endsWith("]")) return false;
  const inner = text.slice(0, -1);
  return /^IPv6:/i.test(inner) ? ipv6(inner.slice(5)) : ipv4(inner);
}

/** What mail programs take: something, an `@`, something; no blanks. */
export const looseEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

/** Labels with underscores too, as service records have them, and a final dot. */
export const looseHostname = (text: string): boolean =>
  text.length <= 254 &&
  /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?(?:\.(?!$)|\.?$))+$/u.test(text);
