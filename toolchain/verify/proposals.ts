/** What a contract lacks so that observed traffic is valid. */

import {
  bodyAt,
  bodySchemaAt,
  locatedViolation,
  matchMediaType,
  operationAt,
  parameterSchemaAt,
  responseAt,
  responseFor,
  answerSchemaAt,
  headerAt,
  valueAt,
  isObject,
  parsePointer,
  type Operation,
  type Violation,
} from "tenon-runtime/core";
import { codePoints } from "tenon-runtime/mocks/values";
import { shortened } from "./checks/answer.ts";
import { headerOf } from "./target.ts";
import type { Passage } from "./traffic.ts";
import type { VerifySource } from "./types.ts";

/** A change of a contract. Pointers are JSON Pointers into the contract, without `#`. */
export type Edit = { readonly pointer: string; readonly evidence: string } & (
  | { readonly kind: "add"; readonly value: Readonly<Record<string, unknown>> | readonly unknown[] }
  /** A schema must allow values of this type, too. */
  | { readonly kind: "type"; readonly type: string }
  /** A property need not be there. @see pointer of the schema */
  | { readonly kind: "optional"; readonly name: string }
  | { readonly kind: "remove" }
);

/** Statuses that say that the request is invalid, or its caller may not send it. */
const INVALID: ReadonlySet<number> = new Set([400, 401, 403, 405, 413, 414, 415, 422, 431]);
const METHODS: ReadonlySet<string> = new Set("GET PUT POST DELETE OPTIONS HEAD PATCH TRACE".split(" "));
/** Bounds that an observed value moves, with what they measure. */
const BOUNDS: Readonly<Record<string, (value: unknown) => unknown>> = {
  minimum: (value) => value,
  maximum: (value) => value,
  minLength: (value) => codePoints(String(value)),
  maxLength: (value) => codePoints(String(value)),
  minItems: (value) => (value as readonly unknown[]).length, // the keyword is about lists
  maxItems: (value) => (value as readonly unknown[]).length,
};
/** Keywords without which a value is valid, and which say nothing else. */
const REMOVABLE: ReadonlySet<string> = new Set(
  "pattern format multipleOf uniqueItems const exclusiveMinimum exclusiveMaximum minProperties maxProperties".split(
    " ",
  ),
);

/** @param base the path of the contract's server, which the paths of requests begin with */
export function proposalsFor(source: VerifySource, passage: Passage, base: string): readonly Edit[] {
  const { request, reply } = passage;
  const path = request.url.split("?", 1)[0] ?? "";
  const what = `${request.method} ${shortened(path)}, answered ${reply.status}`;
  const operation = source.contract.operations.find(({ name }) => name === passage.operation?.name);
  if (operation === undefined) return reply.status < 400 ? newPath(passage, path, base, what) : [];
  if (reply.status >= 500) return [];
  return [...ofAnswer(source, operation, passage, what), ...ofRequest(source, operation, passage, what)];
}

function newPath({ request, reply }: Passage, path: string, base: string, what: string): Edit[] {
  const below = path.startsWith(`${base}/`) ? path.slice(base.length) : path;
  if (!METHODS.has(request.method)) return [];
  const parameters: unknown[] = [];
  const template = below.replaceAll(/(?<=\/)(?:\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?=\/|$)/gi, (text) => {
    const name = parameters.length === 0 ? "id" : `id${parameters.length + 1}`;
    const schema = { type: /^\d+$/.test(text) ? "integer" : "string" };
    parameters.push({ name, in: "path", required: true, schema });
    return `{${name}}`;
  });
  const operation = {
    ...(parameters.length > 0 && { parameters }),
    ...(request.body !== undefined && { requestBody: { content: contentOf(request.headers, request.body) } }),
    responses: { [reply.status]: answerOf(reply, what) },
  };
  return [
    {
      kind: "add",
      pointer: "/paths",
      value: { [template]: { [request.method.toLowerCase()]: operation } },
      evidence: what,
    },
  ];
}

function ofAnswer(source: VerifySource, operation: Operation, { reply, request }: Passage, what: string): Edit[] {
  const { status } = reply;
  const response = responseFor(operation, status);
  const add = (at: string, value: Readonly<Record<string, unknown>>): Edit => ({
    kind: "add",
    pointer: at.slice(1),
    value,
    evidence: what,
  });
  if (response === undefined) return [add(`${operationAt(operation)}/responses`, { [status]: answerOf(reply, what) })];
  const at = responseAt(operation, response);
  const edits = (response.headers ?? [])
    .filter(({ name, required }) => required === true && headerOf(reply, name) === undefined)
    .filter(({ name }) => name.toLowerCase() !== "content-type")
    .map((header) => add(headerAt(operation, response, header), { required: false }));
  const content = response.content ?? [];
  const type = headerOf(reply, "content-type");
  if (content.length === 0 || request.method === "HEAD" || type === undefined || reply.body === undefined) return edits;
  const media = matchMediaType(type, content);
  if (media === undefined) return [...edits, add(`${at}/content`, contentOf(reply.headers, reply.body))];
  if (media.kind !== "json") return edits;
  const value = jsonOf(reply.body);
  const validator = source.responses.get(operation.name, `${response.status} ${media.type}`);
  if (value === undefined || validator === undefined || validator.is(value.json)) return edits;
  const schema = answerSchemaAt(operation, response.status, media.type);
  return [...edits, ...validator.explain(value.json).flatMap((each) => ofViolation(each, value.json, schema, what))];
}

function ofRequest(source: VerifySource, operation: Operation, { request, reply }: Passage, what: string): Edit[] {
  // A request that the server rejects shows no lack of the contract.
  if (INVALID.has(reply.status)) return [];
  const edits: Edit[] = [];
  const declared = operation.parameters ?? [];
  const ofKeys = Object.values(source.contract.securitySchemes).flatMap((each) =>
    each.type === "apiKey" && each.in === "query" ? [each.name] : [],
  );
  const names = declared.filter((each) => each.in === "query" || each.in === "querystring").map(({ name }) => name);
  const isOpen = declared.some(
    (each) => each.in === "querystring" || each.style === "deepObject" || each.explode === true,
  );
  for (const [name, text] of new URLSearchParams(request.url.split("?")[1] ?? "")) {
    const value = scalar(text);
    const parameter = declared.find((each) => each.in === "query" && each.name === name);
    const validator = parameter && source.requests.get(operation.name, `query ${name}`);
    if (parameter !== undefined && validator !== undefined && !validator.is(text) && !validator.is(value)) {
      const at = parameterSchemaAt(operation, parameter);
      edits.push(
        ...validator.explain(value).flatMap((each) => ofViolation(each, value, at, `${what}, ${name}=${text}`)),
      );
    }
    if (names.includes(name) || ofKeys.includes(name) || isOpen) continue;
    edits.push({
      kind: "add",
      pointer: `${operationAt(operation).slice(1)}/parameters`,
      value: [{ name, in: "query", schema: schemaOf(value) }],
      evidence: `${what}, with the query parameter ${name}=${shortened(text)}`,
    });
  }
  return [...edits, ...ofBody(source, operation, request, what)];
}

function ofBody(source: VerifySource, operation: Operation, request: Passage["request"], what: string): Edit[] {
  const { body } = request;
  if (body === undefined || operation.body === undefined) return [];
  const type = request.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const media = type === undefined ? undefined : matchMediaType(type, operation.body.content);
  if (media === undefined) {
    const value = contentOf(request.headers, body);
    return [{ kind: "add", pointer: `${bodyAt(operation).slice(1)}/content`, value, evidence: what }];
  }
  const value = media.kind === "json" ? jsonOf(body) : undefined;
  const validator = source.requests.get(operation.name, `body ${media.type}`);
  if (value === undefined || validator === undefined || validator.is(value.json)) return [];
  const at = bodySchemaAt(operation, media.type);
  return validator.explain(value.json).flatMap((each) => ofViolation(each, value.json, at, `${what}, the request`));
}

/** Unions and conditions are for a person to change. */
function ofViolation(violation: Violation, whole: unknown, at: string, what: string): Edit[] {
  const { keyword, pointer, schemaPointer } = locatedViolation(violation, at);
  const place = schemaPointer.slice(1);
  if (!place.endsWith(`/${keyword}`)) return [];
  const schema = place.slice(0, -keyword.length - 1);
  const value = valueAt(whole, pointer);
  const evidence = `${what}: ${pointer === "" ? "the body" : pointer} is ${shortened(value)}`;
  const name = parsePointer(pointer).at(-1) ?? "";
  if (keyword === "type") return [{ kind: "type", pointer: schema, type: typeOf(value), evidence }];
  if (keyword === "enum") return [{ kind: "add", pointer: place, value: [value], evidence }];
  if (keyword === "required")
    return [{ kind: "optional", pointer: schema, name, evidence: `${what}: ${pointer} is missing` }];
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties")
    return [{ kind: "add", pointer: `${schema}/properties`, value: { [name]: schemaOf(value) }, evidence }];
  const measure = BOUNDS[keyword];
  if (measure !== undefined) return [{ kind: "add", pointer: schema, value: { [keyword]: measure(value) }, evidence }];
  return REMOVABLE.has(keyword) ? [{ kind: "remove", pointer: place, evidence }] : [];
}

const answerOf = ({ headers, body }: Passage["reply"], what: string): Readonly<Record<string, unknown>> => ({
  description: `Observed: ${what}`,
  ...(body !== undefined && body.length > 0 && { content: contentOf(headers, body) }),
});

function contentOf(headers: Passage["reply"]["headers"], body: Uint8Array): Readonly<Record<string, unknown>> {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "application/octet-stream";
  const plain = (type.split(";", 1)[0] ?? "").trim();
  const value = /[/+]json$/i.test(plain) ? jsonOf(body) : undefined;
  return { [plain]: value === undefined ? {} : { schema: schemaOf(value.json) } };
}

function jsonOf(body: Uint8Array): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(new TextDecoder().decode(body)) as unknown };
  } catch {
    return undefined;
  }
}

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

/** A schema that allows a value and ones like it: its type, and the types of its members. */
export function schemaOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null) return {};
  if (Array.isArray(value)) {
    const [first] = value as readonly unknown[];
    const types = new Set(value.map(typeOf));
    return { type: "array", items: types.size === 1 && !isObject(first) ? schemaOf(first) : {} };
  }
  if (!isObject(value)) return { type: typeOf(value) };
  const properties = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, schemaOf(member)]));
  return { type: "object", properties };
}

function scalar(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
