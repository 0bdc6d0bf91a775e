import type { ProblemShaper } from "tenon-runtime/core";

/** Pass it as `createServer({ …, problem })` and `createMocks({ problem })`. */
export const problem: ProblemShaper = ({ status, title, detail, errors }) => ({
  status,
  contentType: "application/json",
  body: { code: status, message: detail ?? title, fields: errors?.map(({ pointer }) => pointer) },
});
