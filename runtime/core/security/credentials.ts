/** What a request shows of its sender, by security scheme (OAS 3.2 §4.27). */

import type { SecurityScheme } from "../contract.ts";
import { decodePercent, decodeText, parseCookies, parseFields } from "../http/fields.ts";
import type { RequestInfo } from "../types.ts";

/** @returns the credentials of a scheme; `undefined` when the request has none */
export function credentialsOf(scheme: SecurityScheme, request: RequestInfo, scopes: readonly string[]): unknown {
  switch (scheme.type) {
    case "http": {
      const rest = authorizationOf(request, scheme.scheme);
      if (rest === undefined) return undefined;
      const name = scheme.scheme.toLowerCase();
      if (name === "basic") return basicCredentials(rest);
      return name === "bearer" ? { token: rest } : { scheme: scheme.scheme, parameters: rest };
    }
    case "oauth2":
    case "openIdConnect": {
      const token = authorizationOf(request, "bearer");
      return token === undefined ? undefined : { token, scopes };
    }
    case "apiKey": {
      const value = apiKeyOf(scheme, request);
      return value === undefined || value === "" ? undefined : { value };
    }
    case "mutualTLS":
      return request.certificate === undefined ? undefined : { certificate: request.certificate };
  }
}

function authorizationOf(request: RequestInfo, scheme: string): string | undefined {
  const header = request.header("authorization");
  if (header === undefined) return undefined;
  const space = header.indexOf(" ");
  if (space === -1 || header.slice(0, space).toLowerCase() !== scheme.toLowerCase()) return undefined;
  const rest = header.slice(space + 1).trim();
  return rest === "" ? undefined : rest;
}

/** RFC 7617 §2: the first colon divides; the text is UTF-8. */
function basicCredentials(text: string): { username: string; password: string } | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const pair = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const colon = pair.indexOf(":");
    return colon === -1 ? undefined : { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

function apiKeyOf(scheme: Extract<SecurityScheme, { type: "apiKey" }>, request: RequestInfo): string | undefined {
  if (scheme.in === "header") return request.header(scheme.name);
  // Given twice, it cannot be told which one somebody in between has looked at.
  if (scheme.in === "cookie") return onlyOne(parseCookies(request.header("cookie")).get(scheme.name), decodePercent);
  const question = request.url.indexOf("?");
  if (question === -1) return undefined;
  return onlyOne(parseFields(request.url.slice(question + 1), Number.POSITIVE_INFINITY)?.get(scheme.name), decodeText);
}

function onlyOne(
  values: readonly string[] | undefined,
  decode: (raw: string) => string | undefined,
): string | undefined {
  const [value] = values ?? [];
  return value === undefined || values?.length !== 1 ? undefined : decode(value);
}
