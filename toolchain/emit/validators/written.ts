/** All functions and entries of `validators/`, as they will be printed, before it is known in which file they stand. */

import { dangerOf } from "tenon-runtime/validators";
import type { Schema } from "../../contract/model.ts";
import { keyText } from "../doors.ts";
import { text, type Condition } from "./condition.ts";
import { type FormatStrictness, formatNames, HELPERS } from "./formats.ts";
import { reached, type Check } from "./functions.ts";
import { Printer } from "./printer.ts";
import { Serialisers } from "./serialisers.ts";

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

export type Side = "requests" | "responses";
export const SIDES: readonly Side[] = ["requests", "responses"];
/** What has functions of its own. */
type Part = Side | "serialisers";

interface Entry {
  readonly schema: Schema;
  readonly condition: Condition;
}

/** All that is printed, not yet in files. */
export interface Written {
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

export function write(source: ValidatorSource, typed: boolean): Written {
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

/** Operation -> place -> the function that writes it. */
export function writerMembers({ writers }: Written): string {
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

/** A function that checks an entry, by name where there is one. */
export function checkText(condition: Condition, { functions }: Printer): string {
  if (typeof condition === "boolean") return `() => ${condition}`;
  const check = condition.op === "atom" ? functions.called(condition.yes) : undefined;
  return check !== undefined && !check.deep ? check.name : `(value) => ${functions.settled(text(condition))}`;
}

function remembered<T>(of: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = of(key)));
    return result;
  };
}
