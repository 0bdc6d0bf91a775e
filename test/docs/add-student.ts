import { HttpProblem } from "tenon-runtime/core";
import type { AddStudentHandler, AddStudentResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

export const addStudent: AddStudentHandler<App> = ({ body }, { students, auth, request, log }): AddStudentResponse => {
  const { name, email } = body;
  if (email !== undefined && [...students.values()].some((other) => other.email === email)) {
    throw new HttpProblem(409, { title: "E-mail already in use" });
  }
  const id = students.size + 1;
  const student = { id, name, ...(email !== undefined && { email }) };
  students.set(id, student);
  log(`${request.id}: ${auth.oauth.name} added ${id}`);
  return { status: 201, headers: { Location: `/api/v1/students/${id}` }, body: student };
};
