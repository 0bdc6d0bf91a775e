import { setupWorker } from "msw/browser";
import { showPanel } from "tenon-runtime/mocks/panel";
import { createSchoolMocks, DEFAULT_SCENARIO, isScenario } from "../mocks/index.ts";

/**
 * Puts the mocks on a service worker: from then on they answer every request for the API. The address names the scenario,
 * and the panel changes it.
 */
export async function startMocks(baseUrl: string | undefined): Promise<void> {
  const wanted = new URLSearchParams(location.search).get("scenario") ?? DEFAULT_SCENARIO;
  const mocks = createSchoolMocks(baseUrl === undefined ? {} : { baseUrl });
  if (wanted !== NONE) mocks.use(isScenario(wanted) ? wanted : DEFAULT_SCENARIO);
  await setupWorker(...mocks.handlers).start({ quiet: true });
  showPanel(mocks, {
    onChange({ active }) {
      const url = new URL(location.href);
      url.searchParams.set("scenario", active[0] ?? NONE);
      location.assign(url);
    },
  });
}

/** No scenario: what the contract's examples and schemas give. */
const NONE = "none";
