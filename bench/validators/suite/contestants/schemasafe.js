/** Compiled at run time from the same JSON Schemas. */

import { validator } from "@exodus/schemasafe";
import { components, names } from "../schemas.js";

const schemas = [{ $id: "https://rows.example/", $defs: moved(components) }];
const compile = (name, options) =>
  validator(
    { $schema: "https://json-schema.org/draft/2020-12/schema", $ref: `https://rows.example/#/$defs/${name}` },
    { schemas, mode: "lax", formatAssertion: true, ...options },
  );
/** It finds references below `$defs` alone. Its discriminator asks for one whose branches are closed: it goes without. */
function moved(value) {
  return JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/$defs/"), (key, each) =>
    key === "discriminator" ? undefined : each,
  );
}

const of = (make) => Object.fromEntries(names.map((name) => [name, make(name)]));
export const checks = of((name) => compile(name, {}));
export const reports = of((name) => {
  const validate = compile(name, { includeErrors: true, allErrors: true });
  return (value) => (validate(value) ? [] : validate.errors);
});
export const paths = (errors) => errors.map(({ instanceLocation }) => instanceLocation.slice(1));
