/** The problems that more than one handler answers with. */
import { HttpProblem } from "tenon-runtime/core";
import type { Problem } from "../../generated/operations.ts";
import { brokenConstraint } from "../sqlite.ts";

/** A 404 for an id that nothing has. */
export function notFound(what: "student" | "course" | "enrolment"): { status: 404; body: Problem } {
  return {
    status: 404,
    body: { type: "about:blank", title: "Not Found", status: 404, detail: `There is no ${what} with this id.` },
  };
}

/** Values of the body that are to blame, by their JSON Pointers. */
export type Blame = Readonly<Record<string, string>>;

/** A problem that single values of the body are to blame for. */
export function blame(status: 409 | 422, title: string, values: Blame): HttpProblem {
  const errors = Object.entries(values).map(([pointer, message]) => ({ in: "body" as const, pointer, message }));
  return new HttpProblem(status, { title, errors });
}

/**
 * For `.catch()` of a write: throws `problem` when the write broke this unique constraint, and otherwise the fault
 * that it was.
 *
 * @param columns as SQLite names them: `students.email`
 */
export function taken(columns: string, problem: () => HttpProblem): (fault: unknown) => never {
  return (fault) => {
    const broken = brokenConstraint(fault);
    throw broken?.kind === "unique" && broken.columns === columns ? problem() : fault;
  };
}
