import * as compiled from "../ajv-checks.js";
import * as full from "../ajv-reports.js";
import { names } from "../schemas.js";
import { pathsOf } from "../ajv-instance.js";

export const checks = Object.fromEntries(names.map((name) => [name, compiled[name]]));
export const reports = Object.fromEntries(
  names.map((name) => [name, (value) => (full[name](value) ? [] : full[name].errors)]),
);
export const paths = pathsOf;
