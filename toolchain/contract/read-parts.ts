/** Parameters, bodies, responses and what is in them: normalised document → model. */

import { escapeToken, isObject, resolveRef, type Schemas } from "tenon-runtime/core";
import { dropUnfitDefaults, fittingDefault } from "./defaults.ts";
import { bodyKind } from "./media.ts";
import type * as Model from "./model.ts";
import type { ParameterLocation, ParameterStyle, Schema } from "./model.ts";
import type { Report } from "./report.ts";
import { type Node } from "./structure.ts";

/** What reading needs to know of the rest of the document. */
export interface Reading {
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly origin: ReadonlyMap<object, string>;
  readonly report: Report;
  /** For comparisons: nothing is added that the contract does not say. */
  readonly asWritten: boolean;
  /** Responses that have been read. */
  readonly responses: Map<object, Model.Response>;
  /** The name of an operation by its operationId or pointer, for links. */
  readonly operationName: (idOrPointer: string) => string | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** `{ key: value }` unless the value is undefined: for `exactOptionalPropertyTypes`. */
export function some<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

/** The object itself, or the component that it refers to (normalised: one step is enough). */
export function resolve(value: unknown, { components }: Reading): Node {
  if (!isObject(value)) return {};
  if (typeof value["$ref"] !== "string") return value;
  const [section, key] = value["$ref"].slice("#/components/".length).split("/") as [string, string];
  const target = components[section]?.[key];
  return isObject(target) ? target : {};
}

function resolveSchema(schema: Schema | undefined, { components }: Reading): Schema | undefined {
  let current = schema;
  for (let hops = 0; isObject(current) && typeof current["$ref"] === "string" && hops < 100; hops++)
    current = resolveRef(current["$ref"], components["schemas"] as Schemas);
  return current;
}

const STYLES: Readonly<Record<ParameterLocation, readonly ParameterStyle[]>> = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
  cookie: ["form", "cookie"],
  querystring: ["form"],
};

export function readParameter(value: unknown, pointer: string, reading: Reading): Model.Parameter {
  const node = resolve(value, reading);
  const location = node["in"] as ParameterLocation; // checked when it was normalised
  const styles = STYLES[location];
  const at = reading.origin.get(node) ?? pointer;
  const [mediaType, media] = isObject(node["content"]) ? (Object.entries(node["content"])[0] ?? []) : [];
  const schema = ((isObject(media) ? media["schema"] : node["schema"]) ?? true) as Schema;
  const below = mediaType === undefined ? "/schema" : `/content/${escapeToken(mediaType)}/schema`;
  const style = mediaType === undefined ? styleOf(node, schema, at, reading) : styles[0]!;
  return {
    kind: "parameter",
    name: String(node["name"]),
    in: location,
    pointer: at,
    ...some("description", text(node["description"])),
    required: node["required"] === true,
    deprecated: node["deprecated"] === true,
    style,
    explode: typeof node["explode"] === "boolean" ? node["explode"] : style === "form" || style === "cookie",
    allowReserved: node["allowReserved"] === true,
    allowEmptyValue: node["allowEmptyValue"] === true,
    ...some("mediaType", mediaType?.toLowerCase()),
    schema: isEmpty(schema) ? true : schema,
    ...some("default", fittingDefault(schema, { name: String(node["name"]), pointer: `${at}${below}` }, reading)),
    examples: readExamples(isObject(media) ? media : node, pointer, reading),
  };
}

/** What the styles are for that are not for every type (OAS 3.2 §4.12.2.3). */
const STYLE_TYPES: Readonly<Partial<Record<ParameterStyle, readonly string[]>>> = {
  spaceDelimited: ["array", "object"],
  pipeDelimited: ["array", "object"],
  deepObject: ["object"],
};

/** The style of a parameter; where the specification defines none for its place or type, the one that it has by default. */
function styleOf(node: Node, schema: Schema, pointer: string, reading: Reading): ParameterStyle {
  const location = node["in"] as ParameterLocation; // checked when it was normalised
  const [usual] = STYLES[location] as readonly [ParameterStyle, ...ParameterStyle[]]; // none is empty
  const written = node["style"];
  if (typeof written !== "string" || written === usual) return usual;
  const style = STYLES[location].find((candidate) => candidate === written);
  const types = typesOf(schema, reading);
  const only = style === undefined ? undefined : STYLE_TYPES[style];
  const unfit = only !== undefined && types !== undefined && !types.some((type) => only.includes(type));
  if (style !== undefined && !unfit) return style;
  const of = unfit ? `a value of type ${types.join(" or ")}` : `a ${location} parameter`;
  const instead = STYLES[location].filter((each) => !unfit || STYLE_TYPES[each] === undefined);
  reading.report(
    "undefined-style",
    { style: written, name: String(node["name"]), of, usual, styles: instead.join(", ") },
    { pointer: `${pointer}/style` },
  );
  return usual;
}

/** The types that a schema names; `undefined`: it names none. */
function typesOf(schema: Schema, reading: Reading): readonly string[] | undefined {
  const target = resolveSchema(schema, reading);
  const type = isObject(target) ? target["type"] : undefined;
  return typeof type === "string" ? [type] : Array.isArray(type) ? (type as string[]) : undefined;
}

/** A schema that allows everything is written as such. */
const isEmpty = (schema: Schema): boolean => isObject(schema) && Object.keys(schema).length === 0;

function readExamples(node: Node, pointer: string, reading: Reading): Model.Example[] {
  const examples: Model.Example[] = [];
  if (node["example"] !== undefined) examples.push({ name: "", pointer: `${pointer}/example`, value: node["example"] });
  if (!isObject(node["examples"])) return examples;
  for (const [name, written] of Object.entries(node["examples"])) {
    const example = resolve(written, reading);
    // OAS 3.2 §4.19: dataValue is the value as data; serializedValue and externalValue are not read
    const value = example["dataValue"] ?? example["value"];
    if (value === undefined) continue;
    examples.push({
      name,
      pointer: reading.origin.get(example) ?? pointer,
      ...some("summary", text(example["summary"])),
      value,
    });
  }
  return examples;
}

function readContent(content: unknown, pointer: string, reading: Reading): Model.MediaType[] {
  if (!isObject(content)) return [];
  const byType = new Map<string, Model.MediaType>();
  for (const [written, value] of Object.entries(content)) {
    const type = written.toLowerCase().trim();
    if (byType.has(type) || !isObject(value)) continue;
    const at = reading.origin.get(value) ?? pointer;
    const schema = value["schema"] as Schema | undefined;
    const body = bodyKind(type, resolveSchema(schema, reading));
    if (schema !== undefined && (body === "form" || body === "multipart")) {
      dropUnfitDefaults(schema, `${at}/schema`, reading);
      const types = typesOf(schema, reading) ?? ["object"];
      if (!types.includes("object"))
        reading.report("unfit-form", { type, of: types.join(" or ") }, { pointer: `${at}/schema` });
    }
    byType.set(type, {
      kind: "mediaType",
      type,
      body,
      pointer: at,
      ...some("schema", schema),
      ...some("itemSchema", value["itemSchema"] as Schema | undefined),
      encoding: readEncoding(value["encoding"], reading),
      examples: readExamples(value, at, reading),
    });
  }
  return [...byType.values()];
}

function readEncoding(value: unknown, reading: Reading): Record<string, Model.Encoding> {
  const result: Record<string, Model.Encoding> = {};
  if (!isObject(value)) return result;
  for (const [property, encoding] of Object.entries(value)) {
    if (!isObject(encoding)) continue;
    const { contentType, explode, allowReserved } = encoding;
    const style = STYLES.query.find((candidate) => candidate === encoding["style"]);
    result[property] = {
      ...some("contentType", text(contentType)),
      ...some("style", style),
      ...some("explode", typeof explode === "boolean" ? explode : undefined),
      ...some("allowReserved", typeof allowReserved === "boolean" ? allowReserved : undefined),
      headers: requiredHeaders(encoding["headers"], reading),
    };
  }
  return result;
}

/** `Content-Type` is described by the Encoding Object itself (OAS 3.2 §4.15.1). */
function requiredHeaders(value: unknown, reading: Reading): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value)
    .filter(([name, header]) => name.toLowerCase() !== "content-type" && resolve(header, reading)["required"] === true)
    .map(([name]) => name);
}

export function readBody(value: unknown, pointer: string, reading: Reading): Model.RequestBody | undefined {
  if (!isObject(value)) return undefined;
  const node = resolve(value, reading);
  const at = reading.origin.get(node) ?? pointer;
  const content = readContent(node["content"], at, reading);
  const [only] = content;
  if (only === undefined) return undefined;
  if (content.every((media) => media.body === "xml"))
    reading.report("xml-only-body", { type: only.type }, { pointer: at });
  return {
    kind: "body",
    pointer: at,
    ...some("description", text(node["description"])),
    required: node["required"] === true,
    content,
  };
}

export function readResponse(status: string, value: unknown, pointer: string, reading: Reading): Model.Response {
  const node = resolve(value, reading);
  const known = reading.responses.get(node);
  if (known !== undefined) return { ...known, status }; // a component that many operations share
  const at = reading.origin.get(node) ?? pointer;
  const response: Model.Response = {
    kind: "response",
    status,
    pointer: at,
    ...some("description", text(node["description"])),
    content: readContent(node["content"], at, reading),
    headers: readHeaders(node["headers"], at, reading),
    links: readLinks(node["links"], at, reading),
  };
  reading.responses.set(node, response);
  return response;
}

function readHeaders(value: unknown, pointer: string, reading: Reading): Model.Header[] {
  if (!isObject(value)) return [];
  const byName = new Map<string, Model.Header>();
  for (const [name, written] of Object.entries(value)) {
    if (byName.has(name.toLowerCase())) continue; // names differ by more than case (RFC 9110 §5.1)
    const node = resolve(written, reading);
    const [mediaType, media] = isObject(node["content"]) ? (Object.entries(node["content"])[0] ?? []) : [];
    const schema = ((isObject(media) ? media["schema"] : node["schema"]) ?? true) as Schema;
    const at = reading.origin.get(node) ?? pointer;
    byName.set(name.toLowerCase(), {
      kind: "header",
      name,
      pointer: at,
      ...some("description", text(node["description"])),
      required: node["required"] === true,
      deprecated: node["deprecated"] === true,
      explode: node["explode"] === true,
      ...some("mediaType", mediaType?.toLowerCase()),
      schema: isEmpty(schema) ? true : schema,
      examples: readExamples(isObject(media) ? media : node, at, reading),
    });
  }
  return [...byName.values()];
}

function readLinks(value: unknown, pointer: string, reading: Reading): Model.Link[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([name, written]) => {
    const node = resolve(written, reading);
    const target = text(node["operationId"]) ?? text(node["operationRef"])?.replace(/^#/, "");
    const operation = target === undefined ? undefined : reading.operationName(target);
    const at = reading.origin.get(node) ?? pointer;
    if (target !== undefined && operation === undefined)
      reading.report("unknown-link-operation", { link: name, operation: target }, { pointer: at });
    return {
      kind: "link",
      name,
      pointer: at,
      ...some("operation", operation),
      parameters: isObject(node["parameters"]) ? node["parameters"] : {},
      ...some("requestBody", node["requestBody"]),
    };
  });
}
