/**
 * Parameter styles, read (OAS 3.2 §4.12.6, RFC 6570): the counterpart of the encoder. A delimiter delimits only where it
 * is not percent-encoded, so a comma inside an array's entry survives.
 */

import type { ParameterStyle, Shape } from "../contract.ts";
import { coerce, firstFit, Gathering, Misfit } from "./coerce.ts";
import type { Branch } from "../http/brackets.ts";
import { decodePercent, decodeText, type Fields } from "../http/fields.ts";
import { parseJson } from "../json/index.ts";
import { isJson } from "../http/media.ts";
import { emptyRecord, isMember, MALFORMED, REPEATED, type Decode, type Field, type Values } from "./plain.ts";

export { bracketed } from "../http/brackets.ts";
export { emptyRecord, isMember, type Field, type Values } from "./plain.ts";

const ITEM = new Misfit("type", "does not match its serialization style");

/** Whether the shape is, or has among its alternatives, a scalar, an array, an object. */
function alternatives(shape: Shape | undefined): readonly (Shape | undefined)[] {
  return typeof shape === "object" && "anyOf" in shape
    ? (shape.anyOf.flatMap(alternatives) as readonly (Shape | undefined)[])
    : [shape];
}

/** One text is a list of one only where it is nothing else. */
function listsLast(members: readonly Shape[]): readonly Shape[] {
  const isList = (member: Shape): boolean => isMember(member, "array");
  return [...members.filter((member) => !isList(member)), ...members.filter(isList)];
}

type Delimiter = string | RegExp | ((raw: string) => string[]);

const split = (raw: string, delimiter: Delimiter): string[] =>
  typeof delimiter === "function" ? delimiter(raw) : raw.split(delimiter);

/** One text in which an array or object is delimited: `1,2,3`, `a,1,b,2`, or, exploded, `a=1,b=2`. */
function decodeDelimited(
  raw: string,
  shape: Shape | undefined,
  delimiter: Delimiter,
  explode: boolean,
  decode: Decode,
): unknown {
  if (typeof shape === "object" && "anyOf" in shape) {
    const members = split(raw, delimiter).length === 1 ? listsLast(shape.anyOf) : shape.anyOf;
    return firstFit(members, (member) => decodeDelimited(raw, member, delimiter, explode, decode));
  }
  if (isMember(shape, "array")) {
    const items = raw === "" ? [] : split(raw, delimiter);
    return decodeItems(items, shape.array, decode);
  }
  if (isMember(shape, "object")) {
    const parts = raw === "" ? [] : split(raw, delimiter);
    const pairs: [string, string][] = [];
    if (explode) {
      for (const part of parts) {
        const equals = part.indexOf("=");
        if (equals === -1) return ITEM;
        pairs.push([part.slice(0, equals), part.slice(equals + 1)]);
      }
    } else {
      if (parts.length % 2 !== 0) return ITEM;
      for (let i = 0; i < parts.length; i += 2) pairs.push([parts[i] ?? "", parts[i + 1] ?? ""]);
    }
    return decodePairs(pairs, shape, decode);
  }
  return decodeScalar(raw, shape, decode);
}

function decodeScalar(raw: string, shape: Shape | undefined, decode: Decode): unknown {
  const text = decode(raw);
  if (text === undefined) return MALFORMED;
  const value = coerce(text, shape);
  return value instanceof Misfit ? value.of(text) : value;
}

function decodeItems(items: readonly string[], shape: Shape, decode: Decode): unknown {
  const list = new Gathering<unknown[]>([]);
  for (let i = 0; i < items.length; i++) list.add(i, decodeScalar(items[i] ?? "", shape, decode));
  return list.value;
}

function decodePairs(
  pairs: Iterable<readonly [string, string]>,
  shape: { readonly object: Readonly<Record<string, Shape>>; readonly rest?: Shape },
  decode: Decode,
): unknown {
  const record = new Gathering(emptyRecord());
  const names = new Set<string>();
  for (const [rawName, raw] of pairs) {
    const name = decode(rawName);
    if (name === undefined) return MALFORMED;
    record.add(name, names.has(name) ? REPEATED : decodeScalar(raw, propertyShape(shape, name), decode));
    names.add(name);
  }
  return record.value;
}

function propertyShape(
  shape: { readonly object: Readonly<Record<string, Shape>>; readonly rest?: Shape },
  name: string,
): Shape | undefined {
  return Object.hasOwn(shape.object, name) ? shape.object[name] : shape.rest;
}

const DELIMITERS: Readonly<Partial<Record<ParameterStyle, RegExp>>> = {
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /\||%7C/i,
};

/**
 * A query parameter, cookie or form field.
 * @returns the value, a {@link Misfit}, or `undefined` when it is not there
 */
export function decodeField(
  field: Field,
  fields: Fields,
  branches: Map<string, Branch> | undefined,
  decode: Decode = decodeText,
): unknown {
  const { name, shape } = field;
  const values = fields.get(name);
  if (field.mediaType !== undefined) {
    if (values === undefined) return undefined;
    return values.length > 1 ? REPEATED : decodeContent(values[0] ?? "", field.mediaType, decode, field.parse);
  }
  if (field.style === "deepObject") {
    const branch = branches?.get(name);
    if (branch !== undefined) return values === undefined ? decodeBranch(branch, shape, decode) : REPEATED;
    return values === undefined ? undefined : decodeBranch({ values, children: new Map() }, shape, decode);
  }
  if (field.explode && alternatives(shape).some((member) => isMember(member, "object"))) {
    const object = explodedObject(field, fields, decode);
    if (object !== undefined || values === undefined) return object;
  }
  if (values === undefined) return undefined;
  if (field.explode) return decodeBranch({ values, children: new Map() }, shape, decode);
  if (values.length > 1) return REPEATED;
  return decodeDelimited(values[0] ?? "", shape, DELIMITERS[field.style] ?? ",", false, decode);
}

/** An exploded form object has no name of its own: its properties are the fields. */
function explodedObject(field: Field, fields: Fields, decode: Decode): unknown {
  for (const member of alternatives(field.shape)) {
    if (!isMember(member, "object")) continue;
    let record: Gathering<Values> | undefined;
    for (const [name, values] of fields) {
      const declared = Object.hasOwn(member.object, name);
      if (!declared && (member.rest === undefined || field.others?.has(name) === true)) continue;
      record ??= new Gathering(emptyRecord());
      record.add(name, decodeBranch({ values, children: new Map() }, propertyShape(member, name), decode));
    }
    if (record !== undefined) return record.value;
  }
  return undefined;
}

/**
 * Repeated and bracketed fields by a shape: `a=1&a=2`, `a[]=1`, `a[0]=1`, `a[b]=1`.
 * @param entry whether it is one of a list
 */
export function decodeBranch(branch: Branch, shape: Shape | undefined, decode: Decode, entry = false): unknown {
  const { values, children } = branch;
  if (typeof shape === "object" && "anyOf" in shape) {
    const members = values.length === 1 && children.size === 0 ? listsLast(shape.anyOf) : shape.anyOf;
    return firstFit(members, (member) => decodeBranch(branch, member, decode, entry));
  }
  if (isMember(shape, "array")) {
    const [only = ""] = values;
    // An entry that is a list itself is JSON, as the encoder writes it.
    if (entry && children.size === 0 && values.length === 1 && only !== "") {
      const value = decodeScalar(only, shape, decode);
      if (!(value instanceof Misfit)) return value;
    }
    const list = new Gathering<unknown[]>([]);
    const parts: Branch[] = values.map((value) => ({ values: [value], children: new Map() }));
    for (const [key, child] of children) {
      if (key === "") parts.push(...child.values.map((value) => ({ values: [value], children: new Map() })));
      else if (/^\d{1,6}$/.test(key)) parts.push(child);
      else return ITEM;
    }
    for (const [i, part] of parts.entries()) list.add(i, decodeBranch(part, shape.array, decode, true));
    return list.value;
  }
  if (children.size > 0) {
    if (values.length > 0) return REPEATED;
    const object = isMember(shape, "object") ? shape : { object: {} };
    if (!isMember(shape, "object") && shape !== "any" && shape !== undefined) return ITEM;
    const record = new Gathering(emptyRecord());
    for (const [key, child] of children)
      record.add(key, decodeBranch(child, propertyShape(object, key) ?? "any", decode));
    return record.value;
  }
  if (values.length > 1) {
    if (shape !== "any") return REPEATED;
    return decodeItems(values, "string", decode);
  }
  return decodeScalar(values[0] ?? "", shape, decode);
}

/** Text of a `content` parameter. */
export function decodeContent(
  raw: string,
  mediaType: string,
  decode: Decode,
  parse: (text: string) => unknown = parseJson,
): unknown {
  const text = decode(raw);
  if (text === undefined) return MALFORMED;
  if (!isJson(mediaType)) return text;
  try {
    return parse(text);
  } catch (error) {
    return new Misfit("json", (error as Error).message, true); // a JsonError, whose message is a sentence
  }
}

/** A path parameter's segment, or its part of one. */
export function decodePathValue(field: Field, raw: string): unknown {
  if (field.mediaType !== undefined) return decodeContent(raw, field.mediaType, decodePercent, field.parse);
  if (field.style === "label") {
    if (!raw.startsWith(".")) return ITEM;
    return decodeDelimited(raw.slice(1), field.shape, field.explode ? "." : ",", field.explode, decodePercent);
  }
  if (field.style === "matrix") return decodeMatrix(field, raw);
  return decodeDelimited(raw, field.shape, ",", field.explode, decodePercent);
}

/** `;name=1,2`, exploded `;name=1;name=2` and `;a=1;b=2` (RFC 6570 §3.2.7). */
function decodeMatrix(field: Field, raw: string): unknown {
  if (!raw.startsWith(";")) return ITEM;
  const fields: Fields = new Map();
  for (const part of raw.slice(1).split(";")) {
    const equals = part.indexOf("=");
    const name = decodePercent(equals === -1 ? part : part.slice(0, equals));
    if (name === undefined) return MALFORMED;
    const values = fields.get(name);
    const value = equals === -1 ? "" : part.slice(equals + 1);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return decodeField({ ...field, style: "form" }, fields, undefined, decodePercent) ?? ITEM;
}

/** Not a regular expression: `\s*,\s*` takes quadratic time for much white space without a comma. */
const headerList = (text: string): string[] => text.split(",").map((item) => item.trim());

/** A header's value: `simple`, and nothing is percent-encoded (OAS 3.2 §4.12.2.3). */
export function decodeHeaderValue(field: Field, text: string): unknown {
  const same: Decode = (raw) => raw;
  if (field.mediaType !== undefined) return decodeContent(text, field.mediaType, same, field.parse);
  return decodeDelimited(text, field.shape, headerList, field.explode, same);
}

/** OAS 3.2 §4.12.1: the whole query is one value, and is the handler's `query`. */
export function decodeQuerystring(field: Field, query: string, fields: Fields): unknown {
  if (query === "") return undefined;
  const { mediaType, shape } = field;
  if (mediaType !== undefined && !mediaType.startsWith("application/x-www-form-urlencoded"))
    return decodeContent(query, mediaType, decodePercent);
  const object = isMember(shape, "object") ? shape : { object: {}, rest: "any" as const };
  const value = decodeField(
    {
      ...field,
      style: "form",
      explode: true,
      mediaType: undefined,
      shape: { ...object, rest: object.rest ?? "any" },
    },
    fields,
    undefined,
  );
  return value ?? emptyRecord();
}
