import { defineConfig } from "tenon";

export default defineConfig({
  contract: "openapi.yaml",
  emit: { queries: "react" }, // or "vue", "svelte", "solid"
});
