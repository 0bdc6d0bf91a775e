/** All functions and entries of `validators/`, and the file group of each function. */

import { dangerOf, type FormatStrictness } from "tenon-runtime/validators";
import type { Schema } from "../../contract/model.ts";
import { keyText } from "../doors.ts";
import { reached } from "./call-graph.ts";
import { Checks } from "./checks.ts";
import { HELPERS, namedFormats } from "./formats.ts";
import { codeText, printExpression } from "./print.ts";
import type { Constant } from "./scalars.ts";
import { Serialisers } from "./serialisers.ts";
import { type EmittedFunction, type PrintedCode, VALUE } from "./tree.ts";

/** Schemas, and the places where they apply. */
export interface ValidatorSource {
  /** By the key that `$ref`s use. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Operation -> place -> schema. */
  readonly requests: ReadonlyMap<string, ReadonlyMap<string, Schema>>;
  readonly responses: ReadonlyMap<string, ReadonlyMap<string, Schema>>;
  /** The name for the function of a named schema; any identifier. */
  readonly nameOf?: (key: string) => string | undefined;
  readonly formats?: FormatStrictness;
  /** Whether numbers may be longer than a double holds. */
  readonly exact?: boolean;
  /** Whether responses have serialisers, too. */
  readonly serialisers?: boolean;
}

export type Side = "requests" | "responses";
export const SIDES: readonly Side[] = ["requests", "responses"];
/** A file with functions of its own. */
type FunctionGroup = Side | "serialisers";

/** One object for all places with equal schemas. */
export interface CheckedPlace {
  /** The schema as JSON text. */
  readonly text: string;
  /** A condition of `value`. */
  readonly check: PrintedCode;
  /** The function that the check calls, when it does nothing else. */
  readonly called: EmittedFunction | undefined;
}

/** The printed code, not yet in files. */
export interface ValidatorProgram {
  /** Whether the code is TypeScript. */
  readonly typed: boolean;
  readonly formats: FormatStrictness;
  /** Values at the top of a module, by name. */
  readonly constants: ReadonlyMap<string, Constant>;
  readonly entries: Readonly<Record<Side, CheckedPlaces>>;
  /** Operation -> place of a response -> its serialiser. */
  readonly serialisers: ReadonlyMap<string, ReadonlyMap<string, EmittedFunction>>;
  /** Functions that both sides need. */
  readonly shared: ReadonlySet<EmittedFunction>;
  /** Functions of one file each. Serialisers use those of responses, too. */
  readonly own: Readonly<Record<FunctionGroup, ReadonlySet<EmittedFunction>>>;
}

/** Names of locals and globals in the emitted code. */
const LOCALS =
  "value key name member item i size found depth text drop schemas helpers requests responses serialisers Array Object Number JSON RegExp Set undefined globalThis".split(
    " ",
  );

/** Schemas with more numbered locals than this have longer names in their functions than these are. */
const NUMBERED = Array.from({ length: 64 }, (_, i) => [`item${i}`, `when${i}`]).flat();

/** @param options `typed`: the code is TypeScript */
export function compileValidators(source: ValidatorSource, { typed }: { readonly typed: boolean }): ValidatorProgram {
  const strictness = source.formats ?? "strict";
  const formats = namedFormats(strictness);
  const checks = new Checks(
    {
      named: source.schemas,
      nameOf: functionNames(source),
      formats,
      dangerOf: remembered(dangerOf),
      typed,
      exact: source.exact === true,
    },
    [...LOCALS, ...NUMBERED, ...HELPERS],
  );
  const known = new Map<string, CheckedPlace>();
  const entriesOf = (side: Side): CheckedPlaces =>
    mapPlaces(source[side], (schema, operation, place) => {
      const text = JSON.stringify(schema);
      const same = known.get(text);
      if (same !== undefined) return same;
      const condition = checks.condition(schema, VALUE, () => nameOfPlace(operation, place));
      const called = typeof condition === "object" && condition.kind === "call" ? condition.to : undefined;
      const checked = { text, check: printExpression(condition), called };
      known.set(text, checked);
      return checked;
    });
  const entries = { requests: entriesOf("requests"), responses: entriesOf("responses") };
  const writing = new Serialisers(checks, formats);
  const serialisers = mapPlaces(
    source.serialisers === true ? source.responses : new Map(),
    (schema, operation, place) =>
      IN_JSON.test(place) ? writing.of(schema, () => nameOfPlace(operation, place)) : undefined,
  );
  checks.functions.finish(
    (of) => (of.writes ? writing.compile(of) : checks.compile(of)),
    (of) => (of.writes ? Serialisers.REFUSAL : checks.interpret(of.schema)),
  );
  const roots = [...serialisers.values()].flatMap((places) => [...places.values()]);
  return {
    typed,
    formats: strictness,
    constants: checks.constants,
    entries,
    serialisers,
    ...grouped(reached(callsOf(entries.requests)), reached(callsOf(entries.responses)), reached(roots)),
  };
}

type CheckedPlaces = ReadonlyMap<string, ReadonlyMap<string, CheckedPlace>>;

function codeOf(entries: CheckedPlaces): readonly PrintedCode[] {
  const distinct = new Set<CheckedPlace>();
  for (const places of entries.values()) for (const checked of places.values()) distinct.add(checked);
  return [...distinct].map(({ check }) => check);
}

/** Functions that the entries of a side call themselves. */
export const callsOf = (entries: CheckedPlaces): Set<EmittedFunction> =>
  new Set(codeOf(entries).flatMap(({ calls }) => [...calls.keys()]));

/** Helpers and constants that the entries of a side use themselves. */
export const helpersOf = (entries: CheckedPlaces): Set<string> =>
  new Set(codeOf(entries).flatMap(({ names }) => [...names]));

/** Distributes functions over files. */
function grouped(
  requests: ReadonlySet<EmittedFunction>,
  responses: ReadonlySet<EmittedFunction>,
  serialisers: ReadonlySet<EmittedFunction>,
): Pick<ValidatorProgram, "shared" | "own"> {
  const shared = new Set([...requests].filter((each) => responses.has(each) || serialisers.has(each)));
  const ownOf = (functions: ReadonlySet<EmittedFunction>): Set<EmittedFunction> =>
    new Set([...functions].filter((each) => !shared.has(each)));
  return {
    shared,
    own: {
      requests: ownOf(requests),
      responses: ownOf(responses),
      serialisers: new Set([...ownOf(serialisers)].filter((each) => !responses.has(each))),
    },
  };
}

/** Maps each schema of operation -> place. Leaves out places for which `make` returns `undefined`. */
const mapPlaces = <T>(
  operations: ReadonlyMap<string, ReadonlyMap<string, Schema>>,
  make: (schema: Schema, operation: string, place: string) => T | undefined,
): ReadonlyMap<string, ReadonlyMap<string, T>> =>
  new Map(
    [...operations].map(([operation, places]) => {
      const made = new Map<string, T>();
      for (const [place, schema] of places) {
        const each = make(schema, operation, place);
        if (each !== undefined) made.set(place, each);
      }
      return [operation, made];
    }),
  );

const functionNames =
  ({ nameOf }: ValidatorSource) =>
  (key: string): string =>
    (nameOf?.(key) ?? key.replace(/\W+/g, "_")).replace(/^(?=\d)|^\$+/, "").replace(/^(?![A-Za-z_])/, "_");

/** Places of bodies in JSON; items of a stream are written one by one. */
const IN_JSON = /^\w+ [^ ;]+[/+]json(?:\s*;.*)?$/i;

const nameOfPlace = (operation: string, place: string): string =>
  `${operation}_${place.replace(/^body |\w+\/(?:vnd\.|x-)?/g, "").replace(/\W+/g, "_")}`;

/** Operation -> place -> the function that writes it. */
export function serialiserMembers({ serialisers }: ValidatorProgram): string {
  let members = "";
  for (const [operation, places] of serialisers) {
    if (places.size === 0) continue;
    members += `  ${keyText(operation)}: () => ({\n`;
    for (const [place, { name, deep }] of places)
      members += `    ${keyText(place)}: ${deep ? `(value, drop) => ${name}(value, drop, 0)` : name},\n`;
    members += "  }),\n";
  }
  return members;
}

/** The code of a function that checks a place: the name of an emitted function, or an arrow function. */
export function checkText({ check, called }: CheckedPlace): string {
  if (called !== undefined && !called.deep) return called.name;
  return `${check.parameters.has(VALUE) ? "(value)" : "()"} => ${codeText(check)}`;
}

function remembered<T>(of: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = of(key)));
    return result;
  };
}
