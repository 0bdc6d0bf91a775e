/** What a verification sends, when it stops, and how small the requests are that it shows. */

import { beforeAll, describe, expect, test } from "vitest";
import {
  curlOf,
  NoReply,
  Unreachable,
  verify,
  type Reply,
  type Target,
  type VerifyOptions,
  type VerifySource,
} from "../../toolchain/verify/index.ts";
import { inMemory, librarySource } from "./demo/index.ts";
import { PARTS, Refusal, type Parts } from "./demo/server.ts";

let source: VerifySource;
beforeAll(async () => {
  source = await librarySource();
});

const OPTIONS = {
  credentials: { token: "ada" },
  seed: 7,
  time: 100_000,
  requests: 1500,
} satisfies Partial<VerifyOptions>;

/** The requests as commands, in the order in which they were sent. */
function recorded(target: Target): { readonly target: Target; readonly sent: string[] } {
  const sent: string[] = [];
  const send: Target["send"] = (request) => {
    sent.push(curlOf("", request));
    return target.send(request);
  };
  return { target: { ...target, send }, sent };
}

const answering = (reply: (count: number) => Partial<Reply> | undefined, parts?: Partial<Parts>): Target => {
  const target = inMemory(parts);
  let count = 0;
  return {
    ...target,
    async send(request) {
      const other = reply((count += 1));
      if (other === undefined) return target.send(request);
      return { status: 200, headers: [], body: new Uint8Array(), milliseconds: 0, ...other };
    },
  };
};

test("the same seed sends the same requests in the same order, another one others", async () => {
  const runs = [];
  for (const seed of [7, 7, 8]) {
    const { target, sent } = recorded(inMemory());
    await verify(source, { ...OPTIONS, target, seed, workers: 1, time: 60_000, requests: 1500 });
    runs.push(sent);
  }
  const [one = [], two, other] = runs;
  expect(one.length).toBeGreaterThan(1000);
  expect(two).toEqual(one);
  expect(other).not.toEqual(one);
});

describe("it stops", () => {
  test("when so many requests have been sent", async () => {
    const { target, sent } = recorded(inMemory());
    const result = await verify(source, { ...OPTIONS, target, requests: 50 });
    expect({ stopped: result.stopped, requests: result.requests, sent: sent.length }).toEqual({
      stopped: "requests",
      requests: 50,
      sent: 50,
    });
  });

  test("when its time is over", async () => {
    const slow = inMemory();
    const send: Target["send"] = async (request) => {
      await new Promise((done) => setTimeout(done, 20));
      return slow.send(request);
    };
    const result = await verify(source, { ...OPTIONS, target: { ...slow, send }, time: 200 });
    expect(result.stopped).toBe("time");
    expect(result.milliseconds).toBeLessThan(1500);
    expect(result.requests).toBeGreaterThan(2);
  });

  test("when it is told to", async () => {
    const stop = new AbortController();
    const { target } = recorded(inMemory());
    const result = await verify(source, {
      ...OPTIONS,
      target,
      signal: stop.signal,
      onProgress: ({ phase }) => phase === "coverage" && stop.abort(),
    });
    expect(result.stopped).toBe("signal");
    expect(result.requests).toBeLessThan(200);
  });

  test("where nobody answers at all", async () => {
    const target = { ...inMemory(), send: () => Promise.reject(new NoReply("connect ECONNREFUSED", "refused")) };
    await expect(verify(source, { ...OPTIONS, target })).rejects.toThrow(Unreachable);
  });
});

describe("a server that is asked too much", () => {
  test("is given the pause that it asks for, and asked once more", async () => {
    const begin = performance.now();
    const target = answering((count) => (count === 3 ? { status: 429, headers: [["Retry-After", "1"]] } : undefined));
    const { findings } = await verify(source, { ...OPTIONS, target, requests: 20, workers: 1 });
    expect(findings).toEqual([]);
    expect(performance.now() - begin).toBeGreaterThan(950);
  });

  test("may name a date", async () => {
    const begin = performance.now();
    const date = new Date(Date.now() + 2000).toUTCString();
    const target = answering((count) => (count === 3 ? { status: 503, headers: [["Retry-After", date]] } : undefined));
    const { findings } = await verify(source, { ...OPTIONS, target, requests: 20, workers: 1 });
    expect(findings).toEqual([]);
    expect(performance.now() - begin).toBeGreaterThan(900);
  });

  test("that never answers otherwise is told of, for its status is not declared", async () => {
    const target = answering(() => ({ status: 429, headers: [["Retry-After", "0"]] }));
    const { findings } = await verify(source, { ...OPTIONS, target, requests: 40 });
    expect(findings.map(({ check }) => check)).toContain("declared-status");
  });
});

describe("what is shown is the smallest that fails", () => {
  const shown = async (parts: Partial<Parts>): Promise<unknown> => {
    const { findings } = await verify(source, { ...OPTIONS, target: inMemory(parts), phases: ["fuzzing"] });
    const finding = findings.find(({ operation }) => operation === "changeBook");
    const body = finding?.requests.at(-1)?.body;
    return body && JSON.parse(new TextDecoder().decode(body));
  };

  test("of one property, without the others", async () => {
    const body = await shown({
      changed(book, changes) {
        if ("note" in changes) throw new TypeError("it broke");
        return PARTS.changed(book, changes);
      },
      mayRead: () => true,
    });
    expect(Object.keys(body as object)).toEqual(["note"]);
  });

  test("of a bound, just at it", async () => {
    const body = await shown({
      changed(book, changes) {
        if (typeof changes["title"] === "string" && changes["title"].length >= 3) throw new Refusal(500);
        return PARTS.changed(book, changes);
      },
    });
    expect(Object.keys(body as object)).toEqual(["title"]);
    expect((body as { title: string }).title.length).toBeLessThan(6);
  });
});

test("somebody else's credentials are only tried where there are any", async () => {
  const { target, sent } = recorded(inMemory());
  await verify(source, { ...OPTIONS, target });
  expect(sent.filter((each) => each.includes("Bearer bob"))).toEqual([]);
  await verify(source, { ...OPTIONS, target, otherCredentials: { token: "bob" } });
  expect(sent.filter((each) => each.includes("Bearer bob")).length).toBeGreaterThan(3);
});

test("only the checks that are asked for find anything", async () => {
  const target = inMemory({ limit: 3, only: (books) => books });
  const { findings } = await verify(source, { ...OPTIONS, target, checks: ["filter-applied"] });
  expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(["filter-applied"]));
});
