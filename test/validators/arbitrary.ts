/** Random schemas of the whole vocabulary, and values that have a chance to fit them. */

import fc from "fast-check";
import type { Schema } from "tenon-runtime/core";

const NAMES = ["a", "b", "c", "kind"] as const;
const KEYS = ["Alpha", "Beta", "Gamma"] as const;
const SCALARS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  2,
  0.3,
  10,
  "",
  "a",
  "ab",
  "abc",
  "😀",
  "x1",
  "cat",
  "dog",
];

const name = fc.constantFrom(...NAMES);
const scalar = fc.constantFrom(...SCALARS);
const count = fc.integer({ min: 0, max: 3 });

export const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    { weight: 3, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    { weight: 3, arbitrary: fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }) },
  ),
})).value;

/** Keywords of one kind, together, so that they are likely to matter to one another. */
const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
  const sub = tie("schema");
  const some = <T extends Record<string, fc.Arbitrary<unknown>>>(model: T): fc.Arbitrary<Record<string, unknown>> =>
    fc.record(model, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<Record<string, unknown>>;
  const properties = fc.dictionary(name, sub, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
  const list = fc.array(sub, { minLength: 1, maxLength: 3 });
  const parts: fc.Arbitrary<Record<string, unknown>>[] = [
    some({ type: fc.constantFrom("string", "number", "integer", "boolean", "null", "array", "object") }),
    some({
      type: fc.uniqueArray(fc.constantFrom("string", "integer", "null", "array", "object"), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    some({ const: fc.oneof(scalar, value) }),
    some({
      enum: fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: value }), {
        minLength: 1,
        maxLength: 10,
        selector: (each) => JSON.stringify(each),
      }),
    }),
    some({ minLength: count, maxLength: count, pattern: fc.constantFrom("^a", "b$", "^\\w+$", "^(a+)+$", "^.$") }),
    some({ minimum: count, maximum: fc.integer({ min: 0, max: 10 }), multipleOf: fc.constantFrom(0.1, 0.5, 1, 2, 3) }),
    some({ exclusiveMinimum: count, exclusiveMaximum: count }),
    some({ properties, required: fc.uniqueArray(name, { maxLength: 2 }), additionalProperties: sub }),
    some({
      properties,
      additionalProperties: fc.constant(false),
      patternProperties: fc.dictionary(fc.constantFrom("^a", "[bc]"), sub, { maxKeys: 2, noNullPrototype: true }),
    }),
    some({ minProperties: count, maxProperties: count, propertyNames: sub }),
    some({
      dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      dependentSchemas: fc.dictionary(name, sub, { maxKeys: 2, noNullPrototype: true }),
    }),
    some({ items: sub, prefixItems: list, minItems: count, maxItems: count, uniqueItems: fc.boolean() }),
    // Ajv takes an empty list where every item would do (decided.test.ts): what is looked for has to say something
    some({
      contains: fc.record({ type: fc.constantFrom("string", "integer", "object") }),
      minContains: count,
      maxContains: count,
    }).filter((each) => each["contains"] !== undefined),
    some({ allOf: list }),
    some({ anyOf: list }),
    some({ oneOf: list }),
    some({ not: sub }),
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword
    some({ if: sub, then: sub, else: sub }),
    some({
      unevaluatedProperties: fc.oneof(fc.constant(false), sub),
      unevaluatedItems: fc.oneof(fc.constant(false), sub),
    }),
    fc.constantFrom(...KEYS).map((key) => ({ $ref: `#/components/schemas/${key}` })),
    // a union whose branches tell themselves
    fc.tuple(sub, sub).map(([a, b]) => ({
      oneOf: [tagged("cat", a), tagged("dog", b)],
      discriminator: { propertyName: "kind" },
    })),
  ];
  const keywords = fc
    .array(fc.oneof(...parts), { minLength: 1, maxLength: 3 })
    .map((each): Schema => Object.assign({}, ...each) as Schema);
  return {
    schema: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      { weight: 1, arbitrary: fc.boolean() as fc.Arbitrary<Schema> },
      {
        weight: 2,
        arbitrary: fc.constantFrom("string", "integer", "object", "array").map((type): Schema => ({ type })),
      },
      { weight: 8, arbitrary: keywords },
    ),
  };
});

const tagged = (kind: string, extra: Schema): Schema => ({
  type: "object",
  required: ["kind"],
  properties: { kind: { const: kind }, a: extra },
});

export { schema };

/** Named schemas, which may lead to one another. */
export const schemas: fc.Arbitrary<Record<(typeof KEYS)[number], Schema>> = fc.record(
  { Alpha: schema, Beta: schema, Gamma: schema },
  { noNullPrototype: true },
);

/** Whether a reference leads back to its own schema at the same value: what that means nobody has said. */
export function goesRound(named: Readonly<Record<string, Schema>>): boolean {
  const edges = new Map(Object.entries(named).map(([key, each]) => [key, [...inPlace(each)]]));
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (edges.get(from) ?? []).some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  return [...edges.keys()].some((key) => reaches(key, key));
}

function* inPlace(schema: Schema): Generator<string> {
  if (typeof schema === "boolean") return;
  if (typeof schema["$ref"] === "string") yield schema["$ref"].slice("#/components/schemas/".length);
  for (const keyword of ["allOf", "anyOf", "oneOf"])
    for (const each of (schema[keyword] ?? []) as Schema[]) yield* inPlace(each);
  for (const keyword of ["not", "if", "then", "else"])
    if (schema[keyword] !== undefined) yield* inPlace(schema[keyword] as Schema);
  for (const each of Object.values((schema["dependentSchemas"] ?? {}) as Record<string, Schema>)) yield* inPlace(each);
}
