/**
 * A small panel in the page: which scenario is in force, how long answers take, and what was asked and came of it.
 *
 * ```ts
 * showPanel(mocks, { onChange: () => location.reload() });
 * ```
 *
 * It lies over the page and moves nothing in it, is closed until somebody opens it, and keeps its style and its names to
 * itself (a shadow root). What requests and the contract say is only ever set as text.
 */

import type { Exchange } from "./exchange.ts";
import { STYLE } from "./panel-style.ts";
import type { Delay } from "./overrides.ts";
import type { Mocks } from "./types.ts";

export interface PanelOptions {
  /** Told when somebody has chosen another scenario or has reset the mocks: the page may want to load again. */
  readonly onChange?: ((change: { readonly active: readonly string[] }) => void) | undefined;
  /** How many requests are listed. Default 50. */
  readonly requests?: number | undefined;
  /** Default false. */
  readonly open?: boolean | undefined;
}

export interface Panel {
  readonly element: HTMLElement;
  /** Takes it away. */
  remove(): void;
}

type Shown = Pick<Mocks<unknown>, "active" | "contract" | "delay" | "observe" | "reset" | "scenarios" | "use">;

/** Milliseconds that can be chosen. */
const DELAYS: readonly (readonly [text: string, delay: Delay | undefined])[] = [
  ["none", undefined],
  ["300 ms", 300],
  ["1 s", 1000],
  ["0.2–2 s", [200, 2000]],
  ["5 s", 5000],
];

/** Puts the panel at the end of the page's body. */
export function showPanel(mocks: Shown, options: PanelOptions = {}): Panel {
  const most = options.requests ?? 50;
  const element = document.createElement("tenon-mocks");
  const root = element.attachShadow({ mode: "open" });
  const toggle = make("button", { type: "button", className: "toggle" }, "Mocks");
  const scenario = make("select", { ariaLabel: "Mock scenario" });
  const delay = make("select", { ariaLabel: "Mock delay" });
  const reset = make("button", { type: "button" }, "Reset");
  const log = make("ol", { ariaLabel: "Requests, newest first", tabIndex: 0 });
  const nothing = make("p", {}, "No requests yet.");
  const panel = make("section", { id: "panel", ariaLabel: "Mocks", hidden: options.open !== true });
  panel.append(
    make("h2", {}, mocks.contract.title),
    field("Scenario", scenario),
    field("Delay", delay),
    reset,
    nothing,
    log,
  );
  toggle.setAttribute("aria-controls", "panel");
  // A page's policy that allows no inline style allows this.
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  root.adoptedStyleSheets = [style];
  root.append(panel, toggle);

  const show = (open: boolean): void => {
    panel.hidden = !open;
    toggle.ariaExpanded = String(open);
    if (!open) return;
    toggle.classList.remove("refused");
    toggle.title = "";
    refresh();
  };
  /** What may have been changed by other hands. */
  const refresh = (): void => {
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
  };
  const changed = (): void => {
    refresh();
    options.onChange?.({ active: mocks.active });
  };

  toggle.addEventListener("click", () => show(panel.hidden === true));
  root.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key !== "Escape" || panel.hidden) return; // which `keydown` is
    event.stopPropagation();
    show(false);
    toggle.focus();
  });
  scenario.addEventListener("change", () => {
    if (scenario.value === "") mocks.reset();
    else mocks.use(...(mocks.scenarios.includes(scenario.value) ? [scenario.value] : mocks.active));
    changed();
  });
  delay.addEventListener("change", () => {
    mocks.delay = delay.value === "" ? undefined : (JSON.parse(delay.value) as Delay); // one of those above
  });
  reset.addEventListener("click", () => {
    mocks.use(...mocks.active);
    log.replaceChildren();
    nothing.hidden = false;
    changed();
  });
  const stop = mocks.observe((exchange) => {
    log.prepend(entry(exchange));
    nothing.hidden = true;
    while (log.childElementCount > most) log.lastElementChild?.remove();
    if (exchange.outcome !== "refused" || panel.hidden === false) return;
    toggle.classList.add("refused");
    toggle.title = "A request was refused";
  });
  show(options.open === true);
  document.body.append(element);
  return {
    element,
    remove() {
      stop();
      element.remove();
    },
  };
}

/** One request: method and path, status, who answered, how long it took; below it what was wrong with it. */
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

/** A new element; what is in it is text. */
function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  text = "",
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.textContent = text;
  return element;
}
