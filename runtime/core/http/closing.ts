/** Sources of bytes and items that nobody will read: what they hold, files for instance, must be let go. */

/**
 * Closes a stream, an iterator or a stream of Node, whatever it is in the middle of. Other values need no closing.
 * @throws by rejection what the source throws when it is closed
 */
export async function closeBody(body: unknown): Promise<void> {
  if (typeof body !== "object" || body === null) return;
  if (body instanceof ReadableStream) {
    if (!body.locked) await body.cancel();
    return;
  }
  if (!(Symbol.asyncIterator in body || Symbol.iterator in body)) return;
  // A stream of Node. Its iterator closes nothing as long as it has not been started.
  if ("destroy" in body && typeof body.destroy === "function") {
    body.destroy();
    return;
  }
  if (Array.isArray(body) || ArrayBuffer.isView(body)) return;
  const source = body as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  const iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.();
  await iterator?.return?.();
}
