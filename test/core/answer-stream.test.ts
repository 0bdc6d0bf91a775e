import { describe, expect, test, vi } from "vitest";
import { AnswerError, CutOff, type ErrorInfo, type MediaType } from "tenon-runtime/core";
import { hostOf, type Setup } from "./support.ts";

const lines: MediaType = { type: "application/jsonl", kind: "lines", item: "itemSchema" };
const events: MediaType = { type: "text/event-stream", kind: "events", item: "itemSchema" };
const Item = { type: "object", properties: { n: { type: "integer" }, at: { type: "string" } }, required: ["n"] };

const stream = async (media: MediaType, body: unknown, rest: Partial<Setup> = {}) => {
  const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
  const response = await hostOf({
    operation: { responses: [{ status: "200", content: [media] }] },
    responses: { [`200 ${media.type} item`]: Item },
    onError,
    ...rest,
    respond: () => ({ status: 200, body }),
  })(new Request("http://host/x"));
  const chunks: string[] = [];
  let failure: unknown;
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      chunks.push(new TextDecoder().decode(chunk));
  } catch (error) {
    failure = error;
  }
  return { status: response.status, text: chunks.join(""), failure, onError };
};

describe("items of an answer", () => {
  test("leave as lines or events while they come, as JSON makes them", async () => {
    const at = new Date(0);
    async function* items() {
      yield { n: 1, at };
      yield { n: 2 };
    }
    expect(await stream(lines, items())).toMatchObject({
      text: `{"n":1,"at":"${at.toISOString()}"}\n{"n":2}\n`,
      failure: undefined,
    });
    expect((await stream(events, [{ n: 1 }])).text).toBe('data: {"n":1}\n\n');
  });

  test("that break the contract cut the stream off in enforce mode, and end its source", async () => {
    const ended = vi.fn<() => void>();
    async function* items() {
      try {
        yield { n: 1 };
        yield { n: "two" };
        yield { n: 3 };
      } finally {
        ended();
      }
    }
    const { text, failure, onError } = await stream(lines, items());
    expect(text).toBe('{"n":1}\n');
    expect(failure).toBeInstanceOf(CutOff);
    expect(ended).toHaveBeenCalledOnce();
    const [error, info] = onError.mock.calls[0] ?? [];
    expect(onError).toHaveBeenCalledOnce();
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({
      message: expect.stringContaining("op answered 200 with an invalid body, in item 1 of the stream"),
      violations: [
        {
          in: "body",
          pointer: "/n",
          keyword: "type",
          schemaPointer: "#/paths/~1x/get/responses/200/content/application~1jsonl/itemSchema/properties/n/type",
        },
      ],
    });
    expect(info).toMatchObject({ during: "response", operation: "op" });
  });

  test("are reported and leave in report mode, without what is not declared; in mode off nobody looks", async () => {
    const items = [{ n: "one" }, { n: 2, secret: 1 }];
    const reported = await stream(lines, items, { validateResponses: "report" });
    expect(reported).toMatchObject({ text: '{"n":"one"}\n{"n":2}\n', failure: undefined });
    expect(reported.onError).toHaveBeenCalledTimes(2);
    const off = await stream(lines, items, { validateResponses: "off" });
    expect(off).toMatchObject({ text: '{"n":"one"}\n{"n":2,"secret":1}\n', failure: undefined });
    expect(off.onError).not.toHaveBeenCalled();
  });

  test("with what is not declared are refused in enforce mode", async () => {
    const { text, onError } = await stream(lines, [{ n: 1 }, { n: 1, secret: 1 }]);
    expect(text).toBe('{"n":1}\n');
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ violations: [{ pointer: "/secret", keyword: "undeclared" }] });
  });

  test("whose source fails are cut off, and whoever is told of errors is told once", async () => {
    const error = new Error("database");
    async function* items() {
      yield { n: 1 };
      throw error;
    }
    const { text, failure, onError } = await stream(lines, items());
    expect([text, failure]).toEqual(['{"n":1}\n', expect.any(CutOff)]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      error,
      expect.objectContaining({ during: "response", operation: "op" }),
    );
  });

  test("that are not JSON cut the stream off", async () => {
    expect((await stream(lines, [{ n: 1 }, { n: 1n }])).failure).toBeInstanceOf(CutOff);
  });

  test("end their source when the caller goes away", async () => {
    const returned = vi.fn<() => Promise<IteratorResult<unknown>>>(() =>
      Promise.resolve({ done: true, value: undefined }),
    );
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: { n: 1 } }),
        return: returned,
      }),
    };
    const response = await hostOf({
      operation: { responses: [{ status: "200", content: [lines] }] },
      respond: () => ({ status: 200, body: source }),
    })(new Request("http://host/x"));
    await response.body?.cancel();
    expect(returned).toHaveBeenCalledOnce();
  });

  test("are what a sequence has: anything else is a 500", async () => {
    expect((await stream(lines, { n: 1 })).status).toBe(500);
  });
});
