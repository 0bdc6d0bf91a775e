/** What a host accepts at most. */
export interface Limits {
  /** Bytes of a JSON, form or text body. Default 1 MiB. */
  readonly body: number;
  /** Bytes of a multipart or binary body. Default 32 MiB. */
  readonly upload: number;
  /** How deep JSON may nest. Default 100. */
  readonly depth: number;
  /** Fields of a query or a form, or parts of a multipart one; repeated ones count each time. Default 1000. */
  readonly fields: number;
}

export const DEFAULT_LIMITS: Limits = { body: 1 << 20, upload: 32 << 20, depth: 100, fields: 1000 };
