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
   * Whether MSW answers requests of the global `fetch` and other clients; needs msw. A request that is not for the mocks
   * fails the test, unless `unhandled` says otherwise. Default false: the code under test takes `mocks.fetch`.
   */
  readonly msw?: boolean | MswOptions | undefined;
  /** `allow`: a request that breaks the contract does not fail its test. Default `refuse`. */
  readonly invalidRequests?: "refuse" | "allow" | undefined;
}

export interface MswOptions {
  /** What happens to requests that nothing handles. Default `error`. */
  readonly unhandled?: "error" | "warn" | "bypass" | undefined;
  /** MSW's handlers (`http.get(…)`) for other APIs. They answer requests that are not for the mocks. */
  readonly handlers?: readonly object[] | undefined;
}

export interface MockFixtures<M> {
  /** Made for each test. Afterwards the mocks are as they were, for `create` functions that return the same ones each time. */
  readonly mocks: M;
  /** The requests to the mocks. */
  readonly recorder: Recorder<RequestsOf<M>>;
  /** For a group of tests: `test.override({ invalidRequests: "allow" })`. */
  readonly invalidRequests: "refuse" | "allow";
}

/** Mocks of several APIs, each with its recorder, by the names that {@link mockTest} was given. */
export interface ApiFixtures<A extends Apis> {
  readonly mocks: { readonly [Name in keyof A]: ReturnType<A[Name]> };
  readonly recorder: { readonly [Name in keyof A]: Recorder<RequestsOf<ReturnType<A[Name]>>> };
  readonly invalidRequests: "refuse" | "allow";
}

type Testable = Mocks<unknown> & { readonly db?: Pick<AnyDb, "snapshot" | "restore"> };
export type Apis = Readonly<Record<string, () => Testable>>;

/**
 * Vitest's `test` with mocks of one API, or of several by name. A test fails where it has sent a request that the contract
 * does not allow, or where an override has answered with something that the contract does not allow.
 * @param create runs for each test that uses the mocks; with `msw` for each test
 * @throws Error from a test that runs beside another one whose mocks are behind MSW with the same `baseUrl`
 */
export function mockTest<M extends Testable>(create: () => M, options?: MockTestOptions): TestAPI<MockFixtures<M>>;
export function mockTest<A extends Apis>(create: A, options?: MockTestOptions): TestAPI<ApiFixtures<A>>;
export function mockTest(create: (() => Testable) | Apis, options: MockTestOptions = {}): TestAPI<object> {
  const { msw = false } = options;
  const server = msw === false ? undefined : new SharedServer(msw === true ? {} : msw);
  /** Checks that run when the teardown of a test is done. */
  const checks = new WeakMap<object, () => void>();
  return test.extend({
    invalidRequests: options.invalidRequests ?? "refuse",
    mocks: [
      // oxlint-disable-next-line no-empty-pattern -- Vitest reads from it which fixtures are needed: none
      async ({}, use: (mocks: unknown) => Promise<void>) => {
        const all = typeof create === "function" ? [create()] : Object.values(create).map((each) => each());
        const mocks = typeof create === "function" ? all[0]! : named(create, all);
        const teardown = new Teardown();
        try {
          for (const each of all) teardown.add(restoring(each));
          if (server !== undefined) teardown.add(await server.open(all));
          await use(mocks);
        } catch (error) {
          teardown.add(() => {
            throw error;
          });
        }
        teardown.add(() => checks.get(mocks)?.());
        await teardown.run();
      },
      { auto: msw !== false },
    ],
    recorder: [
      async (
        { mocks, invalidRequests }: { readonly mocks: object; readonly invalidRequests: "refuse" | "allow" },
        use: (recorder: unknown) => Promise<void>,
      ) => {
        const recorders =
          typeof create === "function"
            ? [record(mocks as Testable)] // what `create` returned
            : Object.values(mocks as Readonly<Record<string, Testable>>).map((each) => record(each));
        // Vitest skips the teardown of other fixtures after one that throws: the checks run at the very end.
        checks.set(mocks, () => {
          for (const recorder of recorders) {
            recorder.expectAnswersValid();
            if (invalidRequests === "refuse") recorder.expectAllValid();
          }
        });
        await use(typeof create === "function" ? recorders[0] : named(create, recorders));
        for (const recorder of recorders) recorder.stop();
      },
      { auto: true },
    ],
  } as never) as unknown as TestAPI<object>; // the overloads say what Vitest makes of these fixtures
}

const named = (apis: Apis, values: readonly unknown[]): object =>
  Object.fromEntries(Object.keys(apis).map((name, index) => [name, values[index]]));

/** Puts scenarios and data back. */
function restoring(mocks: Testable): () => void {
  const { active } = mocks;
  const before = mocks.db?.snapshot();
  return () => {
    mocks.use(...active);
    if (before !== undefined) mocks.db?.restore(before);
  };
}

/** Steps that all run in order, also after one that throws. */
class Teardown {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** @throws the error of a step, an AggregateError for those of several */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, errors.map(String).join("\n"));
  }
}

interface RunningServer {
  use(all: readonly Testable[]): void;
  close(): void;
}

/** One MSW server for all tests that run at the same time: each patches the same global `fetch`. */
class SharedServer {
  readonly #options: MswOptions;
  readonly #active = new Set<Testable>();
  #starting: Promise<RunningServer> | undefined;

  constructor(options: MswOptions) {
    this.#options = options;
  }

  /** @returns closes the server when no other test uses it */
  async open(all: readonly Testable[]): Promise<() => Promise<void>> {
    for (const mocks of all) this.#refuseAmbiguous(mocks);
    for (const mocks of all) this.#active.add(mocks);
    const server = await (this.#starting ??= this.#start());
    server.use([...this.#active]);
    return async () => {
      for (const mocks of all) this.#active.delete(mocks);
      if (this.#active.size > 0) return server.use([...this.#active]);
      this.#starting = undefined;
      server.close();
    };
  }

  #refuseAmbiguous({ baseUrl }: Testable): void {
    for (const other of this.#active)
      if (other.baseUrl === baseUrl)
        throw new Error(
          `Another test that runs at the same time has mocks at "${baseUrl}". The global fetch does not say which test sends a request: pass \`fetch: mocks.fetch\` to the code under test, give each test a baseUrl of its own, or run these tests one after another.`,
        );
  }

  async #start(): Promise<RunningServer> {
    const [{ setupServer }, { mswHandlers }] = await Promise.all([import("msw/node"), import("./msw.ts")]);
    const { unhandled = "error", handlers = [] } = this.#options;
    const server = setupServer();
    server.listen({ onUnhandledFrame: unhandled });
    return {
      use: (all) =>
        server.resetHandlers(
          ...all.flatMap((mocks) => mswHandlers(mocks)),
          ...(handlers as Parameters<typeof setupServer>), // msw may not be installed, so the option has no type of msw's
        ),
      close: () => server.close(),
    };
  }
}
