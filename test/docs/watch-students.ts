import { accepts } from "tenon-runtime/core";
import type { StudentOutput, WatchStudentsHandler, WatchStudentsResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

async function* events(students: Iterable<StudentOutput>) {
  for (const student of students) yield { event: "student", data: JSON.stringify(student) };
}
async function* lines(students: Iterable<StudentOutput>) {
  yield* students;
}

export const watchStudents: WatchStudentsHandler<App> = (_request, { students, request }): WatchStudentsResponse =>
  accepts(request, ["text/event-stream", "application/jsonl"]) === "application/jsonl"
    ? { status: 200, contentType: "application/jsonl", body: lines(students.values()) }
    : { status: 200, contentType: "text/event-stream", body: events(students.values()) };
