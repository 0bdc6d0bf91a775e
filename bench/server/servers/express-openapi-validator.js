/** express + express-openapi-validator, requests and responses validated. */

import express from "express";
import validator from "express-openapi-validator";
import { created, listen, pageOf, problem, PROBLEM, studentOf } from "./students.js";

const app = express();
app.use(express.json());
app.use(validator.middleware({ apiSpec: "./students.yaml", validateRequests: true, validateResponses: true }));
app.get("/students", ({ query }, response) => {
  response.json(pageOf(query));
});
app.post("/students", ({ body }, response) => {
  response.status(201).json(created(body));
});
app.get("/students/:studentId", ({ params }, response) => {
  const student = studentOf(params.studentId);
  if (student === undefined) response.status(404).type(PROBLEM).json(problem(404, "Not Found"));
  else response.json(student);
});
app.use((error, _request, response, _next) => {
  response
    .status(error.status ?? 500)
    .type(PROBLEM)
    .json(problem(error.status ?? 500, error.message, error.errors));
});
listen(app);
