/** How requests are told apart in logs. */

/** What tells this process from others, made with the first request that is asked for its id. */
let prefix: string | undefined;
let count = 0;

/** An id that no other request of this process has, nor of others but by an accident of 1 in 2⁶⁴: `k3f9x2m1q0z7a-1f`. */
export function newRequestId(): string {
  prefix ??= crypto.getRandomValues(new BigUint64Array(1))[0]?.toString(36) ?? "";
  count += 1;
  return `${prefix}-${count.toString(36)}`;
}

/** Nothing that could end a line of a log or a header field. */
const WELL_FORMED = /^[\w.~:@+/=-]{1,128}$/;
/** W3C Trace Context §3.2.2: of version 00, and of later ones as far as they are alike. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/;

/** The id that a caller gives: its `X-Request-Id`, else the trace that its `traceparent` names; only where well-formed. */
export function givenRequestId(header: (name: string) => string | undefined): string | undefined {
  const own = header("x-request-id");
  if (own !== undefined && WELL_FORMED.test(own)) return own;
  const trace = header("traceparent");
  return trace === undefined ? undefined : TRACEPARENT.exec(trace)?.[1];
}
