/** The list: filters, pages, rows. */
import type { Client } from "../generated/client.ts";
import type { ListStudentsInput, StudentOutput } from "../generated/operations.ts";
import { byId, h } from "./dom.ts";
import { readFilters, watchFilters } from "./filters.ts";
import { fromFault, fromProblem, type Trouble } from "./problems.ts";
import { bones, row, type RowActions } from "./rows.ts";

const PAGE = 10;

export interface StudentList {
  /** Shows a student that was added or changed, and moves the focus there. */
  put(student: StudentOutput): void;
  /** Takes a student off the list and moves the focus to a neighbour. */
  remove(student: StudentOutput): void;
}

export function startList(api: Client, actions: RowActions): StudentList {
  const list = byId("students", HTMLElement);
  const table = byId("table", HTMLTableElement);
  const rows = byId("rows", HTMLElement);
  const empty = byId("empty", HTMLElement);
  const more = byId("more", HTMLButtonElement);
  const heading = byId("heading", HTMLElement);
  let nextCursor: string | null = null;
  let loading = new AbortController();

  /** Loads the first page, or the one after `cursor`. What is still loading is given up. */
  async function load(cursor?: string): Promise<void> {
    loading.abort();
    const { signal } = (loading = new AbortController());
    showTrouble(undefined);
    more.disabled = true;
    list.ariaBusy = "true";
    if (cursor === undefined && find() === null) {
      rows.replaceChildren(...bones());
      table.hidden = false;
      empty.hidden = true;
    }
    const page = await fetchPage({ ...readFilters(), limit: PAGE, ...(cursor !== undefined && { cursor }) }, signal);
    if (signal.aborted || page === undefined) return;
    more.disabled = false;
    list.ariaBusy = "false";
    if (cursor === undefined) {
      rows.replaceChildren();
      nextCursor = null;
    }
    if ("trouble" in page) {
      showTrouble(page, () => void load(cursor));
    } else {
      nextCursor = page.nextCursor;
      // Somebody who was just added is on top already, and now comes where they belong.
      for (const student of page.items) find(student)?.remove();
      const added = page.items.map((student) => row(student, actions));
      rows.append(...added);
      // The button may disappear; move the focus to the loaded rows.
      if (cursor !== undefined) added[0]?.querySelector("button")?.focus();
    }
    showCount();
  }

  async function fetchPage(query: NonNullable<ListStudentsInput["query"]>, signal: AbortSignal) {
    try {
      const answer = await api.listStudents({ query }, { signal });
      return answer.status === 200 ? answer.body : fromProblem(answer.body);
    } catch (fault) {
      return signal.aborted ? undefined : fromFault(fault);
    }
  }

  function showTrouble(trouble: Trouble | undefined, retry?: () => void): void {
    const place = byId("trouble", HTMLElement);
    if (!trouble) return place.replaceChildren();
    const again = h("button", { type: "button" }, "Try again");
    again.addEventListener("click", () => retry?.());
    place.replaceChildren(h("span", {}, trouble.trouble), again);
  }

  function showCount(): void {
    const count = rows.children.length;
    const troubled = byId("trouble", HTMLElement).hasChildNodes();
    const filtered = Object.keys(readFilters()).some((key) => key !== "sort");
    more.hidden = nextCursor === null || count === 0;
    table.hidden = count === 0;
    empty.hidden = count > 0 || troubled;
    empty.replaceChildren(h("p", {}, filtered ? "No student fits these filters." : "There are no students yet."));
    const people = count === 1 ? "1 student" : `${count} students`;
    byId("count", HTMLElement).textContent = count === 0 ? "" : more.hidden ? people : `${people} shown, more to load`;
  }

  /** The row of this student; of anybody when none is named. */
  function find(student?: StudentOutput): HTMLElement | null {
    return rows.querySelector(student ? `[data-id="${student.id}"]` : "[data-id]");
  }

  more.addEventListener("click", () => {
    if (nextCursor !== null) void load(nextCursor);
  });
  watchFilters(() => void load());
  void load();

  return {
    put(student) {
      const fresh = row(student, actions);
      const old = find(student);
      if (old) old.replaceWith(fresh);
      else rows.prepend(fresh);
      fresh.classList.add("fresh");
      setTimeout(() => fresh.classList.remove("fresh"), 2500);
      fresh.querySelector("button")?.focus();
      showCount();
    },
    remove(student) {
      const old = find(student);
      const neighbour = old?.nextElementSibling ?? old?.previousElementSibling;
      old?.remove();
      (neighbour?.querySelector("button") ?? heading).focus();
      showCount();
    },
  };
}
