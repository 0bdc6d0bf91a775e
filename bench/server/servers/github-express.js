/** The least that GitHub's contract is compared with: one route, and openapi-backend in memory. */

import express from "express";
import { OpenAPIBackend } from "openapi-backend";
import { listen } from "./students.js";

if (typeof OpenAPIBackend !== "function") throw new Error("openapi-backend was not imported");
const app = express();
app.get("/repos/:owner/:repo/topics", (_request, response) => {
  response.json({ names: ["octocat", "atom"] });
});
listen(app);
