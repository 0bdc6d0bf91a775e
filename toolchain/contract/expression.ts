/** The key of a callback: a runtime expression, or a text with such in braces, that gives its URL (OAS 3.2 §4.20.2). */

import type { CallbackSource, Operation } from "./model.ts";

/** The parts of a request that a key refers to, or the end of a sentence that says why it is no URL. */
export function sourcesOf(
  key: string,
  { parameters, body }: Pick<Operation, "parameters" | "body">,
): readonly CallbackSource[] | string {
  const expressions = key.startsWith("$") ? [key] : Array.from(key.matchAll(/\{(\$[^}]*)\}/g), (match) => match[1]!);
  const [start = ""] = key.startsWith("$") ? [] : key.split(/\{\$[^}]*\}/);
  if (start !== "" && !/^https?:\/\//i.test(start)) return "starts with neither a runtime expression nor a URL";
  if (/[{}\s]/.test(key.startsWith("$") ? "" : key.replace(/\{\$[^}]*\}/g, "")))
    return "contains text that is neither a runtime expression nor part of a URL";
  const sources = new Set<CallbackSource>();
  for (const expression of expressions) {
    if (expression === "$url") sources.add("url");
    else if (expression === "$statusCode") sources.add("response");
    else if (expression !== "$method") {
      const [, side, place, name = ""] =
        /^\$(request|response)\.(?:(header|query|path)\.(.+)|body(?:#(?:\/.*)?)?)$/s.exec(expression) ?? [];
      if (side === undefined) return `contains ${expression}, which is not a runtime expression`;
      if (side === "response" && (place === "query" || place === "path"))
        return `contains ${expression}, but a response has no ${place}`;
      // OAS 3.2 §4.20.4: what is not declared cannot be evaluated
      const same = (declared: string): boolean =>
        place === "header" ? declared.toLowerCase() === name.toLowerCase() : declared === name;
      if (side === "request" && place !== undefined && !parameters.some((p) => p.in === place && same(p.name)))
        return `contains ${expression}, but the operation has no such ${place} parameter`;
      if (side === "request" && place === undefined && body === undefined)
        return `contains ${expression}, but the operation has no request body`;
      sources.add(side === "request" ? "request" : "response");
    }
  }
  return [...sources];
}
