import { byId, h } from "./dom.ts";

/** The mock scenarios that can be chosen, and the one that is in force. */
export interface Scenarios {
  readonly names: readonly string[];
  readonly current: string;
}

/** Says where the data comes from: an API, with a way to change the token, or mocks, with a choice of scenario. */
export function showSource(from: {
  apiBaseUrl: string | undefined;
  scenarios: Scenarios | undefined;
  onToken: () => Promise<void>;
}): void {
  const token = h("button", { type: "button" }, "API token");
  token.addEventListener("click", () => void from.onToken());
  const { scenarios } = from;
  if (!scenarios) {
    const address = new URL(from.apiBaseUrl ?? "/", location.href);
    byId("source", HTMLElement).replaceChildren(
      h("span", { className: "dot" }, "API ", h("code", {}, address.host)),
      token,
    );
    return;
  }
  const choice = h(
    "select",
    { "aria-label": "Mock scenario" },
    ...scenarios.names.map((name) => h("option", { value: name, selected: name === scenarios.current }, name)),
  );
  choice.addEventListener("change", () => {
    const url = new URL(location.href);
    url.searchParams.set("scenario", choice.value);
    location.assign(url);
  });
  byId("source", HTMLElement).replaceChildren(h("span", { className: "dot mocked" }, "Mocked, no server"), choice);
}
