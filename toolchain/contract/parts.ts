/** What each OpenAPI object must be before anything is built on it; what is not is reported and left out. */

import { escapeToken, isObject, parsePointer } from "tenon-runtime/core";
import { nearest } from "../diagnostics/nearest.ts";
import { isWhole } from "./media.ts";
import type { Report } from "./report.ts";
import { METHODS, type Kind, type Node } from "./structure.ts";

const LOCATIONS: ReadonlySet<string> = new Set(["path", "query", "header", "cookie", "querystring"]);

/** Header parameters that say what other parts of a contract say (OAS 3.2 §4.12.2.1). */
const IGNORED_HEADERS: ReadonlyMap<string, string> = new Map([
  ["accept", "set the media types of the responses"],
  ["content-type", "set the media types of the request body"],
  ["authorization", "declare a security scheme"],
]);

/** OAS 3.2 §4.12.2.1: such a parameter is ignored. */
export const isIgnored = (node: Node): boolean =>
  node["in"] === "header" && IGNORED_HEADERS.has(String(node["name"]).toLowerCase());

/** The object as it can be used; undefined leaves it out. */
export function checkPart(kind: Kind, node: Node, pointer: string, report: Report): Node | undefined {
  switch (kind) {
    case "parameter":
      return parameter(node, pointer, report);
    case "header":
      return valued(node, pointer, report);
    case "requestBody":
      if (isObject(node["content"]) && Object.keys(node["content"]).length > 0) return node;
      report(
        "invalid-structure",
        { what: "the content of a request body", expected: "a mapping of media types" },
        { pointer },
      );
      return undefined;
    case "operation":
      return operation(node, pointer, report);
    case "response":
      return response(node, pointer, report);
    case "pathItem":
      return pathItem(node);
    case "mediaType":
      return mediaType(node, pointer, report);
    case "example":
      if (typeof node["externalValue"] === "string")
        report("external-value", { url: node["externalValue"] }, { pointer: `${pointer}/externalValue` });
      return node;
    default:
      return node;
  }
}

function parameter(node: Node, pointer: string, report: Report): Node | undefined {
  const { name } = node;
  const location = node["in"];
  if (typeof name === "string" && typeof location === "string" && !LOCATIONS.has(location)) {
    const meant = nearest(location, LOCATIONS);
    report(
      "unknown-place",
      { name, in: location, ...(meant !== undefined && { meant }), places: [...LOCATIONS].join(", ") },
      { pointer: `${pointer}/in` },
    );
    return undefined;
  }
  if (typeof name !== "string" || typeof location !== "string") {
    report(
      "invalid-structure",
      { what: "a parameter", expected: 'an object with "name" and "in" (path, query, header or cookie)' },
      { pointer },
    );
    return undefined;
  }
  if (!isFieldName(name, location)) {
    report("invalid-field-name", { name, what: `${location} parameter` }, { pointer: `${pointer}/name` });
    return undefined;
  }
  const instead = location === "header" ? IGNORED_HEADERS.get(name.toLowerCase()) : undefined;
  if (instead !== undefined) {
    // It stays in the document, so that the others stay where they are.
    report("ignored-header", { name, instead }, { pointer });
    return valued(node, pointer, report);
  }
  if (node["schema"] === undefined && node["content"] === undefined)
    report("untyped-parameter", { name, in: location, legacy: "type" in node }, { pointer });
  if (node["in"] !== "path" || node["required"] === true) return valued(node, pointer, report);
  report("optional-path-parameter", { name }, { pointer });
  return valued({ ...node, required: true }, pointer, report);
}

/** RFC 9110 §8.3.1: type/subtype and parameters; ranges too (RFC 9110 §12.5.1). */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;.*)?$/;

function mediaType(node: Node, pointer: string, report: Report): Node {
  const [parent, type = ""] = parsePointer(pointer).slice(-2);
  if (parent !== "content") return node;
  if (!MEDIA_TYPE.test(type)) report("invalid-media-type", { type }, { pointer });
  if (isWhole(type.toLowerCase())) report("unsupported-multipart", { type }, { pointer });
  else
    for (const keyword of ["prefixEncoding", "itemEncoding"])
      if (node[keyword] !== undefined) report("ignored-encoding", { keyword }, { pointer: `${pointer}/${keyword}` });
  return node;
}

/** A parameter or header has a schema or content with one media type; with neither it is any value. */
function valued(node: Node, pointer: string, report: Report): Node {
  const { content, schema, ...rest } = node;
  if (isObject(content) && Object.keys(content).length > 0) {
    const [[type, media]] = Object.entries(content) as [[string, unknown]];
    if (Object.keys(content).length === 1 && schema === undefined) return node;
    report(
      "invalid-structure",
      { what: "a second description of the value", expected: "absent: either a schema or one media type" },
      { pointer },
    );
    return { ...rest, content: { [type]: media } };
  }
  return schema !== undefined && content === undefined ? node : { ...rest, schema: schema ?? {} };
}

function operation(node: Node, pointer: string, report: Report): Node {
  const written = node["responses"];
  if (written !== undefined && !isObject(written))
    report(
      "invalid-structure",
      { what: "responses", expected: "a mapping of statuses" },
      { pointer: `${pointer}/responses` },
    );
  const statuses = isObject(written) ? Object.keys(written) : [];
  if (statuses.every((status) => status.startsWith("x-")) && (written === undefined || isObject(written)))
    report("missing-responses", { operation: spokenOperation(node, pointer) }, { pointer });
  if (isObject(written) && statuses.every((status) => statusKey(status) === status)) return node;
  const responses: Record<string, unknown> = {};
  for (const status of statuses) {
    const key = statusKey(status);
    if (key !== undefined) responses[key] = (written as Node)[status];
    else if (!status.startsWith("x-"))
      report(
        "invalid-structure",
        { what: `status "${status}"`, expected: "a code such as 200, a range such as 4XX, or default" },
        { pointer: `${pointer}/responses/${escapeToken(status)}` },
      );
  }
  return { ...node, responses };
}

/** `getStudent`, or `GET /students` where it has no id. */
function spokenOperation({ operationId }: Node, pointer: string): string {
  if (typeof operationId === "string") return operationId;
  const [path = "", method = ""] = parsePointer(pointer).slice(-2);
  return `${method.toUpperCase()} ${path}`;
}

/** Names of header fields are tokens (RFC 9110 §5.1); a cookie's name ends before `=` (RFC 6265 §4.1.1). */
function isFieldName(name: string, location: string): boolean {
  if (location === "header") return /^[!#$%&'*+.^_`|~\w-]+$/.test(name);
  return location !== "cookie" || /^[!-:<>-~]+$/.test(name);
}

function response(node: Node, pointer: string, report: Report): Node {
  return withoutContentType(withFieldNames(node, pointer, report), pointer, report);
}

function withFieldNames(node: Node, pointer: string, report: Report): Node {
  const { headers } = node;
  const wrong = isObject(headers) ? Object.keys(headers).filter((name) => !isFieldName(name, "header")) : [];
  if (wrong.length === 0) return node;
  for (const name of wrong.filter((each) => !each.startsWith("x-") || isObject((headers as Node)[each])))
    report(
      "invalid-field-name",
      { name, what: "response header" },
      { pointer: `${pointer}/headers/${escapeToken(name)}` },
    );
  const left = Object.entries(headers as Node).filter(([name]) => !wrong.includes(name));
  return { ...node, headers: Object.fromEntries(left) };
}

function withoutContentType(node: Node, pointer: string, report: Report): Node {
  const headers = node["headers"];
  const contentType = isObject(headers)
    ? Object.keys(headers).find((name) => name.toLowerCase() === "content-type")
    : undefined;
  if (contentType === undefined) return node;
  report(
    "ignored-header",
    { name: contentType, instead: "set the media types under `content`" },
    { pointer: `${pointer}/headers` },
  );
  const { [contentType]: _, ...rest } = headers as Node;
  return { ...node, headers: rest };
}

/** Only what the specification knows: a stray key must not be taken for an operation. */
function pathItem(node: Node): Node {
  const known = new Set<string>([
    ...METHODS,
    "summary",
    "description",
    "servers",
    "parameters",
    "additionalOperations",
  ]);
  if (Object.keys(node).every((key) => known.has(key) || key.startsWith("x-"))) return node;
  return Object.fromEntries(Object.entries(node).filter(([key]) => known.has(key) || key.startsWith("x-")));
}

/** `200`, `4XX` or `default`, however it is written; undefined for anything else. */
function statusKey(status: string): string | undefined {
  if (status === "default") return status;
  return /^[1-5](\d\d|xx)$/i.test(status) ? status.toUpperCase() : undefined;
}

/** What stands in for a part whose reference leads to nothing: it exists, and may be anything. */
export function unknownPart(kind: Kind): Node | undefined {
  const content = { "application/json": {} };
  if (kind === "response") return { description: "", content };
  return kind === "requestBody" ? { content } : undefined;
}
