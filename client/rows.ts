import type { StudentOutput } from "../generated/operations.ts";
import { h } from "./dom.ts";

export interface RowActions {
  onEdit(student: StudentOutput): Promise<void>;
  onCourses(student: StudentOutput): Promise<void>;
  onRemove(student: StudentOutput): Promise<void>;
}

const STATUS: Readonly<Record<StudentOutput["status"], string>> = {
  active: "Active",
  "on-leave": "On leave",
  graduated: "Graduated",
};

// A date of birth is a day, the same in every time zone.
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** One student. */
export function row(student: StudentOutput, actions: RowActions): HTMLTableRowElement {
  const { id, name, email, status, dateOfBirth, createdAt } = student;
  const edit = h("button", { type: "button", className: "link", "aria-label": `Edit ${name}` }, "Edit");
  edit.addEventListener("click", () => void actions.onEdit(student));
  const courses = h("button", { type: "button", className: "link", "aria-label": `Courses of ${name}` }, "Courses");
  courses.addEventListener("click", () => void actions.onCourses(student));
  const remove = h("button", { type: "button", className: "link remove", "aria-label": `Delete ${name}` }, "Delete");
  remove.addEventListener("click", () => void actions.onRemove(student));

  const initials = h("span", { className: "initials", "aria-hidden": "true" }, initialsOf(name));
  initials.style.setProperty("--hue", String(hueOf(id)));
  const person = h("div", {}, h("strong", {}, name), h("span", { className: "quiet" }, email));
  return h(
    "tr",
    { "data-id": id },
    h("td", {}, h("div", { className: "person" }, initials, person)),
    h("td", {}, h("span", { className: `badge ${status}` }, STATUS[status])),
    dateOfBirth
      ? h("td", { "data-label": "Born" }, day.format(new Date(dateOfBirth)))
      : h("td", { className: "unknown" }, "–"),
    h("td", { className: "added", "data-label": "Added" }, moment.format(new Date(createdAt))),
    h("td", { className: "actions" }, edit, courses, remove),
  );
}

/** Rows that hold the place while students are loading. */
export function bones(): HTMLTableRowElement[] {
  const bone = (): HTMLTableCellElement => h("td", {}, h("span", { className: "bone" }));
  return Array.from({ length: 4 }, () => h("tr", { "aria-hidden": "true" }, bone(), bone(), bone(), bone(), bone()));
}

/** First letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map((word = "") => letters.segment(word).containing(0)?.segment ?? "")
    .join("")
    .toUpperCase();
}

// What a person takes for one letter can be several code points.
const letters = new Intl.Segmenter();

/** A colour that stays with the student. */
const hueOf = (id: string): number =>
  [...id.matchAll(/[0-9a-f]/g)].reduce((hue, [digit]) => (hue * 31 + Number.parseInt(digit, 16) * 97) % 360, 0);
