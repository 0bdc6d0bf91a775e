import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type {
  CreateStudentResponse,
  DeleteStudentResponse,
  GetStudentResponse,
  ListStudentsResponse,
  ReplaceStudentResponse,
  StudentInput,
  UpdateStudentResponse,
} from "../../generated/operations.ts";
import type { StudentsHandlers } from "../../generated/server.ts";
import { page } from "../pages.ts";
import type { School } from "./context.ts";
import { blame, notFound, taken } from "./problems.ts";

export const students: StudentsHandlers<School> = {
  listStudents: async ({ query }, { db }): Promise<ListStudentsResponse> => {
    const { q, status, sort } = query;
    let found = db.selectFrom("students").selectAll();
    if (status !== undefined) found = found.where("status", "=", status);
    if (q !== undefined) {
      const text = q.toLowerCase();
      found = found.where(sql<boolean>`(instr(fold(name), ${text}) or instr(fold(email), ${text}))`);
    }
    return { status: 200, body: await page(found, sort, query) };
  },

  createStudent: async ({ body }, { db, now }): Promise<CreateStudentResponse> => {
    const time = now();
    const student = await db
      .insertInto("students")
      .values({ id: randomUUID(), ...columns(body), createdAt: time, updatedAt: time })
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch(emailTaken);
    return { status: 201, body: student, headers: { Location: `/students/${student.id}` } };
  },

  getStudent: async ({ params }, { db }): Promise<GetStudentResponse> => {
    const student = await db.selectFrom("students").selectAll().where("id", "=", params.studentId).executeTakeFirst();
    return student ? { status: 200, body: student } : notFound("student");
  },

  replaceStudent: async ({ params, body }, { db, now }): Promise<ReplaceStudentResponse> => {
    const student = await db
      .updateTable("students")
      .set({ ...columns(body), updatedAt: now() })
      .where("id", "=", params.studentId)
      .returningAll()
      .executeTakeFirst()
      .catch(emailTaken);
    return student ? { status: 200, body: student } : notFound("student");
  },

  updateStudent: async ({ params, body }, { db, now }): Promise<UpdateStudentResponse> => {
    const { name, email, status, dateOfBirth } = body;
    const student = await db
      .updateTable("students")
      .set({ name, email, status, dateOfBirth, updatedAt: now() }) // what is undefined stays as it is
      .where("id", "=", params.studentId)
      .returningAll()
      .executeTakeFirst()
      .catch(emailTaken);
    return student ? { status: 200, body: student } : notFound("student");
  },

  deleteStudent: async ({ params }, { db }): Promise<DeleteStudentResponse> => {
    const { numDeletedRows } = await db
      .deleteFrom("students")
      .where("id", "=", params.studentId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n ? { status: 204 } : notFound("student");
  },
};

/** What a caller says about a student, with null for what is left out. */
const columns = ({ name, email, status, dateOfBirth = null }: StudentInput) => ({ name, email, status, dateOfBirth });

const emailTaken = taken("students.email", () =>
  blame(409, "E-mail address already in use", { "/email": "Another student has this e-mail address." }),
);
