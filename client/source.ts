import { byId, h } from "./dom.ts";

/** Says where the data comes from: an API, with a way to change the token, or mocks. */
export function showSource(from: {
  apiBaseUrl: string | undefined;
  mocked: boolean;
  onToken: () => Promise<void>;
}): void {
  const source = byId("source", HTMLElement);
  if (from.mocked) {
    source.replaceChildren(h("span", { className: "dot mocked" }, "Mocked, no server"));
    return;
  }
  const token = h("button", { type: "button" }, "API token");
  token.addEventListener("click", () => void from.onToken());
  const address = new URL(from.apiBaseUrl ?? "/", location.href);
  source.replaceChildren(h("span", { className: "dot" }, "API ", h("code", {}, address.host)), token);
}
