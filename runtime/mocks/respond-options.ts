/** What the adapter that passes a request on knows of it. */
export interface RespondOptions {
  /** Cookies that the request's own headers lack. */
  readonly cookies?: Readonly<Record<string, string>> | undefined;
  /** Whether the mocks are the client's cookie store: its next request sends what an answer has set. Default false. */
  readonly keepsCookies?: boolean | undefined;
}
