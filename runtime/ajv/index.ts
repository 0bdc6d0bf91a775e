/**
 * Validators by Ajv (JSON Schema 2020-12), compiled on first use, operation by operation. Schemas are added once under one
 * root and every `$ref` stays a call, so what is compiled is linear in what is used.
 */

import type { ErrorObject, Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { compileSchema, SchemaEnv } from "ajv/dist/compile/index.js";
import formats from "ajv-formats";
import type { Schema, Schemas, Validator, Validators, Violation } from "../core/validation.ts";
import { messageOf, pointerOf } from "./messages.ts";
import { schemaOf, schemasOf, type SchemaTexts } from "./texts.ts";

export type { SchemaTexts } from "./texts.ts";

/** Operation → place → schema, as data or as its JSON text. */
export type Entries = Readonly<Record<string, Readonly<Record<string, Schema | string>>>>;

/** A body can be wrong in as many places as it has bytes; nobody reads further than this. */
const MOST_VIOLATIONS = 100;

/**
 * @param source what `#/components/schemas/Key` refers to: data, or JSON texts, which are parsed on first use
 * @param entries operation → place → schema
 * @returns validators whose `is` and `explain` throw an Error that names the place where a schema cannot be compiled
 */
export function ajvValidators(source: Schemas | SchemaTexts, entries: Entries): Validators {
  const schemas = schemasOf(source);
  const fast = lazy(() => compiler(source, false));
  const thorough = lazy(() => compiler(source, true));
  const made = new Map<string, Validator>();
  return {
    schemas,
    get(operation, place) {
      const key = `${operation} ${place}`;
      const known = made.get(key);
      if (known !== undefined) return known;
      const places = Object.hasOwn(entries, operation) ? entries[operation] : undefined;
      const schema = places !== undefined && Object.hasOwn(places, place) ? places[place] : undefined;
      if (schema === undefined) return undefined;
      const validator = validatorOf(schema, key, fast, thorough);
      made.set(key, validator);
      return validator;
    },
  };
}

type Check = ReturnType<Compile>;
type Compile = (schema: Schema) => { (value: unknown): boolean; readonly errors?: readonly ErrorObject[] | null };

function validatorOf(source: Schema | string, name: string, fast: () => Compile, thorough: () => Compile): Validator {
  const schema = lazy(() => schemaOf(source));
  const compile = (compiler: () => Compile): Check => {
    try {
      return compiler()(schema());
    } catch (error) {
      throw new Error(`The schema of ${name} cannot be compiled: ${(error as Error).message}`, { cause: error }); // Ajv throws errors only
    }
  };
  const is = lazy(() => compile(fast));
  const all = lazy(() => compile(thorough));
  return {
    get schema() {
      return schema();
    },
    is: (value) => is()(value),
    explain(value) {
      const check = all();
      if (check(value)) return [];
      return violationsOf(check.errors ?? []);
    },
  };
}

function violationsOf(errors: readonly ErrorObject[]): Violation[] {
  const seen = new Set<string>();
  const violations: Violation[] = [];
  for (const error of errors) {
    if (violations.length === MOST_VIOLATIONS) break;
    const violation: Violation = {
      keyword: error.keyword === "false schema" ? "false" : error.keyword,
      pointer: pointerOf(error),
      schemaPointer: plainPointer(error.schemaPath.replace(/\/false schema$/, "")),
      message: messageOf(error),
    };
    // Branches of a union repeat one another.
    const key = `${violation.pointer}\0${violation.keyword}\0${violation.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    violations.push(violation);
  }
  return violations;
}

/** Ajv's are percent-encoded (RFC 6901 §6); in a report a pointer is as the contract has its names. */
function plainPointer(fragment: string): string {
  if (!fragment.includes("%")) return fragment;
  try {
    return fragment.split("/").map(decodeURIComponent).join("/");
  } catch {
    return fragment; // it has a % that encodes nothing
  }
}

const ROOT = "tenon:contract";
const PREFIX = "#/components/schemas/";

/** What Ajv has to have seen before it can be referred to; the rest is found by its key. */
const NAMED_WITHIN = /"\$(?:id|anchor|dynamicAnchor)"/;

function compiler(source: Schemas | SchemaTexts, allErrors: boolean): Compile {
  const ajv = new Ajv2020({ ...OPTIONS, allErrors });
  addFormats(ajv);
  const schemas = schemasOf(source);
  const seen = Object.entries(source).flatMap(([key, value]) =>
    typeof value !== "string" || NAMED_WITHIN.test(value) ? [[key, schemas[key]] as const] : [],
  );
  ajv.addSchema({ components: { schemas: Object.fromEntries(seen) } }, ROOT);
  const known = ajv.schemas[ROOT];
  if (known === undefined) throw new Error("Ajv did not keep the schemas");
  const { baseId, localRefs } = known;
  const whole = { components: { schemas } };
  const root = new SchemaEnv({ schema: whole, schemaId: "$id", baseId, ...(localRefs && { localRefs }) });
  ajv.schemas[ROOT] = root;
  // Cast: as it is typed it cannot be replaced; Ajv only reads from it by name.
  (ajv as { refs: Ajv2020["refs"] }).refs = named(ajv.refs, (key) => {
    const schema = Object.hasOwn(source, key) ? schemas[key] : undefined;
    if (schema === undefined || typeof schema === "boolean") return undefined;
    // Named schemas know where they are, so that errors point into the contract and not into the schema alone.
    return new SchemaEnv({ schema, schemaId: "$id", root, baseId: root.baseId, schemaPath: refTo(key) });
  });
  return (schema) => {
    const env = new SchemaEnv({ schema, schemaId: "$id", root, baseId: root.baseId, schemaPath: "#" });
    const { validate } = compileSchema.call(ajv, env);
    if (validate === undefined) throw new Error("Ajv made no validator");
    return validate as Check; // asynchronous schemas need `$async`, which no contract has
  };
}

const refTo = (key: string): string => PREFIX + encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));

/** What Ajv knows by name, and the named schemas beside it, each made when it is referred to: most never are. */
function named(refs: Ajv2020["refs"], make: (key: string) => SchemaEnv | undefined): Ajv2020["refs"] {
  const start = ROOT + PREFIX;
  return new Proxy(refs, {
    get(target, name) {
      if (typeof name !== "string") return undefined;
      const known = Object.hasOwn(target, name) ? target[name] : undefined;
      if (known !== undefined || !name.startsWith(start)) return known;
      const segment = name.slice(start.length);
      if (segment.includes("/")) return undefined; // a part of a named schema, which Ajv finds by itself
      const made = make(decodeURIComponent(segment).replaceAll("~1", "/").replaceAll("~0", "~"));
      if (made !== undefined) target[name] = made;
      return made;
    },
  });
}

const OPTIONS: Options = {
  strict: false,
  // What is no number in JSON is none here.
  strictNumbers: true,
  validateSchema: false,
  inlineRefs: false,
  ownProperties: true,
  logger: false,
  code: { regExp: Object.assign(regExp, { code: "new RegExp" }) },
};

/** A pattern that is invalid with the `u` flag is tried without; one that is no regular expression at all matches everything. */
function regExp(pattern: string, flags: string): { test(text: string): boolean } {
  for (const each of [flags, ""]) {
    try {
      return new RegExp(pattern, each);
    } catch {
      // the next
    }
  }
  return { test: () => true };
}

// A CommonJS module with a default export: bundlers and Node disagree on where the function is.
const addFormats: (ajv: Ajv2020) => unknown =
  typeof formats === "function"
    ? (formats as unknown as (ajv: Ajv2020) => unknown)
    : (formats as unknown as { default: (ajv: Ajv2020) => unknown }).default;

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
