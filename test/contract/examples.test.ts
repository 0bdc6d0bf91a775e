import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../toolchain/diagnostics/index.ts";
import { build } from "./helpers.ts";

const about = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics
    .filter(({ code }) => code.includes("example"))
    .map(({ pointer, message }) => `${pointer} | ${message.replace(" does not match its schema", "")}`);

/** What is told of examples. */
const told = async (document: object | string): Promise<string[]> =>
  about((await build(document, { examples: "strict" })).diagnostics);

const SCHEMAS = `components:
  schemas:
    Student:
      type: object
      required: [id, name]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string }
        password: { type: string, writeOnly: true }
`;

const withOperation = (operation: string, version = "3.1.0"): string => `openapi: ${version}
info: { title: Students, version: 1.0.0 }
paths:
  /students:
    post:
      operationId: createStudent
${operation}${SCHEMAS}`;

describe("an example that does not fit its schema is a warning with its place", () => {
  test("of a response, judged as responses are", async () => {
    const { diagnostics } = await build(
      withOperation(`      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Student' }
              examples:
                ada: { value: { id: 1, name: Ada } }
                bad:
                  value:
                    id: 1
                    name: 5
                secret: { value: { id: 1, name: Ada, password: hush } }
`),
      { examples: "strict" },
    );
    expect(about(diagnostics)).toEqual([
      '/paths/~1students/post/responses/200/content/application~1json/examples/bad/value/name | the example "bad" of createStudent, 200 application/json,: /name must be a string',
      expect.stringContaining('the example "secret" of createStudent'),
    ]);
    expect(diagnostics.find(({ code }) => code === "invalid-example")).toMatchObject({
      severity: "warning",
      position: { line: 18, column: 21 },
    });
  });

  test("of a request, judged as requests are", async () => {
    const body = (example: string): string =>
      withOperation(`      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Student' }
            example: ${example}
      responses: { "204": { description: ok } }
`);
    expect(await told(body("{ name: Ada, password: hush }"))).toEqual([]);
    expect(await told(body("{ id: 1, name: Ada }"))).toEqual([
      expect.stringContaining(
        'example/id | the example of createStudent, body application/json,: "id" is read-only: a request must not contain it',
      ),
    ]);
  });

  test("of a parameter, unless it is written as it is sent", async () => {
    const parameters = (version: string): string =>
      withOperation(
        `      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 10 }, example: 50 }
        - { name: page, in: query, schema: { type: integer }, example: "5" }
        - { name: ids, in: query, schema: { type: array, items: { type: string } }, example: "a,b" }
        - { name: sort, in: query, schema: { type: string, enum: [up, down] }, examples: { a: { value: left } } }
      responses: { "204": { description: ok } }
`,
        version,
      );
    for (const version of ["3.0.3", "3.1.0"])
      expect(await told(parameters(version))).toEqual([
        expect.stringContaining("the example of createStudent, query limit,: it must be at most 10"),
        expect.stringContaining('the example "a" of createStudent, query sort,: it must be'),
      ]);
  });

  test("of a schema, by `example` and by each of `examples`, wherever the schema stands", async () => {
    const document = {
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: {
        "/a": {
          get: {
            operationId: "a",
            parameters: [{ name: "q", in: "query", schema: { type: "integer", example: "no" } }],
            responses: { 204: { description: "" } },
          },
        },
      },
      components: {
        schemas: {
          A: {
            type: "object",
            properties: {
              age: { type: "integer", example: "twelve" },
              nick: { type: ["string", "null"], examples: ["a", 7, null] },
              list: { type: "array", items: { oneOf: [{ type: "integer", example: true }, { const: "x" }] } },
            },
          },
        },
      },
    };
    expect(await told(document)).toEqual([
      '/paths/~1a/get/parameters/0/schema/example | the example "no" of /paths/~1a/get/parameters/0/schema: it must be an integer',
      '/components/schemas/A/properties/age/example | the example "twelve" of A/properties/age: it must be an integer',
      "/components/schemas/A/properties/nick/examples/1 | the example 7 of A/properties/nick: it must be a string or null",
      "/components/schemas/A/properties/list/items/oneOf/0/example | the example true of A/properties/list/items/oneOf/0: it must be an integer",
    ]);
  });
});

describe("nothing is reported", () => {
  test("of a schema's example that is as requests or as responses have it", async () => {
    const student = (example: string): string =>
      withOperation("      responses: { default: { description: x } }\n") + `      example: ${example}\n`;
    expect(await told(student("{ name: Ada, password: hush }"))).toEqual([]);
    expect(await told(student("{ id: 1, name: Ada }"))).toEqual([]);
    expect(await told(student("{ id: 1 }"))).toEqual([
      '/components/schemas/Student/example/name | the example {"id":1} of Student: "name" is required',
    ]);
  });

  test("of an example that is left empty, or that stands elsewhere", async () => {
    const document = withOperation(`      responses:
        "200":
          description: ok
          content:
            application/xml: { schema: { type: object }, example: "<student/>" }
            application/json: { schema: { type: integer, example: }, examples: { a: { externalValue: "./a.json" } } }
`);
    expect(await told(document)).toEqual([]);
  });

  test("without the option, and for formats that are not checked", async () => {
    const document = {
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: {},
      components: { schemas: { A: { type: "string", format: "uuid", example: "7" } } },
    };
    expect(about((await build(document)).diagnostics)).toEqual([]);
    expect(about((await build(document, { examples: "off" })).diagnostics)).toEqual([]);
    expect(about((await build(document, { examples: "strict" })).diagnostics)).toHaveLength(1);
  });
});

test("a finding that occurs a hundred times is listed twenty times and counted", async () => {
  const properties = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`p${index}`, { type: "string", example: index }]),
  );
  const { diagnostics } = await build(
    {
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: {},
      components: { schemas: { A: { type: "object", properties } } },
    },
    { examples: "strict" },
  );
  expect(about(diagnostics)).toHaveLength(20);
  expect(diagnostics.map(({ message }) => message)).toContain(
    "80 more findings of invalid-schema-example are not listed",
  );
});

test.each([
  [{ oneOf: [{ type: "integer" }, { type: "number" }] }, 1, "exactly one"],
  [
    { type: "object", patternProperties: { "^x": { type: "string" } }, additionalProperties: false },
    { x: 1 },
    "string",
  ],
  [{ type: "array", prefixItems: [{ type: "string" }], items: false }, ["a", "b"], "at most 1 item"],
  [{ type: "string", pattern: "^a" }, "b", "match ^a"],
  [{ not: { type: "string" } }, "b", "not"],
  [{ type: "integer", exclusiveMaximum: 5 }, 5, "less than 5"],
])("what %j says of %j is left to the interpreter", async (schema, example, message) => {
  const document = (value: unknown): object => ({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {},
    components: { schemas: { A: { ...schema, examples: [value] } } },
  });
  expect((await told(document(example))).join("\n")).toContain("the example");
  expect((await told(document(example))).join("\n").toLowerCase()).toContain(message);
});
