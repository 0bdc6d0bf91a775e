import { spawnSync } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer as createHttp, type RequestListener, type Server as HttpServer } from "node:http";
import { fileURLToPath } from "node:url";
import type { ProblemDocument } from "tenon-runtime/core";
import type { GetStudentResponse, StudentOutput } from "../emit/goldens/students/operations.ts";
import { type Handlers, type SecurityHandlers } from "../emit/goldens/students/server.ts";

export interface App {
  readonly students: Map<string, StudentOutput>;
}
export interface Options {
  context: App;
  auth: { bearerAuth: { name: string } };
}

export const ADA = "0b7c2ad4-5b3c-4f7c-9d5e-2f3c1a7e8b90";
export const NOBODY = "00000000-0000-4000-8000-000000000000";

export const app = (): App => ({ students: new Map([[ADA, { id: ADA, name: "Ada" }]]) });

export const handlers: Handlers<Options> = {
  listStudents: ({ query }, { students }) => {
    const items = [...students.values()]
      .filter((student) => query.q === undefined || student.name.includes(query.q))
      .slice(0, query.limit);
    return { status: 200, headers: { "X-Total-Count": students.size }, body: { items } };
  },
  createStudent: ({ body }, { students }) => {
    const student = { id: NOBODY, name: body.name };
    students.set(student.id, student);
    return { status: 201, headers: { Location: `/students/${student.id}` }, body: student };
  },
  getStudent: ({ params }, { students }): GetStudentResponse => {
    const student = students.get(params.studentId);
    return student === undefined ? { status: 404, body: { title: "No such student" } } : { status: 200, body: student };
  },
  deleteStudent: ({ params }, { students }) => {
    students.delete(params.studentId);
    return { status: 204 };
  },
};

export const security: SecurityHandlers<Options> = {
  bearerAuth: ({ token }) => (token === "secret" ? { name: "Grace" } : null),
  apiKey: ({ value }) => (value === "key" ? "robot" : null),
};

export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly http: HttpServer;
}

/** Serves on a free port; `await using` closes it. */
export async function listen(listener: RequestListener): Promise<Running> {
  const http = createHttp(listener);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    http,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

export const problemOf = async (response: Response): Promise<ProblemDocument> => {
  const type = response.headers.get("content-type");
  if (type !== "application/problem+json") throw new Error(`not a problem document: ${type} ${await response.text()}`);
  return (await response.json()) as ProblemDocument;
};

export const jsonRequest = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});
export const BEARER = { authorization: "Bearer secret" };

/** Runs a script as a module, from the repository's root. */
export function runScript(script: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, ["--conditions=tenon-source", "--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
}

/** The URLs of the modules that a script has loaded. */
export function loadedBy(script: string): string[] {
  const { status, stdout, stderr } = runScript(`
    import { registerHooks } from "node:module";
    const urls = [];
    registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
    ${script}
    console.log("\\n" + urls.join(" "));`);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n").at(-1)?.split(" ") ?? [];
}
