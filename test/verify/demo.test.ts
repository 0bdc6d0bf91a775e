/** Every bug of the library is found, and nothing where there is none. The whole is the proof `verify`. */

import { beforeAll, describe, expect, test } from "vitest";
import type { VerifySource } from "../../toolchain/verify/index.ts";
import { BUGS } from "./demo/bugs.ts";
import { inMemory, librarySource, missed, verifyLibrary } from "./demo/index.ts";

/** Milliseconds for one bug. */
const TIME = 5000;
const SEED = 1;

let source: VerifySource;
beforeAll(async () => {
  source = await librarySource();
});

test("nothing is found where nothing is wrong, and most of the contract is exercised", async () => {
  const { findings, stopped, requests, coverage } = await verifyLibrary(source, inMemory(), { seed: SEED, time: TIME });
  expect({ findings, stopped }).toEqual({ findings: [], stopped: undefined });
  expect(requests).toBeGreaterThan(1000);
  expect(coverage.total.operations).toEqual({ covered: 8, all: 8 });
  expect(coverage.percent).toBeGreaterThan(75);
}, 20_000);

test("there are bugs of every kind", () => {
  expect(Object.keys(BUGS).length).toBeGreaterThan(60);
});

describe("it is found that there is", () => {
  test.each(Object.entries(BUGS))(
    "%s",
    async (_, bug) => {
      const result = await verifyLibrary(source, inMemory(bug.parts), { seed: SEED, time: TIME, until: bug });
      expect(missed(bug, result)).toBeUndefined();
    },
    TIME * 2,
  );
});
