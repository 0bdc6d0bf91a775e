/** Sequential media types (OAS 3.2 §4.14.2) as they arrive. */

/** An event of `text/event-stream`, as OAS 3.2 §4.14.4 models it. */
export interface ServerSentEvent {
  readonly data: string;
  readonly event?: string;
  readonly id?: string;
  readonly retry?: number;
}

/** JSON Lines, NDJSON, and JSON text sequences (RFC 7464), whose records start with a separator. */
export async function* jsonLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown, void, undefined> {
  for await (const line of lines(stream)) {
    const text = (line.startsWith("\u001E") ? line.slice(1) : line).trim();
    if (text !== "") yield JSON.parse(text);
  }
}

/** HTML standard §9.2.6. An event that the end of the stream cuts off is dropped, as it says. */
export async function* serverSentEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let data: string[] = [];
  let event: { event?: string; id?: string; retry?: number } = {};
  for await (const line of lines(stream)) {
    if (line === "") {
      if (data.length > 0) yield { data: data.join("\n"), ...event };
      data = [];
      event = {};
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") event.event = value;
    else if (field === "id" && !value.includes("\0")) event.id = value;
    else if (field === "retry" && /^\d+$/.test(value)) event.retry = Number(value);
  }
}

/** Lines ended by LF, CR LF or CR; the last one needs no end. Leaving the loop early cancels the stream. */
async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let rest = "";
  let finished = false;
  try {
    while (!finished) {
      const { done, value } = await reader.read();
      finished = done;
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const parts = rest.split(/\r\n|\n|\r(?=[^])/);
      rest = parts.pop() ?? "";
      yield* parts;
    }
    if (rest !== "") yield rest.replace(/\r$/, "");
  } finally {
    if (finished) reader.releaseLock();
    else await reader.cancel().catch(() => {});
  }
}
