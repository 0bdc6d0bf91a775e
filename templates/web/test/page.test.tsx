// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { App } from "../client/app.tsx";
import { createClient } from "../generated/client.ts";
import { mocks } from "../mocks/index.ts";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

test("the page lists the tasks and deletes one", async () => {
  const page = document.createElement("div");
  const api = createClient({ baseUrl: "/api", fetch: mocks.fetch });
  await act(() =>
    createRoot(page).render(
      <QueryClientProvider client={new QueryClient()}>
        <App api={api} />
      </QueryClientProvider>,
    ),
  );
  await act(() => vi.waitFor(() => expect(page.textContent).toContain("Write a handler")));
  await act(() => page.querySelector<HTMLButtonElement>('[aria-label="Delete Ship"]')?.click());
  await act(() => vi.waitFor(() => expect(page.textContent).not.toContain("Ship")));
});
