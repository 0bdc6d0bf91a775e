/** OAS 3.2 §4.24, §4.25: what OpenAPI adds to JSON Schema: discriminators, directions, and what is not altered. */

import { answers, INTEGER, json, list, object, ok, operation, section, STRING, takesBody, type Row } from "../row.ts";

const body = (schema: unknown, components?: Readonly<Record<string, unknown>>) =>
  takesBody({ "application/json": schema }, true, components);
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const post = "POST /x";

const PET = {
  Pet: {
    type: "object",
    required: ["kind"],
    properties: { kind: STRING },
    discriminator: { propertyName: "kind", mapping: { kitty: "#/components/schemas/Cat", dog: "Dog" } },
    oneOf: [ref("Cat"), ref("Dog")],
  },
  Cat: object({ kind: STRING, lives: INTEGER }, { required: ["kind", "lives"] }),
  Dog: object({ kind: STRING, bark: STRING }, { required: ["kind", "bark"] }),
};
const OWNER = { ...PET, Owner: object({ pet: ref("Pet"), pets: list(ref("Pet")) }) };
const DIRECTED = object(
  { id: { type: "integer", readOnly: true }, secret: { type: "string", writeOnly: true }, name: STRING },
  { required: ["id", "secret", "name"] },
);

export const schemaObject: readonly Row[] = [
  ...section("OAS 3.2 §4.25", [
    {
      says: "a mapped value leads to its schema",
      contract: body(ref("Pet"), PET),
      send: post,
      ...json({ kind: "kitty", lives: 9 }),
      got: { body: { kind: "kitty", lives: 9 } },
    },
    {
      says: "the schema that the value leads to is the one that counts",
      contract: body(ref("Pet"), PET),
      send: post,
      ...json({ kind: "kitty", lives: "nine" }),
      gives: { status: 400 },
    },
    {
      says: "a mapping may be a name",
      contract: body(ref("Pet"), PET),
      send: post,
      ...json({ kind: "dog", bark: "woof" }),
      got: { body: { kind: "dog", bark: "woof" } },
    },
    {
      says: "a name that no mapping has leads to its schema",
      contract: body(ref("Pet"), {
        ...PET,
        Pet: { ...PET.Pet, discriminator: { propertyName: "kind", mapping: { kitty: ref("Cat").$ref } } },
      }),
      send: post,
      ...json({ kind: "Dog", bark: "woof" }),
      got: { body: { kind: "Dog", bark: "woof" } },
    },
    {
      says: "a value that leads nowhere is refused",
      contract: body(ref("Pet"), PET),
      send: post,
      ...json({ kind: "fish" }),
      gives: { status: 400 },
    },
    {
      says: "a value that leads to another schema is refused",
      contract: body(ref("Pet"), PET),
      send: post,
      ...json({ kind: "dog", lives: 9 }),
      gives: { status: 400 },
    },
    {
      says: "the property is demanded",
      contract: body(ref("Pet"), PET),
      send: post,
      ...json({ lives: 9 }),
      gives: { status: 400 },
    },
    {
      says: "a nested one decides at its own place",
      contract: body(ref("Owner"), OWNER),
      send: post,
      ...json({ pet: { kind: "kitty", lives: "9" } }),
      gives: { status: 400 },
    },
    {
      says: "one in a list decides for each entry",
      contract: body(ref("Owner"), OWNER),
      send: post,
      ...json({ pets: [{ kind: "dog", bark: "w" }, { kind: "kitty" }] }),
      gives: { status: 400 },
    },
  ]),
  ...section("OAS 3.2 §4.24", [
    {
      says: "a required readOnly property is not demanded in a request",
      contract: body(DIRECTED),
      send: post,
      ...json({ secret: "s", name: "n" }),
      got: { body: { secret: "s", name: "n" } },
    },
    {
      says: "a readOnly property is refused in a request",
      contract: body(DIRECTED),
      send: post,
      ...json({ id: 1, secret: "s", name: "n" }),
      gives: { errors: ["body /id readOnly"] },
    },
    {
      says: "a required writeOnly property is demanded in a request",
      contract: body(DIRECTED),
      send: post,
      ...json({ name: "n" }),
      gives: { errors: ["body /secret required"] },
    },
    {
      says: "a required writeOnly property is not demanded in an answer",
      contract: answers({ "application/json": DIRECTED }),
      answer: ok({ id: 1, name: "n" }),
      send: "GET /x",
      gives: { status: 200, body: { id: 1, name: "n" } },
    },
    {
      says: "a writeOnly property is refused in an answer",
      ran: true,
      tells: [/body \/secret: "secret" is write-only: a response must not contain it/],
      contract: answers({ "application/json": DIRECTED }),
      answer: ok({ id: 1, name: "n", secret: "s" }),
      send: "GET /x",
      gives: { status: 500 },
    },
    {
      says: "a required readOnly property is demanded in an answer",
      ran: true,
      tells: [/body \/id: "id" is required/],
      contract: answers({ "application/json": DIRECTED }),
      answer: ok({ name: "n" }),
      send: "GET /x",
      gives: { status: 500 },
    },
    {
      says: "readOnly counts behind references and in lists",
      contract: body(list(ref("Thing")), { Thing: DIRECTED }),
      send: post,
      ...json([{ id: 1, secret: "s", name: "n" }]),
      gives: { errors: ["body /0/id readOnly"] },
    },
    {
      says: "readOnly counts in allOf",
      contract: body({ allOf: [ref("Thing"), object({ more: STRING })] }, { Thing: DIRECTED }),
      send: post,
      ...json({ id: 1, secret: "s", name: "n" }),
      gives: { errors: ["body /id readOnly"] },
    },
    {
      says: "a boolean schema refuses everything",
      contract: body(object({ never: false })),
      send: post,
      ...json({ never: 1 }),
      gives: { status: 400 },
    },
    {
      says: "formats are held",
      contract: body(object({ mail: { type: "string", format: "email" } })),
      send: post,
      ...json({ mail: "nobody" }),
      gives: { errors: ["body /mail format"] },
    },
    {
      says: "an unknown format is no obstacle",
      contract: body(object({ a: { type: "string", format: "shoe-size" } })),
      send: post,
      ...json({ a: "38" }),
      got: { body: { a: "38" } },
    },
    {
      says: "an undeclared property is allowed unless told",
      contract: body(object({ a: STRING })),
      send: post,
      ...json({ b: 1 }),
      got: { body: { b: 1 } },
    },
    {
      says: "an undeclared property is refused by option",
      contract: body(object({ a: STRING })),
      options: { unknownProperties: "refuse" },
      send: post,
      ...json({ b: 1 }),
      gives: { errors: ["body /b unknown"] },
    },
    {
      says: "additionalProperties: false is held",
      contract: body(object({ a: STRING }, { additionalProperties: false })),
      send: post,
      ...json({ b: 1 }),
      gives: { errors: ["body /b additionalProperties"] },
    },
    {
      says: "a default of a body's property is not filled in",
      contract: body(object({ a: { type: "string", default: "z" } })),
      send: post,
      ...json({}),
      got: { body: {} },
    },
    {
      says: "a JSON body is not coerced",
      contract: body(object({ n: INTEGER })),
      send: post,
      ...json({ n: "1" }),
      gives: { errors: ["body /n type"] },
    },
    {
      says: "a component parameter, body and response are followed",
      contract: {
        ...operation(
          {
            parameters: [{ $ref: "#/components/parameters/N" }],
            requestBody: { $ref: "#/components/requestBodies/B" },
            responses: { "200": { $ref: "#/components/responses/R" } },
          },
          "post",
        ),
        components: {
          parameters: { N: { name: "n", in: "query", schema: INTEGER } },
          requestBodies: { B: { content: { "application/json": { schema: INTEGER } } } },
          responses: { R: { description: "", content: { "application/json": { schema: STRING } } } },
        },
      },
      send: "POST /x?n=1",
      ...json("2"),
      answer: ok("three"),
      got: { query: { n: 1 }, body: 2 },
      gives: { status: 200, body: '"three"' },
    },
  ]),
];
