/** Security schemes and requirements (OAS 3.2 §4.27, §4.30). */

import { isObject } from "tenon-runtime/core";
import type { NamedSecurityScheme, SecurityRequirement, SecurityScheme } from "./model.ts";
import type { Report } from "./report.ts";
import { type Node } from "./structure.ts";

export function readSchemes(
  section: Node | undefined,
  origin: ReadonlyMap<object, string>,
  report: Report,
): Record<string, NamedSecurityScheme> {
  const schemes: Record<string, NamedSecurityScheme> = {};
  for (const [name, written] of Object.entries(section ?? {})) {
    let value = written;
    if (isObject(value) && typeof value["$ref"] === "string") value = section?.[value["$ref"].split("/").at(-1)!];
    if (!isObject(value)) continue;
    const pointer = origin.get(value) ?? `/components/securitySchemes/${name}`;
    const scheme = readScheme(value);
    if (scheme === undefined) {
      report(
        "invalid-structure",
        { what: `security scheme "${name}"`, expected: "of type http, apiKey, oauth2, openIdConnect or mutualTLS" },
        { pointer },
      );
      continue;
    }
    const { description } = value;
    schemes[name] = { name, pointer, ...(typeof description === "string" && { description }), scheme };
  }
  return schemes;
}

function readScheme(node: Node): SecurityScheme | undefined {
  const { type, scheme, bearerFormat, name } = node;
  switch (type) {
    case "http":
      if (typeof scheme !== "string") return undefined;
      return { type, scheme: scheme.toLowerCase(), ...(typeof bearerFormat === "string" && { bearerFormat }) };
    case "apiKey":
      if ((node["in"] !== "query" && node["in"] !== "header" && node["in"] !== "cookie") || typeof name !== "string")
        return undefined;
      return { type, in: node["in"], name };
    case "oauth2":
    case "openIdConnect":
    case "mutualTLS":
      return { type };
    default:
      return undefined;
  }
}

export type ReadSecurity = (value: unknown, pointer: string) => SecurityRequirement[] | undefined;

/** Reads requirements; an undeclared scheme is reported once, and stays: no request satisfies it. */
export function createSecurityReader(
  schemes: Readonly<Record<string, NamedSecurityScheme>>,
  report: Report,
): ReadSecurity {
  const reported = new Set<string>();
  return (value, pointer) => {
    if (!Array.isArray(value)) return undefined;
    return value.filter(isObject).map((requirement) => {
      const read: Record<string, readonly string[]> = {};
      for (const [scheme, scopes] of Object.entries(requirement)) {
        read[scheme] = Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === "string") : [];
        if (Object.hasOwn(schemes, scheme) || reported.has(scheme)) continue;
        reported.add(scheme);
        report("unknown-security-scheme", { scheme, known: Object.keys(schemes).join(", ") }, { pointer });
      }
      return read;
    });
  };
}
