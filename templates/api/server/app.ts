import type { Express } from "express";
import { createServer } from "../generated/server.ts";
import { taskHandlers } from "./handlers.ts";
import { TaskStore } from "./tasks.ts";

/** The API as an express application. `servers` in the contract sets its base path, `/api`. */
export function createApp(tasks = new TaskStore()): Express {
  return createServer({ handlers: taskHandlers(tasks), docs: "/docs" });
}

// `tenon verify --app server/app.ts` checks this application.
export default createApp();
