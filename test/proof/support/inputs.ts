/** Valid input for an operation, drawn by a seed from the schemas of its request. */

import {
  encodeHeaders,
  type MediaType,
  type Operation,
  type Parameter,
  type Shape,
  type Validators,
} from "tenon-runtime/core";
import { mix } from "../../../runtime/mocks/generate/hash.ts";
import { generateValid } from "../../../runtime/mocks/generate/valid.ts";

export type Part = "params" | "query" | "headers" | "cookies";
export type Input = { [P in Part]?: Record<string, unknown> } & { body?: unknown };

const PARTS: Readonly<Record<Parameter["in"], Part>> = {
  path: "params",
  query: "query",
  querystring: "query",
  header: "headers",
  cookie: "cookies",
};
/** OAS 3.2 §4.12.2.1: parameters of these names are ignored. */
const IGNORED = new Set(["accept", "content-type", "authorization"]);
const ATTEMPTS = 25;

/** No value was found that is valid and that the wire can hold. */
export class NoInput extends Error {}

/** Every parameter and the body, optional ones too; what is optional and cannot be sent is left out. */
export function inputFor(operation: Operation, requests: Validators, seed: number): Input {
  const input: Input = {};
  const hash = mix(mix(0, `input ${seed}`), operation.name);
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === "header" && IGNORED.has(parameter.name.toLowerCase())) continue;
    const place = `${parameter.in} ${parameter.name}`;
    const value = valueFor(operation, requests, place, mix(hash, place), (one) => isSendable(one, parameter));
    if (value === undefined) {
      if (parameter.required === true) throw new NoInput(`no value was found for ${place}`);
      continue;
    }
    (input[PARTS[parameter.in]] ??= {})[parameter.name] = value;
  }
  const body = operation.body;
  const media = body?.content.find(({ kind }) => kind === "json") ?? body?.content[0];
  // The Fetch standard (§5.4) lets no GET or HEAD have one.
  if (media === undefined || operation.method === "GET" || operation.method === "HEAD") return input;
  const value = bodyFor(operation, requests, media, hash);
  if (value === undefined && body?.required === true) throw new NoInput(`no value was found for body ${media.type}`);
  return value === undefined ? input : { ...input, body: value };
}

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
      return draw(withoutNothing) ?? undefined;
    case "multipart":
      return withFiles(draw(withoutNothing), media.shape);
    case "text":
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
function withoutNothing(value: unknown): unknown {
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

function withFiles(value: unknown, shape: Shape | undefined): unknown {
  if (typeof value !== "object" || value === null || typeof shape !== "object" || !("object" in shape)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      shape.object[name] === "binary" ? new Blob([String(item)], { type: "text/plain" }) : item,
    ]),
  );
}

function isSendable(value: unknown, parameter: Parameter): boolean {
  if (value === null || value === undefined) return false;
  if (JSON.stringify(withoutNothing(value)) !== JSON.stringify(value)) return false;
  if (parameter.in === "path") return value !== "" && value !== "." && value !== "..";
  if (parameter.in !== "header") return true;
  const [text] = encodeHeaders([parameter], { [parameter.name]: value });
  return text !== undefined && /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text[1]);
}
