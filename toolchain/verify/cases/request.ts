/** What a caller means → the request that says it. */

import {
  encodeBody,
  encodeCookies,
  encodeHeaders,
  encodePath,
  encodeQuery,
  type Contract,
  type MediaType,
  type Operation,
  type SecurityScheme,
} from "tenon-runtime/core";
import { PARTS } from "./inputs.ts";
import type { CaseRequest, Input } from "./types.ts";

/** What a scheme is satisfied with: a token, a key, or for basic authentication `name:password`. */
export type Credentials = Readonly<Record<string, string>>;

export const DEFAULT_CREDENTIALS = "secret:secret";
const BOUNDARY = "----case-boundary";

/** @throws EncodeError for a value that cannot be sent */
export async function requestOf(
  contract: Contract,
  operation: Operation,
  input: Input,
  media: MediaType | undefined,
  credentials: Credentials,
): Promise<CaseRequest> {
  const parameters = operation.parameters ?? [];
  const headers = encodeHeaders(parameters, input.headers).map(([name, value]): [string, string] => [name, value]);
  const path = encodePath(operation.path, parameters, input.params);
  const query = [encodeQuery(parameters, input.query)];
  const cookies = [encodeCookies(parameters, input.cookies)];
  for (const [name, scheme] of schemesOf(contract, operation)) {
    const secret = credentials[name] ?? DEFAULT_CREDENTIALS;
    if (isParameterToo(operation, scheme, input)) continue;
    if (scheme.type === "apiKey") {
      if (scheme.in === "header") headers.push([scheme.name, secret]);
      else
        (scheme.in === "query" ? query : cookies).push(
          `${encodeURIComponent(scheme.name)}=${encodeURIComponent(secret)}`,
        );
    } else if (scheme.type !== "mutualTLS") headers.push(["Authorization", authorization(scheme, secret)]);
  }
  const search = query.filter((part) => part !== "").join("&");
  const cookie = cookies.filter((part) => part !== "").join("; ");
  if (cookie !== "") headers.push(["Cookie", cookie]);
  const base = { method: operation.method, url: search === "" ? path : `${path}?${search}` };
  if (media === undefined || input.body === undefined) return { ...base, headers };
  const { bytes, contentType } = await bodyOf(media, input.body);
  return { ...base, headers: [...headers, ["Content-Type", contentType]], body: bytes };
}

/** A key that is a parameter as well has been sent with the parameters. */
function isParameterToo({ parameters = [] }: Operation, scheme: SecurityScheme, input: Input): boolean {
  return (
    scheme.type === "apiKey" &&
    parameters.some(
      ({ in: place, name }) =>
        place === scheme.in &&
        name.toLowerCase() === scheme.name.toLowerCase() &&
        input[PARTS[place]]?.[name] !== undefined,
    )
  );
}

/** The schemes of the first alternative that asks for any and that one request can meet. */
export function schemesOf(contract: Contract, operation: Operation): [name: string, scheme: SecurityScheme][] {
  const alternatives = (operation.security ?? []).map((requirement) =>
    Object.keys(requirement).flatMap((name): [string, SecurityScheme][] => {
      const scheme = contract.securitySchemes[name];
      return scheme === undefined ? [] : [[name, scheme]];
    }),
  );
  return alternatives.find((schemes) => schemes.length > 0 && isPossible(schemes)) ?? [];
}

/** Whether some alternative can be met by one request: a header has room for one credential. */
export const canPass = (contract: Contract, operation: Operation): boolean =>
  (operation.security ?? []).length === 0 ||
  (operation.security ?? []).some((requirement) => Object.keys(requirement).length === 0) ||
  schemesOf(contract, operation).length > 0;

function isPossible(schemes: readonly (readonly [string, SecurityScheme])[]): boolean {
  const places = schemes.map(([, scheme]) =>
    scheme.type === "apiKey" ? `${scheme.in} ${scheme.name.toLowerCase()}` : "header authorization",
  );
  return new Set(places).size === places.length;
}

/**
 * As the registry of schemes has them (RFC 9110 §16.4.1). Case does not matter (§11.1), and servers compare it all the same.
 */
const SPELLINGS: Readonly<Record<string, string>> = Object.fromEntries(
  "Basic Bearer Concealed Digest DPoP GNAP HOBA Mutual Negotiate OAuth SCRAM-SHA-1 SCRAM-SHA-256 vapid"
    .split(" ")
    .map((name) => [name.toLowerCase(), name]),
);

function authorization(scheme: SecurityScheme, secret: string): string {
  const given = scheme.type === "http" ? scheme.scheme : "Bearer";
  const name = SPELLINGS[given.toLowerCase()] ?? given;
  return `${name} ${name.toLowerCase() === "basic" ? btoa(secret) : secret}`;
}

async function bodyOf(
  media: MediaType,
  value: unknown,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string }> {
  const encoded = encodeBody(media, value);
  const response = new Response(encoded.body);
  const given = encoded.contentType ?? response.headers.get("Content-Type") ?? "application/octet-stream";
  const bytes = new Uint8Array(await response.arrayBuffer());
  const [, drawn] = /boundary=(.+)$/.exec(given) ?? [];
  if (drawn === undefined || encoded.contentType !== undefined) return { bytes, contentType: given };
  // Whoever writes the form draws a boundary; the same seed has to make the same bytes.
  const text = Buffer.from(bytes).toString("latin1").replaceAll(drawn, BOUNDARY);
  return { bytes: new Uint8Array(Buffer.from(text, "latin1")), contentType: given.replace(drawn, BOUNDARY) };
}
