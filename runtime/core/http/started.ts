/** Streams whose first bytes are waited for: as long as nothing has left, a failure can still be answered. */

/**
 * The stream, once its first chunk has arrived or it has ended.
 * @param signal aborted when the caller goes away, which closes the stream
 * @throws by rejection what the stream fails with before its first chunk
 */
export async function startedStream(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const reader = stream.getReader();
  const leave = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  const first = await reader.read();
  signal.removeEventListener("abort", leave);
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (first.done) controller.close();
        else controller.enqueue(first.value);
      },
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
