/**
 * A small panel in the page: the active scenario, the delay, and the last requests with their answers.
 *
 * ```ts
 * showPanel(mocks, { onChange: () => location.reload() });
 * ```
 *
 * It lies over the page and does not move its content. It is closed at first. A shadow root keeps its styles and ids apart
 * from those of the page. Texts of requests and of the contract are only set as text, never as HTML.
 */

import type { Exchange } from "./exchange.ts";
import { STYLE } from "./panel-style.ts";
import type { Delay } from "./overrides.ts";
import type { Mocks } from "./types.ts";

export interface PanelOptions {
  /** Called when a user chooses another scenario or resets the mocks, for example to load the page again. */
  readonly onChange?: ((change: { readonly active: readonly string[] }) => void) | undefined;
  /** The number of requests in the list. Default 50. */
  readonly requests?: number | undefined;
  /** Open the panel at first. Default false. */
  readonly open?: boolean | undefined;
}

export interface Panel {
  readonly element: HTMLElement;
  /** Removes the panel. */
  remove(): void;
}

type Shown = Pick<Mocks<unknown>, "active" | "contract" | "delay" | "observe" | "reset" | "scenarios" | "use">;

/** The delays to choose from, in milliseconds. */
const DELAYS: readonly (readonly [text: string, delay: Delay | undefined])[] = [
  ["none", undefined],
  ["300 ms", 300],
  ["1 s", 1000],
  ["0.2–2 s", [200, 2000]],
  ["5 s", 5000],
];

/** Adds the panel at the end of the page's body. */
export function showPanel(mocks: Shown, options: PanelOptions = {}): Panel {
  const parts = createParts(mocks.contract.title);
  const { element, panel, toggle } = parts;
  const open = (): void => {
    panel.hidden = false;
    toggle.ariaExpanded = "true";
    toggle.classList.remove("refused");
    toggle.title = "";
    refresh(parts, mocks);
  };
  const close = (): void => {
    panel.hidden = true;
    toggle.ariaExpanded = "false";
  };
  toggle.addEventListener("click", () => (panel.hidden === true ? open() : close()));
  parts.root.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key !== "Escape" || panel.hidden) return; // a `keydown` is a KeyboardEvent
    event.stopPropagation();
    close();
    toggle.focus();
  });
  listenToControls(parts, mocks, options);
  const stop = mocks.observe((exchange) => showExchange(parts, exchange, options.requests ?? 50));
  if (options.open === true) open();
  else close();
  document.body.append(element);
  return {
    element,
    remove() {
      stop();
      element.remove();
    },
  };
}

interface Parts {
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
  readonly panel: HTMLElement;
  readonly toggle: HTMLButtonElement;
  readonly scenario: HTMLSelectElement;
  readonly delay: HTMLSelectElement;
  readonly reset: HTMLButtonElement;
  readonly log: HTMLOListElement;
  /** Shown while the log is empty. */
  readonly nothing: HTMLElement;
}

function createParts(title: string): Parts {
  const element = document.createElement("tenon-mocks");
  const root = element.attachShadow({ mode: "open" });
  const toggle = make("button", { type: "button", className: "toggle" }, "Mocks");
  const scenario = make("select", { ariaLabel: "Mock scenario" });
  const delay = make("select", { ariaLabel: "Mock delay" });
  const reset = make("button", { type: "button" }, "Reset");
  const log = make("ol", { ariaLabel: "Requests, newest first", tabIndex: 0 });
  const nothing = make("p", {}, "No requests yet.");
  const panel = make("section", { id: "panel", ariaLabel: "Mocks" });
  panel.append(make("h2", {}, title), field("Scenario", scenario), field("Delay", delay), reset, nothing, log);
  toggle.setAttribute("aria-controls", "panel");
  // a constructed style sheet works with a content security policy that forbids inline styles
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  root.adoptedStyleSheets = [style];
  root.append(panel, toggle);
  return { element, root, panel, toggle, scenario, delay, reset, log, nothing };
}

/** Shows what other code may have changed. */
function refresh({ scenario, delay }: Parts, mocks: Shown): void {
  const active = mocks.active.join(", ");
  const names = [...new Set(["", ...mocks.scenarios, active])];
  scenario.replaceChildren(
    ...names.map((name) => make("option", { value: name, selected: name === active }, name || "none")),
  );
  const current = JSON.stringify(mocks.delay);
  const known = DELAYS.some(([, value]) => JSON.stringify(value) === current);
  const delays = known ? DELAYS : [...DELAYS, [`${String(mocks.delay)} ms`.replace(",", "–"), mocks.delay] as const];
  delay.replaceChildren(
    ...delays.map(([text, value]) =>
      make("option", { value: JSON.stringify(value) ?? "", selected: JSON.stringify(value) === current }, text),
    ),
  );
}

function listenToControls(parts: Parts, mocks: Shown, { onChange }: PanelOptions): void {
  const { scenario, delay, reset, log, nothing } = parts;
  const changed = (): void => {
    refresh(parts, mocks);
    onChange?.({ active: mocks.active });
  };
  scenario.addEventListener("change", () => {
    if (scenario.value === "") mocks.reset();
    else mocks.use(...(mocks.scenarios.includes(scenario.value) ? [scenario.value] : mocks.active));
    changed();
  });
  delay.addEventListener("change", () => {
    mocks.delay = delay.value === "" ? undefined : (JSON.parse(delay.value) as Delay); // the value of an option
  });
  reset.addEventListener("click", () => {
    mocks.use(...mocks.active);
    log.replaceChildren();
    nothing.hidden = false;
    changed();
  });
}

function showExchange({ log, nothing, panel, toggle }: Parts, exchange: Exchange, most: number): void {
  log.prepend(entry(exchange));
  nothing.hidden = true;
  while (log.childElementCount > most) log.lastElementChild?.remove();
  if (exchange.outcome !== "refused" || panel.hidden === false) return;
  toggle.classList.add("refused");
  toggle.title = "A request was refused";
}

/** One request: method, path, status, source of the answer and time; below it the reasons for a refusal. */
function entry({
  request,
  operation,
  status,
  outcome,
  milliseconds,
  problem,
  violations = [],
}: Exchange): HTMLLIElement {
  const item = make("li", { title: operation ?? "" });
  item.append(
    make("code", {}, `${request.method} ${request.url}`),
    make("b", { className: `s${Math.floor(status / 100)}` }, status === 0 ? "no answer" : String(status)),
    make("span", { className: "outcome" }, outcome),
    make("span", {}, `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`),
  );
  const reasons = violations.map(({ in: place, name, pointer, message }) =>
    [place, name, pointer, message].filter((part) => part !== undefined && part !== "").join(" "),
  );
  if (reasons.length === 0 && problem !== undefined) reasons.push(problem.detail ?? problem.title);
  for (const reason of reasons) item.append(make("p", {}, reason));
  return item;
}

function field(text: string, control: HTMLElement): HTMLElement {
  const label = make("label", {}, text);
  label.append(control);
  return label;
}

/** A new element with text. */
function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  text = "",
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.textContent = text;
  return element;
}
