/** Schemas of many alternatives: pairs are found first, and a comparison has a budget. */

import { expect, test } from "vitest";
import { contract, diff, request, response, told } from "./support.ts";

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const range = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Events that all have the same required members, as in feeds: only the name of the schema tells them apart. */
function feed(count: number, more: (i: number) => object, make = response): object {
  const person = {
    type: "object",
    required: ["login"],
    properties: { login: { type: "string" }, url: { type: "string" } },
  };
  const nullable = { anyOf: [{ type: "null" }, ref("Person")] };
  const event = (i: number): object => ({
    type: "object",
    required: ["id", "event", "actor"],
    properties: {
      id: { type: "integer" },
      event: { type: "string" },
      actor: ref("Person"),
      app: nullable,
      reviewer: nullable,
      [`detail${i % 7}`]: { type: "object", properties: { name: { type: "string" }, by: nullable } },
      ...more(i),
    },
  });
  return make(
    { type: "array", items: { anyOf: range(count, (i) => ref(`Event${i}`)) } },
    {
      components: { schemas: { Person: person, ...Object.fromEntries(range(count, (i) => [`Event${i}`, event(i)])) } },
    },
  );
}

test("a member that is added to some of many alternatives is found, and nothing else", () => {
  const before = feed(24, () => ({}));
  expect(
    told(
      diff(
        before,
        feed(24, (i) => (i % 5 === 0 ? { extra: { type: "string" } } : {})),
      ),
    ),
  ).toEqual(["safe response-property-added"]);
});

test("a new alternative in many is found as what it is in each direction", () => {
  const more = { required: ["id", "event", "actor"] };
  const [few, many] = [feed(20, () => ({})), feed(21, (i) => (i === 20 ? { kind: { const: "new" }, ...more } : {}))];
  expect(told(diff(many, few)).filter((one) => one.startsWith("breaking"))).toEqual([]);
  expect(diff(few, many).length).toBeGreaterThan(0);
});

test("a member that is narrowed in each of many alternatives is breaking in a request", () => {
  const wide = feed(24, () => ({}), request);
  const narrow = feed(24, (i) => ({ id: { type: "integer", maximum: 5 + i } }), request);
  expect(told(diff(wide, narrow))).toEqual(["breaking request-range-narrowed"]);
});

test("a comparison that would take too long ends in `cannot tell`, and others go on", () => {
  // No alternative has a name, each has a union of its own, and every one differs from every other.
  const union = (seed: number): object => ({
    anyOf: range(60, (i) => ({
      type: "object",
      properties: {
        deep: {
          anyOf: range(20, (j) => ({
            type: "object",
            required: [`r${(i * j) % 61}`],
            properties: { [`p${j}`]: { maxLength: seed + i + j } },
          })),
        },
      },
    })),
  });
  const body = (schema: object): object => ({
    post: { requestBody: { content: { "application/json": { schema } } }, responses: { 200: { description: "" } } },
  });
  const both = (seed: number): object =>
    contract({ "/a": body(union(seed)), "/b": body({ type: "string", maxLength: seed + 3 }) });
  const found = diff(both(1), both(0));
  expect(told(found)).toEqual(
    expect.arrayContaining(["breaking request-length-narrowed", "unknown request-alternatives-narrowed"]),
  );
  expect(found.map(({ message }) => message).join()).toMatch(/comparison ended after \d+ steps/);
});
