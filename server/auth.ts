/** Authentication: callers with the school's token may write. */
import { createHash, timingSafeEqual } from "node:crypto";

/** The token of a server that was started without `API_TOKEN`. Good enough on one's own machine, and nowhere else. */
export const DEVELOPMENT_TOKEN = "school-development-token";

/** What handlers learn about the caller, as `auth.bearerAuth`. */
export interface Caller {
  readonly mayWrite: true;
}

/** A security handler that knows one token. Null refuses the request. */
export function bearerToken(expected: string): (credentials: { readonly token: string }) => Caller | null {
  const wanted = digest(expected);
  // Digests are of one length, so the comparison takes as long for a near miss as for a far one.
  return ({ token }) => (timingSafeEqual(digest(token), wanted) ? { mayWrite: true } : null);
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
