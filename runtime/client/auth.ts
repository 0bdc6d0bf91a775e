/** Credentials → what is added to a request, by the operation's security requirements (OAS 3.2 §4.30). */

import type { Operation, SecurityRequirement, SecurityScheme } from "../core/contract.ts";
import { percentEncode } from "../core/http/percent.ts";
import type { Auths } from "./types.ts";

export interface Credentials {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly cookies: readonly (readonly [name: string, value: string])[];
}

type Schemes = Readonly<Record<string, SecurityScheme>>;
type Place = keyof Credentials;

const NONE: Credentials = { headers: [], query: [], cookies: [] };

/**
 * The first alternative whose credentials are all there. An empty alternative (anonymous) is taken only when no other
 * can be, so that a caller who is known stays known. When none can be, nothing is added: the server says 401.
 */
export async function credentialsFor(operation: Operation, schemes: Schemes, auth: Auths): Promise<Credentials> {
  for (const alternative of operation.security ?? []) {
    if (Object.keys(alternative).length === 0) continue;
    const credentials = await forAlternative(alternative, schemes, auth);
    if (credentials !== undefined) return credentials;
  }
  return NONE;
}

/** What `fetch` leaves out of a request that is redirected to another origin (Fetch standard §4.4). */
const STRIPPED: ReadonlySet<string> = new Set(["authorization", "cookie"]);

/** Whether a redirect could hand credentials to another origin: such a request must not follow any. */
export const outlivesRedirects = ({ headers, query }: Credentials): boolean =>
  query.length > 0 || headers.some(([name]) => !STRIPPED.has(name.toLowerCase()));

async function forAlternative(
  alternative: SecurityRequirement,
  schemes: Schemes,
  auth: Auths,
): Promise<Credentials | undefined> {
  const found: Record<Place, (readonly [string, string])[]> = { headers: [], query: [], cookies: [] };
  for (const name of Object.keys(alternative)) {
    const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
    if (scheme === undefined) return undefined;
    // The connection itself carries the certificate; nothing is to be added.
    if (scheme.type === "mutualTLS") continue;
    const given = Object.hasOwn(auth, name) ? auth[name] : undefined;
    const credential = typeof given === "function" ? await given() : given;
    if (credential === undefined) return undefined;
    const [place, key, value] = placed(name, scheme, credential);
    found[place].push([key, value]);
  }
  return found;
}

function placed(
  name: string,
  scheme: Exclude<SecurityScheme, { type: "mutualTLS" }>,
  credential: string | { username: string; password: string },
): [Place, string, string] {
  if (typeof credential !== "string") {
    if (scheme.type !== "http" || scheme.scheme.toLowerCase() !== "basic")
      throw new TypeError(`auth.${name} takes a string`);
    return ["headers", "Authorization", `Basic ${base64(`${credential.username}:${credential.password}`)}`];
  }
  if (scheme.type === "apiKey") {
    // As cookie parameters are (OAS 3.2 §4.12.2.2); who writes the query encodes it there.
    if (scheme.in === "cookie") return ["cookies", scheme.name, percentEncode(credential)];
    return [scheme.in === "header" ? "headers" : "query", scheme.name, credential];
  }
  if (scheme.type !== "http" || scheme.scheme.toLowerCase() === "bearer")
    return ["headers", "Authorization", `Bearer ${credential}`];
  if (scheme.scheme.toLowerCase() === "basic") throw new TypeError(`auth.${name} takes { username, password }`);
  return ["headers", "Authorization", `${scheme.scheme} ${credential}`];
}

/** RFC 7617 §2.1: of the UTF-8 bytes. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
