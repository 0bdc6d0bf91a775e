/** Fuzzing uses its whole time, reaches single values, and separates several bugs of one operation. */

import { describe, expect, test } from "vitest";
import { mix } from "tenon-runtime/mocks/values";
import { verifySource } from "../../toolchain/cli/verify/source.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { behaviourOf } from "../../toolchain/verify/fuzzing/behaviour.ts";
import { Corpus } from "../../toolchain/verify/fuzzing/corpus.ts";
import { Random } from "../../toolchain/verify/fuzzing/random.ts";
import { integers, jumping, magnitudes } from "../../toolchain/verify/fuzzing/values/numbers.ts";
import { momentsOf } from "../../toolchain/verify/fuzzing/values/moments.ts";
import { fetchTarget, verify, type Finding, type VerifyOptions } from "../../toolchain/verify/index.ts";
import { folder } from "../cli/support.ts";

const SCHEMA = {
  type: "object",
  required: ["size", "name"],
  additionalProperties: false,
  properties: {
    size: { type: "integer", minimum: 1, maximum: 900 },
    name: { type: "string", maxLength: 100 },
    amount: { type: "integer" },
    day: { type: "string", format: "date" },
    tags: { type: "array", maxItems: 20, items: { type: "string", maxLength: 30 } },
    flag: { type: "boolean" },
  },
};

type Order = Readonly<Record<string, unknown>>;

const CONTRACT = {
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/orders": {
      post: {
        operationId: "order",
        parameters: [{ name: "page", in: "query", schema: { type: "integer", minimum: 0, maximum: 400 } }],
        requestBody: { required: true, content: { "application/json": { schema: SCHEMA } } },
        responses: { 204: { description: "ok" }, 400: { description: "bad" } },
      },
    },
  },
};

/** What is found in a server that validates requests, and that fails where `fails` says so. */
async function found(
  fails: (order: Order, url: URL) => number | undefined,
  options: Partial<VerifyOptions> = {},
): Promise<{ readonly findings: readonly Finding[]; readonly requests: number; readonly milliseconds: number }> {
  const cwd = folder({ "openapi.json": JSON.stringify(CONTRACT) });
  const { contract } = await loadContract(`${cwd}/openapi.json`);
  const { source } = verifySource(contract!);
  const target = fetchTarget(async (request) => {
    const url = new URL(request.url);
    if (url.pathname !== "/orders") return new Response(null, { status: 404 });
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    if (request.headers.get("content-type") !== "application/json") return new Response(null, { status: 415 });
    let order: Order;
    try {
      order = JSON.parse(await request.text()) as Order; // checked by the validator below
    } catch {
      return new Response(null, { status: 400 });
    }
    const page = url.searchParams.get("page");
    const isPage = page === null || (/^\d{1,3}$/.test(page) && Number(page) <= 400);
    const valid = source.requests.get("order", "body application/json")?.is(order) === true && isPage;
    return new Response(null, { status: valid ? (fails(order, url) ?? 204) : 400 });
  });
  return verify(source, { target, time: 12_000, seed: 5, checks: ["server-error", "valid-accepted"], ...options });
}

/** Ends when so many findings were made. */
function after(count: number): Pick<VerifyOptions, "signal" | "onFinding"> {
  const stop = new AbortController();
  let seen = 0;
  return {
    signal: stop.signal,
    onFinding() {
      if ((seen += 1) === count) stop.abort();
    },
  };
}

const bodyOf = ({ requests }: Finding): unknown => {
  const body = requests.at(-1)?.body;
  return body === undefined ? undefined : JSON.parse(new TextDecoder().decode(body));
};

describe("fuzzing finds a failure", () => {
  test.each<[what: string, fails: (order: Order, url: URL) => boolean]>([
    ["on one integer of a range", ({ size }) => size === 613],
    ["on one value of a query parameter", (_, url) => url.searchParams.get("page") === "287"],
    ["on one length of a text", ({ name }) => String(name).length === 73],
    ["on a magnitude", ({ amount }) => Number(amount) > 1_000_000_000],
    ["on the last day of a month", ({ day }) => String(day).endsWith("-11-30")],
    ["on a number of items", ({ tags }) => Array.isArray(tags) && tags.length === 13],
    ["on a character outside of the BMP", ({ tags }) => /[\u{10000}-\u{10ffff}]/u.test(JSON.stringify(tags) ?? "")],
    ["on a combination of two values", ({ flag, amount }) => flag === true && Number(amount) < 0],
  ])(
    "%s",
    async (_, fails) => {
      const { findings } = await found((order, url) => (fails(order, url) ? 500 : undefined), after(1));
      expect(findings.map(({ check }) => check)).toEqual(["server-error"]);
    },
    20_000,
  );
});

test("several bugs of one operation are several findings, each with its place", async () => {
  const fails = ({ size, name, day }: Order): number | undefined => {
    if (size === 613) return 500;
    if (String(name).length === 73) return 500;
    return String(day).startsWith("2024-02-29") ? 500 : undefined;
  };
  const { findings } = await found(fails, after(3));
  expect(findings.map(({ place = "" }) => place).toSorted()).toEqual(["body /day", "body /name", "body /size"]);
  const size = findings.find(({ place }) => place === "body /size");
  expect(bodyOf(size!)).toEqual({ size: 613, name: "" });
}, 20_000);

test("a valid value that the server rejects is a finding", async () => {
  const { findings } = await found(({ size }) => (size === 77 ? 400 : undefined), after(1));
  expect(findings.map(({ check, name }) => [check, name])).toEqual([
    ["valid-accepted", "fuzzing, a valid request: body /size"],
  ]);
}, 20_000);

test("fuzzing goes on until the time ends", async () => {
  const { findings, milliseconds, requests } = await found(() => undefined, { time: 2500 });
  expect(findings).toEqual([]);
  expect(milliseconds).toBeGreaterThan(2400);
  expect(milliseconds).toBeLessThan(4500);
  expect(requests).toBeGreaterThan(300);
});

describe("inputs that reach new behaviour are kept", () => {
  const reply = (status: number, body: unknown, milliseconds = 5) => ({
    status,
    headers: [],
    body: new TextEncoder().encode(JSON.stringify(body)),
    milliseconds,
  });

  test.each<[what: string, a: ReturnType<typeof reply>, b: ReturnType<typeof reply>, same: boolean]>([
    ["another status", reply(200, {}), reply(201, {}), false],
    ["another property", reply(200, { a: 1 }), reply(200, { a: 1, b: 1 }), false],
    ["another type", reply(200, { a: 1 }), reply(200, { a: "x" }), false],
    ["another value", reply(200, { a: 1 }), reply(200, { a: 2 }), true],
    ["another error text", reply(400, { detail: "no name" }), reply(400, { detail: "no size" }), false],
    ["another value in an error text", reply(400, { detail: '"x" at 7' }), reply(400, { detail: '"y" at 12' }), true],
    ["a slow response", reply(200, {}), reply(200, {}, 900), false],
    ["a little slower response", reply(200, {}), reply(200, {}, 150), true],
  ])("%s", (_, a, b, same) => {
    expect(behaviourOf(a) === behaviourOf(b)).toBe(same);
  });

  test("the more often an input is drawn, the less often it is drawn again", () => {
    const corpus = new Corpus();
    expect(corpus.note({ body: 1 }, "a")).toBe("new");
    expect(corpus.note({ body: 2 }, "a")).toBe("known");
    const random = new Random(mix(0, "test"));
    for (let count = 0; count < 20; count += 1) corpus.draw(random);
    corpus.release();
    expect(corpus.note({ body: 3 }, "b")).toBe("new");
    const drawn = Array.from({ length: 12 }, () => corpus.draw(random)?.body);
    expect(drawn.filter((body) => body === 3).length).toBeGreaterThan(6);
  });
});

describe("values", () => {
  test("a small range is tried as a whole, each integer once", () => {
    const all = [...integers([{ type: "integer", minimum: -20, maximum: 700 }], 3)];
    expect(new Set(all).size).toBe(721);
    expect([Math.min(...all), Math.max(...all), all.length]).toEqual([-20, 700, 721]);
    expect([...jumping(1, 0)]).toEqual([0]);
  });

  test("magnitudes have bounds, powers of two and of ten", () => {
    const all = new Set(magnitudes([{ type: "integer", minimum: 5 }]));
    for (const value of [5, 6, 4, 2 ** 31, 2 ** 31 - 1, -(2 ** 32), 10 ** 9, 10 ** 9 + 1, 2 ** 53])
      expect(all).toContain(value);
    for (const value of all) expect(Number.isInteger(value)).toBe(true);
  });

  test("dates have each day of a leap year, and times the changes of the clock", () => {
    const days = new Set(momentsOf("date"));
    expect([...days].filter((day) => day.startsWith("2024-")).length).toBe(366);
    expect([...momentsOf("date-time")]).toContain("2024-03-10T02:30:00-05:00");
    expect([...momentsOf("uuid")]).toEqual([]);
  });
});
