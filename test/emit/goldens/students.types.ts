/** What must compile on generated code, and what must not. Compiled with the goldens by both compilers. */

import { createClient } from "./students/client.ts";
import { createMocks, make } from "./students/mocks.ts";
import type { CreateStudentResponse, ListStudentsInput, ListStudentsRequest, Problem, StudentOutput } from "./students/operations.ts";
import { createServer, type Handlers } from "./students/server.ts";

interface Options {
  readonly context: { readonly db: Map<string, StudentOutput> };
  readonly auth: { readonly bearerAuth: { readonly id: string } };
}

export const handlers: Handlers<Options> = {
  // a parameter with a default is always there for a handler
  listStudents: ({ query }) => ({ status: 200, body: { items: [] }, headers: { "X-Total-Count": query.limit } }),
  createStudent: ({ body }, { db, auth }): CreateStudentResponse => {
    const student: StudentOutput = { id: auth.bearerAuth.id, name: body.name };
    db.set(student.id, student);
    return { status: 201, body: student };
  },
  // @ts-expect-error a status that is not declared
  getStudent: () => ({ status: 418, body: { title: "Teapot" } }),
  // neither scheme is demanded by every alternative
  deleteStudent: (_, { auth }) => ({ status: auth.bearerAuth?.id === undefined ? 204 : 204 }),
};

// @ts-expect-error handlers are missing
export const incomplete: Handlers = { getStudent: () => ({ status: 404, body: { title: "None" } }) };

const security = { bearerAuth: () => ({ id: "1" }), apiKey: ({ value }: { value: string }) => value };
createServer<Options>({ handlers, security, context: () => ({ db: new Map() }) });
// @ts-expect-error the context is missing
createServer<Options>({ handlers, security });
// @ts-expect-error a security handler is missing
createServer<Options>({ handlers, security: { bearerAuth: security.bearerAuth }, context: () => ({ db: new Map() }) });

// @ts-expect-error a header that is required is missing
export const withoutHeader: ReturnType<Handlers["listStudents"]> = { status: 200, body: { items: [] } };

export const input: ListStudentsInput = { query: { q: "ada" } };
// @ts-expect-error a handler always has the limit
export const request: ListStudentsRequest = { query: { q: "ada" } };

export async function calls(): Promise<string> {
  const client = createClient({ baseUrl: "/", auth: { bearerAuth: () => "token" } });
  // @ts-expect-error a parameter that is not declared
  await client.listStudents({ query: { page: 1 } });
  // @ts-expect-error an input that is needed
  await client.getStudent();
  // @ts-expect-error what is read only cannot be written
  await client.createStudent({ body: { id: "1", name: "Ada" } });
  const result = await client.listStudents();
  if (result.status === 200) return result.body.items[0]?.id ?? "";
  const problem: Problem = result.body;
  const student: StudentOutput = await client.getStudent({ params: { studentId: "1" } }).orThrow();
  return problem.title + student.name;
}

const mocks = createMocks({ seed: 7 });
mocks.on.getStudent({ status: 404, body: { title: "Gone" } });
mocks.on.getStudent({ status: 200, patch: { name: "Ada" } });
mocks.on.getStudent(async ({ params }) => ({ status: 200, body: make.student({ id: params.studentId }) }));
// @ts-expect-error a body that is not declared for the status
mocks.on.getStudent({ status: 404, body: { name: "Ada" } });
// @ts-expect-error a status that is not declared
mocks.on.getStudent({ status: 500, body: { title: "Broken" } });
