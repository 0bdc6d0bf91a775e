/**
 * `types.ts`: schemas, paths and operations, by openapi-typescript. It is called at its transform layer, on the document
 * in memory: its front door would parse, lint and bundle once more. The only file that touches TypeScript's compiler API.
 */

import { valueAt } from "tenon-runtime/core";
import type { Statement, TypeNode } from "typescript";
import type { TransformContext } from "openapi-typescript/dist/transform/index.mjs";
import { blankLine, join, trusted } from "../code.ts";
import { type Context, newFile } from "../context.ts";
import { escapeInvisible } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { OWN_TYPE, openapiTypescriptInput } from "./openapi-typescript-input.ts";
import { record } from "./schemas.ts";

export async function emitTypes(context: Context): Promise<GeneratedFile> {
  const [{ default: ts }, { default: transformSchema }] = await Promise.all([
    import("typescript"),
    import("openapi-typescript/dist/transform/index.mjs"),
  ]);
  const { document, placeholders, declarations } = openapiTypescriptInput(context);

  const transformContext: TransformContext = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    // a property with a default may be missing: nothing fills it in
    defaultNonNullable: false,
    // `openapiTypescriptInput` has this type
    discriminators: { objects: {}, refsHandled: [] },
    emptyObjectsUnknown: true,
    enum: false,
    enumValues: false,
    excludeDeprecated: false,
    exportType: false,
    immutable: false,
    injectFooter: [],
    pathParamsAsTypes: false,
    propertiesRequiredByDefault: false,
    silent: true,
    transform(schema, options) {
      // where a schema is matters to names of enums and to discriminators alone, of which there are none here; the
      // pointers that it makes of every property's place would cost more than the types
      options.path = "";
      return ownType(schema);
    },
    resolve: (ref) => valueAt(document, ref.slice(1)),
  };

  /** A schema with a placeholder for a type of ours. */
  function ownType(schema: unknown): TypeNode | undefined {
    const name = record(schema)[OWN_TYPE];
    return typeof name === "string" ? ts.factory.createTypeReferenceNode(name) : undefined;
  }

  const nodes = transformSchema(document, transformContext);
  const source = ts.createSourceFile("types.ts", "", ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  // what the transforms return are statements, made by the factory
  const statements = ts.factory.updateSourceFile(source, ts.factory.createNodeArray(nodes as Statement[]));
  const printed = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed }).printFile(statements);

  const file = newFile("types.ts", context);
  // printed by TypeScript from nodes, texts escaped by it; ours are put in through the doors
  file.print(join([...declarations, trusted(placeholders.fill(readable(escapeInvisible(printed))))], blankLine));
  return file;
}

/** TypeScript's printer escapes all letters that are not ASCII. */
const readable = (source: string): string =>
  source.replace(/(?:\\u(?:[\dA-F]{4}|\{[\dA-F]+\}))+/g, (escapes) => {
    const text = escapes.replace(/\\u\{?([\dA-F]+)\}?/g, (_, digits: string) =>
      String.fromCodePoint(Number.parseInt(digits, 16)),
    );
    return /^[\p{L}\p{M}\p{N}]+$/u.test(text) ? text : escapes;
  });
