import { defineConfig } from "tenon";

export default defineConfig([
  { contract: "api/students.yaml", output: "generated/students", check: { types: "tsconfig.json" } },
  { contract: "api/courses.yaml", output: "generated/courses", strict: true },
]);
