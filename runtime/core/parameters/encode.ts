/**
 * Values → the text of path, query, headers and cookies (OAS 3.2 §4.12, RFC 6570). The counterpart of the decoder.
 *
 * `undefined` and `null` are left out, and so is an empty array or object, as RFC 6570 §2.3 has it. In a list they are an
 * {@link EncodeError}, because an item less is another list. What the
 * specification leaves open is settled like this: an object or array inside a flat style is sent as JSON text; inside
 * `deepObject` it nests with further brackets, array entries by their index (`a[b][0]=c`).
 *
 * A delimiter that is data must not delimit (OAS 3.2 appendix E). The comma of `form`, `simple` and `label`, the semicolon
 * of `matrix` and what `allowReserved` would let pass are percent-encoded in an entry of a list or an object, the delimiter
 * itself is not. Where nothing tells the two apart, {@link EncodeError} is thrown: `|` and a space in `pipeDelimited` and
 * `spaceDelimited`, which are percent-encoded as delimiters too, the dot of an exploded `label`, which no encoder encodes,
 * and headers and cookies of style `cookie`, in which nothing is percent-encoded.
 */

import type { Parameter, ParameterLocation, ParameterStyle } from "../contract.ts";
import { fitsHeader, refusedEntry } from "../http/headers.ts";
import { isJson } from "../http/media.ts";
import { encodeReservedPath, encodeReservedQuery, percentEncode, type Encode } from "../http/percent.ts";
import { isLong } from "../schema/long.ts";
import { EncodeError, naming, scalarText } from "./scalar-text.ts";

export type Values = Readonly<Record<string, unknown>>;

/** A field; a list that is delimited within one value still has its entries apart. */
type Pair = readonly [name: string, value: string | Delimited];

interface Delimited {
  readonly entries: readonly string[];
  readonly delimiter: Delimiter;
}

interface Delimiter {
  readonly character: string;
  /** As it is on the wire. */
  readonly written: string;
  /** How the character is written in an entry; absent: there is no telling it from the delimiter. */
  readonly escaped?: string;
}

const COMMA: Delimiter = { character: ",", written: ",", escaped: "%2C" };
const DELIMITERS: Readonly<Partial<Record<ParameterStyle, Delimiter>>> = {
  spaceDelimited: { character: " ", written: "%20" },
  pipeDelimited: { character: "|", written: "%7C" },
  cookie: { character: ",", written: "," },
};

const parameterNamed = ({ in: place, name }: Parameter): string => `${place} parameter "${name}"`;

/** How a list or an object in some style becomes text; RFC 6570 §3.2.1 calls these the operators. */
export interface Style {
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

/** The path with its parameters filled in. Throws {@link EncodeError} for a missing value and for one that no URL can hold. */
export function encodePath(template: string, parameters: readonly Parameter[], values: Values = {}): string {
  const declared = parametersIn("path", parameters, values);
  return template
    .split("/")
    .map((segment) => {
      if (!segment.includes("{")) return segment;
      const filled = segment.replace(/\{([^{}]+)\}(?=([^{}]*)(.?))/g, (_, name: string, text: string, next: string) => {
        const parameter = declared.get(name) ?? { name, in: "path" };
        const value = naming(parameterNamed(parameter), () => pathText(parameter, values[name]));
        if (value === "") throw new EncodeError(`path parameter "${name}" is missing or empty`);
        if (next === "" || text === "") return value;
        return naming(parameterNamed(parameter), () => apart(value, text.slice(0, 1), isScalar(values[name])));
      });
      // The URL standard (§4.4, path state) removes such segments, percent-encoded or not: another resource would answer.
      if (/^(?:\.|%2e){1,2}$/i.test(filled)) throw new EncodeError(`"${filled}" cannot be sent as a segment of a path`);
      return filled;
    })
    .join("/");
}

/**
 * In `{x}-{y}` the first `-` after the first character of `x` ends it: those in its value are percent-encoded, though
 * nothing else would ask for it.
 */
function apart(value: string, sign: string, scalar: boolean): string {
  const rest = value.slice(1);
  if (!scalar && /[,.;=]/.test(sign) && rest.includes(sign))
    throw new EncodeError(`its ${JSON.stringify(sign)} cannot be told from the one that follows it in the path`);
  const code = `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  return value.slice(0, 1) + rest.replace(/%[0-9A-F]{2}|./gis, (part) => (part === sign ? code : part));
}

/**
 * The query string, without `?`; `""` when there is nothing to send. Where the contract has a `querystring` parameter,
 * `values` is its value: the whole query (OAS 3.2 §4.12.1).
 */
export function encodeQuery(parameters: readonly Parameter[], values: Values = {}): string {
  const whole = parameters.find((parameter) => parameter.in === "querystring");
  if (whole !== undefined) return querystring(whole.mediaType, values);
  const parts: string[] = [];
  for (const parameter of parametersIn("query", parameters, values).values()) {
    const value = values[parameter.name];
    if (isNothing(value)) continue;
    const encode = parameter.allowReserved ? encodeReservedQuery : percentEncode;
    parts.push(
      ...naming(parameterNamed(parameter), () => {
        const pairs =
          parameter.mediaType === undefined
            ? fieldPairs(parameter.name, value, styleOf(parameter))
            : [[parameter.name, contentText(parameter.mediaType, value)] as const];
        return joinPairs(pairs, percentEncode, encode);
      }),
    );
  }
  return parts.join("&");
}

/** Declared headers that have a value. Nothing is percent-encoded (OAS 3.2 §4.12.2.3). */
export function encodeHeaders(parameters: readonly Parameter[], values: Values = {}): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (const parameter of parametersIn("header", parameters, values).values()) {
    const value = values[parameter.name];
    if (isNothing(value)) continue;
    const text = naming(parameterNamed(parameter), () => {
      const written =
        parameter.mediaType === undefined
          ? simple(value, parameter.explode ?? false, same, HEADER)
          : headerContent(parameter.mediaType, value);
      if (!fitsHeader(written)) throw new EncodeError("it has characters that no header can have");
      if (written.trim() !== written)
        throw new EncodeError(`${JSON.stringify(written)} begins or ends with white space, which a header loses`);
      return written;
    });
    headers.push([parameter.name, text]);
  }
  return headers;
}

/** The `Cookie` header's value; `""` when there is nothing to send. */
export function encodeCookies(parameters: readonly Parameter[], values: Values = {}): string {
  const parts: string[] = [];
  for (const parameter of parametersIn("cookie", parameters, values).values()) {
    const value = values[parameter.name];
    if (isNothing(value)) continue;
    parts.push(...naming(parameterNamed(parameter), () => cookiePairs(parameter, value)));
  }
  return parts.join("; ");
}

function cookiePairs(parameter: Parameter, value: unknown): string[] {
  const { name, mediaType } = parameter;
  if (mediaType !== undefined) return [`${name}=${percentEncode(contentText(mediaType, value))}`];
  // The style `cookie` is `form` without percent-encoding (OAS 3.2 §4.12.2.2).
  const bare = parameter.style === "cookie";
  const pairs = fieldPairs(name, value, { style: bare ? "cookie" : "form", explode: parameter.explode ?? true });
  for (const [key] of pairs)
    if (key !== name && !COOKIE_NAME.test(key)) throw new EncodeError(`${JSON.stringify(key)} is no name for a cookie`);
  return joinPairs(pairs, same, bare ? bareCookie : percentEncode);
}

/** RFC 6265 §4.1.1: a cookie's name is a token. */
const COOKIE_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** What RFC 6265 §5.4 lets through and a reader takes for what it is: it strips white space and quotes. */
function bareCookie(text: string): string {
  if (text.includes(";") || !fitsHeader(text) || text.trim() !== text || /^".*"$/.test(text))
    throw new EncodeError(`${JSON.stringify(text)} cannot be the value of a cookie that is not percent-encoded`);
  return text;
}

/** `style` and `explode` with the defaults of the location (OAS 3.2 §4.12.2.2). */
export function styleOf(parameter: Pick<Parameter, "in" | "style" | "explode">): Style {
  const style = parameter.style ?? (parameter.in === "path" || parameter.in === "header" ? "simple" : "form");
  return { style, explode: parameter.explode ?? (style === "form" || style === "cookie") };
}

/**
 * One field of a query or of a form body as name-value pairs, not yet percent-encoded.
 * @throws EncodeError for an entry that the style cannot tell from two
 */
export function fieldPairs(name: string, value: unknown, { style, explode }: Style): Pair[] {
  if (isNothing(value)) return [];
  if (style === "deepObject" && typeof value === "object" && !isScalar(value)) return deepPairs(name, value);
  const delimiter = DELIMITERS[style] ?? COMMA;
  if (Array.isArray(value)) {
    const items = itemTexts(value);
    if (explode) return items.map((item) => [name, item]);
    return items.length === 0 ? [] : [[name, delimited(items, delimiter, style)]];
  }
  if (!isScalar(value)) {
    const entries = definedEntries(value as object);
    if (explode) return entries.map(([key, item]) => [key, scalarText(item)]);
    const items = entries.flatMap(([key, item]) => [key, scalarText(item)]);
    return items.length === 0 ? [] : [[name, delimited(items, delimiter, style)]];
  }
  return [[name, scalarText(value)]];
}

function delimited(entries: readonly string[], delimiter: Delimiter, style: ParameterStyle): Delimited {
  const { character, escaped } = delimiter;
  const split = escaped === undefined ? entries.find((entry) => entry.includes(character)) : undefined;
  if (split !== undefined) throw new EncodeError(refusedEntry(split, character, style));
  refuseLoneEmpty(entries);
  return { entries, delimiter };
}

/** It is written as the empty list is. */
function refuseLoneEmpty(entries: readonly string[]): void {
  if (entries.length === 1 && entries[0] === "")
    throw new EncodeError("a list of nothing but an empty text would be read as an empty list");
}

/** `name=value` for each pair. */
export function joinPairs(pairs: readonly Pair[], encodeName: Encode, encodeValue: Encode): string[] {
  return pairs.map(([name, value]) => {
    if (typeof value === "string") return `${encodeName(name)}=${encodeValue(value)}`;
    const { character, written, escaped } = value.delimiter;
    const entries = value.entries.map((entry) => {
      const text = encodeValue(entry);
      return escaped === undefined ? text : text.replaceAll(character, escaped);
    });
    return `${encodeName(name)}=${entries.join(written)}`;
  });
}

function deepPairs(name: string, value: object): Pair[] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? itemsOf(value).map((item, index) => [String(index), item])
    : Object.entries(value);
  return entries.flatMap(([key, item]): Pair[] => {
    if (isNothing(item)) return [];
    if (key.includes("][")) throw new EncodeError(refusedEntry(key, "][", "deepObject"));
    const field = `${name}[${key}]`;
    return typeof item === "object" && !isScalar(item) ? deepPairs(field, item as object) : [[field, scalarText(item)]];
  });
}

function pathText(parameter: Parameter, value: unknown): string {
  if (isNothing(value)) return "";
  const encode = parameter.allowReserved ? encodeReservedPath : percentEncode;
  if (parameter.mediaType !== undefined) return encode(contentText(parameter.mediaType, value));
  const { style, explode } = styleOf(parameter);
  const entry: Entry = { value: escaping(encode, /[,;]/g), key: escaping(encode, /[,;=]/g) };
  if (style === "label") {
    if (isScalar(value) || !explode) {
      const text = simple(value, false, encode, entry);
      return text === "" && !isScalar(value) ? "" : `.${text}`;
    }
    const dotless = (each: Encode): Encode => refusing(".", "label", each);
    const text = explodedParts(value, { value: dotless(entry.value), key: dotless(entry.key) }).join(".");
    return text === "" ? "" : `.${text}`;
  }
  if (style === "matrix") {
    const name = percentEncode(parameter.name);
    if (isScalar(value) || !explode) return matrixPair(name, simple(value, false, entry.value, entry));
    if (Array.isArray(value))
      return explodedParts(value, entry)
        .map((item) => matrixPair(name, item))
        .join("");
    return definedEntries(value as object)
      .map(([key, item]) => matrixPair(entry.key(key), entry.value(scalarText(item))))
      .join("");
  }
  return simple(value, explode, encode, entry);
}

/** How the entries of a list or an object are written, and the keys. */
interface Entry {
  readonly value: Encode;
  readonly key: Encode;
}

const escaping =
  (encode: Encode, delimiters: RegExp): Encode =>
  (text) =>
    encode(text).replaceAll(delimiters, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const refusing =
  (delimiter: string, style: string, encode: Encode): Encode =>
  (text) => {
    if (text.includes(delimiter)) throw new EncodeError(refusedEntry(text, delimiter, style));
    return encode(text);
  };

/** Readers strip white space around the entries of a header (RFC 9110 §5.6.1). */
const headerEntry: Encode = refusing(",", "simple", (text) => {
  if (text.trim() !== text)
    throw new EncodeError(`the entry ${JSON.stringify(text)} begins or ends with white space, which a header loses`);
  return text;
});
const HEADER: Entry = { value: headerEntry, key: refusing("=", "simple", headerEntry) };

/** RFC 6570 §3.2.7: an empty value has no equals sign. */
const matrixPair = (name: string, text: string): string => (text === "" ? `;${name}` : `;${name}=${text}`);

function simple(value: unknown, explode: boolean, encode: Encode, entry: Entry): string {
  if (isScalar(value)) return encode(scalarText(value));
  if (explode || Array.isArray(value)) {
    const parts = explodedParts(value, entry);
    refuseLoneEmpty(parts);
    return parts.join(",");
  }
  return definedEntries(value as object)
    .map(([key, item]) => `${entry.key(key)},${entry.value(scalarText(item))}`)
    .join(",");
}

function explodedParts(value: unknown, entry: Entry): string[] {
  if (Array.isArray(value)) return itemTexts(value).map(entry.value);
  return definedEntries(value as object).map(([key, item]) => `${entry.key(key)}=${entry.value(scalarText(item))}`);
}

function querystring(mediaType: string | undefined, value: unknown): string {
  if (typeof value === "string") return value;
  if (isNothing(value)) return "";
  if (mediaType?.startsWith(FORM)) return contentText(mediaType, value);
  return percentEncode(contentText(mediaType ?? "application/json", value));
}

function contentText(mediaType: string, value: unknown): string {
  if (isJson(mediaType)) return JSON.stringify(value);
  if (!mediaType.startsWith(FORM) || isScalar(value)) return scalarText(value);
  const pairs = Object.entries(value as object).flatMap(([name, item]) =>
    fieldPairs(name, Array.isArray(item) ? item : isNothing(item) ? item : scalarText(item), {
      style: "form",
      explode: true,
    }),
  );
  return joinPairs(pairs, percentEncode, percentEncode).join("&");
}

const FORM = "application/x-www-form-urlencoded";

/** A header is Latin-1 at most (RFC 9110 §5.5); JSON can escape the rest (RFC 8259 §7). */
function headerContent(mediaType: string, value: unknown): string {
  const text = contentText(mediaType, value);
  if (!isJson(mediaType)) return text;
  return text.replace(/[\u007F-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function parametersIn(
  location: ParameterLocation,
  parameters: readonly Parameter[],
  values: Values,
): Map<string, Parameter> {
  const declared = new Map<string, Parameter>();
  for (const parameter of parameters) {
    if (parameter.in === location) declared.set(parameter.name, parameter);
  }
  for (const name of Object.keys(values)) {
    if (declared.has(name) || values[name] === undefined) continue;
    const known = [...declared.keys()].map((key) => `"${key}"`).join(", ") || "none";
    throw new EncodeError(`unknown ${location} parameter "${name}"; declared: ${known}`);
  }
  return declared;
}

/** An item that is left out would move those after it. @throws EncodeError */
export function itemsOf(list: readonly unknown[]): readonly unknown[] {
  if (list.some(isNothing)) throw new EncodeError("a list cannot contain null");
  return list;
}
const itemTexts = (list: readonly unknown[]): string[] => itemsOf(list).map(scalarText);

const same: Encode = (text) => text;
const isNothing = (value: unknown): value is null | undefined => value === undefined || value === null;
const isScalar = (value: unknown): boolean =>
  typeof value !== "object" || value === null || value instanceof Date || isLong(value);
const definedEntries = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, item]) => !isNothing(item));
