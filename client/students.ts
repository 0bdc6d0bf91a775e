/** The list of students: filters, pages, rows. */
import type { Client } from "../generated/client.ts";
import type { ListStudentsInput, StudentOutput } from "../generated/operations.ts";
import { byId, h } from "./dom.ts";
import { readFilters, watchFilters } from "./filters.ts";
import { fromFault, fromProblem, type Trouble } from "./problems.ts";
import { bones, row, type RowActions } from "./rows.ts";

const PAGE = 10;

export class StudentList {
  readonly #api: Client;
  readonly #actions: RowActions;
  readonly #list = byId("students", HTMLElement);
  readonly #table = byId("table", HTMLTableElement);
  readonly #rows = byId("rows", HTMLElement);
  readonly #empty = byId("empty", HTMLElement);
  readonly #more = byId("more", HTMLButtonElement);
  readonly #trouble = byId("trouble", HTMLElement);
  #nextCursor: string | null = null;
  #loading = new AbortController();

  constructor(api: Client, actions: RowActions) {
    this.#api = api;
    this.#actions = actions;
  }

  start(): void {
    this.#more.addEventListener("click", () => {
      if (this.#nextCursor !== null) void this.#load(this.#nextCursor);
    });
    watchFilters(() => void this.#load());
    void this.#load();
  }

  /** Shows an added or changed student, and moves the focus there. */
  put(student: StudentOutput): void {
    const fresh = row(student, this.#actions);
    const old = this.#find(student);
    if (old) old.replaceWith(fresh);
    else this.#rows.prepend(fresh);
    fresh.classList.add("fresh");
    setTimeout(() => fresh.classList.remove("fresh"), 2500);
    fresh.querySelector("button")?.focus();
    this.#showCount();
  }

  /** Takes a student off the list, and moves the focus to a neighbour. */
  remove(student: StudentOutput): void {
    const old = this.#find(student);
    const neighbour = old?.nextElementSibling ?? old?.previousElementSibling;
    old?.remove();
    (neighbour?.querySelector("button") ?? byId("heading", HTMLElement)).focus();
    this.#showCount();
  }

  /** Loads the first page, or the one after `cursor`. A page that is still loading is given up. */
  async #load(cursor?: string): Promise<void> {
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    this.#showLoading(cursor);
    const position = cursor === undefined ? {} : { cursor };
    const page = await this.#fetch({ ...readFilters(), limit: PAGE, ...position }, signal);
    if (signal.aborted || page === undefined) return;
    this.#more.disabled = false;
    this.#list.ariaBusy = "false";
    if (cursor === undefined) {
      this.#rows.replaceChildren();
      this.#nextCursor = null;
    }
    if ("trouble" in page) {
      this.#showTrouble(page, () => void this.#load(cursor));
    } else {
      this.#nextCursor = page.nextCursor;
      const added = this.#append(page.items);
      // The button may disappear: move the focus to the loaded rows.
      if (cursor !== undefined) added[0]?.querySelector("button")?.focus();
    }
    this.#showCount();
  }

  async #fetch(query: NonNullable<ListStudentsInput["query"]>, signal: AbortSignal) {
    try {
      const answer = await this.#api.listStudents({ query }, { signal });
      return answer.status === 200 ? answer.body : fromProblem(answer.body);
    } catch (fault) {
      return signal.aborted ? undefined : fromFault(fault);
    }
  }

  #append(students: readonly StudentOutput[]): HTMLElement[] {
    // A student who was just added is on top already, and now moves to the place in the order.
    for (const student of students) this.#find(student)?.remove();
    const added = students.map((student) => row(student, this.#actions));
    this.#rows.append(...added);
    return added;
  }

  #showLoading(cursor: string | undefined): void {
    this.#trouble.replaceChildren();
    this.#more.disabled = true;
    this.#list.ariaBusy = "true";
    if (cursor !== undefined || this.#rows.querySelector("[data-id]")) return;
    this.#rows.replaceChildren(...bones());
    this.#table.hidden = false;
    this.#empty.hidden = true;
  }

  #showTrouble({ trouble }: Trouble, retry: () => void): void {
    const again = h("button", { type: "button" }, "Try again");
    again.addEventListener("click", retry);
    this.#trouble.replaceChildren(h("span", {}, trouble), again);
  }

  #showCount(): void {
    const count = this.#rows.children.length;
    const filtered = Object.keys(readFilters()).some((key) => key !== "sort");
    this.#more.hidden = this.#nextCursor === null || count === 0;
    this.#table.hidden = count === 0;
    this.#empty.hidden = count > 0 || this.#trouble.hasChildNodes();
    this.#empty.replaceChildren(h("p", {}, filtered ? "No student fits these filters." : "There are no students yet."));
    const people = count === 1 ? "1 student" : `${count} students`;
    const shown = this.#more.hidden ? people : `${people} shown, more to load`;
    byId("count", HTMLElement).textContent = count === 0 ? "" : shown;
  }

  #find({ id }: StudentOutput): HTMLElement | null {
    return this.#rows.querySelector(`[data-id="${id}"]`);
  }
}
