/** Downloads: progress and the name of the file. A part: only programs that import it bundle it. */

import type { BinaryOutput } from "../core/types.ts";
import { originOf } from "./call.ts";
import { NetworkError } from "./errors.ts";
import { received as bodyPart } from "./received.ts";

export interface DownloadOptions {
  /**
   * Called for each part that arrives.
   * @param received bytes so far
   * @param total of `Content-Length`; `undefined` where the server sends none, or compresses the body
   */
  readonly onProgress?: ((received: number, total: number | undefined) => void) | undefined;
  /** The name of the file where the response has none. Default: `download`. */
  readonly name?: string | undefined;
}

/**
 * The body of a response as a file, with its media type, and its name from `Content-Disposition` (RFC 6266). A page of
 * another origin sees that header only when the server lists it in `Access-Control-Expose-Headers`.
 * @param result what a call resolved to
 * @throws ApiError when the body breaks off
 */
export async function download(
  result: { readonly body: BinaryOutput },
  { onProgress, name = "download" }: DownloadOptions = {},
): Promise<File> {
  const { response, details } = originOf(result);
  const { headers } = response;
  const length = Number(headers.get("Content-Length") ?? NaN);
  const total = Number.isNaN(length) || headers.has("Content-Encoding") ? undefined : length;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = (result.body.stream as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (;;) {
    const { done, value } = await bodyPart(
      reader.read(),
      (cause) => new NetworkError("the response broke off", { ...details, cause }),
    );
    if (done) break;
    chunks.push(value);
    received += value.length;
    onProgress?.(received, total);
  }
  const type = headers.get("Content-Type") ?? "application/octet-stream";
  return new File(chunks, fileName(headers.get("Content-Disposition")) ?? name, { type });
}

/** RFC 6266 §4.3: `filename*` wins, and a path is not used. */
function fileName(disposition: string | null): string | undefined {
  const [, encoded] = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition ?? "") ?? [];
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i.exec(disposition ?? "") ?? [];
  const name = decoded(encoded) ?? quoted?.replace(/\\(.)/g, "$1") ?? token;
  return name?.split(/[/\\]/).at(-1) || undefined;
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
