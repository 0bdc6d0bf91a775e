import fc from "fast-check";
import { expect, test } from "vitest";
import type { Schema } from "tenon-runtime/core";
import { fastTier, slowTier } from "./tiers.ts";

/** Texts that would end a literal, a comment or a template, or that the emitter's own marks are made of. */
const nasty = fc.constantFrom(
  '"',
  "'",
  "`",
  "\\",
  ["$", "{x}"].join(""),
  "*/",
  "//",
  "\n",
  "\r",
  "\u2028",
  "\u2029",
  "\u0000",
  "\u0001",
  "\u0002",
  "\u0003",
  "\ud800",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toString",
  "value",
  "depth",
  "helpers",
  "</script>",
  "]]>",
  "\u202e",
  "a b",
  "",
);
const name = fc.oneof(nasty, fc.string({ maxLength: 6 }), fc.string({ unit: "binary", maxLength: 4 }));

/** `__proto__` is a member like others. */
const record = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries) as Record<string, unknown>;

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

test("a contract's text stays text in emitted code: names, values, patterns, formats, keys of schemas", () => {
  fc.assert(
    fc.property(
      name,
      name,
      name,
      fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
      (property, tag, key, values) => {
        const branch = (value: string): Schema => ({
          type: "object",
          required: [tag],
          properties: record([[tag, { const: value }]]),
        });
        const named: Schema = {
          type: "object",
          required: [property],
          properties: record([[property, { enum: values, format: property }]]),
          additionalProperties: false,
        };
        const reference = `#/components/schemas/${encodeURIComponent(key.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1"))}`;
        const root: Schema = {
          anyOf: [
            { $ref: reference },
            { oneOf: values.map(branch) },
            {
              patternProperties: record([[escaped(property), { type: "integer" }]]),
              propertyNames: { enum: [property, tag] },
              dependentRequired: record([[property, [tag]]]),
              minProperties: 1,
            },
            { const: record([[property, tag]]) },
          ],
        };
        const schemas = record([[key.toWellFormed(), named]]) as Record<string, Schema>;
        const [fast, slow] = [fastTier(root, schemas), slowTier(root, schemas)];
        const candidates = [
          ...values.flatMap((value) => [record([[property, value]]), record([[tag, value]])]),
          record([
            [property, 5],
            [tag, 5],
          ]),
          record([[property, tag]]),
          record([[property, `${tag}!`]]),
          {},
          property,
        ];
        for (const value of candidates) expect([value, fast.is(value)]).toEqual([value, slow.is(value)]);
        expect(fast.is(record([[property, values[0]]]))).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
