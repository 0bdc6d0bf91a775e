/** Credentials → what is added to a request, by the operation's security requirements (OAS 3.2 §4.30). */

import type { Operation } from "../core/contract.ts";
import type { Connection } from "./types.ts";
import { type Credentials, mutualTls } from "./schemes.ts";

/**
 * Those of the first alternative that is complete. An empty alternative (anonymous) comes last, so that a caller with
 * credentials uses them. When no alternative is complete, nothing is added, and the server answers 401.
 */
export async function credentialsFor(
  { security = [] }: Operation,
  { api: { schemes }, options: { auth = {} } }: Pick<Connection, "api" | "options">,
): Promise<Credentials> {
  const none = (): Credentials => ({ headers: [], query: [], cookies: [] });
  for (const alternative of security) {
    const to = none();
    const names = Object.keys(alternative);
    let found = 0;
    for (const name of names) {
      const given = own(auth, name);
      const source = typeof given === "object" && "token" in given ? given.token : given;
      const credential = typeof source === "function" ? await source() : source;
      const place = own(schemes, name);
      if (!place || (credential === undefined && place !== mutualTls)) break;
      place(credential ?? "", to, name);
      found += 1;
    }
    if (found > 0 && found === names.length) return to;
  }
  return none();
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Whether `fetch` removes all credentials from a request that is redirected to another origin (Fetch standard §4.4). */
export const survivesRedirects = ({ headers, query }: Credentials): boolean =>
  query.length === 0 && headers.every(([name]) => name === "Authorization");

/**
 * After a 401: calls the `refresh` functions of the operation's schemes, once for all calls that are refused meanwhile.
 * @param generation of the credentials that the refused request had
 * @returns whether the credentials have changed since, so that the request should be sent again
 */
export async function refreshed(
  { security = [] }: Operation,
  { options: { auth = {} }, refreshing }: Connection,
  generation: number,
): Promise<boolean> {
  const functions = security.flatMap(Object.keys).flatMap((name: string) => {
    const given = own(auth, name);
    return typeof given === "object" && "refresh" in given ? given.refresh : [];
  });
  if (functions.length === 0) return false;
  if (refreshing.generation === generation)
    await (refreshing.running ??= Promise.all([...new Set(functions)].map((refresh) => refresh())).finally(() => {
      refreshing.running = undefined;
      refreshing.generation += 1;
    }));
  return true;
}
