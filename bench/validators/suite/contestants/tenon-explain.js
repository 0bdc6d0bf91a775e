/** The slow tier for every value: the report's length is the answer. */

import { reports } from "./tenon.js";

export const checks = Object.fromEntries(
  Object.entries(reports).map(([name, explain]) => [name, (value) => explain(value).length === 0]),
);
export { reports };
export { paths } from "./tenon.js";
