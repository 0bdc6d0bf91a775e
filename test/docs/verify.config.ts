import { defineConfig } from "tenon";

export default defineConfig({
  contract: "openapi.yaml",
  check: {
    verify: {
      app: "server/app.ts",
      time: 60,
      include: ["tag:students"],
      skipChecks: ["unknown-path"],
      auth: { bearerAuth: "env:STUDENT_TOKEN" },
      headers: { "X-Tenant": "7" },
    },
  },
});
