/** Texts that programs handle wrongly: by their characters, by what they look like, by their length. */

const chars = (...points: number[]): string => String.fromCodePoint(...points);

/** Letters and signs of many scripts; each stands for a class of characters. */
const UNICODE: readonly string[] = [
  "é", // Latin-1
  "e\u0301", // a combining mark: not in NFC
  "Ł", // Latin Extended
  "ß", // upper case is longer
  "İ", // lower case is longer in UTF-16
  "ı",
  "ﬁ", // a ligature: NFKC changes it
  "Ω",
  "Я",
  "ש",
  "ع",
  "١٢٣", // digits that are not ASCII
  "１２３",
  "²",
  "€",
  "“”",
  "日本語",
  "한",
  "ไทย",
  chars(0x1f600), // outside the BMP
  chars(0x1f468, 0x200d, 0x1f469, 0x200d, 0x1f467), // joined emoji
  chars(0x1f1e9, 0x1f1ea), // a flag
  chars(0x1d51e),
  chars(0x20bb7),
  "\u00a0", // space that is not ASCII
  "\u2003",
  "\u200b", // no width
  "\u00ad",
  "\ufeff", // byte order mark
  "\u202e", // right to left
  "\u2028", // line separator
  "\u0085",
  "\ue000", // private use
];

/** Characters that many stores cannot hold; a server may reject them. */
export const CONTROL: readonly string[] = ["\u0000", "\u0001", "\u001b", "\u007f", "\ufffe", "\ud800", "a\udfff"];

/** Texts with a meaning in some language, format or store. */
const MEANINGS: readonly string[] = [
  " ",
  " a ",
  "a  b",
  "\t",
  "\n",
  "a\r\nb",
  "'",
  "O'Brien",
  '"',
  "`",
  "\\",
  "%",
  "100%",
  "%00",
  "%2F",
  "%s%n",
  "_",
  "*",
  "a+b",
  "a&b=c",
  "a;b",
  "a,b",
  "a|b",
  "a/b",
  "../../etc/passwd",
  "~",
  "#",
  "?",
  "@",
  "$",
  "$" + "{7*7}",
  "{{7*7}}",
  "<b>",
  "<script>alert(1)</script>",
  "&amp;",
  "'; DROP TABLE x; --",
  "' OR '1'='1",
  "=1+1",
  "-",
  "--",
  "0",
  "-1",
  "1",
  "00",
  "1e5",
  "0x10",
  "1.0",
  "NaN",
  "Infinity",
  "null",
  "undefined",
  "true",
  "false",
  "None",
  "[object Object]",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "CON",
  "2024-02-29",
  "admin",
  "root",
  "test",
  "me",
  "new",
  "[]",
  "{}",
];

export const TEXTS: readonly string[] = [
  ...UNICODE,
  ...MEANINGS,
  // Inside of a word, and at its end.
  ...UNICODE.slice(0, 12).map((text) => `a${text}b`),
  ...CONTROL.map((text) => `a${text}b`),
];

/** Lengths at which buffers and columns end. */
export const LENGTHS: readonly number[] = [
  255, 256, 257, 127, 128, 129, 500, 501, 511, 512, 513, 1000, 1001, 1023, 1024, 1025, 2000, 2048, 4000, 4096,
];
/** Shorter texts are tried at each length. */
export const EACH_LENGTH = 130;
