/** Media types (RFC 9110 §8.3). */

import type { MediaType } from "../contract.ts";

export interface ParsedType {
  /** `type/subtype`, lower-case. */
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

export function parseMediaType(text: string): ParsedType {
  const semicolon = text.indexOf(";");
  if (semicolon === -1) return { essence: text.trim().toLowerCase(), parameters: NO_PARAMETERS };
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, token = ""] of text
    .slice(semicolon)
    .matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted === undefined ? token : quoted.replaceAll(/\\(.)/g, "$1"));
  }
  return { essence: text.slice(0, semicolon).trim().toLowerCase(), parameters };
}

/**
 * The declared media type that a body of this type is held against: the most specific (OAS 3.2 §4.14): the same type with
 * the same parameters, the same type, `type/*`, `*` + `/*`.
 */
export function matchMediaType(given: string, declared: readonly MediaType[]): MediaType | undefined {
  for (const media of declared) if (media.type === given) return media;
  const { essence, parameters } = parseMediaType(given);
  let best: MediaType | undefined;
  let bestScore = 0;
  for (const media of declared) {
    const score = scoreOf(media, essence, parameters);
    if (score > bestScore) [best, bestScore] = [media, score];
  }
  return best;
}

function scoreOf(media: MediaType, essence: string, parameters: ReadonlyMap<string, string>): number {
  const range = parseMediaType(media.type);
  if (range.essence === essence) {
    for (const [name, value] of range.parameters) {
      if (parameters.get(name)?.toLowerCase() !== value.toLowerCase()) return 3;
    }
    return 4 + range.parameters.size;
  }
  if (range.essence === "*/*" || range.essence === "*") return 1;
  // `type/*`, and `application/*+json`, which no standard has and many write: by suffix (RFC 6839).
  const star = range.essence.indexOf("*");
  const matches =
    star > 0 && essence.startsWith(range.essence.slice(0, star)) && essence.endsWith(range.essence.slice(star + 1));
  return matches ? (range.essence.endsWith("*") ? 2 : 2.5) : 0;
}

/** Whether bodies of a type are JSON: `application/json`, and whatever ends in `+json` (RFC 6839 §3.1). */
export function isJson(type: string): boolean {
  const semicolon = type.indexOf(";");
  const essence = (semicolon === -1 ? type : type.slice(0, semicolon)).trim().toLowerCase();
  return essence.endsWith("+json") || JSON_TYPES.has(essence);
}

const JSON_TYPES: ReadonlySet<string> = new Set(["application/json", "application/x-json", "text/json", "text/x-json"]);

export const isRange = (type: string): boolean => type.includes("*");
