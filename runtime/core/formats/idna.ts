/**
 * Internationalised host names: which labels RFC 5891 to 5893 allow. What a code point is comes from the engine's own
 * Unicode tables by property escapes; only bidirectional classes and joining types, which those have not, are drawn
 * from scripts.
 */

const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

/** RFC 5892 §2.6, exceptions: valid and not valid whatever their category. */
const PVALID = /[\u00df\u03c2\u06fd\u06fe\u0f0b\u3007]/u;
const DISALLOWED = /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b]/u;
/** §2.1 letters and digits, §2.9 old Hangul Jamo, §2.3 ignorable. */
const LETTER_DIGIT = /[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}]/u;
const JAMO = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/u;
const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Noncharacter_Code_Point}]/u;

/** The labels of a name, which ideographic full stops separate too (RFC 3490 §3.1). */
export function unicodeHost(text: string): boolean {
  const labels = text.split(/[.\u3002\uff0e\uff61]/);
  let length = labels.length - 1;
  const bidi = labels.some((label) => hasRightToLeft(unicodeLabel(label) ?? label));
  for (const label of labels) {
    const written = /^xn--/i.test(label) ? unicodeLabel(label) : label;
    if (written === undefined || !validLabel(written, bidi)) return false;
    const ascii = isAscii(written) ? written : `xn--${encode(written)}`;
    if (ascii.length > LONGEST_LABEL) return false;
    length += ascii.length;
  }
  return length <= LONGEST_NAME;
}

/** Whether an `xn--` label is the encoding of a valid one. */
export function asciiLabel(label: string): boolean {
  const written = unicodeLabel(label);
  return written !== undefined && validLabel(written, hasRightToLeft(written));
}

/** What an `xn--` label stands for; `undefined` when it is not its encoding. Other labels as they are. */
function unicodeLabel(label: string): string | undefined {
  if (!/^xn--/i.test(label)) return label;
  const encoded = label.slice(4).toLowerCase();
  const written = decode(encoded);
  return written === undefined || isAscii(written) || encode(written) !== encoded ? undefined : written;
}

const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);

function validLabel(label: string, bidi: boolean): boolean {
  if (label === "" || label.startsWith("-") || label.endsWith("-")) return false;
  if (label.slice(2, 4) === "--" || label.normalize("NFC") !== label || /^\p{M}/u.test(label)) return false;
  const points = Array.from(label);
  if (!points.every((point, at) => validPoint(point, at, points))) return false;
  if (/[\u0660-\u0669]/.test(label) && /[\u06f0-\u06f9]/.test(label)) return false; // RFC 5892 A.8, A.9
  return !bidi || obeysBidi(points);
}

function validPoint(point: string, at: number, points: readonly string[]): boolean {
  if (/[a-z0-9-]/i.test(point) && point.length === 1 && point < "\u0080") return true;
  if (PVALID.test(point)) return true;
  if (DISALLOWED.test(point)) return false;
  const before = points[at - 1] ?? "";
  const after = points[at + 1] ?? "";
  switch (point) {
    // RFC 5892 appendix A
    case "\u200c":
      return VIRAMA.test(before) || joins(points, at);
    case "\u200d":
      return VIRAMA.test(before);
    case "\u00b7":
      return before === "l" && after === "l";
    case "\u0375":
      return /\p{Script=Greek}/u.test(after);
    case "\u05f3":
    case "\u05f4":
      return /\p{Script=Hebrew}/u.test(before);
    case "\u30fb":
      return /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(points.join("").replaceAll("\u30fb", ""));
  }
  if (IGNORABLE.test(point) || JAMO.test(point)) return false;
  const folded = point.normalize("NFKC").toLowerCase().normalize("NFKC");
  return folded === point && LETTER_DIGIT.test(point);
}

/** Canonical combining class 9. */
const VIRAMA =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a\u1714\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\u2d7f\ua806\ua8c4\ua953\ua9c0\uaaf6\uabed]/u;

/** Letters of scripts that join: those that join on both sides, and those that join on their right side alone. */
const JOINING = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Mandaic}]/u;
const RIGHT_ONLY =
  /[\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u0710\u0715-\u0719\u071e\u0728\u072a\u072c\u072f]/u;

/** RFC 5892 A.1: it stands between two letters that join towards it, marks in between left out. */
function joins(points: readonly string[], at: number): boolean {
  let before = at - 1;
  while (/\p{Mn}/u.test(points[before] ?? "")) before--;
  let after = at + 1;
  while (/\p{Mn}/u.test(points[after] ?? "")) after++;
  const left = points[before] ?? "";
  const right = points[after] ?? "";
  const letter = (point: string): boolean => JOINING.test(point) && /\p{L}/u.test(point);
  return letter(left) && !RIGHT_ONLY.test(left) && letter(right);
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u;
const ARABIC_NUMBER = /[\u0660-\u0669]/;
const EUROPEAN_NUMBER = /[0-9\u06f0-\u06f9]/;
/** Marks, and the joiners: what has no direction of its own. */
const NOT_SPACING = /[\p{Mn}\u200c\u200d]/u;

const isRightToLeft = (point: string): boolean =>
  RIGHT_TO_LEFT.test(point) && !NOT_SPACING.test(point) && !EUROPEAN_NUMBER.test(point) && !ARABIC_NUMBER.test(point);
const hasRightToLeft = (label: string): boolean =>
  Array.from(label).some((point) => isRightToLeft(point) || ARABIC_NUMBER.test(point));

/** RFC 5893 §2, for a name with a label from right to left in it. */
function obeysBidi(points: readonly string[]): boolean {
  const spacing = points.filter((point) => !NOT_SPACING.test(point));
  const first = points[0] ?? "";
  const last = spacing.at(-1) ?? "";
  const number = (point: string): boolean => EUROPEAN_NUMBER.test(point);
  const arabic = (point: string): boolean => ARABIC_NUMBER.test(point);
  const leftToRight = (point: string): boolean =>
    !isRightToLeft(point) && !number(point) && !arabic(point) && point !== "-";
  if (isRightToLeft(first))
    return (
      !spacing.some(leftToRight) &&
      (isRightToLeft(last) || number(last) || arabic(last)) &&
      !(points.some(number) && points.some(arabic))
    );
  return (
    leftToRight(first) &&
    !points.some((point) => isRightToLeft(point) || arabic(point)) &&
    (leftToRight(last) || number(last))
  );
}

/** RFC 3492 §5. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > 455; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor((36 * rest) / (rest + 38));
}

const threshold = (k: number, bias: number): number => Math.min(Math.max(k - bias, T_MIN), T_MAX);

function decode(text: string): string | undefined {
  const delimiter = text.lastIndexOf("-");
  if (text.length > LONGEST_LABEL || delimiter === 0) return undefined;
  const points = delimiter < 0 ? [] : Array.from(text.slice(0, delimiter), (each) => each.charCodeAt(0));
  let n = 128;
  let i = 0;
  let bias = 72;
  for (let at = delimiter + 1; at < text.length;) {
    const before = i;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const code = text.charCodeAt(at++);
      const digit = code >= 97 && code <= 122 ? code - 97 : code >= 48 && code <= 57 ? code - 22 : BASE;
      if (digit === BASE) return undefined;
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      weight *= BASE - t;
      if (i > 0x7fffffff || weight > 0x7fffffff) return undefined;
    }
    bias = adapt(i - before, points.length + 1, before === 0);
    n += Math.floor(i / (points.length + 1));
    i %= points.length + 1;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined;
    points.splice(i++, 0, n);
  }
  return String.fromCodePoint(...points);
}

function encode(text: string): string {
  const points = Array.from(text.slice(0, 256), (each) => each.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < 128);
  let out = String.fromCodePoint(...basic) + (basic.length > 0 ? "-" : "");
  let n = 128;
  let delta = 0;
  let bias = 72;
  let done = basic.length;
  while (done < points.length) {
    const next = Math.min(...points.filter((point) => point >= n));
    delta += (next - n) * (done + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      let q = delta;
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias);
        if (q < t) break;
        out += digitOf(t + ((q - t) % (BASE - t)));
        q = Math.floor((q - t) / (BASE - t));
      }
      out += digitOf(q);
      bias = adapt(delta, done + 1, done === basic.length);
      delta = 0;
      done++;
    }
    delta++;
    n++;
  }
  return out;
}

const digitOf = (value: number): string => String.fromCharCode(value < 26 ? value + 97 : value + 22);
