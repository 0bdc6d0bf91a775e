/** The result of a call, untyped: a response that the contract declares. */
export interface Result {
  readonly status: number;
  readonly body?: unknown;
  /** The headers that the contract declares, decoded, by their declared names. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** The media type as declared; the one received where a range (`image/*`) is declared. */
  readonly contentType?: string;
}
