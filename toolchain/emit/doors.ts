/**
 * The four doors through which untrusted text enters generated code: identifier, string literal, property key, comment.
 * Whatever comes from a contract passes one of them; nothing else in `emit` may put a contract's text into a file.
 */

import { isName } from "../contract/names.ts";
import { type Code, trusted } from "./code.ts";

/** ECMAScript 2025 §12.7.2, with the words that strict mode and modules reserve and TypeScript's type names. */
const RESERVED = new Set(
  (
    "arguments as async await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for from function if implements import in instanceof interface let new null of package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield " +
    "any bigint boolean never number object string symbol type unknown"
  ).split(" "),
);

/** Whether a text can be declared as the name of a value or a type in a module. */
export const isIdentifier = (text: string): boolean => isName(text) && !RESERVED.has(text);

/**
 * Identifier door. The model's names are identifiers already; what is not one is refused.
 * @throws TypeError - a defect of the caller: names are made in `contract` and `names.ts`.
 */
export function identifier(name: string): Code {
  if (!isIdentifier(name)) throw new TypeError(`not usable as an identifier: ${JSON.stringify(name)}`);
  return trusted(name);
}

/**
 * What a reader of the file does not see, or sees in another place than it stands: line separators, byte order mark,
 * zero-width and bidirectional controls (Unicode TR 36 §2.6), and controls apart from tab and line feed.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const INVISIBLE_ONCE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Source text without invisible characters: in strings an escape means the same, in comments it can be read. */
export const escapeInvisible = (source: string): string =>
  INVISIBLE_ONCE.test(source) ? source.replace(INVISIBLE, escaped) : source;

/** String literal door, as text: double quotes. `JSON.stringify` escapes quotes, line breaks and lone surrogates. */
export function stringText(text: string): string {
  return escapeInvisible(JSON.stringify(text));
}

/** String literal door. */
export const stringLiteral = (text: string): Code => trusted(stringText(text));

/** What cannot stand in single quotes, lone surrogates included. */
const UNQUOTABLE =
  /[\\'\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/u;
const UNQUOTABLE_EACH = new RegExp(UNQUOTABLE, "gu");

/** String literal door for text that is full of double quotes, JSON above all: single quotes. */
export function quotedText(text: string): string {
  if (!UNQUOTABLE.test(text)) return `'${text}'`;
  return `'${text.replace(UNQUOTABLE_EACH, (character) =>
    character === "'" || character === "\\" ? `\\${character}` : escaped(character),
  )}'`;
}

/** String literal door, in single quotes. */
export const quotedLiteral = (text: string): Code => trusted(quotedText(text));

/** Property key door, as text. In an object literal `__proto__: x` would set the prototype; a computed key does not. */
export function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return isName(key) ? key : stringText(key);
}

/** Property key door, for object literals, interfaces and type literals alike. */
export const propertyKey = (key: string): Code => trusted(keyText(key));

/** The tags that we write. Their names are ours; their text is the contract's. */
export interface Tag {
  readonly name: string;
  readonly text?: string;
}

/**
 * Comment door: one JSDoc comment, nothing when there is nothing to say. The text cannot end the comment, cannot start
 * a tag of its own (an `@internal` would drop the declaration, a `@ts-ignore` would hide errors), and shows all of itself.
 */
export function comment(text: string, tags: readonly Tag[] = []): Code {
  const out = text.trim() === "" ? [] : commentLines(text.trim());
  for (const tag of tags) {
    const [first = "", ...rest] = commentLines((tag.text ?? "").trim());
    out.push(`@${tag.name} ${first}`.trimEnd(), ...rest.map((line) => `  ${line}`.trimEnd()));
  }
  if (out.length === 0) return trusted("");
  if (out.length === 1) return trusted(`/** ${out[0]} */`);
  return trusted(`/**\n${out.map((line) => (line === "" ? " *" : ` * ${line}`)).join("\n")}\n */`);
}

function commentLines(text: string): string[] {
  return commentText(text)
    .split("\n")
    .map((line) => line.trimEnd());
}

/** Comment door, for a comment that another printer writes: text that neither ends it nor starts a tag. */
export function commentText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?|[\u2028\u2029]/g, "\n")
      .replace(INVISIBLE, escaped)
      .replaceAll("*/", "*\\/")
      // TypeScript reads a tag at the start of a line, and after white space anywhere in it.
      .replace(/(^|\s)@/g, "$1\\@")
      .replaceAll("@internal", "@ internal")
  ); // wherever it stands, `stripInternal` obeys it
}
