import { createServer } from "node:https";
import { createApp } from "./server.ts";
import type { School } from "./app.ts";

export const createTls = (school: School, { key, cert, ca }: { key: string; cert: string; ca: string }) =>
  createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: false }, createApp(school));
