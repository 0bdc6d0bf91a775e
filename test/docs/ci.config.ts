import { defineConfig } from "tenon";

export default defineConfig({
  contract: "openapi.yaml",
  check: {
    accept: "contract-exceptions.yaml",
    base: "origin/main",
    failOn: "wire",
    types: "tsconfig.json",
    verify: { app: "server/app.ts", time: 20 },
  },
});
