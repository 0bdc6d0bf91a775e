/** The files of `validators/`. */

import type { FormatStrictness } from "tenon-runtime/validators";
import type { Schema } from "../../contract/model.ts";
import { type Code, type Ref, blankLine, code, trusted } from "../code.ts";
import {
  CORE,
  type Context,
  newFile,
  newUncheckedFile,
  RESPONSES,
  SCHEMAS,
  SHARED_CHECKS,
  type,
  value,
  VALIDATORS,
} from "../context.ts";
import { comment, identifier, keyText } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { jsonMembers, objectOfText } from "../print/members.ts";
import { functionText } from "./print.ts";
import { callsOf, helpersOf, serialiserMembers, type Side, SIDES, type ValidatorProgram } from "./program.ts";
import { SharedRows } from "./rows.ts";
import type { EmittedFunction } from "./tree.ts";

export function schemasFile(context: Context, schemas: ReadonlyMap<string, Schema>): GeneratedFile {
  const file = newFile("validators/schemas.ts", context);
  file.declare("schemas");
  file.print(code`
    ${comment("The named schemas that requests or responses reach, as JSON texts.")}
    export const schemas: ${type(VALIDATORS, "SchemaTexts")} = ${objectOfText(jsonMembers(schemas, "  "))};
  `);
  return file;
}

export function sharedFile(context: Context, program: ValidatorProgram): GeneratedFile {
  const file = newUncheckedFile("validators/shared.ts", context);
  file.print(code`${comment("Checks of schemas that requests and responses have in common.")}\n\n`);
  printFunctions(file, program.shared, program, [], () => "export ");
  return file;
}

export function directionFile(side: Side, context: Context, program: ValidatorProgram): GeneratedFile {
  const file = newUncheckedFile(`validators/${side}.ts`, context);
  const { shared, own, entries } = program;
  file.declare(side);
  file.print(direction(side, program, value(SCHEMAS, "schemas"), namesIn(program)));
  for (const of of callsOf(entries[side])) if (shared.has(of)) file.import(value(SHARED_CHECKS, of.name));
  const called = new Set<EmittedFunction>();
  if (side === "responses") for (const of of own.serialisers) for (const to of of.body.calls.keys()) called.add(to);
  printFunctions(file, own[side], program, helpersOf(entries[side]), (of) => (called.has(of) ? "export " : ""));
  return file;
}

/** Validators of responses that can also serialise. Only a server needs them. */
export function serialisersFile(context: Context, program: ValidatorProgram): GeneratedFile {
  const file = newUncheckedFile("validators/serialisers.ts", context);
  file.declare("serialisers");
  const members = serialiserMembers(program);
  file.print(
    code`${comment("Validators of responses that write, too: what only a server needs.")}\nexport const serialisers: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(VALIDATORS, "serialisingValidators")}(${value(RESPONSES, "responses")}, ${objectOfText(members)});\n`,
  );
  printFunctions(file, program.own.serialisers, program, [], () => "");
  return file;
}

/** The interpreter checks the same formats as the code. */
export const formatsOption = ({ formats }: { readonly formats: FormatStrictness }): Code =>
  formats === "strict"
    ? code``
    : code`, { formats: ${value(VALIDATORS, formats === "loose" ? "LOOSE_FORMATS" : "NO_FORMATS")} }`;

/** The exported set of one direction. */
function direction(side: Side, program: ValidatorProgram, schemas: Code | Ref, taken: Set<string>): Code {
  const entries = program.entries[side];
  const shared = new SharedRows(
    [...entries.values()].flatMap((places) => [...places.values()]),
    taken,
  );
  let members = "";
  for (const [operation, places] of entries) {
    members += `  ${keyText(operation)}: () => ({\n`;
    for (const [place, checked] of places) members += `    ${keyText(place)}: ${shared.textOf(checked)},\n`;
    members += "  }),\n";
  }
  const about =
    side === "requests" ? "Validators of parameters and request bodies." : "Validators of response bodies and headers.";
  const place = type(VALIDATORS, "EmittedPlace");
  return code`${shared.declarations(place)}${comment(about)}\nexport const ${identifier(side)}: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(VALIDATORS, "emittedValidators")}(${schemas}, ${objectOfText(members)}${formatsOption(program)});\n`;
}

/**
 * `validators/webhooks.ts`. It shares no checks with the other files, so that they do not grow.
 * @param ownSchemas the named schemas that only webhooks and callbacks use
 */
export function sentFile(
  context: Context,
  program: ValidatorProgram,
  ownSchemas: Iterable<readonly [key: string, schema: Schema]>,
): GeneratedFile {
  const file = newUncheckedFile("validators/webhooks.ts", context);
  file.declare("schemas", ...SIDES);
  file.print(code`
    ${comment("With those that only webhooks and callbacks reach, as JSON texts.")}
    const schemas: ${type(VALIDATORS, "SchemaTexts")} = {
      ...${value(SCHEMAS, "schemas")},
    ${trusted(jsonMembers(ownSchemas, "  ").trimEnd())}
    };
  `);
  const taken = namesIn(program);
  for (const side of SIDES) file.print(code`${blankLine}${direction(side, program, trusted("schemas"), taken)}`);
  const { shared, own, entries } = program;
  const functions = new Set([...shared, ...own.requests, ...own.responses]);
  printFunctions(
    file,
    functions,
    program,
    [...helpersOf(entries.requests), ...helpersOf(entries.responses)],
    () => "",
    {
      ownSchemas: true,
    },
  );
  return file;
}

/** The names of functions and of their constants. */
const namesIn = ({ constants, shared, own }: ValidatorProgram): Set<string> =>
  new Set([
    ...constants.keys(),
    ...[shared, own.requests, own.responses, own.serialisers].flatMap((group) => [...group].map(({ name }) => name)),
  ]);

/** Helpers that take the named schemas. */
const BY_SCHEMA: ReadonlySet<string> = new Set(["interpreted", "declaredBy"]);

/**
 * Prints functions, the constants that they use, and the imports of both.
 * @param also helpers and constants that other code of the file uses
 * @param before the text before a function
 */
function printFunctions(
  file: GeneratedFile,
  functions: ReadonlySet<EmittedFunction>,
  { typed, constants, shared }: ValidatorProgram,
  also: Iterable<string>,
  before: (of: EmittedFunction) => string,
  { ownSchemas = false }: { readonly ownSchemas?: boolean } = {},
): void {
  const names = new Set(also);
  for (const of of functions) {
    file.declare(of.name);
    for (const name of of.body.names) names.add(name);
    if (of.recursive) names.add("tooDeep");
    for (const to of of.body.calls.keys())
      if (!functions.has(to)) file.import(value(shared.has(to) ? SHARED_CHECKS : RESPONSES, to.name));
  }
  let declarations = "";
  for (const name of [...names].toSorted(naturally)) {
    const constant = constants.get(name);
    if (constant === undefined) {
      file.import(value(VALIDATORS, name));
      continue;
    }
    file.declare(name);
    if (constant.helper !== undefined) file.import(value(VALIDATORS, constant.helper));
    if (BY_SCHEMA.has(constant.helper ?? "") && !ownSchemas) file.import(value(SCHEMAS, "schemas"));
    declarations += `\nconst ${name} = /* @__PURE__ */ ${constant.code};`;
  }
  if (declarations !== "") file.print(trusted(`${declarations}\n`));
  for (const of of functions) file.print(trusted(`\n${before(of)}${functionText(of, typed)}`));
}

const naturally = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);
