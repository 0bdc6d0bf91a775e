import { describe, expect, test } from "vitest";
import { JsonError } from "../../runtime/core/json/index.ts";
import { readEvents, readJsonLines } from "../../runtime/core/json/sequence.ts";

const streamOf = (chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** One byte after another. */
const dripping = (text: string): ReadableStream<Uint8Array> =>
  streamOf([...bytes(text)].map((byte) => Uint8Array.of(byte)));
const listed = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

describe("a sequence", () => {
  test.for([
    ["1\r\n2\r3\n4", [1, 2, 3, 4]],
    ["1\r", [1]],
    ["1\r\n", [1]],
    ['\r\n\r"é€"\r\r\n2', ["é€", 2]],
  ] as const)("of JSON lines is the same however it is cut: %j", async ([text, values]) => {
    expect(await listed(readJsonLines(dripping(text)))).toEqual(values);
    expect(await listed(readJsonLines(streamOf([bytes(text)])))).toEqual(values);
  });

  test("of events is the same however it is cut", async () => {
    const text = "data: a\r\ndata: b\r\r\n\ndata: c\r\n\r\ndata: d\r\r";
    const events = [{ data: "a\nb" }, { data: "c" }, { data: "d" }];
    expect(await listed(readEvents(dripping(text)))).toEqual(events);
    expect(await listed(readEvents(streamOf([bytes(text)])))).toEqual(events);
  });

  test("is refused for a line that is too long, before its end has come", async () => {
    const ended = "[1,2]\n[1,2,3]\n";
    for (const stream of [dripping, (text: string) => streamOf([bytes(text)])]) {
      expect(await listed(readJsonLines(stream("[1,2]\r\n[3]"), (text) => JSON.parse(text) as unknown, 5))).toEqual([
        [1, 2],
        [3],
      ]);
      await expect(
        listed(readJsonLines(stream(ended), (text) => JSON.parse(text) as unknown, 5)),
      ).rejects.toBeInstanceOf(JsonError);
      await expect(listed(readEvents(stream("data: abc\n\n"), 5))).rejects.toThrow(/more than 5 characters/);
    }
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(bytes("1"));
      },
    });
    await expect(listed(readJsonLines(endless, (text) => JSON.parse(text) as unknown, 5))).rejects.toBeInstanceOf(
      JsonError,
    );
    expect(sent).toBeLessThan(10);
  });
});
