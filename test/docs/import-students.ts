import type { ImportStudentsHandler, ImportStudentsResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

export const importStudents: ImportStudentsHandler<App> = (request, { parseXml, log }): ImportStudentsResponse => {
  if (request.contentType === "application/xml") {
    log(parseXml(request.body)); // a string, not validated
  } else {
    log(request.body.map(({ name }) => name)); // an array of students, validated
  }
  return { status: 204 };
};
