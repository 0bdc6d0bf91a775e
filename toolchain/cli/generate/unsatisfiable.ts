/** Schemas that nothing satisfies: who must send or answer what they describe cannot, and mocks have nothing to show. */

import { formatPointer, isObject, resolveRef, schemaPath, type Schema } from "tenon-runtime/core";
import { createValues } from "tenon-runtime/mocks/values";
import type { LoadedContract } from "../../contract/index.ts";
import { isAnnotation } from "../../contract/schema-keywords.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { eachContradiction } from "./contradictions.ts";

/** So many are listed. */
const LISTED = 20;

/**
 * One for each named schema and each body of which that is proved; where several are empty for the same reason, one for all.
 * Nothing is made and tried: it costs little.
 */
export function unsatisfiable({ contract, locate }: LoadedContract): Diagnostic[] {
  if (contract === undefined) return [];
  const { schemas = {} } = (contract.document["components"] ?? {}) as {
    readonly schemas?: Readonly<Record<string, Schema>>;
  }; // normalised
  const values = createValues(schemas);
  const hasValue = createGlance(schemas);
  const pointers = new Map(
    contract.schemas.flatMap(({ key, pointer, variants }) =>
      [key, variants?.input.key, variants?.output.key].map((each) => [each ?? key, pointer] as const),
    ),
  );
  const found = new Map<string, Diagnostic>();
  const judge = (schema: Schema | undefined, what: string, own: string): void => {
    if (schema === undefined) return;
    eachContradiction(schema, (below, reason) => {
      const pointer = own + below;
      const whole = below === "" ? what : `${below} of ${what}`;
      if (!found.has(pointer))
        found.set(
          pointer,
          diagnostic("empty-schema", { what: whole, reason }, { pointer, position: locate(pointer) ?? locate(own) }),
        );
    });
    const empty = hasTwins(schema, schemas) ? TWINS : hasValue(schema) ? undefined : values.empty(schema);
    if (empty === undefined) return;
    const { pointer: at, reason } = empty;
    // The rest of a pointer is as the contract has it, or else the nearest place that it has.
    const [key, ...below] = schemaPath(at) ?? [];
    const pointer = key === undefined ? own + at.slice(1) : (pointers.get(key) ?? own) + formatPointer(below);
    if (!found.has(pointer))
      found.set(
        pointer,
        diagnostic("empty-schema", { what, reason }, { pointer, position: locate(pointer) ?? locate(own) }),
      );
  };
  for (const { key, name, pointer, variants } of contract.schemas)
    for (const each of variants === undefined ? [key] : [variants.input.key, variants.output.key])
      judge(Object.hasOwn(schemas, each) ? schemas[each] : undefined, `the schema ${name}`, pointer);
  for (const { name, parameters, body, responses } of contract.operations) {
    for (const { name: own, in: place, schema, pointer } of parameters)
      judge(schema, `the ${place} parameter "${own}" of ${name}`, `${pointer}/schema`);
    for (const media of body?.content ?? [])
      judge(media.schema, `the body of ${name}, ${media.type}`, `${media.pointer}/schema`);
    for (const { status, content } of responses)
      for (const media of content)
        judge(media.schema, `the ${status} response of ${name}, ${media.type}`, `${media.pointer}/schema`);
  }
  const all = [...found.values()];
  if (all.length <= LISTED) return all;
  const more = diagnostic("more-of-the-same", { code: "empty-schema", count: all.length - LISTED });
  return [...all.slice(0, LISTED), more];
}

const TWINS = { pointer: "#", reason: "repeats every alternative, so a value that matches one matches two" };

/** Whether each alternative of a `oneOf` is there twice (JSON Schema 2020-12 §10.2.1.3): but for what says nothing of values. */
function hasTwins(schema: Schema, schemas: Readonly<Record<string, Schema>>): boolean {
  const branches = isObject(schema) && !("discriminator" in schema) ? schema["oneOf"] : undefined;
  if (!Array.isArray(branches) || branches.length < 2) return false;
  const texts = branches.map((branch: unknown) => {
    const ref = isObject(branch) && Object.keys(branch).length === 1 ? branch["$ref"] : undefined;
    return JSON.stringify(bare(resolveRef(ref, schemas) ?? branch));
  });
  return texts.every((text) => texts.indexOf(text) < texts.lastIndexOf(text));
}

/** Without annotations, in an order of its own. */
function bare(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => !isAnnotation(keyword));
  return kept
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([keyword, value]) => {
      if (keyword === "items") return [keyword, bare(value)];
      if (keyword !== "properties" || !isObject(value)) return [keyword, value];
      const names = Object.keys(value).toSorted();
      return [keyword, names.map((name) => [name, bare(value[name])])];
    });
}

/** Keywords with which one of the other keywords may not be met; what is not among them says nothing, or not alone. */
const NEEDS_THOUGHT =
  /^(?:allOf|not|if|const|enum|pattern|exclusive.*|multipleOf|m(?:in|ax)(?:Items|Properties|Length|imum)|additionalProperties|unevaluated.*|propertyNames|contains|dependent.*|\$dynamicRef)$/;

/** Of those, the ones that say nothing of `null`, and the ones that alone rule out no type. */
const SPARES_NULL =
  /^(?:pattern|exclusive.*|multipleOf|m(?:in|ax)(?:Items|Properties|Length|imum)|additionalProperties)$/;
const LEAVES_SOME = /^(?:m(?:in|ax)Length|m(?:in|ax)imum|maxItems|maxProperties|additionalProperties)$/;

/** Whether a schema has a value for certain, seen without a plan of it: most have. */
function createGlance(schemas: Readonly<Record<string, Schema>>): (schema: unknown) => boolean {
  const known = new Map<object, boolean>();
  const look = (schema: unknown): boolean => {
    if (typeof schema !== "object" || schema === null) return schema !== false;
    let has = known.get(schema);
    if (has === undefined) {
      known.set(schema, false); // within itself: to be thought about
      known.set(schema, (has = glance(schema as Readonly<Record<string, unknown>>)));
    }
    return has;
  };
  const glance = (schema: Readonly<Record<string, unknown>>): boolean => {
    const { $ref, type, required, properties } = schema;
    const bounds = Object.keys(schema).filter((keyword) => NEEDS_THOUGHT.test(keyword));
    const nullable = Array.isArray(type) && type.includes("null");
    const unions = "oneOf" in schema || "anyOf" in schema;
    if (nullable && !unions && $ref === undefined && bounds.every((keyword) => SPARES_NULL.test(keyword))) return true;
    const members = schema["enum"];
    if (bounds.length === 1 && Array.isArray(members) && !unions && $ref === undefined)
      return members.some((member) => (member === null ? nullable : typeof member === type || type === undefined));
    if (bounds.length > 1 || Array.isArray(type) || !bounds.every((keyword) => LEAVES_SOME.test(keyword))) return false;
    if (typeof $ref === "string") {
      const target = resolveRef($ref, schemas);
      return Object.keys(schema).length === 1 && target !== undefined && look(target);
    }
    for (const keyword of ["oneOf", "anyOf"]) {
      const branches = schema[keyword];
      if (!Array.isArray(branches)) continue;
      const alone = type === undefined && properties === undefined && required === undefined && bounds.length === 0;
      return alone && !("format" in schema) && !("anyOf" in schema && "oneOf" in schema) && branches.some(look);
    }
    if (!Array.isArray(required)) return true;
    if (schema["maxProperties"] !== undefined || typeof properties !== "object" || properties === null) return false;
    const declared = properties as Readonly<Record<string, unknown>>; // an object
    return required.every((name) => typeof name === "string" && Object.hasOwn(declared, name) && look(declared[name]));
  };
  return look;
}
