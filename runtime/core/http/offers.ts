/** What an operation can be answered as, and whether a caller takes it: as far as that can be seen at a glance. */

import type { Operation } from "../contract.ts";

/**
 * All media types of an operation's successes, where one of them is what a caller gets: `undefined` where a success may
 * come without content or be a redirect, so that nothing can be said before the handler has run.
 */
export function successTypes({ responses }: Operation): readonly string[] | undefined {
  const types = new Set<string>();
  for (const { status, content = [] } of responses) {
    if (!/^[23]/.test(status) || status === "304") continue;
    if (status.startsWith("3") || content.length === 0) return undefined;
    for (const { type } of content) types.add(type);
  }
  return types.size === 0 ? undefined : [...types];
}

/**
 * Whether what a caller takes first of all is one of these, or it takes anything: then nothing need be weighed. Clients that
 * know what they want say it first.
 */
export function isOffered(accept: string | undefined, offers: readonly string[]): boolean {
  if (accept === undefined || accept === "*/*") return true;
  const comma = accept.indexOf(",");
  const first = comma === -1 ? accept : accept.slice(0, comma);
  return !first.includes(";") && offers.includes(first);
}
