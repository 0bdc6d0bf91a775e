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
  { api, options }: Pick<Connection, "api" | "options">,
  to: Credentials,
): Promise<void> {
  alternatives: for (const alternative of security) {
    const found: (() => void)[] = [];
    for (const name of Object.keys(alternative)) {
      const given = own(options.auth, name);
      const source = typeof given === "object" && "token" in given ? given.token : given;
      const credential = typeof source === "function" ? await source() : source;
      const place = own(api.schemes, name);
      if (!place || (credential === undefined && place !== mutualTls)) continue alternatives;
      found.push(() => place(credential ?? "", to, name));
    }
    for (const place of found) place();
    if (found.length > 0) return;
  }
}

const own = <T>(record: Readonly<Record<string, T>> = {}, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/**
 * After a 401: calls the `refresh` functions of the operation's schemes, each once for all calls that are refused meanwhile.
 * @param before how many refreshes had ended when the refused request took its credentials
 * @returns whether the credentials have changed since, so that the request should be sent again
 */
export async function refreshed(
  { security = [] }: Operation,
  { options, refreshing }: Pick<Connection, "options" | "refreshing">,
  before: number,
): Promise<boolean> {
  const functions = security.flatMap(Object.keys).flatMap((name: string) => {
    const given = own(options.auth, name);
    return typeof given === "object" && "refresh" in given ? given.refresh : [];
  });
  await Promise.all(
    functions.map((refresh) => {
      const latest = refreshing.latest.get(refresh);
      if (latest && !(latest.end! <= before)) return latest.done;
      const next: { done: Promise<void>; end?: number } = { done: Promise.resolve() };
      next.done = (async () => {
        try {
          await refresh();
        } finally {
          next.end = ++refreshing.ended;
        }
      })();
      refreshing.latest.set(refresh, next);
      return next.done;
    }),
  );
  return functions.length > 0;
}
