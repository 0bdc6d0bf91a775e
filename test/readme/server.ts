import type { GetStudentResponse, StudentOutput } from "../../generated/operations.ts";
import { createServer, type Handlers } from "../../generated/server.ts";

interface User {
  name: string;
}
interface Database {
  findStudent(id: string): Promise<StudentOutput | undefined>;
}
interface App {
  context: { db: Database };
  auth: { bearerAuth: User };
}

const students: Pick<Handlers<App>, "getStudent"> = {
  getStudent: async ({ params }, { db }): Promise<GetStudentResponse> => {
    const student = await db.findStudent(params.studentId);
    return student
      ? { status: 200, body: student }
      : { status: 404, body: { type: "about:blank", title: "No such student", status: 404 } };
  },
};

type Others = Omit<Handlers<App>, keyof typeof students>;

export const createApp = (db: Database, others: Others, verify: (token: string) => Promise<User | null>) =>
  createServer({
    handlers: { ...students, ...others }, // leave an operation out and this does not compile
    security: { bearerAuth: ({ token }) => verify(token) }, // null or a throw is 401, never a pass
    context: () => ({ db }),
  });
