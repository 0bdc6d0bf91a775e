/** What a student takes: enrolling, grading, and ending it. */
import type { Client } from "../generated/client.ts";
import type {
  CourseOutput,
  EnrolmentOutput,
  Grade,
  ListCoursesResponse,
  ListStudentEnrolmentsResponse,
  Problem,
  StudentOutput,
} from "../generated/operations.ts";
import { byId, h, within } from "./dom.ts";
import { fromFault, fromProblem, showProblem, type Trouble } from "./problems.ts";

const GRADES: readonly NonNullable<Grade>[] = ["A", "B", "C", "D", "E", "F"];

/** Shows the student's courses until the dialog is closed. Each change is saved at once. */
export async function openEnrolments(api: Client, student: StudentOutput): Promise<void> {
  const dialog = byId("enrolments", HTMLDialogElement);
  const form = byId("enrol", HTMLFormElement);
  const list = byId("taken", HTMLElement);
  const choice = byId("courseId", HTMLSelectElement);
  const listeners = new AbortController();
  const { signal } = listeners;
  const closed = new Promise<void>((resolve) => {
    dialog.addEventListener("close", () => resolve(), { signal });
  });

  byId("enrolments-title", HTMLElement).textContent = `Courses of ${student.name}`;
  list.replaceChildren();
  choice.replaceChildren();
  showProblem(form, undefined);
  within(dialog, "[data-close]", HTMLButtonElement).addEventListener("click", () => dialog.close(), { signal });
  dialog.showModal();

  const titles = new Map<string, string>();
  await trying(async () => {
    const [courses, enrolments] = await Promise.all([
      all((cursor) => api.listCourses({ query: { limit: 100, ...cursor } }, { signal })),
      all((cursor) =>
        api.listStudentEnrolments({ params: { studentId: student.id }, query: { limit: 100, ...cursor } }, { signal }),
      ),
    ]);
    if ("trouble" in courses) return courses;
    if ("trouble" in enrolments) return enrolments;
    for (const { id, code, title } of courses) titles.set(id, `${code} ${title}`);
    choice.replaceChildren(...courses.map(({ id }) => h("option", { value: id }, titles.get(id) ?? id)));
    list.replaceChildren(...enrolments.map(line));
    return undefined;
  });

  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      void trying(async () => {
        const answer = await api.createEnrolment(
          { body: { studentId: student.id, courseId: choice.value } },
          { signal },
        );
        if (answer.status !== 201) return fromProblem(answer.body);
        list.append(line(answer.body));
        return undefined;
      });
    },
    { signal },
  );

  await closed;
  listeners.abort();

  /** Does something, and shows in the form what went wrong with it. */
  async function trying(work: () => Promise<Trouble | undefined>): Promise<void> {
    try {
      showProblem(form, await work());
    } catch (fault) {
      if (!signal.aborted) showProblem(form, fromFault(fault));
    }
  }

  function line(enrolment: EnrolmentOutput): HTMLElement {
    const params = { enrolmentId: enrolment.id };
    const title = titles.get(enrolment.courseId) ?? enrolment.courseId;
    const grade = h("select", { "aria-label": `Grade in ${title}` }, h("option", { value: "" }, "No grade"));
    grade.append(
      ...GRADES.map((letter) => h("option", { value: letter, selected: letter === enrolment.grade }, letter)),
    );
    let saved = grade.value;
    grade.addEventListener("change", () => {
      void trying(async () => {
        const chosen = GRADES.find((letter) => letter === grade.value) ?? null;
        const answer = await api.updateEnrolment({ params, body: { grade: chosen } }, { signal });
        if (answer.status === 200) saved = grade.value;
        else grade.value = saved;
        return answer.status === 200 ? undefined : fromProblem(answer.body);
      });
    });
    const end = h("button", { type: "button", className: "link remove", "aria-label": `End ${title}` }, "End");
    const item = h("li", {}, h("span", {}, title), grade, end);
    end.addEventListener("click", () => {
      void trying(async () => {
        const answer = await api.deleteEnrolment({ params }, { signal });
        if (answer.status !== 204 && answer.status !== 404) return fromProblem(answer.body);
        item.remove();
        choice.focus();
        return undefined;
      });
    });
    return item;
  }
}

type Failure = Exclude<(ListCoursesResponse | ListStudentEnrolmentsResponse)["status"], 200>;

type PageAnswer<Item> =
  | { readonly status: 200; readonly body: { items: Item[]; nextCursor: string | null } }
  | { readonly status: Failure; readonly body: Problem };

/** Every item of a list, page by page. */
async function all<Item extends CourseOutput | EnrolmentOutput>(
  load: (cursor: { cursor?: string }) => PromiseLike<PageAnswer<Item>>,
): Promise<Item[] | Trouble> {
  const items: Item[] = [];
  for (let cursor: { cursor?: string } = {}; ;) {
    const answer = await load(cursor);
    if (answer.status !== 200) return fromProblem(answer.body);
    items.push(...answer.body.items);
    if (answer.body.nextCursor === null) return items;
    cursor = { cursor: answer.body.nextCursor };
  }
}
