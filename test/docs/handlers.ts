import { mergeHandlers } from "tenon-runtime/server";
import type { FilesHandlers, Handlers, StudentsHandlers } from "../emit/goldens/docs/server.ts";
import { addStudent } from "./add-student.ts";
import type { App } from "./app.ts";
import { putBackup } from "./backup.ts";
import { exportStudents } from "./export-students.ts";
import { getStudent } from "./get-student.ts";
import { importStudents } from "./import-students.ts";
import { getPhoto, putPhoto } from "./photos.ts";
import { subscribe } from "./subscribe.ts";
import { watchStudents } from "./watch-students.ts";

const students: StudentsHandlers<App> = {
  addStudent,
  exportStudents,
  getStudent,
  importStudents,
  subscribe,
  watchStudents,
};
const files: FilesHandlers<App> = { getPhoto, putBackup, putPhoto };

// This does not compile if an operation is missing or has two handlers.
export const handlers: Handlers<App> = mergeHandlers(students, files);
