import { defineConfig } from "tenon";
import { load } from "./plugin-load.ts";
import { mcp } from "./plugin-mcp.ts";
import { postman } from "./plugin-postman.ts";
import { routes } from "./plugin-routes.ts";

export default defineConfig({
  contract: "openapi.yaml",
  plugins: [routes(), postman(), load({ seconds: 5 }), mcp()],
});
