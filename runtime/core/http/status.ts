/** Reason phrases of the registered status codes: the `title` of a problem whose type is `about:blank` (RFC 9457 §4.2.1). */
const PHRASES: ReadonlyMap<number, string> = new Map(
  (
    "100Continue|101Switching Protocols|102Processing|103Early Hints|200OK|201Created|202Accepted|" +
    "203Non-Authoritative Information|204No Content|205Reset Content|206Partial Content|207Multi-Status|" +
    "208Already Reported|226IM Used|300Multiple Choices|301Moved Permanently|302Found|303See Other|" +
    "304Not Modified|305Use Proxy|307Temporary Redirect|308Permanent Redirect|400Bad Request|" +
    "401Unauthorized|402Payment Required|403Forbidden|404Not Found|405Method Not Allowed|406Not Acceptable|" +
    "407Proxy Authentication Required|408Request Timeout|409Conflict|410Gone|411Length Required|" +
    "412Precondition Failed|413Content Too Large|414URI Too Long|415Unsupported Media Type|" +
    "416Range Not Satisfiable|417Expectation Failed|421Misdirected Request|422Unprocessable Content|" +
    "423Locked|424Failed Dependency|425Too Early|426Upgrade Required|428Precondition Required|" +
    "429Too Many Requests|431Request Header Fields Too Large|451Unavailable For Legal Reasons|" +
    "500Internal Server Error|501Not Implemented|502Bad Gateway|503Service Unavailable|504Gateway Timeout|" +
    "505HTTP Version Not Supported|506Variant Also Negotiates|507Insufficient Storage|508Loop Detected|" +
    "511Network Authentication Required"
  )
    .split("|")
    .map((entry) => [Number(entry.slice(0, 3)), entry.slice(3)]),
);

/** The phrase of a status code; for one that is not registered, that of its class (RFC 9110 §15). */
export function statusPhrase(status: number): string {
  return PHRASES.get(status) ?? PHRASES.get(Math.floor(status / 100) * 100) ?? "Unknown Status";
}

/**
 * A status that is worked out, as one that an answer may have: `{ status: asStatus(upstream.status, [404, 409]), body }`.
 * What is listed must be declared with that body, or it does not compile. For a range or `default` the type says it instead:
 * `asStatus<Exclude<GetStudentResponse, { status: 200 }>["status"]>(status)`; that the contract declares the status is then
 * held against it when the answer leaves.
 * @throws RangeError for one that is not listed, or is no status of a final response (RFC 9110 §15)
 */
export function asStatus<const S extends number>(status: number, among?: readonly S[]): S {
  const known: readonly number[] | undefined = among;
  if (known === undefined ? Number.isInteger(status) && status >= 200 && status <= 599 : known.includes(status))
    return status as S; // one of them, as far as can be known here
  throw new RangeError(
    known === undefined
      ? `${status} is no status of a response`
      : `the status ${status} is none of ${known.join(", ")}`,
  );
}
