import { createClient } from "../../generated/client.ts";
import { createMocks } from "../../generated/mocks.ts";
import type { GetStudentHandler, GetStudentResponse, StudentOutput } from "../../generated/operations.ts";

const students = new Map<string, StudentOutput>();

// Server: a handler can only return responses that the contract declares.
export const getStudent: GetStudentHandler = ({ params }): GetStudentResponse => {
  const student = students.get(params.studentId);
  return student
    ? { status: 200, body: student }
    : { status: 404, body: { type: "about:blank", title: "Student not found", status: 404 } };
};

// Client: the status narrows the body.
const api = createClient({ baseUrl: "http://127.0.0.1:3000" });
const response = await api.getStudent({ params: { studentId: "7f9c24e8-3b12-4fef-91e0-5a2d6c8b7a10" } });
if (response.status === 200) console.log(response.body.name);

// Mocks: an override has the type of a handler.
export const mocks = createMocks({ seed: 7 });
mocks.on.getStudent(getStudent);
