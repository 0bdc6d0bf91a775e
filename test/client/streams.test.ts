import { describe, expect, it } from "vitest";
import { allParts, call, connect, DecodeError } from "tenon-runtime/client";
import type { Operation } from "tenon-runtime/core";

const operation = (type: string, kind: "lines" | "events"): Operation => ({
  name: "watch",
  method: "GET",
  path: "/x",
  pointer: "/paths/~1x/get",
  responses: [{ status: "200", content: [{ type, kind }] }],
});
async function items(kind: "lines" | "events", bytes: Uint8Array<ArrayBuffer>): Promise<unknown[]> {
  const type = kind === "lines" ? "application/jsonl" : "text/event-stream";
  const of = operation(type, kind);
  const fetch = async () => new Response(bytes, { headers: { "Content-Type": type } });
  const { body } = await call(
    connect({ format: 1, servers: [], schemes: {} }, { baseUrl: "http://api.test", fetch }),
    of,
    {},
    {},
    allParts,
  );
  const all: unknown[] = [];
  for await (const item of body as AsyncIterable<unknown>) all.push(item);
  return all;
}
const bytesOf = (...parts: readonly (string | number)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => (typeof part === "number" ? [part] : [...new TextEncoder().encode(part)])));

describe("a stream that a client reads", () => {
  it("takes lines without the limits of a server", async () => {
    const deep = `${"[".repeat(200)}${"]".repeat(200)}`;
    expect(await items("lines", bytesOf(`1\r2\r\n${deep}\n\n{"n":1}`))).toHaveLength(4);
  });
  it("fails with a DecodeError for a line that is no JSON or not UTF-8", async () => {
    await expect(items("lines", bytesOf("1\n{"))).rejects.toBeInstanceOf(DecodeError);
    await expect(items("lines", bytesOf('"', 0xff, '"\n'))).rejects.toBeInstanceOf(DecodeError);
  });
  it("replaces what is not UTF-8 in events, as the HTML Standard says", async () => {
    expect(await items("events", bytesOf("data: a", 0xff, "\n\n"))).toEqual([{ data: "a\uFFFD" }]);
  });
});
