import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig } from "vite";

/** How the page is bundled. `serve.ts` serves it while it is being worked on; `vite build client` makes static files. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  // Naming conditions replaces Vite's own, so these are named too. The first lets this repository use the source of
  // its packages; elsewhere it names nothing.
  resolve: { conditions: ["tenon-source", ...defaultClientConditions] },
  build: { target: "es2022" },
  clearScreen: false,
});
