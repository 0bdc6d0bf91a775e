/** Reason phrases of the registered status codes: the `title` of a problem whose type is `about:blank` (RFC 9457 §4.2.1). */
const PHRASES: ReadonlyMap<number, string> = new Map([
  [100, "Continue"],
  [101, "Switching Protocols"],
  [102, "Processing"],
  [103, "Early Hints"],
  [200, "OK"],
  [201, "Created"],
  [202, "Accepted"],
  [203, "Non-Authoritative Information"],
  [204, "No Content"],
  [205, "Reset Content"],
  [206, "Partial Content"],
  [207, "Multi-Status"],
  [208, "Already Reported"],
  [226, "IM Used"],
  [300, "Multiple Choices"],
  [301, "Moved Permanently"],
  [302, "Found"],
  [303, "See Other"],
  [304, "Not Modified"],
  [305, "Use Proxy"],
  [307, "Temporary Redirect"],
  [308, "Permanent Redirect"],
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [402, "Payment Required"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [406, "Not Acceptable"],
  [407, "Proxy Authentication Required"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [411, "Length Required"],
  [412, "Precondition Failed"],
  [413, "Content Too Large"],
  [414, "URI Too Long"],
  [415, "Unsupported Media Type"],
  [416, "Range Not Satisfiable"],
  [417, "Expectation Failed"],
  [421, "Misdirected Request"],
  [422, "Unprocessable Content"],
  [423, "Locked"],
  [424, "Failed Dependency"],
  [425, "Too Early"],
  [426, "Upgrade Required"],
  [428, "Precondition Required"],
  [429, "Too Many Requests"],
  [431, "Request Header Fields Too Large"],
  [451, "Unavailable For Legal Reasons"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
  [505, "HTTP Version Not Supported"],
  [506, "Variant Also Negotiates"],
  [507, "Insufficient Storage"],
  [508, "Loop Detected"],
  [511, "Network Authentication Required"],
]);

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
