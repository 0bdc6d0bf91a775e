/** The school's operations over {@link MemorySchool}: handlers as the server has them, with arrays for a database. */
import type { Problem } from "../generated/operations.ts";
import type { Handlers } from "../generated/server.ts";
import type { MemorySchool } from "./data.ts";

/** Each handler reads and changes `school` itself. */
export function schoolHandlers(school: MemorySchool): Handlers {
  const { students, courses, enrolments } = school;
  return {
    listStudents: ({ query }) => {
      const { q = "", status, sort } = query;
      const found = students.filter(
        (student) =>
          (status === undefined || student.status === status) &&
          (contains(student.name, q) || contains(student.email, q)),
      );
      return { status: 200, body: page(sorted(found, sort), query) };
    },
    createStudent: ({ body }) => {
      if (emailTaken(body.email)) return emailConflict;
      const student = { id: crypto.randomUUID(), dateOfBirth: null, ...body, ...stamps() };
      students.push(student);
      return { status: 201, body: student, headers: { Location: `/students/${student.id}` } };
    },
    getStudent: ({ params }) => {
      const student = students.find(({ id }) => id === params.studentId);
      return student ? { status: 200, body: student } : notFound("student");
    },
    replaceStudent: ({ params, body }) => {
      const student = students.find(({ id }) => id === params.studentId);
      if (!student) return notFound("student");
      if (emailTaken(body.email, student.id)) return emailConflict;
      return { status: 200, body: Object.assign(student, { dateOfBirth: null }, body, { updatedAt: now() }) };
    },
    updateStudent: ({ params, body }) => {
      const student = students.find(({ id }) => id === params.studentId);
      if (!student) return notFound("student");
      if (body.email !== undefined && emailTaken(body.email, student.id)) return emailConflict;
      return { status: 200, body: Object.assign(student, body, { updatedAt: now() }) };
    },
    deleteStudent: ({ params }) => {
      if (!remove(students, ({ id }) => id === params.studentId)) return notFound("student");
      remove(enrolments, ({ studentId }) => studentId === params.studentId);
      return { status: 204 };
    },

    listCourses: ({ query }) => {
      const { q = "", sort } = query;
      const found = courses.filter((course) => contains(course.code, q) || contains(course.title, q));
      return { status: 200, body: page(sorted(found, sort), query) };
    },
    createCourse: ({ body }) => {
      if (codeTaken(body.code)) return codeConflict;
      const course = { id: crypto.randomUUID(), description: null, ...body, ...stamps() };
      courses.push(course);
      return { status: 201, body: course, headers: { Location: `/courses/${course.id}` } };
    },
    getCourse: ({ params }) => {
      const course = courses.find(({ id }) => id === params.courseId);
      return course ? { status: 200, body: course } : notFound("course");
    },
    replaceCourse: ({ params, body }) => {
      const course = courses.find(({ id }) => id === params.courseId);
      if (!course) return notFound("course");
      if (codeTaken(body.code, course.id)) return codeConflict;
      return { status: 200, body: Object.assign(course, { description: null }, body, { updatedAt: now() }) };
    },
    updateCourse: ({ params, body }) => {
      const course = courses.find(({ id }) => id === params.courseId);
      if (!course) return notFound("course");
      if (body.code !== undefined && codeTaken(body.code, course.id)) return codeConflict;
      return { status: 200, body: Object.assign(course, body, { updatedAt: now() }) };
    },
    deleteCourse: ({ params }) => {
      const { courseId } = params;
      if (enrolments.some((enrolment) => enrolment.courseId === courseId)) return problem(409, "Course has enrolments");
      return remove(courses, ({ id }) => id === courseId) ? { status: 204 } : notFound("course");
    },

    listEnrolments: ({ query }) => {
      const { courseId, graded } = query;
      const found = enrolments.filter(
        (enrolment) =>
          (courseId === undefined || enrolment.courseId === courseId) &&
          (graded === undefined || graded === (typeof enrolment.grade === "string")),
      );
      return { status: 200, body: page(found, query) };
    },
    createEnrolment: ({ body }) => {
      const { studentId, courseId, grade = null } = body;
      if (!students.some(({ id }) => id === studentId)) return problem(422, "Unknown reference", "/studentId");
      if (!courses.some(({ id }) => id === courseId)) return problem(422, "Unknown reference", "/courseId");
      if (enrolments.some((other) => other.studentId === studentId && other.courseId === courseId)) {
        return problem(409, "Already enrolled", "/courseId");
      }
      const enrolment = { id: crypto.randomUUID(), studentId, courseId, grade, enrolledAt: now() };
      enrolments.push(enrolment);
      return { status: 201, body: enrolment, headers: { Location: `/enrolments/${enrolment.id}` } };
    },
    getEnrolment: ({ params }) => {
      const enrolment = enrolments.find(({ id }) => id === params.enrolmentId);
      return enrolment ? { status: 200, body: enrolment } : notFound("enrolment");
    },
    updateEnrolment: ({ params, body }) => {
      const enrolment = enrolments.find(({ id }) => id === params.enrolmentId);
      return enrolment ? { status: 200, body: Object.assign(enrolment, body) } : notFound("enrolment");
    },
    deleteEnrolment: ({ params }) =>
      remove(enrolments, ({ id }) => id === params.enrolmentId) ? { status: 204 } : notFound("enrolment"),
    listStudentEnrolments: ({ params, query }) => {
      if (!students.some(({ id }) => id === params.studentId)) return notFound("student");
      return {
        status: 200,
        body: page(
          enrolments.filter(({ studentId }) => studentId === params.studentId),
          query,
        ),
      };
    },
  };

  function emailTaken(email: string, but?: string): boolean {
    return students.some((student) => student.id !== but && student.email.toLowerCase() === email.toLowerCase());
  }
  function codeTaken(code: string, but?: string): boolean {
    return courses.some((course) => course.id !== but && course.code === code);
  }
}

const now = (): string => new Date().toISOString();

function stamps(): { createdAt: string; updatedAt: string } {
  const time = now();
  return { createdAt: time, updatedAt: time };
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

/** Removes all that match. @returns whether there were any. */
function remove<Item>(items: Item[], matches: (item: Item) => boolean): boolean {
  const kept = items.filter((item) => !matches(item));
  const removed = kept.length < items.length;
  if (removed) items.splice(0, items.length, ...kept);
  return removed;
}

function sorted<Item extends { id: string }>(
  items: Item[],
  sort: `-${keyof Item & string}` | (keyof Item & string),
): Item[] {
  const direction = sort.startsWith("-") ? -1 : 1;
  const key = sort.replace("-", "") as keyof Item; // what the type allows, without its sign
  return items.toSorted(
    (a, b) => direction * (String(a[key]).localeCompare(String(b[key])) || a.id.localeCompare(b.id)),
  );
}

/** A page of what is in order already; the cursor is the id of the last item given. */
function page<Item extends { id: string }>(
  items: Item[],
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): { items: Item[]; nextCursor: string | null } {
  const start = cursor === undefined ? 0 : items.findIndex(({ id }) => id === cursor) + 1;
  const shown = items.slice(start, start + limit);
  return { items: shown, nextCursor: start + limit < items.length ? (shown.at(-1)?.id ?? null) : null };
}

const notFound = (what: string) => ({
  status: 404 as const,
  body: { type: "about:blank", title: "Not Found", status: 404, detail: `There is no ${what} with this id.` },
});

const emailConflict = problem(
  409,
  "E-mail address already in use",
  "/email",
  "Another student has this e-mail address.",
);
const codeConflict = problem(409, "Course code already in use", "/code", "Another course has this code.");

function problem<Status extends 409 | 422>(
  status: Status,
  title: string,
  pointer?: string,
  message = title,
): { status: Status; body: Problem } {
  const errors = pointer === undefined ? {} : { errors: [{ in: "body" as const, pointer, message }] };
  return { status, body: { type: "about:blank", title, status, ...errors } };
}
