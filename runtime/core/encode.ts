/**
 * Values → the text of path, query, headers and cookies (OAS 3.2 §4.12, RFC 6570). The counterpart of the decoder.
 *
 * `undefined` and `null` are left out, and so is an empty array or object, as RFC 6570 §2.3 has it. What the
 * specification leaves open is settled like this: an object or array inside a flat style is sent as JSON text; inside
 * `deepObject` it nests with further brackets, array entries by their index (`a[b][0]=c`).
 */

import type { Parameter, ParameterLocation, ParameterStyle } from "./contract.ts";

export type Values = Readonly<Record<string, unknown>>;

/** A value cannot be sent as the contract has it. */
export class EncodeError extends TypeError {
  override readonly name = "EncodeError";
}

type Encode = (text: string) => string;
type Pair = readonly [name: string, value: string];

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
      const filled = segment.replace(/\{([^{}]+)\}/g, (_, name: string) => {
        const parameter = declared.get(name) ?? { name, in: "path" };
        const text = pathText(parameter, values[name]);
        if (text === "") throw new EncodeError(`path parameter "${name}" is missing or empty`);
        return text;
      });
      // The URL standard (§4.4, path state) removes such segments, percent-encoded or not: another resource would answer.
      if (/^(?:\.|%2e){1,2}$/i.test(filled)) throw new EncodeError(`"${filled}" cannot be sent as a segment of a path`);
      return filled;
    })
    .join("/");
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
    const pairs =
      parameter.mediaType === undefined
        ? fieldPairs(parameter.name, value, styleOf(parameter))
        : [[parameter.name, contentText(parameter.mediaType, value)] as const];
    parts.push(...joinPairs(pairs, percentEncode, encode));
  }
  return parts.join("&");
}

/** Declared headers that have a value. Nothing is percent-encoded (OAS 3.2 §4.12.2.3). */
export function encodeHeaders(parameters: readonly Parameter[], values: Values = {}): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (const parameter of parametersIn("header", parameters, values).values()) {
    const value = values[parameter.name];
    if (isNothing(value)) continue;
    headers.push([
      parameter.name,
      parameter.mediaType === undefined
        ? simple(value, parameter.explode ?? false, same)
        : asciiJson(contentText(parameter.mediaType, value)),
    ]);
  }
  return headers;
}

/** The `Cookie` header's value; `""` when there is nothing to send. */
export function encodeCookies(parameters: readonly Parameter[], values: Values = {}): string {
  const parts: string[] = [];
  for (const parameter of parametersIn("cookie", parameters, values).values()) {
    const value = values[parameter.name];
    if (isNothing(value)) continue;
    if (parameter.mediaType !== undefined) {
      parts.push(`${parameter.name}=${percentEncode(contentText(parameter.mediaType, value))}`);
      continue;
    }
    // The style `cookie` is `form` without percent-encoding (OAS 3.2 §4.12.2.2).
    const encode = parameter.style === "cookie" ? same : percentEncode;
    parts.push(
      ...joinPairs(
        fieldPairs(parameter.name, value, { style: "form", explode: parameter.explode ?? true }),
        same,
        encode,
      ),
    );
  }
  return parts.join("; ");
}

/** `style` and `explode` with the defaults of the location (OAS 3.2 §4.12.2.2). */
export function styleOf(parameter: Pick<Parameter, "in" | "style" | "explode">): Style {
  const style = parameter.style ?? (parameter.in === "path" || parameter.in === "header" ? "simple" : "form");
  return { style, explode: parameter.explode ?? (style === "form" || style === "cookie") };
}

/**
 * One field of a query or of a form body as name-value pairs, not yet percent-encoded except that the delimiters of
 * `form`, `spaceDelimited` and `pipeDelimited` are set apart from the data by {@link joinPairs}.
 */
export function fieldPairs(name: string, value: unknown, { style, explode }: Style): Pair[] {
  if (isNothing(value)) return [];
  if (style === "deepObject" && typeof value === "object" && !isScalar(value)) return deepPairs(name, value);
  const delimiter = style === "spaceDelimited" ? SPACE : style === "pipeDelimited" ? PIPE : COMMA;
  if (Array.isArray(value)) {
    const items = value.filter((item) => !isNothing(item)).map(scalarText);
    if (explode) return items.map((item) => [name, item]);
    return items.length === 0 ? [] : [[name, items.join(delimiter)]];
  }
  if (!isScalar(value)) {
    const entries = definedEntries(value as object);
    if (explode) return entries.map(([key, item]) => [key, scalarText(item)]);
    return entries.length === 0
      ? []
      : [[name, entries.flatMap(([key, item]) => [key, scalarText(item)]).join(delimiter)]];
  }
  return [[name, scalarText(value)]];
}

// Delimiters travel through percent-encoding as noncharacters, which no value may hold (Unicode §23.7), so that a comma
// that is data becomes %2C and one that delimits stays.
const COMMA = "\uFDD0";
const SPACE = "\uFDD1";
const PIPE = "\uFDD2";
const DELIMITERS: Readonly<Record<string, string>> = { [COMMA]: ",", [SPACE]: "%20", [PIPE]: "%7C" };

/** `name=value` for each pair. */
export function joinPairs(pairs: readonly Pair[], encodeName: Encode, encodeValue: Encode): string[] {
  return pairs.map(([name, value]) => {
    const text = value
      .split(/([\uFDD0-\uFDD2])/)
      .map((part) => (Object.hasOwn(DELIMITERS, part) ? (DELIMITERS[part] ?? "") : encodeValue(part)))
      .join("");
    return `${encodeName(name)}=${text}`;
  });
}

function deepPairs(name: string, value: object): Pair[] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value);
  return entries.flatMap(([key, item]): Pair[] => {
    if (isNothing(item)) return [];
    const field = `${name}[${key}]`;
    return typeof item === "object" && !isScalar(item) ? deepPairs(field, item as object) : [[field, scalarText(item)]];
  });
}

function pathText(parameter: Parameter, value: unknown): string {
  if (isNothing(value)) return "";
  const encode = parameter.allowReserved ? encodeReservedPath : percentEncode;
  if (parameter.mediaType !== undefined) return encode(contentText(parameter.mediaType, value));
  const { style, explode } = styleOf(parameter);
  if (style === "label") {
    const text = isScalar(value) || !explode ? simple(value, false, encode) : explodedParts(value, encode).join(".");
    return text === "" && !isScalar(value) ? "" : `.${text}`;
  }
  if (style === "matrix") {
    const name = percentEncode(parameter.name);
    if (isScalar(value)) return matrixPair(name, simple(value, false, encode));
    if (!explode) return matrixPair(name, simple(value, false, encode));
    if (Array.isArray(value))
      return explodedParts(value, encode)
        .map((item) => matrixPair(name, item))
        .join("");
    return definedEntries(value as object)
      .map(([key, item]) => matrixPair(encode(key), encode(scalarText(item))))
      .join("");
  }
  return simple(value, explode, encode);
}

/** RFC 6570 §3.2.7: an empty value has no equals sign. */
const matrixPair = (name: string, text: string): string => (text === "" ? `;${name}` : `;${name}=${text}`);

function simple(value: unknown, explode: boolean, encode: Encode): string {
  if (isScalar(value)) return encode(scalarText(value));
  if (explode || Array.isArray(value)) return explodedParts(value, encode).join(",");
  return definedEntries(value as object)
    .map(([key, item]) => `${encode(key)},${encode(scalarText(item))}`)
    .join(",");
}

function explodedParts(value: unknown, encode: Encode): string[] {
  if (Array.isArray(value)) return value.filter((item) => !isNothing(item)).map((item) => encode(scalarText(item)));
  return definedEntries(value as object).map(([key, item]) => `${encode(key)}=${encode(scalarText(item))}`);
}

function querystring(mediaType: string | undefined, value: unknown): string {
  if (typeof value === "string") return value;
  if (isNothing(value)) return "";
  if (mediaType?.startsWith(FORM)) return contentText(mediaType, value);
  return percentEncode(contentText(mediaType ?? "application/json", value));
}

function contentText(mediaType: string, value: unknown): string {
  if (/^[^;]*[/+]json\b/i.test(mediaType)) return JSON.stringify(value);
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
const asciiJson = (text: string): string =>
  text.replace(/[\u0080-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

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

/** RFC 3986 §2.3: all but the unreserved characters; `encodeURIComponent` leaves five reserved ones. */
export const percentEncode: Encode = (text) =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const same: Encode = (text) => text;
const isNothing = (value: unknown): value is null | undefined => value === undefined || value === null;
const isScalar = (value: unknown): boolean => typeof value !== "object" || value === null || value instanceof Date;
const definedEntries = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, item]) => !isNothing(item));

/** A single value as text: a date in RFC 3339, a nested object or array as JSON. */
export function scalarText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}

/**
 * RFC 6570 §3.2.3: reserved characters and percent-encoded triples pass. Those that would end the value or the query,
 * or that RFC 3986 §3.4 forbids there, are encoded all the same, so that the receiver reads what was given.
 */
const encodeReservedQuery: Encode = (text) => keepReserved(text, /[:/?@!$'()*,;=]/);
/** OAS 3.2 §4.12.2.2: a path parameter holds no unescaped `/`, `?` or `#`. */
const encodeReservedPath: Encode = (text) => keepReserved(text, /[:@!$&'()*+,;=]/);

const TRIPLE = /^%[0-9A-Fa-f]{2}$/;

function keepReserved(text: string, reserved: RegExp): string {
  return text
    .split(/(%[0-9A-Fa-f]{2}|[:/?#[\]@!$&'()*+,;=])/)
    .map((part) => (TRIPLE.test(part) || (part.length === 1 && reserved.test(part)) ? part : percentEncode(part)))
    .join("");
}
