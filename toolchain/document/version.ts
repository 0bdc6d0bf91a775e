/** Which OpenAPI a document is written in. */

import { diagnostic, type Diagnostic, type Position } from "../diagnostics/index.ts";

export type Version = "2.0" | "3.0" | "3.1" | "3.2";

/**
 * @param at the position of a top-level key, or of the document's start
 */
export function detectVersion(data: unknown, at: (key?: string) => Position): Version | Diagnostic {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    const found =
      data === null ? "it is empty" : Array.isArray(data) ? "it contains a list" : `it contains only a ${typeof data}`;
    return diagnostic("not-a-contract", { found }, { position: at() });
  }
  for (const key of ["openapi", "swagger"] as const) {
    if (!Object.hasOwn(data, key)) continue;
    const value = (data as Record<string, unknown>)[key];
    const text = written(value);
    const version = /^(2\.0|3\.[012])(\.\d+)?(-[\w.]+)?$/.exec(text)?.[1] as Version | undefined;
    if (version !== undefined && (version === "2.0") === (key === "swagger")) return version;
    return diagnostic("unsupported-version", { version: text }, { position: at(key) });
  }
  const found = Object.hasOwn(data, "asyncapi")
    ? "it is an AsyncAPI document"
    : Object.hasOwn(data, "$schema")
      ? "it is a JSON Schema"
      : "it has neither `openapi` nor `swagger`";
  return diagnostic("not-a-contract", { found }, { position: at() });
}

/** In YAML `openapi: 3.0` without quotes is the number 3. */
function written(value: unknown): string {
  if (typeof value === "number" && Number.isInteger(value)) return `${value}.0`;
  return typeof value === "string" || typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "");
}
