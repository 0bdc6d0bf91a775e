/** Compiled at run time: formats in full, one instance that stops at the first error and one that does not. */

import { names } from "../schemas.js";
import { instance, pathsOf, refOf } from "../ajv-instance.js";

const of = (ajv) => Object.fromEntries(names.map((name) => [name, ajv.getSchema(refOf(name))]));
export const checks = of(instance({}));
const full = of(instance({ allErrors: true }));
export const reports = Object.fromEntries(
  names.map((name) => [name, (value) => (full[name](value) ? [] : full[name].errors)]),
);
export const paths = pathsOf;
