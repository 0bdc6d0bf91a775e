import { defineConfig } from "tenon";

export default defineConfig({ contract: "api/openapi.yaml", output: "src/generated" });
