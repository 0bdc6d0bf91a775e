import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // `npm run web` calls the API on port 3000. `npm run web:mock` needs no API: the mocks answer in the page.
  server: { proxy: { "/api": "http://localhost:3000" } },
});
