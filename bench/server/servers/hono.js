/** hono + zod-openapi on @hono/node-server: requests validated, responses not. */

import { serve } from "@hono/node-server";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { created, pageOf, problem, PROBLEM, studentOf } from "./students.js";

const Status = z.enum(["active", "on-leave", "graduated"]);
const NewStudent = z.object({
  name: z.string().min(1).max(100),
  email: z.email().max(254),
  status: Status.optional(),
  dateOfBirth: z.iso.date().nullable().optional(),
});
const Student = NewStudent.required().extend({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
const StudentPage = z.object({ items: z.array(Student), nextCursor: z.string().nullable() });
const Problem = z.object({ type: z.string(), title: z.string(), status: z.int(), errors: z.array(z.unknown()) });

const answers = (status, schema) => ({
  [status]: { description: "The answer.", content: { "application/json": { schema } } },
  400: { description: "What is wrong.", content: { [PROBLEM]: { schema: Problem } } },
});
const query = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20), status: Status.optional() });
const listStudents = createRoute({
  method: "get",
  path: "/students",
  request: { query },
  responses: answers(200, StudentPage),
});
const createStudent = createRoute({
  method: "post",
  path: "/students",
  request: { body: { required: true, content: { "application/json": { schema: NewStudent } } } },
  responses: answers(201, Student),
});
const getStudent = createRoute({
  method: "get",
  path: "/students/{studentId}",
  request: { params: z.object({ studentId: z.uuid() }) },
  responses: answers(200, Student),
});

const refuse = (context, status, title, errors) =>
  context.body(JSON.stringify(problem(status, title, errors)), status, { "Content-Type": PROBLEM });
const app = new OpenAPIHono({
  defaultHook: (result, context) =>
    result.success ? undefined : refuse(context, 400, "Bad Request", result.error.issues),
});
app.openapi(listStudents, (context) => context.json(pageOf(context.req.valid("query")), 200));
app.openapi(createStudent, (context) => context.json(created(context.req.valid("json")), 201));
app.openapi(getStudent, (context) => {
  const student = studentOf(context.req.valid("param").studentId);
  return student === undefined ? refuse(context, 404, "Not Found") : context.json(student, 200);
});
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => console.log(`listening ${port}`));
