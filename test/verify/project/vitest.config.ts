import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["tenon-source", ...defaultServerConditions];

/** A project whose API is tested by its contract; `vitest.test.ts` beside this folder runs it. */
export default defineConfig({
  cacheDir: "../../../node_modules/.vite/verify-project",
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { include: ["*.check.ts"] },
});
