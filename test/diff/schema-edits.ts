/* oxlint-disable unicorn/no-thenable -- `then` is a keyword of JSON Schema */
/** Each kind of edit of a schema: one that takes more values, and one that takes fewer. */

export interface SchemaEdit {
  readonly wide: object;
  readonly narrow: object;
  /** Where it stands, the edit is no wire break although fewer values are valid, for this reason. */
  readonly safe?: Readonly<Partial<Record<Place, string>>>;
}

/** Where a schema stands; requests take, responses give. */
export type Place =
  | "request body"
  | "request property"
  | "parameter"
  | "response body"
  | "response property"
  | "header";

const text = { type: "string" };
const list = { type: "array", items: text };
const object = (properties: object, more: object = {}): object => ({ type: "object", properties, ...more });
const a = object({ a: text });
/** The same keyword: absent, and with this value. */
const added = (base: object, keyword: object): SchemaEdit => ({ wide: base, narrow: { ...base, ...keyword } });
/** The same keyword with two values. */
const changed = (base: object, wide: object, narrow: object): SchemaEdit => ({
  wide: { ...base, ...wide },
  narrow: { ...base, ...narrow },
});

const numbers: Readonly<Record<string, SchemaEdit>> = {
  "minimum set": added({ type: "integer" }, { minimum: 1 }),
  "minimum raised": changed({ type: "integer" }, { minimum: 1 }, { minimum: 2 }),
  "maximum set": added({ type: "number" }, { maximum: 5 }),
  "maximum lowered": changed({ type: "number" }, { maximum: 5 }, { maximum: 4.5 }),
  "exclusiveMinimum set": added({ type: "number" }, { exclusiveMinimum: 0 }),
  "exclusiveMinimum raised": changed({ type: "number" }, { exclusiveMinimum: 0 }, { exclusiveMinimum: 1 }),
  "exclusiveMaximum set": added({ type: "number" }, { exclusiveMaximum: 5 }),
  "exclusiveMaximum lowered": changed({ type: "number" }, { exclusiveMaximum: 5 }, { exclusiveMaximum: 4 }),
  "minimum made exclusive": changed({ type: "number" }, { minimum: 1 }, { exclusiveMinimum: 1 }),
  "multipleOf set": added({ type: "integer" }, { multipleOf: 2 }),
  "multipleOf made coarser": changed({ type: "integer" }, { multipleOf: 2 }, { multipleOf: 4 }),
};

const texts: Readonly<Record<string, SchemaEdit>> = {
  "minLength set": added(text, { minLength: 1 }),
  "minLength raised": changed(text, { minLength: 1 }, { minLength: 2 }),
  "maxLength set": added(text, { maxLength: 9 }),
  "maxLength lowered": changed(text, { maxLength: 9 }, { maxLength: 8 }),
  "pattern set": added(text, { pattern: "^[a-z]+$" }),
  "pattern made narrower": changed(text, { pattern: "^[a-z]{1,4}$" }, { pattern: "^[a-z]{1,3}$" }),
  "format set": added(text, { format: "uuid" }),
  "enum set": added(text, { enum: ["a", "b"] }),
  "enum value removed": changed(text, { enum: ["a", "b"] }, { enum: ["a"] }),
  "const set": added(text, { const: "a" }),
  "const in place of enum": changed(text, { enum: ["a", "b"] }, { const: "b" }),
};

const types: Readonly<Record<string, SchemaEdit>> = {
  "null no longer allowed": changed({}, { type: ["string", "null"] }, { type: "string" }),
  "a type removed from a list": changed({}, { type: ["string", "integer"] }, { type: "integer" }),
  "number made integer": changed({}, { type: "number" }, { type: "integer" }),
  "a type set": added({}, { type: "object" }),
};

const lists: Readonly<Record<string, SchemaEdit>> = {
  "minItems set": added(list, { minItems: 1 }),
  "minItems raised": changed(list, { minItems: 1 }, { minItems: 2 }),
  "maxItems set": added(list, { maxItems: 9 }),
  "maxItems lowered": changed(list, { maxItems: 9 }, { maxItems: 8 }),
  "uniqueItems set": added(list, { uniqueItems: true }),
  "items made narrower": changed({ type: "array" }, { items: text }, { items: { ...text, maxLength: 3 } }),
  "contains set": added({ type: "array" }, { contains: { const: "a" } }),
  "minContains raised": changed({ ...list, contains: { const: "a" } }, { minContains: 1 }, { minContains: 2 }),
  "maxContains lowered": changed({ ...list, contains: { const: "a" } }, { maxContains: 3 }, { maxContains: 2 }),
  "prefixItems set": added({ type: "array" }, { prefixItems: [text] }),
  "a prefix item made narrower": changed({ type: "array" }, { prefixItems: [text] }, { prefixItems: [{ const: "a" }] }),
  "unevaluatedItems forbidden": added({ type: "array", prefixItems: [text] }, { unevaluatedItems: false }),
};

const objects: Readonly<Record<string, SchemaEdit>> = {
  "a property made required": added(a, { required: ["a"] }),
  "a property made narrower": changed(
    { type: "object" },
    { properties: { a: text } },
    { properties: { a: { const: "x" } } },
  ),
  "a property of a property made required": {
    wide: object({ o: a }),
    narrow: object({ o: { ...a, required: ["a"] } }),
  },
  "minProperties set": added({ type: "object" }, { minProperties: 1 }),
  "maxProperties lowered": changed({ type: "object" }, { maxProperties: 9 }, { maxProperties: 8 }),
  "additionalProperties made narrower": changed(a, { additionalProperties: true }, { additionalProperties: text }),
  "patternProperties set": added({ type: "object" }, { patternProperties: { "^x-": { type: "integer" } } }),
  "propertyNames set": added({ type: "object" }, { propertyNames: { maxLength: 3 } }),
  "dependentRequired set": added(object({ a: text, b: text }), { dependentRequired: { a: ["b"] } }),
  "dependentSchemas set": added(object({ a: text, b: text }), { dependentSchemas: { a: { required: ["b"] } } }),
};

const compositions: Readonly<Record<string, SchemaEdit>> = {
  "an alternative of anyOf removed": { wide: { anyOf: [text, { type: "integer" }] }, narrow: { anyOf: [text] } },
  "an alternative of oneOf removed": { wide: { oneOf: [text, { type: "integer" }] }, narrow: { oneOf: [text] } },
  "anyOf made narrower": { wide: { anyOf: [a, text] }, narrow: { anyOf: [{ ...a, required: ["a"] }, text] } },
  "not set": added(text, { not: { const: "a" } }),
  "if and then set": added(object({ a: text, b: text }), { if: { required: ["a"] }, then: { required: ["b"] } }),
  "else set": added(object({ a: text, b: text }), { if: { required: ["a"] }, else: { required: ["b"] } }),
};

export const SCHEMA_EDITS: Readonly<Record<string, SchemaEdit>> = {
  ...numbers,
  ...texts,
  ...types,
  ...lists,
  ...objects,
  ...compositions,
};
