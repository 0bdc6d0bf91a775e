import { describe, expect, it } from "vitest";
import { NetworkError, reconnecting, ResponseError, UnexpectedStatusError } from "tenon-runtime/client";
import { createClient } from "../emit/goldens/docs/client.ts";

type Answer = Response | TypeError;
const events = (...texts: readonly string[]): Response =>
  new Response(texts.join(""), { headers: { "Content-Type": "text/event-stream" } });
const event = (id: string, data = id): string => `id: ${id}\ndata: ${data}\n\n`;

/** A stream whose connection breaks after its events. */
function broken(...texts: readonly string[]): Response {
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new TypeError("connection reset"));
      else controller.enqueue(new TextEncoder().encode(texts.join("")));
      sent = true;
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

function streamOf(answers: readonly Answer[], options: Parameters<typeof reconnecting>[1] = {}) {
  const ids: (string | null)[] = [];
  const api = createClient({
    baseUrl: "https://school.example",
    fetch: async (request) => {
      ids.push(request.headers.get("Last-Event-ID"));
      const answer = answers[ids.length - 1] ?? new Response(null, { status: 418 });
      if (answer instanceof Response) return answer;
      throw answer;
    },
  });
  const open = async (call: Parameters<typeof api.watchStudents>[1]) => {
    const { body, contentType } = await api.watchStudents({}, call);
    return contentType === "text/event-stream"
      ? (body as AsyncIterable<{ id?: string; data: string; retry?: number }>)
      : undefined;
  };
  return { ids, stream: reconnecting(open, { delay: 1, ...options }) };
}
async function read(stream: AsyncIterable<{ data: string }>, into: string[]): Promise<void> {
  for await (const { data } of stream) into.push(data);
}

describe("an event stream that reconnects", () => {
  it("goes on after the last event, when the connection ends or breaks", async () => {
    const { ids, stream } = streamOf([
      events(event("1"), event("2")),
      new TypeError("refused"),
      broken(event("3")),
      events("data: 4\n\n"),
      events("id\ndata: 5\n\n"),
    ]);
    const data: string[] = [];
    await expect(read(stream, data)).rejects.toThrow(UnexpectedStatusError);
    expect(data).toEqual(["1", "2", "3", "4", "5"]);
    expect(ids).toEqual([null, "2", "2", "3", "3", null]);
  });

  it("ends with an error that another attempt would not change", async () => {
    const { ids, stream } = streamOf([events(event("1")), new Response(null, { status: 403 })]);
    await expect(read(stream, [])).rejects.toThrow("received 403");
    expect(ids).toHaveLength(2);
  });

  it("tries again after a 503, and gives up after as many attempts as it may", async () => {
    const down = (): Response => new Response("down", { status: 503 });
    const { ids, stream } = streamOf([down(), events(event("1")), down(), down(), down()], { attempts: 2 });
    const data: string[] = [];
    await expect(read(stream, data)).rejects.toThrow("received 503");
    expect([data, ids.length]).toEqual([["1"], 5]);
  });

  it("ends when its signal fires, also while it waits", async () => {
    const stop = new AbortController();
    const { ids, stream } = streamOf([events(event("1"))], { signal: stop.signal, delay: 60_000 });
    setTimeout(() => stop.abort(new Error("enough")), 20);
    await expect(read(stream, [])).rejects.toThrow("enough");
    expect(ids).toHaveLength(1);
  });

  it("waits as long as the server asks", async () => {
    const { ids, stream } = streamOf([events("retry: 1\n", event("1")), events(event("2"))], { delay: 60_000 });
    const data: string[] = [];
    await expect(read(stream, data)).rejects.not.toBeInstanceOf(NetworkError);
    expect([data, ids.length]).toEqual([["1", "2"], 3]);
  });

  it("ends with an answer that has no events", async () => {
    const none = reconnecting<{ id?: string }>(async () => undefined);
    expect(await none.next()).toEqual({ done: true, value: undefined });
    expect(ResponseError).toBeDefined();
  });
});
