import { asStatus } from "tenon-runtime/core";
import type { GetStudentHandler } from "../emit/goldens/docs/operations.ts";
import type { App } from "./app.ts";

/** As the old API answers: 404 is the only failure that the contract declares. */
export const fromUpstream =
  (upstream: string): GetStudentHandler<App> =>
  async ({ params }, { request }) => {
    const response = await fetch(`${upstream}/students/${params.studentId}`, { signal: request.signal });
    if (response.ok) return { status: 200, body: { id: params.studentId, name: await response.text() } };
    return { status: asStatus(response.status, [404]), body: { title: "The old API said so" } };
  };
