/** `node github-openapi-backend.js CONTRACT [requests]`: validates requests and responses, or requests alone. */

import addFormats from "ajv-formats";
import express from "express";
import { OpenAPIBackend } from "openapi-backend";
import { listen } from "./students.js";

const api = new OpenAPIBackend({
  definition: process.argv[2],
  strict: true,
  customizeAjv(ajv) {
    addFormats(ajv);
    return ajv;
  },
});
api.register("validationFail", (context, _request, response) => response.status(400).json(context.validation.errors));
api.register("postResponseHandler", ({ api: backend, operation, response: body }, _request, response) => {
  if (response.headersSent) return;
  const checked = process.argv[3] !== "requests";
  const { errors } = checked ? backend.validateResponse(body, operation, response.statusCode) : { errors: null };
  response.status(errors ? 500 : 200).json(errors ?? body);
});
await api.init();
api.registerHandler("repos/get-all-topics", () => ({ names: ["octocat", "atom"] }));
const app = express();
app.use(express.json());
app.use((request, response) => api.handleRequest(request, request, response));
listen(app);
