/** express 5 as it comes, without validation. */

import express from "express";
import { created, faults, listen, pageOf, problem, PROBLEM, studentOf } from "./students.js";

const app = express();
app.use(express.json());
app.get("/students", ({ query }, response) => {
  response.json(pageOf({ limit: Number(query.limit ?? 20), status: query.status }));
});
app.post("/students", ({ body }, response) => {
  const errors = faults(body);
  if (errors === undefined) response.status(201).json(created(body));
  else
    response
      .status(400)
      .type(PROBLEM)
      .json(problem(400, "Bad Request", errors));
});
app.get("/students/:studentId", ({ params }, response) => {
  const student = studentOf(params.studentId);
  if (student === undefined) response.status(404).type(PROBLEM).json(problem(404, "Not Found"));
  else response.json(student);
});
listen(app);
