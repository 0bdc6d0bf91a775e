/** The filters live in the page's address, so that a view can be kept as a bookmark and sent to somebody. */
import type { ListStudentsInput } from "../generated/operations.ts";
import { byId, entered } from "./dom.ts";

type Filters = Pick<NonNullable<ListStudentsInput["query"]>, "q" | "status" | "sort">;

const FIELDS = ["q", "status", "sort"] as const;

/** The filters that are set. */
export function readFilters(): Filters {
  const form = new FormData(byId("filters", HTMLFormElement));
  const set = FIELDS.map((name) => [name, entered(form, name)]).filter(([, value]) => value !== "");
  // The options of the fields are those of the contract.
  return Object.fromEntries(set) as Filters;
}

/** Sets the fields from the address and calls `changed` after each change, though not for every letter typed. */
export function watchFilters(changed: () => void): void {
  const form = byId("filters", HTMLFormElement);
  const address = new URLSearchParams(location.search);
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) {
      element.value = address.get(element.name) ?? element.value;
    }
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keepInAddress();
      changed();
    }, milliseconds);
  };
  form.addEventListener("input", (event) => later(event.target instanceof HTMLSelectElement ? 0 : 250));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    later(0);
  });
}

function keepInAddress(): void {
  const url = new URL(location.href);
  const filters: Partial<Record<string, string>> = readFilters();
  for (const name of FIELDS) {
    const value = filters[name];
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(null, "", url);
}
