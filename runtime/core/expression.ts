/** Runtime expressions (OAS 3.2 §4.20.4) as far as the URL of a callback needs them (§4.20.2). */

import { member, valueAt } from "./json-pointer.ts";
import type { Answer, DecodedRequest } from "./types.ts";

/** What an expression may look at. */
export interface ExpressionSource {
  readonly method: string;
  /** As it reached the handler. */
  readonly request: DecodedRequest;
  /** As the handler answered it. */
  readonly response?: Answer | undefined;
  /** The absolute URL of the request. */
  readonly url?: string | undefined;
}

/** An expression that has no value here; the message is the end of a sentence that names it. */
export class Unevaluated extends Error {}

/**
 * The text that a template gives: an expression (`$request.query.url`), or a text in which expressions stand in braces
 * (`{$request.body#/url}/data`). What stands behind a `?` is percent-encoded, so that a value stays one value.
 * @throws Unevaluated
 */
export function evaluate(template: string, source: ExpressionSource): string {
  if (template.startsWith("$")) return textOf(template, source);
  let text = "";
  for (const part of template.split(/(\{\$[^}]*\})/)) {
    if (!part.startsWith("{$")) text += part;
    else {
      const value = textOf(part.slice(1, -1), source);
      text += text.includes("?") ? encodeURIComponent(value) : value;
    }
  }
  return text;
}

function textOf(expression: string, source: ExpressionSource): string {
  const value = valueOf(expression, source);
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value);
  if (value === undefined || value === null) throw new Unevaluated(`${expression} is not there`);
  throw new Unevaluated(`${expression} is ${Array.isArray(value) ? "an array" : "an object"}, not a text`);
}

const EXPRESSION = /^\$(request|response)\.(?:(header|query|path)\.(.+)|body(?:#(.*))?)$/s;

function valueOf(expression: string, { method, request, response, url }: ExpressionSource): unknown {
  if (expression === "$url") return url;
  if (expression === "$method") return method;
  if (expression === "$statusCode") return response?.status;
  const [, side, place, name = "", pointer = ""] = EXPRESSION.exec(expression) ?? [];
  if (side === undefined) throw new Unevaluated(`${expression} is no runtime expression`);
  if (side === "response") {
    if (place === "query" || place === "path") throw new Unevaluated(`${expression}: an answer has no ${place}`);
    return place === "header" ? header(response?.headers, name) : valueAt(response?.body, pointer);
  }
  if (place === "header") return header(request.headers, name);
  if (place === "query") return member(request.query, name);
  return place === "path" ? member(request.params, name) : valueAt(request.body, pointer);
}

/** Names of fields are case-insensitive (RFC 9110 §5.1). */
const header = (fields: Readonly<Record<string, unknown>> | undefined, name: string): unknown =>
  Object.entries(fields ?? {}).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
