import cors from "cors";
import express from "express";
import helmet from "helmet";
import { createRouter } from "../emit/goldens/docs/server.ts";
import type { School } from "./app.ts";
import { handlers } from "./handlers.ts";
import { security } from "./security.ts";

export const createSite = (school: School) => {
  const site = express();
  site.use(helmet(), cors());
  site.use("/office", createRouter({ handlers, security, context: () => school }));
  site.get("/health", (_request, response) => void response.send("ok"));
  return site;
};
