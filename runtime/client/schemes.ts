/** Security schemes (OAS 3.2 §4.27): where a credential goes. Generated code names those of its contract. */

import type { SecurityScheme } from "../core/contract.ts";
import { percentEncode } from "../core/http/percent.ts";

/** A request, as far as credentials change it. */
export interface Credentials {
  readonly headers: Headers;
  /** Without `?`. */
  query: string;
  /** The same, for errors: `***` stands for a key. */
  shown: string;
  /** `manual` where `fetch` would send a credential along to another origin (Fetch standard §4.4). */
  redirect?: RequestRedirect;
}

export type GivenCredential = string | { readonly username: string; readonly password: string };

/** Adds the credential of a scheme. @throws TypeError for one of another kind */
export type PlaceCredential = (credential: GivenCredential, to: Credentials, scheme: string) => void;

export type Schemes = Readonly<Record<string, PlaceCredential>>;

/** An `Authorization` scheme; the credential is the part after the scheme's name. */
export const httpScheme =
  (name: string): PlaceCredential =>
  (credential, { headers }, scheme) =>
    headers.set("Authorization", `${name} ${text(credential, scheme)}`);

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
  headers.set("Authorization", `Basic ${btoa(String.fromCharCode(...bytes))}`);
};

export const apiKey =
  (place: "header" | "query" | "cookie", name: string): PlaceCredential =>
  (credential, to, scheme) => {
    const { headers, query } = to;
    const key = text(credential, scheme);
    if (place === "header") headers.set(name, key);
    else if (place === "query") {
      // The URL of a next page may repeat the key.
      const others = query.split("&").filter((pair) => pair && !pair.startsWith(`${percentEncode(name)}=`));
      const written = (value: string): string => [...others, `${percentEncode(name)}=${value}`].join("&");
      [to.query, to.shown] = [written(percentEncode(key)), written("***")];
    }
    // As cookie parameters are (OAS 3.2 §4.12.2.2).
    else headers.set("Cookie", [headers.get("Cookie"), `${name}=${percentEncode(key)}`].filter(Boolean).join("; "));
    // A redirect to another origin loses `Authorization` and `Cookie` alone.
    if (place === "query" || (place === "header" && !/^(authorization|cookie)$/i.test(name))) to.redirect = "manual";
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
