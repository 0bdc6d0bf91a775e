/** Model -> files. Everything is computed here; writing is `write/writer.ts`. */

import type { Contract } from "../contract/model.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { emitClient } from "./client/index.ts";
import { type EmitOptions, header, makeContext } from "./context.ts";
import { contractData, contractNames, emitContract } from "./contract/index.ts";
import { escapeInvisible } from "./doors.ts";
import { emitExamples } from "./mocks/examples.ts";
import { type OutputFile, plainText } from "./file.ts";
import { emitMocks } from "./mocks/index.ts";
import type { EmitParts } from "./parts.ts";
import { runPlugins } from "./plugins/run.ts";
import { emitQueries } from "./queries/index.ts";
import { emitOperations } from "./operations/index.ts";
import { emitResources } from "./mocks/resources.ts";
import { emitDocument } from "./server/document.ts";
import { emitHandler } from "./server/handler.ts";
import { emitServer } from "./server/index.ts";
import { emitTestClient } from "./server/test-client.ts";
import { emitEnums } from "./types/enums.ts";
import { emitTypes } from "./types/index.ts";
import { emitStandardSchemas } from "./validators/standard-schemas.ts";
import { emitValidators } from "./validators/index.ts";
import { emitValues } from "./values/index.ts";
import { emitWebhooks } from "./webhooks/index.ts";

export type { EmitOptions } from "./context.ts";

export type { OutputFile } from "./file.ts";

export interface EmitResult {
  readonly files: readonly OutputFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** All generated files of a contract: the same bytes for the same contract, on every machine. */
export async function emit(contract: Contract, options: EmitOptions): Promise<EmitResult> {
  const context = makeContext(contract, options);
  const operations = emitOperations(context);
  const names = contractNames(context);
  const data = contractData(context);
  const dataOf = new Map(contract.operations.map((operation, index) => [operation, data.operations[index]!] as const));
  const validators = emitValidators(context);
  const values = emitValues(context);
  const { parts } = context;
  const { server, client, mocks, webhooks, openapi, queries } = parts;
  const checks = server || mocks || parts.validators;
  const files = [
    await emitTypes(context),
    operations.file,
    ...[emitEnums(context)].filter((file) => file !== undefined),
    ...(checks ? [emitContract(context, names, data)] : []),
    ...validators.files.filter(({ path }) => needsValidators(path, parts)),
    ...(values && (server || client || mocks || webhooks) ? [values.file] : []),
    // The values of a form would be those of `values.ts`, which have not the types of the wire.
    ...[parts.validators && !values ? emitStandardSchemas(context, validators.reached) : undefined].filter(
      (file) => file !== undefined,
    ),
    ...(server ? [emitHandler(context, operations.types, values), emitServer(context, values)] : []),
    ...(server && openapi ? [emitDocument(context)] : []),
    ...(client ? [emitClient(context, operations.types, dataOf, values)] : []),
    ...(queries ? [emitQueries(context, operations.types, queries)] : []),
    ...(server && client ? [emitTestClient(context)] : []),
    ...(mocks ? [emitExamples(context), emitResources(context)] : []),
    ...(mocks ? [emitMocks(context, operations.types, validators.reached, values)] : []),
    ...(webhooks ? emitWebhooks(context, operations.types, validators.reached, values) : []),
  ];
  const texts = files.map((file) => ({ path: file.path, text: file.render() }));
  if (openapi) texts.push(openapiJson(contract, options));
  if (options.packageType !== undefined) texts.push(packageJson(options.packageType, options));
  const added = await runPlugins(contract, options);
  return { files: [...texts, ...added.files], diagnostics: added.diagnostics };
}

/** Whether a file of `validators/` belongs to a chosen part. */
function needsValidators(path: string, { server, mocks, validators, webhooks }: EmitParts): boolean {
  const both = server || mocks || validators;
  return both || (webhooks && /^validators\/(schemas|shared)\.ts$/.test(path));
}

/** The header without the comment's delimiters: JSON has no comments. */
const headerText = (options: EmitOptions): string => plainText(header(options)).replace(/^\/\*\* | \*\/$/g, "");

/** The nearest `package.json` decides how Node reads a `.ts` file (Node.js, "Determining module system"). */
const packageJson = (type: string, options: EmitOptions): OutputFile => ({
  path: "package.json",
  text: `${JSON.stringify({ description: headerText(options), private: true, type }, null, 2)}\n`,
});

/** The normalised document. An extension of the root says that it is generated. */
function openapiJson(contract: Contract, options: EmitOptions): OutputFile {
  const made = headerText(options);
  return {
    path: "openapi.json",
    text: `${escapeInvisible(JSON.stringify({ "x-generated": made, ...contract.document }, null, 2))}\n`,
  };
}
