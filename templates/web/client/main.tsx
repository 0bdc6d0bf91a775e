import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "../generated/client.ts";
import { App } from "./app.tsx";

// `npm run web:mock`: the mocks answer in a service worker. Only this mode loads them.
if (import.meta.env.MODE === "mock") {
  const [{ setupWorker }, { mocks }] = await Promise.all([import("msw/browser"), import("../mocks/index.ts")]);
  await setupWorker(...mocks.handlers).start();
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the ID root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <App api={createClient({ baseUrl: "/api" })} />
    </QueryClientProvider>
  </StrictMode>,
);
