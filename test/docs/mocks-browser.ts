import { setupWorker } from "msw/browser";
import { showPanel } from "tenon-runtime/mocks/panel";
import { persist } from "tenon-runtime/mocks/persist";
import { createMocks } from "../../generated/mocks.ts";
import { scenarios } from "./mocks-scenarios.ts";

export async function startMocks(): Promise<void> {
  const mocks = createMocks({ baseUrl: "/api" });
  scenarios(mocks);
  persist(mocks); // what requests change is there after a reload
  await setupWorker(...mocks.handlers).start();
  showPanel(mocks);
}
