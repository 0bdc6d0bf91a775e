import { toFetchHandler } from "../emit/goldens/docs/server.ts";
import type { School } from "./app.ts";
import { handlers } from "./handlers.ts";
import { security } from "./security.ts";

export const createHandler = (school: School): ((request: Request) => Promise<Response>) =>
  toFetchHandler({ handlers, security, context: () => school, basePath: "/" });
