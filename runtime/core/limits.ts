/** What a host accepts at most: everything of a request that could grow. Each has a default that is safe in the open. */

export interface Limits {
  /** Bytes of a JSON, form, text or XML body, and of the texts of a multipart one together; after decompression. Default 1 MiB. 413. */
  readonly body: number;
  /** Bytes of a multipart or binary body, or of a sequence; after decompression. Default 32 MiB. 413. */
  readonly upload: number;
  /** Bytes of one file of a multipart body. Default 32 MiB. 413. */
  readonly file: number;
  /** Files of a multipart body. Default 100. 413. */
  readonly files: number;
  /** Bytes of the header of one part. Default 8 KiB. 413. */
  readonly partHeader: number;
  /** Bytes of all files of one request that are kept in memory; what is more goes to temporary files, where there are any. Default 256 KiB. */
  readonly memory: number;
  /** Fields of a query or a form, or parts of a multipart one; repeated ones count each time. Default 1000. 400 for a query or a form, 413 for parts. */
  readonly fields: number;
  /** How deep JSON may nest. Default 100. 400. */
  readonly depth: number;
  /** Keys of all objects of a JSON body together. Default 100,000. 400. */
  readonly keys: number;
  /** Header fields of a request; Node itself bounds their bytes (`--max-http-header-size`). Default 100. 431. */
  readonly headers: number;
  /**
   * Milliseconds in which a JSON, form or text body must have arrived, and which may pass between two pieces of any other.
   * 0: for ever. Default 30,000. 408.
   */
  readonly bodyTimeout: number;
  /**
   * Milliseconds in which a function of the application has to settle: `context`, security handlers and hooks. 0: any time.
   * Default 30,000. 503.
   */
  readonly callbackTimeout: number;
  /** Milliseconds in which a handler has to return its answer; a stream may take longer. Default 0: any time. 503. */
  readonly handlerTimeout: number;
}

export const DEFAULT_LIMITS: Limits = {
  body: 1 << 20,
  upload: 32 << 20,
  file: 32 << 20,
  files: 100,
  partHeader: 8 << 10,
  memory: 256 << 10,
  fields: 1000,
  depth: 100,
  keys: 100_000,
  headers: 100,
  bodyTimeout: 30_000,
  callbackTimeout: 30_000,
  handlerTimeout: 0,
};
