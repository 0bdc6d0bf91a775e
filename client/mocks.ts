import { setupWorker } from "msw/browser";
import { createSchoolMocks, DEFAULT_SCENARIO, isScenario, SCENARIOS } from "../mocks/index.ts";
import type { Scenarios } from "./source.ts";

/** Puts the mocks on a service worker: from then on they answer every request for the API. */
export async function startMocks(baseUrl: string | undefined): Promise<Scenarios> {
  const wanted = new URLSearchParams(location.search).get("scenario") ?? "";
  const current = isScenario(wanted) ? wanted : DEFAULT_SCENARIO;
  const mocks = createSchoolMocks(baseUrl === undefined ? {} : { baseUrl });
  mocks.use(current);
  await setupWorker(...mocks.handlers).start({ quiet: true });
  return { names: SCENARIOS, current };
}
