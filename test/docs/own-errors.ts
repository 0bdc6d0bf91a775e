import type { ProblemShaper } from "tenon-runtime/core";

/** `createServer({ …, problem })`, and the same for `createMocks`. */
export const problem: ProblemShaper = ({ status, title, detail, errors }) => ({
  status,
  contentType: "application/json",
  body: { code: status, message: detail ?? title, fields: errors?.map(({ pointer }) => pointer) },
});
