/** Bytes → texts, within the limit for the bytes of all files together. */

import { problem } from "./problem.ts";

export class ByteBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws SourceProblem if the limit is exceeded */
  spend(size: number, source: string): void {
    this.#used += size;
    if (this.#used > this.#limit) throw problem("source-too-large", { source, limit: this.#limit });
  }

  async collect(chunks: AsyncIterable<Uint8Array | string>, source: string): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) {
      const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      this.spend(part.byteLength, source);
      parts.push(part);
    }
    return decodeText(Buffer.concat(parts), source);
  }
}

/** @throws SourceProblem if the bytes are not UTF-8 */
export function decodeText(data: Uint8Array, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data); // removes a byte order mark
  } catch {
    throw problem("source-encoding", { source });
  }
}
