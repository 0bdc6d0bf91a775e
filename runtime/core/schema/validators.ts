/** {@link Validators} over the interpreter alone, and over emitted code with the interpreter behind it. */

import { FORMATS, type Formats } from "../formats/index.ts";
import { DEFECT } from "./messages.ts";
import type { Schema, Schemas, Validator, Validators, Violation } from "../validation.ts";
import { Interpreter } from "./interpreter.ts";
import type { SchemaNode } from "./node.ts";
import { Resources } from "./resources.ts";
import { keysWithNames, schemaOf, schemasOf, sourceOf, type SchemaTexts } from "./texts.ts";

/** Operation → place → schema, as data or as its JSON text. */
export type Entries = Readonly<Record<string, Readonly<Record<string, Schema | string>>>>;

export interface InterpreterOptions {
  /** Formats that are checked. Default: all that are known, each by its RFC. */
  readonly formats?: Formats;
  /** Further documents that references may lead to, by their URI. */
  readonly documents?: Readonly<Record<string, Schema>>;
}

/** Emitted code of one place: its schema or the JSON text of that, and the function that says whether a value fits it. */
export type EmittedPlace = readonly [schema: Schema | string, is: (value: unknown) => boolean];

/** Operation → its places, made when the operation is first used. */
export type EmittedEntries = Readonly<Record<string, () => Readonly<Record<string, EmittedPlace>>>>;

/**
 * Validators that need neither generated code nor `eval`.
 *
 * @param source what `#/components/schemas/Key` refers to: data, or JSON texts, which are parsed on first use
 * @param entries operation → place → schema
 * @returns validators whose `is` and `explain` throw an Error that names the place where a schema cannot be understood
 */
export function interpretedValidators(
  source: Schemas | SchemaTexts,
  entries: Entries,
  options: InterpreterOptions = {},
): Validators {
  const interpreter = interpreterOf(source, options);
  return validators(source, interpreter, (operation, place) => {
    const schema = own(own(entries, operation), place);
    if (schema === undefined) return undefined;
    const slow = slowTier(schema, `${operation} ${place}`, interpreter);
    return { schema: slow.schema, is: (value) => slow.is(value), explain: (value) => slow.explain(value) };
  });
}

/**
 * Validators of generated code; `explain` is the interpreter's.
 *
 * @param source the named schemas as JSON texts
 * @param entries what each operation's places are checked by
 */
export function emittedValidators(
  source: Schemas | SchemaTexts,
  entries: EmittedEntries,
  options: InterpreterOptions = {},
): Validators {
  const interpreter = interpreterOf(source, options);
  return validators(source, interpreter, (operation, place) => {
    const [schema, is] = own(own(entries, operation)?.(), place) ?? [];
    if (schema === undefined || is === undefined) return undefined;
    const slow = slowTier(schema, `${operation} ${place}`, interpreter);
    return {
      schema: slow.schema,
      is,
      explain(value) {
        const violations = slow.explain(value);
        // the tiers disagree: a bug in Tenon, and the value is refused all the same
        return violations.length > 0 || is(value) ? violations : [DISAGREEMENT];
      },
    };
  });
}

const DISAGREEMENT: Violation = {
  keyword: "false",
  pointer: "",
  schemaPointer: "#",
  message: DEFECT,
};

interface Tier {
  readonly schema: () => Schema;
  is(value: unknown): boolean;
  explain(value: unknown): readonly Violation[];
}

/**
 * Checks by the interpreter alone, for schemas that no place has: those that values are made by, for instance. It is the
 * interpreter of the validators which the named schemas belong to.
 * @throws Error from both, when the schema cannot be understood
 */
export function checkOf(schemas: Schemas, schema: Schema): Pick<Validator, "is" | "explain"> {
  return slowTier(schema, "a value", interpreterOf(sourceOf(schemas), {}));
}

/** What emitted code leaves to the interpreter. @param schema as JSON text */
export function interpreted(source: SchemaTexts | Schemas, schema: string): (value: unknown) => boolean {
  const tier = slowTier(schema, "a part", interpreterOf(source, {}));
  return (value) => tier.is(value);
}

/** A validator for each place, made when it is first asked for. */
function validators(
  source: Schemas | SchemaTexts,
  interpreter: () => Interpreter,
  make: (operation: string, place: string) => (Omit<Tier, "schema"> & { readonly schema: () => Schema }) | undefined,
): Validators {
  const made = new Map<string, Validator>();
  const parts = new Map<Schema, Tier>();
  return {
    fits(schema, value) {
      let tier = parts.get(schema);
      if (tier === undefined) parts.set(schema, (tier = slowTier(schema, "a part", interpreter)));
      return tier.is(value);
    },
    get schemas() {
      return schemasOf(source);
    },
    get(operation, place) {
      const key = `${operation} ${place}`;
      const known = made.get(key);
      if (known !== undefined) return known;
      const tier = make(operation, place);
      if (tier === undefined) return undefined;
      const { is, explain, schema } = tier;
      const validator: Validator = {
        get schema() {
          return schema();
        },
        is,
        explain,
      };
      made.set(key, validator);
      return validator;
    },
  };
}

/** One interpreter for each set of schemas and formats: requests and responses have the same. */
const interpreters = new WeakMap<Schemas | SchemaTexts, Interpreter>();

function interpreterOf(source: Schemas | SchemaTexts, { formats, documents }: InterpreterOptions): () => Interpreter {
  const make = (): Interpreter =>
    new Interpreter(new Resources(schemasOf(source), keysWithNames(source), documents), formats ?? FORMATS);
  if (formats !== undefined || documents !== undefined) return lazy(make);
  return () => {
    let known = interpreters.get(source);
    if (known === undefined) interpreters.set(source, (known = make()));
    return known;
  };
}

function slowTier(source: Schema | string, name: string, interpreter: () => Interpreter): Tier {
  const schema = lazy(() => schemaOf(source));
  const node = lazy((): SchemaNode => {
    try {
      return interpreter().prepare(schema());
    } catch (error) {
      throw unusable(name, error);
    }
  });
  const run = <T>(of: (interpreter: Interpreter, node: SchemaNode) => T): T => {
    const ready = node();
    try {
      return of(interpreter(), ready);
    } catch (error) {
      throw unusable(name, error);
    }
  };
  return {
    schema,
    is: (value) => run((by, ready) => by.is(ready, value)),
    explain: (value) => run((by, ready) => by.explain(ready, value)),
  };
}

const unusable = (name: string, error: unknown): Error =>
  new Error(`The schema of ${name} cannot be compiled: ${(error as Error).message}`, { cause: error }); // only errors are thrown

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
