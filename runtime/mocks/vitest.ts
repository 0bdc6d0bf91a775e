/**
 * Mocks as a fixture of Vitest:
 *
 * ```ts
 * const test = mockTest(() => createMocks({ baseUrl: "/api" }));
 * test("shows a student", async ({ mocks, recorder }) => { … });
 * ```
 */

import { test, type TestAPI } from "vitest";
import { record, type Recorder, type RequestsOf } from "./recorder.ts";
import type { AnyDb } from "./store/types.ts";
import type { Mocks } from "./types.ts";

export interface MockTestOptions {
  /**
   * Whether MSW answers what the test calls by the global `fetch` and the like; needs msw. What is not for the mocks then
   * fails the test, or goes where it is meant to go. Default: it does not, and whoever is tested takes `mocks.fetch`.
   */
  readonly msw?: boolean | { readonly unhandled: "error" | "warn" | "bypass" } | undefined;
  /** `allow`: a request that breaks the contract does not fail its test. Default `refuse`. */
  readonly invalidRequests?: "refuse" | "allow" | undefined;
}

export interface MockFixtures<M> {
  /** Made for each test; afterwards they are as they were, should they be the same each time. */
  readonly mocks: M;
  /** What they are asked. */
  readonly recorder: Recorder<RequestsOf<M>>;
  /** For a group of tests: `test.override({ invalidRequests: "allow" })`. */
  readonly invalidRequests: "refuse" | "allow";
}

type Testable = Mocks<unknown> & { readonly db?: Pick<AnyDb, "snapshot" | "restore"> };

/**
 * Vitest's `test` with mocks; a test that has sent a request, or was given an answer by an override, that the contract
 * does not allow fails.
 * @param create runs for each test that uses the mocks; with `msw` for each test
 */
export function mockTest<M extends Testable>(create: () => M, options: MockTestOptions = {}): TestAPI<MockFixtures<M>> {
  const { msw = false } = options;
  return test.extend<MockFixtures<M>>({
    invalidRequests: options.invalidRequests ?? "refuse",
    mocks: [
      // oxlint-disable-next-line no-empty-pattern -- Vitest reads from it which fixtures are needed: none
      async ({}, use) => {
        const mocks = create();
        const { active } = mocks;
        const before = mocks.db?.snapshot();
        const close = msw === false ? undefined : await intercept(mocks, msw === true ? "error" : msw.unhandled);
        try {
          await use(mocks);
        } finally {
          close?.();
          mocks.use(...active);
          if (before !== undefined) mocks.db?.restore(before);
        }
      },
      { auto: msw !== false },
    ],
    recorder: [
      async ({ mocks, invalidRequests }, use) => {
        const recorder = record(mocks);
        await use(recorder);
        recorder.stop();
        recorder.expectAnswersValid();
        if (invalidRequests === "refuse") recorder.expectAllValid();
      },
      { auto: true },
    ],
  }) as unknown as TestAPI<MockFixtures<M>>; // what Vitest makes of fixtures that are given with their options
}

async function intercept(mocks: Testable, unhandled: "error" | "warn" | "bypass"): Promise<() => void> {
  const [{ setupServer }, { mswHandlers }] = await Promise.all([import("msw/node"), import("./msw.ts")]);
  const server = setupServer(...mswHandlers(mocks));
  server.listen({ onUnhandledFrame: unhandled });
  return () => server.close();
}
