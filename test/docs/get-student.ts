import type { GetStudentHandler, GetStudentResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

export const getStudent: GetStudentHandler<App> = ({ params }, { students }): GetStudentResponse => {
  const student = students.get(params.studentId); // a number, as the contract declares
  return student ? { status: 200, body: student } : { status: 404, body: { title: "Student not found" } };
};
