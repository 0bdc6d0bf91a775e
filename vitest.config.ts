import { availableParallelism } from "node:os";
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Vitest and Vite ignore Node's `--conditions`: without these lines the packages of this repository would be looked
// for in `dist/`.
const conditions = ["tenon-source", ...defaultServerConditions];
const shared = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

// Each of these takes long for what it proves, so they run after the others.
const slow = ["test/package/**/*.test.ts"];

// These replace a module, or run in a page's environment. The other files share a process, which loads a module once:
// that halves the CPU time of the unit tests.
const alone = [
  "test/cli/mock-reload.test.ts",
  "test/client/queries.test.ts",
  "test/docs/queries-page.test.ts",
  "test/mocks/environments/*.test.ts",
];

export default defineConfig({
  ...shared,
  test: {
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Vitest's default leaves one core free. On a machine with two cores that doubles the time.
    maxWorkers: availableParallelism(),
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "test/fixtures/**", ...slow, ...alone],
          isolate: false,
        },
      },
      { ...shared, test: { name: "unit-alone", include: alone } },
      {
        ...shared,
        test: {
          name: "types",
          include: [],
          // Errors outside of type tests are for `tsc` itself to report.
          typecheck: {
            enabled: true,
            only: true,
            include: ["test/**/*.test-d.ts"],
            ignoreSourceErrors: true,
            // TypeScript 7. TypeScript 5.9 compiles the same files in `npm test`.
            checker: "node_modules/typescript-7/bin/tsc",
          },
        },
      },
      {
        ...shared,
        test: {
          name: "package",
          include: slow,
          globalSetup: "test/package/setup.ts",
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
