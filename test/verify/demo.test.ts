/** Verify finds the bugs of the library, and nothing in a library without one. The proof `verify` tries all bugs. */

import { beforeAll, describe, expect, test } from "vitest";
import type { VerifySource } from "../../toolchain/verify/index.ts";
import { BASIC } from "./demo/bugs/basic.ts";
import { BUGS } from "./demo/bugs/index.ts";
import { inMemory, librarySource, missed, verifyLibrary } from "./demo/index.ts";

/** Milliseconds: the number of requests ends each run before. */
const TIME = 100_000;
const TIME_OF_BUG = 30_000;
const SEED = 1;

let source: VerifySource;
beforeAll(async () => {
  source = await librarySource();
});

test(
  "nothing is found where nothing is wrong, and most of the contract is exercised",
  async () => {
    const { findings, stopped, requests, coverage } = await verifyLibrary(source, inMemory(), {
      seed: SEED,
      time: TIME,
      requests: 2500,
    });
    expect({ findings, stopped, requests }).toEqual({ findings: [], stopped: "requests", requests: 2500 });
    expect(coverage.total.operations).toEqual({ covered: 9, all: 9 });
    expect(coverage.percent).toBeGreaterThan(75);
  },
  TIME,
);

test("there are bugs of every kind", () => {
  expect(Object.keys(BUGS).length).toBeGreaterThan(200);
});

/** Each bug of the first file, and every eighth of the others: the proof has all of them. */
const SLICE = Object.entries(BUGS).filter(([name], index) => Object.hasOwn(BASIC, name) || index % 8 === 0);

describe("verify finds", () => {
  test.each(SLICE)(
    "%s",
    async (_, bug) => {
      const result = await verifyLibrary(source, inMemory(bug.parts), { seed: SEED, time: TIME_OF_BUG, until: bug });
      expect(missed(bug, result)).toBeUndefined();
    },
    TIME_OF_BUG * 2,
  );
});
