/** An answer that is ready to leave. */

import type { HeaderList } from "../http/headers.ts";

export type SentBody = string | Uint8Array | ReadableStream<Uint8Array> | undefined;

/** What a host sends. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: SentBody;
}
