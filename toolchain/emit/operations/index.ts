/** `operations.ts`: the named schemas, and per operation what goes in, what comes out, and its handler. */

import type { Operation } from "../../contract/model.ts";
import { BodyAliases } from "./body-types.ts";
import { type Code, type Ref, blankLine, code, empty, join, lines } from "../code.ts";
import { CORE, type Context, TYPES, newUncheckedFile, type } from "../context.ts";
import { comment, identifier, stringLiteral } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { type RequestType, requestTypes } from "./request-types.ts";
import { responseTypes } from "./response-types.ts";
import { SharedParts } from "./shared-parameters.ts";
import { StatusAliases } from "./status-aliases.ts";

/** What other files need to know of an operation's types. */
export interface OperationTypes {
  readonly input: Ref;
  /** What a handler receives. */
  readonly request: Ref;
  /** Whether a call can do without input. */
  readonly inputOptional: boolean;
  readonly response: Ref;
  /** What a client receives. */
  readonly result: Ref;
  readonly success: Code;
  readonly handler: Ref;
}

export interface Operations {
  readonly file: GeneratedFile;
  readonly types: ReadonlyMap<Operation, OperationTypes>;
}

export function emitOperations(context: Context): Operations {
  const file = newUncheckedFile("operations.ts", context);
  const { declarations, types } = printTypes(context);
  const schemas = [...context.names.schemas.values()];
  const imported = new Set(schemas);
  file.declare([...context.names.taken].filter((name) => !imported.has(name)));
  file.print(join([schemaExports(schemas), declarations], blankLine));
  return { file, types };
}

/** The types of all operations, to be declared in {@link Context.module}. */
export function printTypes(context: Context): {
  readonly declarations: Code;
  readonly types: ReadonlyMap<Operation, OperationTypes>;
} {
  const statuses = new StatusAliases(context.names.taken);
  const shared = new SharedParts(context);
  const types = new Map<Operation, OperationTypes>();
  const operations = context.contract.operations.map((operation) => {
    const { text, ...rest } = operationTypes(operation, context, statuses, shared);
    types.set(operation, rest);
    return text;
  });
  return { declarations: join([statuses.declarations(), shared.declarations(), ...operations], blankLine), types };
}

/** The named schemas, which `types.ts` declares. */
function schemaExports(schemas: readonly string[]): Code {
  if (schemas.length === 0) return empty;
  const names = schemas.map((name) => type(TYPES, name));
  return code`
    export type {
      ${lines(names.map((name) => code`${name},`))}
    };
  `;
}

function operationTypes(
  operation: Operation,
  context: Context,
  statuses: StatusAliases,
  shared: SharedParts,
): OperationTypes & { readonly text: Code } {
  const names = context.names.operations.get(operation);
  if (!names) throw new TypeError("an operation without names");
  const aliases = new BodyAliases(names.base, context);
  const { declarations, input, request, optional } = requestTypes(operation, names, context, aliases, shared);
  const { response, result, success } = responseTypes(operation, context, statuses, aliases);
  const text = lines([
    declaration(names.input, input),
    declarations,
    aliases.declarations(),
    request
      ? declaration(names.request, request)
      : code`export type ${identifier(names.request)} = ${identifier(names.input)};`,
    code`export type ${identifier(names.response)} =${response};`,
    ...(result ? [comment("As a caller receives it."), code`export type ${identifier(names.result)} =${result};`] : []),
    handler(operation, names.handler, code`${identifier(names.request)}, ${identifier(names.response)}`),
  ]);
  return {
    text,
    input: type(context.module, names.input),
    request: type(context.module, names.request),
    inputOptional: optional,
    response: type(context.module, names.response),
    result: type(context.module, result ? names.result : names.response),
    success,
    handler: type(context.module, names.handler),
  };
}

const declaration = (name: string, { text, union }: RequestType): Code =>
  union ? code`export type ${identifier(name)} = ${text};` : code`export interface ${identifier(name)} ${text}`;

/**
 * Schemes that every alternative demands come as the handler's fourth argument, those of some only as its fifth, and the
 * alternatives as its sixth where there are several.
 */
function handler(operation: Operation, name: string, types: Code): Code {
  const alternatives = operation.security.map((requirement) => Object.keys(requirement));
  const all = [...new Set(alternatives.flat())];
  const required = all.filter((scheme) => alternatives.every((schemes) => schemes.includes(scheme)));
  const optional = all.filter((scheme) => !required.includes(scheme));
  const union = (schemes: readonly string[]): Code =>
    schemes.length === 0 ? code`never` : join(schemes.map(stringLiteral), code` | `);
  const choices = new Map(alternatives.map((schemes) => [schemes.join(), schemes]));
  const choice = join(
    [...choices.values()].map((schemes) => code`[${join(schemes.map(stringLiteral), code`, `)}]`),
    code` | `,
  );
  const security =
    all.length === 0
      ? empty
      : optional.length === 0
        ? code`, ${union(required)}`
        : code`, ${union(required)}, ${union(optional)}, ${choice}`;
  return code`export type ${identifier(name)}<O extends ${type(CORE, "HandlerOptions")} = {}> = ${type(CORE, "Handler")}<${types}, O${security}>;`;
}
