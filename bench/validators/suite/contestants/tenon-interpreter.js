/** No generated code: the interpreter on the schemas as data. */

import { interpretedValidators } from "tenon-runtime/validators";
import { components } from "../schemas.js";

const names = ["StudentInput", "StudentPage", "Folder", "EventList", "CellList"];
const validators = interpretedValidators(components, {
  all: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }])),
});
const of = (make) => Object.fromEntries(names.map((name) => [name, make(validators.get("all", name))]));
export const checks = of((place) => place.is);
export const reports = of((place) => place.explain);
export const paths = (report) => report.map(({ pointer }) => pointer);
