import { defineConfig } from "tenon";

export default defineConfig({
  contract: "openapi.yaml",
  check: {
    parts: ["lint", "diff"],
    base: "origin/main",
    rules: { "untyped-body": "error", "repeated-schema": "off", "response-error-added": "error" },
  },
});
