/** Valid input for an operation, drawn by a seed from the schemas of its request. */

import {
  EncodeError,
  type MediaType,
  type Operation,
  type Parameter,
  type Shape,
  type Validators,
  encodeHeaders,
  isObject,
} from "tenon-runtime/core";
import { generateValid, mix } from "tenon-runtime/mocks/values";
import type { Input, Part } from "./types.ts";

export const PARTS: Readonly<Record<Parameter["in"], Part>> = {
  path: "params",
  query: "query",
  querystring: "query",
  header: "headers",
  cookie: "cookies",
};
/** OAS 3.2 §4.12.2.1: parameters of these names are ignored. */
export const IGNORED: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);
const ATTEMPTS = 25;

/** No value was found that is valid and that the wire can hold. */
export class NoInput extends Error {}

/**
 * Every parameter and the body, optional ones too; what is optional and cannot be sent is left out.
 * @param media of the body; its JSON or else its first one
 * @throws NoInput
 */
export function inputFor(
  operation: Operation,
  requests: Validators,
  seed: number,
  media = usualMedia(operation),
): Input {
  const input: { -readonly [P in Part]?: Record<string, unknown> } = {};
  const hash = mix(mix(0, `input ${seed}`), operation.name);
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === "header" && IGNORED.has(parameter.name.toLowerCase())) continue;
    const place = `${parameter.in} ${parameter.name}`;
    const value = valueFor(operation, requests, place, mix(hash, place), (one) => isSendable(one, parameter));
    if (value === undefined) {
      if (parameter.required === true) throw new NoInput(`no value was found for ${place}`);
      continue;
    }
    // OAS 3.2 §4.12.1: the whole query is its value.
    if (parameter.in === "querystring") {
      if (isObject(value)) input.query = { ...value };
      continue;
    }
    (input[PARTS[parameter.in]] ??= {})[parameter.name] = value;
  }
  // The Fetch standard (§5.4) lets no GET or HEAD have one.
  if (media === undefined || operation.method === "GET" || operation.method === "HEAD") return input;
  const value = bodyFor(operation, requests, media, hash);
  if (value === undefined && operation.body?.required === true)
    throw new NoInput(`no value was found for body ${media.type}`);
  return value === undefined ? input : { ...input, body: value };
}

const usualMedia = ({ body }: Operation): MediaType | undefined =>
  body?.content.find(({ kind }) => kind === "json") ?? body?.content[0];

function valueFor(
  operation: Operation,
  requests: Validators,
  place: string,
  start: number,
  accept: (value: unknown) => boolean,
  change: (value: unknown) => unknown = (value) => value,
): unknown {
  const validator = requests.get(operation.name, place);
  if (validator === undefined) return "text";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = generateValid(validator, { schemas: requests.schemas, hash: mix(start, attempt) });
    if (!("value" in found)) continue;
    const value = change(found.value);
    if (accept(value) && validator.is(value)) return value;
  }
  return undefined;
}

function bodyFor(operation: Operation, requests: Validators, media: MediaType, hash: number): unknown {
  const place = `body ${media.type}`;
  const draw = (change?: (value: unknown) => unknown): unknown =>
    valueFor(operation, requests, place, mix(hash, place), (value) => value !== undefined, change);
  switch (media.kind) {
    case "json":
      return media.schema === true ? draw() : {};
    case "form":
      return draw(asFields);
    case "multipart":
      // Other multipart types cannot be sent as forms.
      return /^(?:multipart\/(?:form-data|\*)|\*)/i.test(media.type) ? withFiles(draw(asFields), media) : undefined;
    case "text":
      return media.schema === true ? draw((value) => (typeof value === "string" ? value : undefined)) : "some text";
    case "xml":
      return "some text";
    case "binary":
      return new Uint8Array([1, 2, 3]);
    case "events":
    case "lines":
      return [];
  }
}

/** Nothing stands for `null`, an empty array and an empty object outside of JSON (RFC 6570 §2.3). */
export function withoutNothing(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutNothing).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  const entries = Object.entries(value)
    .map(([key, item]) => [key, withoutNothing(item)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A form has no notation for a list of lists. */
function asFields(value: unknown): unknown {
  const fields = withoutNothing(value);
  if (!isObject(fields)) return fields;
  return Object.fromEntries(
    Object.entries(fields).filter(([, field]) => !(Array.isArray(field) && field.some(Array.isArray))),
  );
}

/** The parts of a form that are files, as such, each of the type that its encoding asks for. */
export function withFiles(value: unknown, { shape, encoding = {} }: MediaType): unknown {
  if (typeof shape !== "object" || !("object" in shape) || !isObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => {
    const types = Object.hasOwn(encoding, name) ? encoding[name]?.contentType : undefined;
    const field = Object.hasOwn(shape.object, name) ? shape.object[name] : undefined;
    return [name, asFile(item, field, concrete(types))] as const;
  });
  return Object.fromEntries(entries);
}

function asFile(value: unknown, shape: Shape | undefined, type: string): unknown {
  if (shape === "binary") return typeof value === "string" ? new Blob([value], { type }) : value;
  if (typeof shape !== "object" || !("array" in shape) || !Array.isArray(value)) return value;
  return value.map((item) => asFile(item, shape.array, type));
}

/** `contentType` of an Encoding Object may be a list with ranges (OAS 3.2 §4.15.1). */
function concrete(types = "text/plain"): string {
  const all = types.split(",").map((type) => type.trim());
  const [first = ""] = all;
  return all.find((type) => !type.includes("*")) ?? (first === "*/*" ? "text/plain" : first.replace("*", "plain"));
}

/** Whether the wire has room for it. */
export function isSendable(value: unknown, parameter: Parameter): boolean {
  if (value === null || value === undefined) return false;
  if (JSON.stringify(withoutNothing(value)) !== JSON.stringify(value)) return false;
  if (parameter.in === "path") return value !== "" && value !== "." && value !== "..";
  if (parameter.in !== "header") return true;
  try {
    const [text] = encodeHeaders([parameter], { [parameter.name]: value });
    return text !== undefined && /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text[1]);
  } catch (error) {
    if (error instanceof EncodeError) return false;
    throw error;
  }
}
