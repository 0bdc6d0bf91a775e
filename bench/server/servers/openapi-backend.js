/** express + openapi-backend as published, requests and responses validated, by its documentation. */

import addFormats from "ajv-formats";
import express from "express";
import { OpenAPIBackend } from "openapi-backend";
import { created, listen, pageOf, problem, PROBLEM, studentOf } from "./students.js";

const refuse = (response, status, title, errors) =>
  response
    .status(status)
    .type(PROBLEM)
    .json(problem(status, title, errors));

const api = new OpenAPIBackend({
  definition: "./students.yaml",
  strict: true,
  customizeAjv(ajv) {
    addFormats(ajv);
    return ajv;
  },
  handlers: {
    listStudents: ({ request }) => pageOf({ ...request.query, limit: Number(request.query.limit ?? 20) }),
    createStudent({ request }, _request, response) {
      response.status(201);
      return created(request.requestBody);
    },
    getStudent: ({ request }, _request, response) =>
      studentOf(request.params.studentId) ?? refuse(response, 404, "Not Found"),
    validationFail: ({ validation }, _request, response) => refuse(response, 400, "Bad Request", validation.errors),
    notFound: (_context, _request, response) => refuse(response, 404, "Not Found"),
    postResponseHandler({ api: backend, operation, response: body }, _request, response) {
      if (response.headersSent) return undefined;
      const { errors } = backend.validateResponse(body, operation, response.statusCode);
      return errors ? refuse(response, 500, "Internal Server Error", errors) : response.json(body);
    },
  },
});
await api.init();

const app = express();
app.use(express.json());
app.use((request, response) => api.handleRequest(request, request, response));
listen(app);
