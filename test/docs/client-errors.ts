import { NetworkError, ProblemError, TimeoutError } from "tenon-runtime/client";
import type { Client } from "../emit/goldens/docs/client.ts";

export async function add(api: Client, name: string): Promise<string> {
  try {
    const student = await api.addStudent({ body: { name } }).orThrow();
    return `Added ${student.name}`;
  } catch (error) {
    // A failure that the contract declares: `result` narrows by status.
    if (api.addStudent.isError(error)) return error.result.body.title;
    // A problem document that the contract does not declare, with one entry for each violation.
    if (error instanceof ProblemError) return error.problem.errors?.[0]?.message ?? error.problem.title;
    if (error instanceof TimeoutError || error instanceof NetworkError) return "The server does not answer";
    throw error;
  }
}
