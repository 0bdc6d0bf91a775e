/**
 * `validators/`: the fast tier as plain code, and the schemas as JSON texts for the slow tier and for mocks. Requests and
 * responses have files of their own; `shared.ts` has the checks that both use. Entries are made on first use.
 */

import type { Schema } from "../../contract/model.ts";
import type { Context } from "../context.ts";
import { keyText } from "../doors.ts";
import type { GeneratedFile } from "../file.ts";
import { hasLongNumbers } from "../values/kinds.ts";
import { directionFile, schemasFile, sentFile, serialisersFile, sharedFile } from "./files.ts";
import { collectPlaces, type Direction } from "./places.ts";
import { functionText } from "./print.ts";
import {
  checkText,
  compileValidators,
  helpersOf,
  serialiserMembers,
  SIDES,
  type ValidatorProgram,
  type ValidatorSource,
} from "./program.ts";

export interface EmittedValidators {
  readonly files: readonly GeneratedFile[];
  /** Keys of the named schemas that `validators/schemas.ts` holds. */
  readonly reached: ReadonlySet<string>;
}

/** Emits nothing if no chosen part validates, and serialisers only for a server. */
export function emitValidators(context: Context): EmittedValidators {
  const { server, mocks, validators, webhooks } = context.parts;
  if (!server && !mocks && !validators && !webhooks) return { files: [], reached: new Set() };
  const { schemas, requests, responses } = collectPlaces(context);
  const program = compileValidators(
    { ...sourceOf(context, schemas, requests, responses), serialisers: server },
    { typed: true },
  );
  const files = [schemasFile(context, schemas)];
  if (program.shared.size > 0) files.push(sharedFile(context, program));
  files.push(directionFile("requests", context, program), directionFile("responses", context, program));
  if (server) files.push(serialisersFile(context, program));
  return { files, reached: new Set(schemas.keys()) };
}

/** The content of `validators/`, for a host that loads a contract at run time. */
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

/** The fast tier of any schemas, see {@link ValidatorData.code}. */
export const validatorCode = (source: ValidatorSource): string =>
  functionBody(compileValidators(source, { typed: false }));

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
    exact: hasLongNumbers(options),
  };
}

function functionBody(program: ValidatorProgram): string {
  const { constants, entries, shared, own } = program;
  const functions = new Set([...shared, ...own.requests, ...own.responses, ...own.serialisers]);
  const names = new Set([...helpersOf(entries.requests), ...helpersOf(entries.responses)]);
  for (const of of functions) {
    for (const name of of.body.names) names.add(name);
    if (of.recursive) names.add("tooDeep");
  }
  const helpers = new Set<string>();
  let declarations = "";
  for (const name of names) {
    const constant = constants.get(name);
    if (constant === undefined) helpers.add(name);
    else {
      if (constant.helper !== undefined) helpers.add(constant.helper);
      declarations += `const ${name} = ${constant.code};\n`;
    }
  }
  let out = `"use strict";\nconst { ${[...helpers].join(", ")} } = helpers;\n${declarations}`;
  for (const of of functions) out += functionText(of, program.typed);
  out += "return {\n";
  for (const side of SIDES) {
    out += `${side}: {\n`;
    for (const [operation, places] of entries[side]) {
      out += `${keyText(operation)}: () => ({\n`;
      for (const [place, checked] of places) out += `${keyText(place)}: ${checkText(checked)},\n`;
      out += "}),\n";
    }
    out += "},\n";
  }
  if (program.serialisers.size > 0) out += `serialisers: {\n${serialiserMembers(program)}},\n`;
  return `${out}};\n`;
}

/**
 * `validators/webhooks.ts`: the validators of webhooks and callbacks, with the named schemas that only these use. Only
 * their sender loads the file.
 * @param context of the webhooks and callbacks
 * @param known keys of the schemas that `validators/schemas.ts` holds
 */
export function emitSentValidators(context: Context, known: ReadonlySet<string>): GeneratedFile {
  const { schemas, requests, responses } = collectPlaces(context);
  const program = compileValidators(sourceOf(context, schemas, requests, responses), { typed: true });
  return sentFile(
    context,
    program,
    [...schemas].filter(([key]) => !known.has(key)),
  );
}
