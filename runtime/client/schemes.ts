/** Security schemes (OAS 3.2 §4.27): where a credential goes. Generated code names those of its contract. */

import type { SecurityScheme } from "../core/contract.ts";
import { percentEncode } from "../core/http/percent.ts";

/** What credentials add to a request. */
export interface Credentials {
  readonly headers: [name: string, value: string][];
  /** Percent-encoded. */
  readonly query: [name: string, value: string][];
  /** Percent-encoded, as cookie parameters are (OAS 3.2 §4.12.2.2). */
  readonly cookies: [name: string, value: string][];
}

export type GivenCredential = string | { readonly username: string; readonly password: string };

/** Adds the credential of a scheme. @throws TypeError for one of another kind */
export type PlaceCredential = (credential: GivenCredential, to: Credentials, scheme: string) => void;

export type Schemes = Readonly<Record<string, PlaceCredential>>;

/** An `Authorization` scheme; the credential is the part after the scheme's name. */
export const httpScheme =
  (name: string): PlaceCredential =>
  (credential, { headers }, scheme) => {
    headers.push(["Authorization", `${name} ${text(credential, scheme)}`]);
  };

function text(credential: GivenCredential, scheme: string): string {
  if (typeof credential === "string") return credential;
  throw new TypeError(`auth.${scheme} takes a string`);
}

/** HTTP bearer, OAuth 2 and OpenID Connect (RFC 6750 §2.1). */
export const bearer: PlaceCredential = /* @__PURE__ */ httpScheme("Bearer");

/** RFC 7617. */
export const basic: PlaceCredential = (credential, { headers }, scheme) => {
  if (typeof credential !== "object") throw new TypeError(`auth.${scheme} takes { username, password }`);
  // §2.1: of the UTF-8 bytes.
  const bytes = new TextEncoder().encode(`${credential.username}:${credential.password}`);
  headers.push(["Authorization", `Basic ${btoa(String.fromCharCode(...bytes))}`]);
};

export const apiKey =
  (place: "header" | "query" | "cookie", name: string): PlaceCredential =>
  (credential, { headers, query, cookies }, scheme) => {
    const key = text(credential, scheme);
    if (place === "header") headers.push([name, key]);
    else if (place === "cookie") cookies.push([name, percentEncode(key)]);
    else query.push([percentEncode(name), percentEncode(key)]);
  };

/** The TLS connection has the certificate: nothing is added. */
export const mutualTls: PlaceCredential = () => {};

/** For contract data that a program loads at run time. */
export function schemeOf(scheme: SecurityScheme): PlaceCredential {
  if (scheme.type === "mutualTLS") return mutualTls;
  if (scheme.type === "apiKey") return apiKey(scheme.in, scheme.name);
  if (scheme.type !== "http" || /^bearer$/i.test(scheme.scheme)) return bearer;
  return /^basic$/i.test(scheme.scheme) ? basic : httpScheme(scheme.scheme);
}
