import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type {
  CourseInput,
  CreateCourseResponse,
  DeleteCourseResponse,
  GetCourseResponse,
  ListCoursesResponse,
  ReplaceCourseResponse,
  UpdateCourseResponse,
} from "../../generated/operations.ts";
import type { CoursesHandlers } from "../../generated/server.ts";
import { page } from "../pages.ts";
import { brokenConstraint } from "../sqlite.ts";
import type { School } from "./context.ts";
import { blame, notFound, taken } from "./problems.ts";

export const courses: CoursesHandlers<School> = {
  listCourses: async ({ query }, { db }): Promise<ListCoursesResponse> => {
    const { q, sort } = query;
    let found = db.selectFrom("courses").selectAll();
    if (q !== undefined) {
      const text = q.toLowerCase();
      found = found.where(sql<boolean>`(instr(fold(code), ${text}) or instr(fold(title), ${text}))`);
    }
    return { status: 200, body: await page(found, sort, query) };
  },

  createCourse: async ({ body }, { db, now }): Promise<CreateCourseResponse> => {
    const time = now();
    const course = await db
      .insertInto("courses")
      .values({ id: randomUUID(), ...columns(body), createdAt: time, updatedAt: time })
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch(codeTaken);
    return { status: 201, body: course, headers: { Location: `/courses/${course.id}` } };
  },

  getCourse: async ({ params }, { db }): Promise<GetCourseResponse> => {
    const course = await db.selectFrom("courses").selectAll().where("id", "=", params.courseId).executeTakeFirst();
    return course ? { status: 200, body: course } : notFound("course");
  },

  replaceCourse: async ({ params, body }, { db, now }): Promise<ReplaceCourseResponse> => {
    const course = await db
      .updateTable("courses")
      .set({ ...columns(body), updatedAt: now() })
      .where("id", "=", params.courseId)
      .returningAll()
      .executeTakeFirst()
      .catch(codeTaken);
    return course ? { status: 200, body: course } : notFound("course");
  },

  updateCourse: async ({ params, body }, { db, now }): Promise<UpdateCourseResponse> => {
    const { code, title, description, credits } = body;
    const course = await db
      .updateTable("courses")
      .set({ code, title, description, credits, updatedAt: now() }) // what is undefined stays as it is
      .where("id", "=", params.courseId)
      .returningAll()
      .executeTakeFirst()
      .catch(codeTaken);
    return course ? { status: 200, body: course } : notFound("course");
  },

  deleteCourse: async ({ params }, { db }): Promise<DeleteCourseResponse> => {
    const deletion = db.deleteFrom("courses").where("id", "=", params.courseId);
    try {
      const { numDeletedRows } = await deletion.executeTakeFirstOrThrow();
      return numDeletedRows > 0n ? { status: 204 } : notFound("course");
    } catch (fault) {
      if (brokenConstraint(fault)?.kind !== "foreignKey") throw fault;
      const detail = "Delete its enrolments first.";
      return { status: 409, body: { type: "about:blank", title: "Course has enrolments", status: 409, detail } };
    }
  },
};

/** What a caller says about a course, with null for what is left out. */
const columns = ({ code, title, description = null, credits }: CourseInput) => ({ code, title, description, credits });

const codeTaken = taken("courses.code", () =>
  blame(409, "Course code already in use", { "/code": "Another course has this code." }),
);
