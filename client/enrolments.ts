/** The courses of a student: enrolling, grading, and ending an enrolment. */
import type { Client } from "../generated/client.ts";
import type { EnrolmentOutput, Grade, StudentOutput } from "../generated/operations.ts";
import { byId, h, within } from "./dom.ts";
import { fromFault, fromProblem, showProblem, type Trouble } from "./problems.ts";

const GRADES: readonly NonNullable<Grade>[] = ["A", "B", "C", "D", "E", "F"];

/** Shows the courses of the student until the dialog is closed. Each change is saved at once. */
export function openEnrolments(api: Client, student: StudentOutput): Promise<void> {
  return new EnrolmentsDialog(api, student).open();
}

class EnrolmentsDialog {
  readonly #api: Client;
  readonly #student: StudentOutput;
  readonly #dialog = byId("enrolments", HTMLDialogElement);
  readonly #form = byId("enrol", HTMLFormElement);
  readonly #list = byId("taken", HTMLElement);
  readonly #choice = byId("courseId", HTMLSelectElement);
  /** Aborted when the dialog is closed: ends listeners and calls. */
  readonly #closing = new AbortController();
  readonly #titles = new Map<string, string>();

  constructor(api: Client, student: StudentOutput) {
    this.#api = api;
    this.#student = student;
  }

  async open(): Promise<void> {
    const { signal } = this.#closing;
    const closed = new Promise<void>((resolve) => {
      this.#dialog.addEventListener("close", () => resolve(), { signal });
    });
    const close = within(this.#dialog, "[data-close]", HTMLButtonElement);
    close.addEventListener("click", () => this.#dialog.close(), { signal });
    this.#form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        void this.#try(() => this.#enrol());
      },
      { signal },
    );
    byId("enrolments-title", HTMLElement).textContent = `Courses of ${this.#student.name}`;
    this.#list.replaceChildren();
    this.#choice.replaceChildren();
    showProblem(this.#form, undefined);
    this.#dialog.showModal();
    await this.#try(() => this.#load());
    await closed;
    this.#closing.abort();
  }

  /** Does something, and shows in the form what went wrong. */
  async #try(work: () => Promise<Trouble | undefined>): Promise<void> {
    try {
      showProblem(this.#form, await work());
    } catch (fault) {
      if (!this.#closing.signal.aborted) showProblem(this.#form, fromFault(fault));
    }
  }

  async #load(): Promise<undefined> {
    const options = { signal: this.#closing.signal };
    const query = { limit: 100 };
    const [courses, enrolments] = await Promise.all([
      collect(this.#api.listCourses.items({ query }, options)),
      collect(this.#api.listStudentEnrolments.items({ params: { studentId: this.#student.id }, query }, options)),
    ]);
    for (const { id, code, title } of courses) this.#titles.set(id, `${code} ${title}`);
    this.#choice.replaceChildren(...courses.map(({ id }) => h("option", { value: id }, this.#titles.get(id) ?? id)));
    this.#list.replaceChildren(...enrolments.map((enrolment) => this.#line(enrolment)));
  }

  async #enrol(): Promise<Trouble | undefined> {
    const body = { studentId: this.#student.id, courseId: this.#choice.value };
    const answer = await this.#api.createEnrolment({ body }, { signal: this.#closing.signal });
    if (answer.status !== 201) return fromProblem(answer.body);
    this.#list.append(this.#line(answer.body));
    return undefined;
  }

  #line(enrolment: EnrolmentOutput): HTMLElement {
    const title = this.#titles.get(enrolment.courseId) ?? enrolment.courseId;
    const end = h("button", { type: "button", className: "link remove", "aria-label": `End ${title}` }, "End");
    const item = h("li", {}, h("span", {}, title), this.#gradeOf(enrolment, title), end);
    end.addEventListener("click", () => {
      void this.#try(async () => {
        const params = { enrolmentId: enrolment.id };
        const answer = await this.#api.deleteEnrolment({ params }, { signal: this.#closing.signal });
        if (answer.status !== 204 && answer.status !== 404) return fromProblem(answer.body);
        item.remove();
        this.#choice.focus();
        return undefined;
      });
    });
    return item;
  }

  #gradeOf(enrolment: EnrolmentOutput, title: string): HTMLSelectElement {
    const grade = h("select", { "aria-label": `Grade in ${title}` }, h("option", { value: "" }, "No grade"));
    grade.append(
      ...GRADES.map((letter) => h("option", { value: letter, selected: letter === enrolment.grade }, letter)),
    );
    let saved = grade.value;
    grade.addEventListener("change", () => {
      void this.#try(async () => {
        const body = { grade: GRADES.find((letter) => letter === grade.value) ?? null };
        const params = { enrolmentId: enrolment.id };
        const answer = await this.#api.updateEnrolment({ params, body }, { signal: this.#closing.signal });
        if (answer.status === 200) saved = grade.value;
        else grade.value = saved;
        return answer.status === 200 ? undefined : fromProblem(answer.body);
      });
    });
    return grade;
  }
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
