import { partial } from "tenon-runtime/server";
import { createServer, type Handlers } from "../emit/goldens/docs/server.ts";
import type { App, School } from "./app.ts";
import { getStudent } from "./get-student.ts";
import { security } from "./security.ts";

export const createFirstApp = (school: School) =>
  createServer({
    handlers: partial<Handlers<App>>({ getStudent }),
    unimplemented: "mock", // or 501
    security,
    context: () => school,
  });
