import { randomUUID } from "node:crypto";
import type {
  CreateEnrolmentResponse,
  DeleteEnrolmentResponse,
  EnrolmentInput,
  GetEnrolmentResponse,
  ListEnrolmentsResponse,
  ListStudentEnrolmentsResponse,
  UpdateEnrolmentResponse,
} from "../../generated/operations.ts";
import type { EnrolmentsHandlers } from "../../generated/server.ts";
import type { Database } from "../database.ts";
import { page } from "../pages.ts";
import { brokenConstraint } from "../sqlite.ts";
import type { School } from "./context.ts";
import { type Blame, blame, notFound } from "./problems.ts";

export const enrolments: EnrolmentsHandlers<School> = {
  listEnrolments: async ({ query }, { db }): Promise<ListEnrolmentsResponse> => {
    const { courseId, graded } = query;
    let found = db.selectFrom("enrolments").selectAll();
    if (courseId !== undefined) found = found.where("courseId", "=", courseId);
    if (graded !== undefined) found = found.where("grade", graded ? "is not" : "is", null);
    return { status: 200, body: await page(found, "enrolledAt", query) };
  },

  createEnrolment: async ({ body }, { db, now }): Promise<CreateEnrolmentResponse> => {
    const { studentId, courseId, grade = null } = body;
    try {
      const enrolment = await db
        .insertInto("enrolments")
        .values({ id: randomUUID(), studentId, courseId, grade, enrolledAt: now() })
        .returningAll()
        .executeTakeFirstOrThrow();
      return { status: 201, body: enrolment, headers: { Location: `/enrolments/${enrolment.id}` } };
    } catch (fault) {
      switch (brokenConstraint(fault)?.kind) {
        case "unique":
          throw blame(409, "Already enrolled", { "/courseId": "The student takes this course already." });
        case "foreignKey":
          throw blame(422, "Unknown reference", await missing(db, body));
        default:
          throw fault;
      }
    }
  },

  getEnrolment: async ({ params }, { db }): Promise<GetEnrolmentResponse> => {
    const enrolment = await db
      .selectFrom("enrolments")
      .selectAll()
      .where("id", "=", params.enrolmentId)
      .executeTakeFirst();
    return enrolment ? { status: 200, body: enrolment } : notFound("enrolment");
  },

  updateEnrolment: async ({ params, body }, { db }): Promise<UpdateEnrolmentResponse> => {
    const enrolment = await db
      .updateTable("enrolments")
      .set({ grade: body.grade })
      .where("id", "=", params.enrolmentId)
      .returningAll()
      .executeTakeFirst();
    return enrolment ? { status: 200, body: enrolment } : notFound("enrolment");
  },

  deleteEnrolment: async ({ params }, { db }): Promise<DeleteEnrolmentResponse> => {
    const { numDeletedRows } = await db
      .deleteFrom("enrolments")
      .where("id", "=", params.enrolmentId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n ? { status: 204 } : notFound("enrolment");
  },

  listStudentEnrolments: async ({ params, query }, { db }): Promise<ListStudentEnrolmentsResponse> => {
    const { studentId } = params;
    const student = await db.selectFrom("students").select("id").where("id", "=", studentId).executeTakeFirst();
    if (!student) return notFound("student");
    const found = db.selectFrom("enrolments").selectAll().where("studentId", "=", studentId);
    return { status: 200, body: await page(found, "enrolledAt", query) };
  },
};

/** Which of the two an enrolment names in vain: SQLite tells only that one of them is not there. */
async function missing(db: Database, { studentId, courseId }: EnrolmentInput): Promise<Blame> {
  const student = await db.selectFrom("students").select("id").where("id", "=", studentId).executeTakeFirst();
  const course = await db.selectFrom("courses").select("id").where("id", "=", courseId).executeTakeFirst();
  return {
    ...(!student && { "/studentId": "There is no student with this id." }),
    ...(!course && { "/courseId": "There is no course with this id." }),
  };
}
