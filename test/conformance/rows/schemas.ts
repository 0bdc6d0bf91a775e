/** JSON Schema 2020-12 and OAS 3.0 §4.7.24 in bodies: what references mean, and what 3.0 says otherwise. */

import { INTEGER, json, list, object, section, STRING, takesBody, type Row } from "../row.ts";

const body = (schema: unknown, components?: Readonly<Record<string, unknown>>) =>
  takesBody({ "application/json": schema }, true, components);
const old = (contract: object) => ({ openapi: "3.0.4", ...contract });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const post = "POST /x";

const TREE = {
  $id: "https://example.edu/tree",
  $dynamicAnchor: "node",
  type: "object",
  properties: { children: { type: "array", items: { $dynamicRef: "#node" } } },
};
const STRICT_TREE = {
  $id: "https://example.edu/strict-tree",
  $dynamicAnchor: "node",
  $ref: "tree",
  unevaluatedProperties: false,
};
const PAGE = {
  $id: "https://example.edu/page",
  ...object({ items: list({ $dynamicRef: "#T" }) }),
  $defs: { T: { $dynamicAnchor: "T" } },
};
const OF_NUMBERS = { ...ref("Page"), $defs: { T: { $dynamicAnchor: "T", ...INTEGER } } };
const NUMBERS = { ...OF_NUMBERS, $id: "https://example.edu/numbers", $ref: "page" };

export const schemas: readonly Row[] = [
  ...section("JSON Schema 2020-12 core §8.2", [
    {
      says: "siblings of $ref count",
      contract: body({ ...ref("Name"), maxLength: 3 }, { Name: STRING }),
      send: post,
      ...json('"long"'),
      gives: { errors: ["body maxLength"] },
    },
    {
      says: "what $ref says counts beside its siblings",
      contract: body({ ...ref("Name"), maxLength: 3 }, { Name: { type: "string", minLength: 2 } }),
      send: post,
      ...json('"a"'),
      gives: { errors: ["body minLength"] },
    },
    {
      says: "siblings of $ref count in 3.1",
      contract: { openapi: "3.1.1", ...body({ ...ref("Name"), maxLength: 3 }, { Name: STRING }) },
      send: post,
      ...json('"long"'),
      gives: { errors: ["body maxLength"] },
    },
    {
      says: "a $ref may go into a component's $defs",
      contract: body(
        { $ref: "#/components/schemas/Outer/$defs/Inner" },
        { Outer: { $defs: { Inner: INTEGER }, type: "object" } },
      ),
      send: post,
      ...json('"a"'),
      gives: { errors: ["body type"] },
    },
    {
      says: "a $ref may go into a component's property",
      contract: body({ $ref: "#/components/schemas/Outer/properties/n" }, { Outer: object({ n: INTEGER }) }),
      send: post,
      ...json('"a"'),
      gives: { errors: ["body type"] },
    },
    {
      says: "a $ref within $defs of the same schema is followed",
      contract: body({
        $id: "https://example.edu/s",
        $defs: { N: INTEGER },
        type: "array",
        items: { $ref: "#/$defs/N" },
      }),
      send: post,
      ...json([1, "a"]),
      gives: { errors: ["body /1 type"] },
    },
    {
      says: "an $anchor is found",
      contract: body(ref("Outer"), {
        Outer: {
          $id: "https://example.edu/outer",
          type: "array",
          items: { $ref: "#item" },
          $defs: { i: { $anchor: "item", ...INTEGER } },
        },
      }),
      send: post,
      ...json(["a"]),
      gives: { errors: ["body /0 type"] },
    },
    {
      says: "an $anchor of the document is found",
      contract: body({ $ref: "#num" }, { Num: { $anchor: "num", ...INTEGER } }),
      send: post,
      ...json('"a"'),
      gives: { errors: ["body type"] },
    },
    {
      says: "a relative $id is resolved against its parent's",
      contract: body(ref("Outer"), {
        Outer: {
          $id: "https://example.edu/a/outer",
          type: "array",
          items: { $ref: "inner" },
          $defs: { i: { $id: "inner", ...INTEGER } },
        },
      }),
      send: post,
      ...json(["a"]),
      gives: { errors: ["body /0 type"] },
    },
    {
      says: "a relative $id of a component is found",
      contract: body({ $ref: "schemas/num" }, { Num: { $id: "schemas/num", ...INTEGER } }),
      send: post,
      ...json('"a"'),
      gives: { errors: ["body type"] },
    },
    {
      says: "a $dynamicRef goes where the outermost $dynamicAnchor is",
      contract: body(ref("Strict"), { Tree: TREE, Strict: STRICT_TREE }),
      send: post,
      ...json({ children: [{ daat: 1 }] }),
      gives: { status: 400 },
    },
    {
      says: "a list of whatever its user says holds what the user says",
      contract: body(ref("Numbers"), { Page: PAGE, Numbers: NUMBERS }),
      send: post,
      ...json({ items: [1, "a"] }),
      gives: { errors: ["body /items/1 type"] },
    },
    {
      says: "such a list may be said in place",
      contract: body(OF_NUMBERS, { Page: PAGE }),
      send: post,
      ...json({ items: [1, "a"] }),
      gives: { errors: ["body /items/1 type"] },
    },
    {
      says: "such a list by itself holds anything",
      contract: body(ref("Page"), { Page: PAGE, Numbers: NUMBERS }),
      send: post,
      ...json({ items: [1, "a"] }),
      got: { body: { items: [1, "a"] } },
    },
    {
      says: "a $dynamicRef alone goes to its own anchor",
      contract: body(ref("Tree"), { Tree: TREE }),
      send: post,
      ...json({ children: [{ daat: 1 }] }),
      got: { body: { children: [{ daat: 1 }] } },
    },
    {
      says: "a $dynamicRef holds what it refers to",
      contract: body(ref("Tree"), { Tree: TREE }),
      send: post,
      ...json({ children: [1] }),
      gives: { errors: ["body /children/0 type"] },
    },
    {
      says: "a recursive schema is held at every depth",
      contract: body(ref("Node"), { Node: object({ next: ref("Node"), n: INTEGER }) }),
      send: post,
      ...json({ next: { next: { n: "a" } } }),
      gives: { errors: ["body /next/next/n type"] },
    },
  ]),
  ...section("JSON Schema 2020-12 core §11", [
    {
      says: "unevaluatedProperties sees through allOf",
      contract: body({ allOf: [object({ a: INTEGER })], unevaluatedProperties: false }),
      send: post,
      ...json({ a: 1, b: 2 }),
      gives: { errors: ["body /b unevaluatedProperties"] },
    },
    {
      says: "prefixItems are held one by one",
      contract: body({ type: "array", prefixItems: [INTEGER, STRING], items: false }),
      send: post,
      ...json([1, 2]),
      gives: { errors: ["body /1 type"] },
    },
    {
      says: "dependentRequired is held",
      contract: body(object({ a: STRING, b: STRING }, { dependentRequired: { a: ["b"] } })),
      send: post,
      ...json({ a: "1" }),
      gives: { status: 400 },
    },
  ]),
  ...section("OAS 3.0 §4.7.24", [
    {
      says: "a boolean exclusiveMinimum makes the minimum exclusive",
      contract: old(body({ type: "integer", minimum: 1, exclusiveMinimum: true })),
      send: post,
      ...json("1"),
      gives: { errors: ["body exclusiveMinimum"] },
    },
    {
      says: "an exclusiveMinimum of false does not",
      contract: old(body({ type: "integer", minimum: 1, exclusiveMinimum: false })),
      send: post,
      ...json("1"),
      got: { body: 1 },
    },
    {
      says: "a boolean exclusiveMaximum makes the maximum exclusive",
      contract: old(body({ type: "integer", maximum: 5, exclusiveMaximum: true })),
      send: post,
      ...json("5"),
      gives: { errors: ["body exclusiveMaximum"] },
    },
    {
      says: "nullable allows null",
      contract: old(body(object({ n: { type: "integer", nullable: true } }))),
      send: post,
      ...json({ n: null }),
      got: { body: { n: null } },
    },
    {
      says: "nullable without type allows everything",
      contract: old(body(object({ n: { nullable: true } }))),
      send: post,
      ...json({ n: "a" }),
      got: { body: { n: "a" } },
    },
    {
      says: "nullable without type beside a $ref in allOf starts and serves",
      contract: old(body(object({ n: { nullable: true, allOf: [ref("N")] } }), { N: object({}) })),
      send: post,
      ...json({ n: {} }),
      got: { body: { n: {} } },
    },
    {
      says: "null is refused without nullable",
      contract: old(body(object({ n: INTEGER }))),
      send: post,
      ...json({ n: null }),
      gives: { errors: ["body /n type"] },
    },
    {
      says: "siblings of $ref do not count in 3.0",
      diagnostics: ["ignored-sibling"],
      contract: old(body({ ...ref("Name"), maxLength: 3 }, { Name: STRING })),
      send: post,
      ...json('"long"'),
      got: { body: "long" },
    },
  ]),
];
