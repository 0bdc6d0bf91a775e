import { expect, test } from "vitest";
import { partial } from "tenon-runtime/server";
import type { CreateStudentResponse, GetStudentResponse } from "../emit/goldens/students/operations.ts";
import { createServer, type Handlers, type SecurityHandlers } from "../emit/goldens/students/server.ts";

interface App {
  db: { find(id: string): { id: string; name: string } | undefined };
}
interface User {
  userId: string;
}
type O = { context: App; auth: { bearerAuth: User } };

const handlers: Handlers<O> = {
  // What handlers receive is inferred.
  listStudents: ({ query }) => ({ status: 200, headers: { "X-Total-Count": query.limit }, body: { items: [] } }),
  createStudent: async ({ body }, { auth }): Promise<CreateStudentResponse> => ({
    status: 201,
    body: { id: auth.bearerAuth.userId, name: body.name },
  }),
  getStudent: async ({ params }, { db }): Promise<GetStudentResponse> => {
    const student = db.find(params.studentId);
    return student === undefined ? { status: 404, body: { title: "Gone" } } : { status: 200, body: student };
  },
  deleteStudent: (_request, { auth }) => {
    const user: User | undefined = auth.bearerAuth;
    return user === undefined ? { status: 204 } : { status: 204 };
  },
};
const security: SecurityHandlers<O> = { bearerAuth: ({ token }) => ({ userId: token }), apiKey: ({ value }) => value };
const context = (): App => ({ db: { find: () => undefined } });

// Never called: it is enough that it compiles, and that what is marked does not.
export function mustNotCompile(): void {
  createServer({ handlers, security, context });
  createServer({
    handlers,
    context,
    security: { bearerAuth: async ({ token }) => (token === "" ? null : { userId: token }), apiKey: () => false },
  });
  createServer({
    handlers: partial<Handlers<O>>({ getStudent: handlers.getStudent }),
    security,
    context,
    unimplemented: 501,
  });

  const { deleteStudent: _left, ...incomplete } = handlers;
  // @ts-expect-error a handler is missing
  createServer<O>({ handlers: incomplete, security, context });
  // @ts-expect-error the context is missing
  createServer({ handlers, security });
  // @ts-expect-error a security handler is missing
  createServer({ handlers, security: { bearerAuth: security.bearerAuth }, context });
  // @ts-expect-error security is missing altogether
  createServer({ handlers, context });
  // @ts-expect-error the context is another one
  createServer({ handlers, security, context: () => ({ database: 1 }) });

  const wrong: Handlers<O> = {
    ...handlers,
    // @ts-expect-error the status is not declared
    getStudent: () => ({ status: 418, body: { title: "teapot" } }),
    // @ts-expect-error the body lacks `items`
    listStudents: () => ({ status: 200, headers: { "X-Total-Count": 1 }, body: { students: [] } }),
    // @ts-expect-error the parameter is not declared
    deleteStudent: ({ params }) => (params.courseId === "" ? { status: 204 } : { status: 204 }),
  };
  const more: Handlers<O> = {
    ...handlers,
    // @ts-expect-error a required header is missing
    listStudents: () => ({ status: 200, body: { items: [] } }),
    // @ts-expect-error the body has no such property
    createStudent: ({ body }) => ({ status: 201, body: { id: body.id, name: body.name } }),
    // @ts-expect-error the context has no such thing
    getStudent: (_request, { cache }) => ({ status: 404, body: cache }),
  };
  // @ts-expect-error misspelt keys are seen where the answer's type is written down
  const answer = (): GetStudentResponse => ({ status: 404, body: { title: "no" }, header: {} });
  void [wrong, more, answer];
}

test("a server whose handlers and security handlers are all there is made", () => {
  expect(createServer({ handlers, security, context })).toBeTypeOf("function");
});
