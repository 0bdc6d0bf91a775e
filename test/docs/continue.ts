import { createServer } from "node:http";
import { createApp } from "./server.ts";
import type { School } from "./app.ts";

export const createHttp = (school: School) => {
  const app = createApp(school);
  return createServer(app).on("checkContinue", app);
};
