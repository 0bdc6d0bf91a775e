import { asStatus } from "tenon-runtime/core";
import type { GetStudentHandler, GetStudentResponse } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

/** Forwards to the old API. The contract declares only 404 as an error. */
export const fromUpstream =
  (upstream: string): GetStudentHandler<App> =>
  async ({ params }, { request }): Promise<GetStudentResponse> => {
    const response = await fetch(`${upstream}/students/${params.studentId}`, { signal: request.signal });
    if (response.ok) return { status: 200, body: { id: params.studentId, name: await response.text() } };
    return { status: asStatus(response.status, [404]), body: { title: "Student not found" } };
  };
