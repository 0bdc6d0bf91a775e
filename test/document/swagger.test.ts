import { describe, expect, test } from "vitest";
import { build, codes, loadFiles } from "../contract/helpers.ts";

const swagger = `swagger: "2.0"
info: { title: Students, version: "1" }
host: example.com
basePath: /v1
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  basic: { type: basic }
definitions:
  Student:
    type: object
    discriminator: kind
    properties:
      kind: { type: string }
      photo: { type: string, x-nullable: true }
parameters:
  Body: { name: student, in: body, required: true, schema: { $ref: "#/definitions/Student" } }
  Limit: { name: limit, in: query, type: integer, minimum: 1 }
responses:
  NotFound: { description: no, schema: { $ref: "#/definitions/Student" } }
paths:
  /students:
    x-note: null
    parameters:
      - { name: X-Key, in: header, type: string }
    get:
      operationId: listStudents
      parameters:
        - $ref: "#/parameters/Limit"
        - { name: tags, in: query, type: array, items: { type: string }, collectionFormat: multi }
      responses:
        200: { description: ok, schema: { type: array, items: { $ref: "#/definitions/Student" } } }
        404: { $ref: "#/responses/NotFound" }
        x-more: nothing
    post:
      operationId: createStudent
      parameters:
        - $ref: "#/parameters/Body"
      responses: { 201: { description: ok } }
    put:
      operationId: uploadPhoto
      consumes: [multipart/form-data]
      parameters:
        - { name: photo, in: formData, type: file, required: true }
      responses: { 204: { description: ok } }
    delete: null
`;

describe("Swagger 2.0", () => {
  test("becomes the same model as OpenAPI 3", async () => {
    const result = await build(swagger);
    expect(codes(result)).toEqual(["invalid-structure"]); // `delete: null`
    const [list, create, upload] = result.contract?.operations ?? [];
    expect(result.contract?.servers).toEqual([{ url: "https://example.com/v1" }]);
    expect(list?.parameters.map((p) => [p.name, p.in, p.style, p.explode, p.schema])).toEqual([
      ["X-Key", "header", "simple", false, { type: "string" }],
      ["limit", "query", "form", true, { type: "integer", minimum: 1 }],
      ["tags", "query", "form", true, { type: "array", items: { type: "string" } }],
    ]);
    expect(list?.responses.map((r) => [r.status, r.content[0]?.type, r.content[0]?.schema])).toEqual([
      ["200", "application/json", { type: "array", items: { $ref: "#/components/schemas/Student" } }],
      ["404", "application/json", { $ref: "#/components/schemas/Student" }],
    ]);
    expect(create?.body).toMatchObject({
      required: true,
      content: [{ type: "application/json", schema: { $ref: "#/components/schemas/Student" } }],
    });
    expect(upload?.body?.content).toMatchObject([
      {
        body: "multipart",
        schema: { properties: { photo: { type: "string", format: "binary" } }, required: ["photo"] },
      },
    ]);
    expect(result.contract?.schemas[0]?.schema).toMatchObject({
      discriminator: { propertyName: "kind" },
      properties: { photo: { type: ["string", "null"] } },
    });
    expect(result.contract?.securitySchemes["basic"]?.scheme).toEqual({ type: "http", scheme: "basic" });
  });

  test("positions are those of the text", async () => {
    const { locate } = await loadFiles({ "swagger.yaml": swagger });
    const line = (pointer: string): number | undefined => locate(pointer)?.line;
    const of = (text: string): number => swagger.split("\n").findIndex((candidate) => candidate.includes(text)) + 1;
    expect(line("/components/schemas/Student/properties/photo")).toBe(of("photo: { type: string, x-null"));
    expect(line("/components/parameters/Limit/schema")).toBe(of("Limit: {"));
    expect(line("/components/responses/NotFound/content/application~1json/schema")).toBe(of("NotFound: {"));
    expect(line("/components/securitySchemes/basic")).toBe(of("basic: {"));
    expect(line("/paths/~1students/get/parameters/1/schema")).toBe(of("name: tags"));
    expect(line("/paths/~1students/get/responses/200/content/application~1json/schema/items")).toBe(of("200: {"));
    expect(line("/paths/~1students/put/requestBody/content/multipart~1form-data")).toBe(of("name: photo"));
    expect(line("/servers/0")).toBe(of("host:"));
  });

  test("parts in further files are upgraded with it", async () => {
    const loaded = await loadFiles({
      "swagger.yaml": `swagger: "2.0"
info: { title: T, version: "1" }
paths:
  /a: { $ref: paths/a.yaml }
definitions:
  A: { type: object, properties: { b: { $ref: "schemas.yaml#/B" } } }
`,
      "paths/a.yaml": `post:
  operationId: a
  parameters:
    - { name: b, in: body, schema: { $ref: "../schemas.yaml#/B" } }
  responses: { 200: { description: ok, schema: { $ref: "../schemas.yaml#/C" } } }
`,
      "schemas.yaml": "B: { type: string, minLength: 1 }\nC: { type: array, items: { $ref: '#/B' } }\n",
    });
    expect(codes(loaded)).toEqual([]);
    expect(loaded.document?.["components"]).toEqual({
      schemas: {
        A: { type: "object", properties: { b: { $ref: "#/components/schemas/B" } } },
        B: { type: "string", minLength: 1 },
        C: { type: "array", items: { $ref: "#/components/schemas/B" } },
      },
    });
    expect(loaded.document?.["paths"]).toMatchObject({
      "/a": {
        post: { requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/B" } } } } },
      },
    });
    expect(loaded.locate("/components/schemas/C/items")).toMatchObject({ file: "schemas.yaml", line: 2 });
  });
});

describe("Swagger 2.0 forms and files", () => {
  const upload = (parameters: string, more = ""): string => `swagger: "2.0"
info: { title: Files, version: "1" }
produces: [application/json]
${more}
paths:
  /files:
    post:
      operationId: upload
      consumes: [multipart/form-data, application/x-www-form-urlencoded]
      parameters: ${parameters}
      responses: { 204: { description: ok } }
`;
  const bodyOf = async (text: string): Promise<boolean | undefined> => {
    const result = await build(text);
    expect(codes(result)).toEqual([]);
    return result.contract?.operations[0]?.body?.required;
  };

  test("a form with a required field is required, one without is not", async () => {
    expect(await bodyOf(upload("[{ name: a, in: formData, type: string, required: true }]"))).toBe(true);
    expect(
      await bodyOf(
        upload("[{ name: a, in: formData, type: string }, { name: f, in: formData, type: file, required: true }]"),
      ),
    ).toBe(true);
    expect(await bodyOf(upload("[{ name: a, in: formData, type: string }]"))).toBe(false);
  });

  test("a required field that is referred to, or shared by the path, makes the form required, too", async () => {
    const parameters = "parameters: { Name: { name: a, in: formData, type: string, required: true } }";
    expect(await bodyOf(upload(`[{ $ref: "#/parameters/Name" }]`, parameters))).toBe(true);
    const shared = upload("[]").replace(
      "  /files:\n",
      "  /files:\n    parameters: [{ name: a, in: formData, type: string, required: true }]\n",
    );
    expect(await bodyOf(shared)).toBe(true);
  });

  const download = (produces: string, response: string, more = ""): string => `swagger: "2.0"
info: { title: Files, version: "1" }
${more}
paths:
  /files:
    get:
      operationId: download
      ${produces}
      responses:
        200: ${response}
        404: { description: no, schema: { type: object } }
`;
  const file = "{ description: ok, schema: { type: file } }";
  const binary = { body: "binary", schema: { type: "string", format: "binary" } };

  test.each([
    ["its media type", "produces: [application/pdf]", [{ type: "application/pdf", ...binary }]],
    ["none", "", [{ type: "application/octet-stream", ...binary }]],
    ["JSON, which is for the others", "produces: [application/json, image/png]", [{ type: "image/png", ...binary }]],
    ["JSON alone", "produces: [application/json]", [{ type: "application/octet-stream", ...binary }]],
    ["text", "produces: [text/csv]", [{ type: "text/csv", ...binary }]],
  ])("`type: file` in a response is a binary body: with %s", async (_, produces, content) => {
    const result = await build(download(produces, file));
    expect(codes(result)).toEqual([]);
    expect(result.contract?.operations[0]?.responses[0]?.content).toMatchObject(content);
    expect(result.contract?.operations[0]?.responses[0]?.content).toHaveLength(content.length);
    expect(JSON.stringify(result.contract)).not.toContain("x-tenon");
  });

  test("so it is in a response that is shared", async () => {
    const more = `produces: [application/json]\nresponses: { File: ${file} }`;
    const result = await build(download("", `{ $ref: "#/responses/File" }`, more));
    expect(codes(result)).toEqual([]);
    const [ok, missing] = result.contract?.operations[0]?.responses ?? [];
    expect(ok?.content).toMatchObject([{ type: "application/octet-stream", ...binary }]);
    expect(missing?.content).toMatchObject([{ type: "application/json", body: "json" }]);
  });
});

test("form fields that are lists are separated by commas, which is the default of collectionFormat", async () => {
  const field = (name: string, collectionFormat?: string): object => ({
    name,
    in: "formData",
    type: "array",
    items: { type: "string" },
    ...(collectionFormat !== undefined && { collectionFormat }),
  });
  const { document } = await loadFiles({
    "openapi.json": {
      swagger: "2.0",
      info: { title: "T", version: "1" },
      consumes: ["application/x-www-form-urlencoded"],
      paths: {
        "/a": {
          post: {
            parameters: [field("a"), field("b", "csv"), field("c", "multi"), field("d", "pipes"), field("e", "tsv")],
            responses: { 204: { description: "" } },
          },
        },
      },
    },
  });
  expect(document).toHaveProperty(
    ["paths", "/a", "post", "requestBody", "content", "application/x-www-form-urlencoded", "encoding"],
    {
      a: { style: "form", explode: false },
      b: { style: "form", explode: false },
      c: { style: "form", explode: true },
      d: { style: "pipeDelimited", explode: false },
      e: { style: "form", explode: false },
    },
  );
});
