/** `node github-express-openapi-validator.js CONTRACT [requests]`: validates requests and responses, or requests alone. */

import express from "express";
import validator from "express-openapi-validator";
import { listen } from "./students.js";

const app = express();
app.use(express.json());
app.use(
  validator.middleware({
    apiSpec: process.argv[2],
    ignoreServers: true,
    validateApiSpec: false,
    validateRequests: true,
    validateResponses: process.argv[3] !== "requests",
    validateSecurity: false,
  }),
);
app.get("/repos/:owner/:repo/topics", (_request, response) => {
  response.json({ names: ["octocat", "atom"] });
});
app.use((error, _request, response, _next) => {
  response.status(error.status ?? 500).json(error.errors ?? error.message);
});
listen(app);
