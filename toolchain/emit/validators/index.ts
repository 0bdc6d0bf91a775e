/**
 * `validators/`: the fast tier as plain code, and the schemas as JSON texts for the slow one and for mocks. Requests and
 * responses are apart; what both need stands in `shared.ts`. A process makes the entries of those operations that it uses.
 */

import { dangerOf } from "tenon-runtime/validators";
import type { Schema } from "../../contract/model.ts";
import { type Code, type Ref, blankLine, code, trusted } from "../code.ts";
import { CORE, type Context, newFile, RESPONSES, SCHEMAS, SHARED_CHECKS, type, value, VALIDATORS } from "../context.ts";
import { comment, identifier, keyText, quotedText } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { jsonMembers, objectOfText } from "../printing.ts";
import { text, type Condition } from "./condition.ts";
import { type FormatStrictness, formatNames, HELPERS } from "./formats.ts";
import { reached, type Check } from "./functions.ts";
import { collectPlaces, type Direction } from "./places.ts";
import { Printer } from "./printer.ts";
import { Serialisers } from "./serialisers.ts";

export interface EmittedValidators {
  readonly files: readonly GeneratedFile[];
  /** Keys of the named schemas that `validators/schemas.ts` holds. */
  readonly reached: ReadonlySet<string>;
}

export function emitValidators(context: Context): EmittedValidators {
  const { schemas, requests, responses } = collectPlaces(context);
  const written = write({ ...sourceOf(context, schemas, requests, responses), serialisers: true }, true);
  const files = [schemasFile(context, schemas)];
  if (written.shared.size > 0) files.push(sharedFile(context, written));
  files.push(directionFile("requests", context, written), directionFile("responses", context, written));
  files.push(serialisersFile(context, written));
  return { files, reached: new Set(schemas.keys()) };
}

/** What `validators/` holds, for a host that loads a contract at run time. */
export interface ValidatorData {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Operation -> place -> schema. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly responses: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  /**
   * The fast tier as the body of a function of `helpers` (what `tenon-runtime/validators` exports) and `schemas`; it
   * returns operation -> () => place -> check, for `requests` and `responses`.
   */
  readonly code: string;
}

export function validatorData(context: Context): ValidatorData {
  const { schemas, requests, responses } = collectPlaces(context);
  const dataOf = ({ entries }: Direction): ValidatorData["requests"] =>
    Object.fromEntries([...entries].map(([operation, places]) => [operation.name, Object.fromEntries(places)]));
  return {
    schemas: Object.fromEntries(schemas),
    requests: dataOf(requests),
    responses: dataOf(responses),
    get code() {
      return validatorCode(sourceOf(context, schemas, requests, responses));
    },
  };
}

/** Schemas and what is checked by them, whatever they come from. */
export interface ValidatorSource {
  /** By the key that `$ref`s use. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Operation -> place -> schema. */
  readonly requests: ReadonlyMap<string, ReadonlyMap<string, Schema>>;
  readonly responses: ReadonlyMap<string, ReadonlyMap<string, Schema>>;
  /** What a named schema's function is called; any identifier. */
  readonly nameOf?: (key: string) => string | undefined;
  readonly formats?: FormatStrictness;
  /** Whether responses are written, too. */
  readonly serialisers?: boolean;
}

/** The fast tier of any schemas, see {@link ValidatorData.code}. */
export const validatorCode = (source: ValidatorSource): string => functionBody(write(source, false));

function sourceOf(
  { names, options }: Context,
  schemas: ReadonlyMap<string, Schema>,
  requests: Direction,
  responses: Direction,
): ValidatorSource {
  const byName = ({ entries }: Direction): ValidatorSource["requests"] =>
    new Map([...entries].map(([operation, places]) => [operation.name, places]));
  return {
    schemas,
    requests: byName(requests),
    responses: byName(responses),
    nameOf: (key) => names.schemas.get(key),
    formats: options.formats ?? "strict",
  };
}

type Side = "requests" | "responses";
const SIDES: readonly Side[] = ["requests", "responses"];
/** What has functions of its own. */
type Part = Side | "serialisers";

interface Entry {
  readonly schema: Schema;
  readonly condition: Condition;
}

/** All that is printed, not yet in files. */
interface Written {
  readonly printer: Printer;
  readonly formats: FormatStrictness;
  readonly entries: Readonly<Record<Side, ReadonlyMap<string, ReadonlyMap<string, Entry>>>>;
  /** Operation -> place of a response -> what writes it. */
  readonly writers: ReadonlyMap<string, ReadonlyMap<string, Check>>;
  /** What entries call and use. */
  readonly roots: Readonly<Record<Part, Check>>;
  /** Functions that both sides need. */
  readonly shared: ReadonlySet<Check>;
  /** Serialisers use those of responses, too. */
  readonly own: Readonly<Record<Part, ReadonlySet<Check>>>;
}

/** Names that the code uses for its own. */
const LOCALS =
  "value key name member item i size found depth text drop schemas helpers requests responses serialisers Array Object Number JSON RegExp Set undefined globalThis".split(
    " ",
  );

function write(source: ValidatorSource, typed: boolean): Written {
  const nameOf = (key: string): string =>
    (source.nameOf?.(key) ?? key.replace(/\W+/g, "_")).replace(/^(?=\d)|^\$+/, "").replace(/^(?![A-Za-z_])/, "_");
  const formats = formatNames(source.formats ?? "strict");
  const printer = new Printer(
    {
      named: source.schemas,
      nameOf,
      formats,
      dangerOf: remembered(dangerOf),
      typed,
    },
    [...LOCALS, ...Array.from({ length: 64 }, (_, i) => [`item${i}`, `when${i}`]).flat(), ...HELPERS],
  );
  const root = (): Check => ({
    name: "",
    schema: true,
    writes: false,
    body: "",
    calls: new Map(),
    uses: new Set(),
    deep: false,
    recursive: false,
  });
  const roots: Record<Part, Check> = { requests: root(), responses: root(), serialisers: root() };
  const entriesOf = (side: Side): Map<string, Map<string, Entry>> =>
    printer.noting(
      roots[side].uses,
      () =>
        new Map(
          [...source[side]].map(([operation, places]) => [
            operation,
            new Map(
              [...places].map(([place, schema]) => {
                const name = nameOfPlace(operation, place);
                return [place, { schema, condition: printer.condition(schema, "value", name, false) }];
              }),
            ),
          ]),
        ),
    );
  const entries = { requests: entriesOf("requests"), responses: entriesOf("responses") };
  for (const side of SIDES)
    for (const places of entries[side].values())
      for (const { condition } of places.values()) printer.functions.noteCalls(roots[side], text(condition));
  const serialisers = new Serialisers(printer, source.schemas, formats, typed);
  const writers = new Map(
    [...(source.serialisers === true ? entries.responses : [])].map(([operation, places]) => [
      operation,
      new Map(
        [...places].flatMap(([place, { schema }]) => {
          const writer = IN_JSON.test(place)
            ? serialisers.of(schema, roots.serialisers, nameOfPlace(operation, place))
            : undefined;
          return writer === undefined ? [] : [[place, writer] as const];
        }),
      ),
    ]),
  );
  printer.finish();
  const below = (side: Part): Set<Check> => reached(roots[side].calls.keys(), (check) => check.calls.keys());
  const [requests, responses, written] = [below("requests"), below("responses"), below("serialisers")];
  const shared = new Set([...requests].filter((check) => responses.has(check) || written.has(check)));
  const ownOf = (checks: Set<Check>): Set<Check> => new Set([...checks].filter((check) => !shared.has(check)));
  return {
    printer,
    formats: source.formats ?? "strict",
    entries,
    writers,
    roots,
    shared,
    own: {
      requests: ownOf(requests),
      responses: ownOf(responses),
      serialisers: new Set([...ownOf(written)].filter((check) => !responses.has(check))),
    },
  };
}

/** Places of bodies in JSON; items of a stream are written one by one. */
const IN_JSON = /^\w+ [^ ;]+[/+]json(?:\s*;.*)?$/i;

const nameOfPlace = (operation: string, place: string): string =>
  `${operation}_${place.replace(/^body |\w+\/(?:vnd\.|x-)?/g, "").replace(/\W+/g, "_")}`;

function schemasFile(context: Context, schemas: ReadonlyMap<string, Schema>): GeneratedFile {
  const file = newFile("validators/schemas.ts", context);
  file.declare("schemas");
  file.print(code`
    ${comment("The named schemas that requests or responses reach, as JSON texts.")}
    export const schemas: ${type(VALIDATORS, "SchemaTexts")} = ${objectOfText(jsonMembers(schemas, "  "))};
  `);
  return file;
}

function sharedFile(context: Context, written: Written): GeneratedFile {
  const file = newFile("validators/shared.ts", context);
  file.print(code`${comment("Checks of schemas that requests and responses have in common.")}\n\n`);
  printChecks(file, written.shared, written, [], () => "export ");
  return file;
}

function directionFile(side: Side, context: Context, written: Written): GeneratedFile {
  const file = newFile(`validators/${side}.ts`, context);
  file.declare(side);
  file.print(direction(side, written, value(SCHEMAS, "schemas")));
  for (const check of written.roots[side].calls.keys())
    if (written.shared.has(check)) file.import(value(SHARED_CHECKS, check.name));
  const called = new Set<Check>();
  if (side === "responses")
    for (const check of written.own.serialisers) for (const to of check.calls.keys()) called.add(to);
  printChecks(file, written.own[side], written, usesOf(side, written), (check) => (called.has(check) ? "export " : ""));
  return file;
}

/** What a server answers with: the validators of responses, and writers beside them. */
function serialisersFile(context: Context, written: Written): GeneratedFile {
  const file = newFile("validators/serialisers.ts", context);
  file.declare("serialisers");
  const members = writerMembers(written);
  file.print(
    code`${comment("Validators of responses that write, too: what only a server needs.")}\nexport const serialisers: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(VALIDATORS, "serialisingValidators")}(${value(RESPONSES, "responses")}, ${objectOfText(members)});\n`,
  );
  printChecks(file, written.own.serialisers, written, [], () => "");
  return file;
}

/** Operation -> place -> the function that writes it. */
function writerMembers({ writers }: Written): string {
  let members = "";
  for (const [operation, places] of writers) {
    if (places.size === 0) continue;
    members += `  ${keyText(operation)}: () => ({\n`;
    for (const [place, { name, deep }] of places)
      members += `    ${keyText(place)}: ${deep ? `(value, drop) => ${name}(value, drop, 0)` : name},\n`;
    members += "  }),\n";
  }
  return members;
}
/** The interpreter has to check the formats that the code checks. */
const formatsOption = ({ formats }: Written): Code =>
  formats === "strict"
    ? code``
    : code`, { formats: ${value(VALIDATORS, formats === "loose" ? "LOOSE_FORMATS" : "NO_FORMATS")} }`;

/** The exported set of one direction. */
function direction(side: Side, written: Written, schemas: Code | Ref): Code {
  let members = "";
  for (const [operation, places] of written.entries[side]) {
    members += `  ${keyText(operation)}: () => ({\n`;
    for (const [place, { schema, condition }] of places)
      members += `    ${keyText(place)}: [${quotedText(JSON.stringify(schema))}, ${checkText(condition, written.printer)}],\n`;
    members += "  }),\n";
  }
  const about =
    side === "requests" ? "Validators of parameters and request bodies." : "Validators of response bodies and headers.";
  return code`${comment(about)}\nexport const ${identifier(side)}: ${type(CORE, "Validators")} = /* @__PURE__ */ ${value(VALIDATORS, "emittedValidators")}(${schemas}, ${objectOfText(members)}${formatsOption(written)});\n`;
}

/**
 * `validators/webhooks.ts`: of webhooks and callbacks, whose sender alone loads it, with the named schemas that nothing
 * else reaches. It shares no checks with the other files, so that none of them grows by what only it needs.
 * @param context of what is sent
 * @param known keys of the schemas that `validators/schemas.ts` holds
 */
export function emitSentValidators(context: Context, known: ReadonlySet<string>): GeneratedFile {
  const { schemas, requests, responses } = collectPlaces(context);
  const written = write(sourceOf(context, schemas, requests, responses), true);
  const file = newFile("validators/webhooks.ts", context);
  file.declare("schemas", ...SIDES);
  const own = [...schemas].filter(([key]) => !known.has(key));
  file.print(code`
    ${comment("With those that only webhooks and callbacks reach, as JSON texts.")}
    const schemas: ${type(VALIDATORS, "SchemaTexts")} = {
      ...${value(SCHEMAS, "schemas")},
    ${trusted(jsonMembers(own, "  ").trimEnd())}
    };
  `);
  for (const side of SIDES) file.print(code`${blankLine}${direction(side, written, trusted("schemas"))}`);
  const { shared } = written;
  const checks = new Set([...shared, ...written.own.requests, ...written.own.responses]);
  printChecks(file, checks, written, [...usesOf("requests", written), ...usesOf("responses", written)], () => "", true);
  return file;
}

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

/** A function that checks an entry, by name where there is one. */
function checkText(condition: Condition, { functions }: Printer): string {
  if (typeof condition === "boolean") return `() => ${condition}`;
  const check = condition.op === "atom" ? functions.called(condition.yes) : undefined;
  return check !== undefined && !check.deep ? check.name : `(value) => ${functions.settled(text(condition))}`;
}

function functionBody(written: Written): string {
  const { printer, entries, roots, shared, own } = written;
  const checks = new Set([...shared, ...own.requests, ...own.responses, ...own.serialisers]);
  const uses = new Set([...roots.requests.uses, ...roots.responses.uses]);
  for (const check of checks) {
    for (const used of check.uses) uses.add(used);
    if (check.recursive) uses.add("tooDeep");
  }
  const helpers = new Set<string>();
  let constants = "";
  for (const name of uses) {
    const constant = printer.constants.get(name);
    if (constant === undefined) helpers.add(name);
    else {
      if (constant.helper !== undefined) helpers.add(constant.helper);
      constants += `const ${name} = ${constant.code};\n`;
    }
  }
  let out = `"use strict";\nconst { ${[...helpers].join(", ")} } = helpers;\n${constants}`;
  for (const check of checks) out += printer.print(check);
  out += "return {\n";
  for (const side of SIDES) {
    out += `${side}: {\n`;
    for (const [operation, places] of entries[side]) {
      out += `${keyText(operation)}: () => ({\n`;
      for (const [place, { condition }] of places) out += `${keyText(place)}: ${checkText(condition, printer)},\n`;
      out += "}),\n";
    }
    out += "},\n";
  }
  if (written.writers.size > 0) out += `serialisers: {\n${writerMembers(written)}},\n`;
  return `${out}};\n`;
}

const naturally = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);

function remembered<T>(of: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = of(key)));
    return result;
  };
}
