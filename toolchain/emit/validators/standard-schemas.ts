/** `standard-schemas.ts`: the named schemas of requests as Standard Schema objects, each for itself, so that bundlers drop the rest. */

import { code, lines } from "../code.ts";
import { type Context, newUncheckedFile, OPERATIONS, SCHEMAS, type, value, VALIDATORS } from "../context.ts";
import { identifier, stringLiteral } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { schemaDoc } from "../print/jsdoc.ts";
import { formatsOption } from "./files.ts";

/** @returns `undefined` where there is no named schema @param reached keys of the schemas that `validators/schemas.ts` holds */
export function emitStandardSchemas(context: Context, reached: ReadonlySet<string>): GeneratedFile | undefined {
  const schemas = context.contract.schemas
    .map((schema) => schema.variants?.input ?? schema)
    .filter(({ key }) => reached.has(key));
  if (schemas.length === 0) return undefined;
  const file = newUncheckedFile("standard-schemas.ts", context);
  const nameOf = (key: string, name: string): string => context.names.schemas.get(key) ?? name;
  file.declare(schemas.map(({ key, name }) => nameOf(key, name)));
  const formats = formatsOption({ formats: context.options.formats ?? "strict" });
  file.print(
    lines(
      schemas.map(({ key, name, schema }) => {
        const own = nameOf(key, name);
        return lines([
          schemaDoc(schema),
          code`export const ${identifier(own)}: ${type(VALIDATORS, "StandardSchema")}<${type(OPERATIONS, own)}> = /* @__PURE__ */ ${value(VALIDATORS, "standardSchema")}(${value(SCHEMAS, "schemas")}, ${stringLiteral(key)}${formats});`,
        ]);
      }),
    ),
  );
  return file;
}
