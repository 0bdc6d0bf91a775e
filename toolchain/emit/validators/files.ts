/** What stands in which file of `validators/`. */

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
import { comment, identifier, keyText, quotedText } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { jsonMembers, objectOfText } from "../print/members.ts";
import type { Check } from "./functions.ts";
import { SharedRows } from "./rows.ts";
import { checkText, SIDES, writerMembers, type Side, type Written } from "./written.ts";

export function schemasFile(context: Context, schemas: ReadonlyMap<string, Schema>): GeneratedFile {
  const file = newFile("validators/schemas.ts", context);
  file.declare("schemas");
  file.print(code`
    ${comment("The named schemas that requests or responses reach, as JSON texts.")}
    export const schemas: ${type(VALIDATORS, "SchemaTexts")} = ${objectOfText(jsonMembers(schemas, "  "))};
  `);
  return file;
}

export function sharedFile(context: Context, written: Written): GeneratedFile {
  const file = newUncheckedFile("validators/shared.ts", context);
  file.print(code`${comment("Checks of schemas that requests and responses have in common.")}\n\n`);
  printChecks(file, written.shared, written, [], () => "export ");
  return file;
}

export function directionFile(side: Side, context: Context, written: Written): GeneratedFile {
  const file = newUncheckedFile(`validators/${side}.ts`, context);
  file.declare(side);
  file.print(direction(side, written, value(SCHEMAS, "schemas"), namesIn(written)));
  for (const check of written.roots[side].calls.keys())
    if (written.shared.has(check)) file.import(value(SHARED_CHECKS, check.name));
  const called = new Set<Check>();
  if (side === "responses")
    for (const check of written.own.serialisers) for (const to of check.calls.keys()) called.add(to);
  printChecks(file, written.own[side], written, usesOf(side, written), (check) => (called.has(check) ? "export " : ""));
  return file;
}

/** What a server answers with: the validators of responses, and writers beside them. */
export function serialisersFile(context: Context, written: Written): GeneratedFile {
  const file = newUncheckedFile("validators/serialisers.ts", context);
  file.declare("serialisers");
  const members = writerMembers(written);
  file.print(
    code`${comment("Validators of responses that write, too: what only a server needs.")}\nexport const serialisers: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(VALIDATORS, "serialisingValidators")}(${value(RESPONSES, "responses")}, ${objectOfText(members)});\n`,
  );
  printChecks(file, written.own.serialisers, written, [], () => "");
  return file;
}

/** The interpreter has to check the formats that the code checks. */
const formatsOption = ({ formats }: Written): Code =>
  formats === "strict"
    ? code``
    : code`, { formats: ${value(VALIDATORS, formats === "loose" ? "LOOSE_FORMATS" : "NO_FORMATS")} }`;

/** The exported set of one direction. */
function direction(side: Side, written: Written, schemas: Code | Ref, taken: Set<string>): Code {
  const rows = [...written.entries[side]].map(([operation, places]) => ({
    operation,
    places: [...places].map(([place, { schema, condition }]) => {
      const text = JSON.stringify(schema);
      return { place, text, row: `[${quotedText(text)}, ${checkText(condition, written.printer)}]` };
    }),
  }));
  const shared = new SharedRows(
    rows.flatMap(({ places }) => places),
    taken,
  );
  let members = "";
  for (const { operation, places } of rows) {
    members += `  ${keyText(operation)}: () => ({\n`;
    for (const { place, row } of places) members += `    ${keyText(place)}: ${shared.names.get(row) ?? row},\n`;
    members += "  }),\n";
  }
  const about =
    side === "requests" ? "Validators of parameters and request bodies." : "Validators of response bodies and headers.";
  const place = type(VALIDATORS, "EmittedPlace");
  return code`${shared.declarations(place)}${comment(about)}\nexport const ${identifier(side)}: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(VALIDATORS, "emittedValidators")}(${schemas}, ${objectOfText(members)}${formatsOption(written)});\n`;
}

/**
 * `validators/webhooks.ts`, which shares no checks with the other files, so that none of them grows by what only it needs.
 * @param own the named schemas that nothing else reaches
 */
export function sentFile(
  context: Context,
  written: Written,
  own: Iterable<readonly [key: string, schema: Schema]>,
): GeneratedFile {
  const file = newUncheckedFile("validators/webhooks.ts", context);
  file.declare("schemas", ...SIDES);
  file.print(code`
    ${comment("With those that only webhooks and callbacks reach, as JSON texts.")}
    const schemas: ${type(VALIDATORS, "SchemaTexts")} = {
      ...${value(SCHEMAS, "schemas")},
    ${trusted(jsonMembers(own, "  ").trimEnd())}
    };
  `);
  const taken = namesIn(written);
  for (const side of SIDES) file.print(code`${blankLine}${direction(side, written, trusted("schemas"), taken)}`);
  const { shared } = written;
  const checks = new Set([...shared, ...written.own.requests, ...written.own.responses]);
  printChecks(file, checks, written, [...usesOf("requests", written), ...usesOf("responses", written)], () => "", true);
  return file;
}

/** What functions and their constants are called. */
const namesIn = ({ printer, shared, own }: Written): Set<string> =>
  new Set([
    ...printer.constants.keys(),
    ...[shared, own.requests, own.responses, own.serialisers].flatMap((checks) => [...checks].map(({ name }) => name)),
  ]);

/** Helpers that are given the named schemas. */
const BY_SCHEMA: ReadonlySet<string> = new Set(["interpreted", "declaredBy"]);

/** Functions, the constants that they use, and the imports of both. */
function printChecks(
  file: GeneratedFile,
  checks: ReadonlySet<Check>,
  { printer, shared }: Written,
  also: Iterable<string>,
  before: (check: Check) => string,
  ownSchemas = false,
): void {
  const uses = new Set(also);
  for (const check of checks) {
    file.declare(check.name);
    for (const used of usedIn(check.body, check.uses)) uses.add(used);
    if (check.recursive) uses.add("tooDeep");
    for (const to of check.calls.keys())
      if (!checks.has(to)) file.import(value(shared.has(to) ? SHARED_CHECKS : RESPONSES, to.name));
  }
  let constants = "";
  for (const name of [...uses].toSorted(naturally)) {
    const constant = printer.constants.get(name);
    if (constant === undefined) {
      file.import(value(VALIDATORS, name));
      continue;
    }
    file.declare(name);
    if (constant.helper !== undefined) file.import(value(VALIDATORS, constant.helper));
    if (BY_SCHEMA.has(constant.helper ?? "") && !ownSchemas) file.import(value(SCHEMAS, "schemas"));
    constants += `\nconst ${name} = /* @__PURE__ */ ${constant.code};`;
  }
  if (constants !== "") file.print(trusted(`${constants}\n`));
  for (const check of checks) file.print(trusted(`\n${before(check)}${printer.print(check)}`));
}

/** Those that are left in a text: a condition that is decided already takes others with it. */
const usedIn = (text: string, names: ReadonlySet<string>): string[] =>
  [...names].filter((name) => new RegExp(`${name.startsWith("$") ? `\\${name}\\b` : `\\b${name}\\(`}`).test(text));

/** What the entries of a direction use themselves. */
function usesOf(side: Side, { entries, printer, roots }: Written): string[] {
  const checks = [...entries[side].values()].flatMap((places) =>
    [...places.values()].map(({ condition }) => checkText(condition, printer)),
  );
  return usedIn(checks.join("\n"), roots[side].uses);
}

const naturally = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);
