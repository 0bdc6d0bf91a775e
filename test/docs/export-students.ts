import { accepts } from "tenon-runtime/core";
import type { ExportStudentsHandler, ExportStudentsResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

export const exportStudents: ExportStudentsHandler<App> = (
  { query },
  { students, request },
): ExportStudentsResponse => {
  const all = [...students.values()].slice(0, query.limit); // 20 by default
  const contentType = accepts(request, ["application/json", "text/csv"]);
  return contentType === "text/csv"
    ? { status: 200, contentType, body: all.map(({ name }) => `${name}\r\n`).join("") }
    : { status: 200, contentType: "application/json", body: all };
};
