import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // `npm run web` calls the API of `npm run dev`, or that of `API_URL`. `npm run web:mock` needs no API: the mocks answer
  // in the page.
  server: { proxy: { "/api": process.env["API_URL"] ?? "http://127.0.0.1:4010" } },
});
