import { defineConfig } from "tenon";

export default defineConfig({
  dev: { start: "node --watch server/main.ts", scenarios: "mocks/scenarios.ts", port: 4010 },
  check: { base: "origin/main", types: "tsconfig.json" },
});
