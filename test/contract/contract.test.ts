import { METHODS } from "node:http";
import { describe, expect, test } from "vitest";
import { buildContract, type Operation, type Schema } from "../../toolchain/contract/index.ts";
import { NODE_METHODS } from "../../toolchain/contract/structure.ts";
import { build, codes, contractOf, loadFiles, openapi } from "./helpers.ts";

const ok = { "200": { description: "ok" } };
const json = (schema: Schema): object => ({ content: { "application/json": { schema } } });
const ref = (key: string): { $ref: string } => ({ $ref: `#/components/schemas/${key}` });
const only = (operations: readonly Operation[]): Operation => {
  expect(operations).toHaveLength(1);
  return operations[0]!;
};

describe("references", () => {
  test("one to anywhere gives what it leads to a name", async () => {
    const { contract, diagnostics } = await build(
      openapi({
        paths: {
          "/a": {
            get: {
              responses: {
                "200": { description: "ok", ...json({ type: "object", properties: { x: { type: "string" } } }) },
              },
            },
          },
          "/b": {
            get: {
              responses: {
                "200": {
                  description: "ok",
                  ...json({ $ref: "#/paths/~1a/get/responses/200/content/application~1json/schema" }),
                },
              },
            },
          },
        },
        components: {
          schemas: {
            Course: { properties: { teacher: { type: "object" } } },
            Lesson: { properties: { by: { $ref: "#/components/schemas/Course/properties/teacher" } } },
          },
        },
      }),
    );
    expect(diagnostics.filter((d) => d.code !== "missing-operation-id")).toEqual([]);
    expect(contract?.schemas.map((s) => [s.key, s.pointer])).toEqual([
      ["Course", "/components/schemas/Course"],
      ["Lesson", "/components/schemas/Lesson"],
      ["CourseTeacher", "/components/schemas/Course/properties/teacher"],
      ["AGetResponses200ApplicationJson", "/paths/~1a/get/responses/200/content/application~1json/schema"],
    ]);
    expect(contract?.schemas[1]?.schema).toEqual({ properties: { by: ref("CourseTeacher") } });
  });

  test("a chain of schemas stays a chain of names", async () => {
    const contract = await contractOf(
      openapi({ components: { schemas: { A: ref("B"), B: ref("C"), C: { type: "string" } } } }),
    );
    expect(contract.schemas.map((s) => s.schema)).toEqual([ref("B"), ref("C"), { type: "string" }]);
  });

  test("keys that a reference would have to escape are made plain", async () => {
    const contract = await contractOf(
      openapi({
        components: {
          schemas: {
            "List«a/b»": { type: "array", items: { $ref: "#/components/schemas/a~1b" } },
            "a/b": { type: "string" },
            a_b: { type: "integer" },
          },
        },
      }),
    );
    const plain = contract.schemas[1]?.key ?? "";
    expect(plain).toMatch(/^a_b_\w{4}$/);
    expect(contract.schemas.map((s) => [s.key, s.schema])).toEqual([
      ["List_a_b", { type: "array", items: ref(plain) }],
      [plain, { type: "string" }],
      ["a_b", { type: "integer" }],
    ]);
  });

  test("what is in another file takes the name of the component that refers to it", async () => {
    const loaded = await loadFiles({
      "openapi.yaml":
        'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths: {}\ncomponents: { schemas: { Student: { $ref: student.yaml } } }\n',
      "student.yaml": "type: object\nproperties: { course: { $ref: course.yaml }, friend: { $ref: student.yaml } }\n",
      "course.yaml": "type: object\nproperties: { students: { type: array, items: { $ref: student.yaml } } }\n",
    });
    const { contract, locate } = buildContract(loaded);
    expect(contract?.schemas.map((s) => [s.key, s.name, s.schema])).toEqual([
      ["Student", "Student", { type: "object", properties: { course: ref("course"), friend: ref("Student") } }],
      ["course", "Course", { type: "object", properties: { students: { type: "array", items: ref("Student") } } }],
    ]);
    expect(locate(contract!.schemas[1]!.pointer)).toEqual({ file: "course.yaml", line: 1, column: 1 });
    expect(JSON.stringify(contract?.document)).not.toContain("x-tenon-files");
  });

  test("parts that dangle are left out or unknown, and the rest is there", async () => {
    const { contract, diagnostics } = await build(
      openapi({
        paths: {
          "/a": {
            get: {
              operationId: "a",
              parameters: [{ $ref: "#/components/parameters/None" }, { name: "q", in: "query", schema: ref("None") }],
              requestBody: { $ref: "#/components/requestBodies/None" },
              responses: {
                "200": { $ref: "#/components/responses/None" },
                "201": { description: "ok", headers: { H: { $ref: "#/components/headers/None" } } },
              },
            },
          },
        },
      }),
    );
    expect([...new Set(codes({ diagnostics }))]).toEqual(["unresolved-reference"]);
    const operation = only(contract!.operations);
    expect(operation.parameters.map((p) => [p.name, p.schema])).toEqual([["q", true]]);
    expect(operation.body?.content).toMatchObject([{ type: "application/json" }]);
    expect(operation.responses.map((r) => [r.status, r.content.map((c) => [c.type, c.schema]), r.headers])).toEqual([
      ["200", [["application/json", undefined]], []],
      ["201", [], []],
    ]);
  });

  test("a callback that leads back to itself ends", async () => {
    const contract = await contractOf(
      openapi({
        paths: {
          "/a": {
            post: { operationId: "a", callbacks: { done: { $ref: "#/components/callbacks/Done" } }, responses: ok },
          },
        },
        components: {
          callbacks: {
            Done: {
              "{$request.body#/url}": {
                post: { callbacks: { done: { $ref: "#/components/callbacks/Done" } }, responses: ok },
              },
            },
          },
        },
      }),
    );
    const callback = only(contract.operations).callbacks[0];
    expect(callback).toMatchObject({ name: "done", expression: "{$request.body#/url}" });
    expect(only(callback!.operations)).toMatchObject({ name: "aDonePost", method: "POST", callbacks: [] });
  });
});

describe("operations", () => {
  test("parameters of the path are overridden by name and place, header names in any case", async () => {
    const parameter = (name: string, location: string, description: string): object => ({
      name,
      in: location,
      description,
      schema: { type: "string" },
    });
    const contract = await contractOf(
      openapi({
        paths: {
          "/a": {
            parameters: [
              parameter("q", "query", "path"),
              parameter("X-Key", "header", "path"),
              parameter("r", "query", "path"),
            ],
            get: {
              operationId: "a",
              parameters: [
                parameter("q", "query", "own"),
                parameter("x-key", "header", "own"),
                parameter("q", "cookie", "own"),
              ],
              responses: ok,
            },
          },
        },
      }),
    );
    expect(only(contract.operations).parameters.map((p) => [p.in, p.name, p.description, p.style, p.explode])).toEqual([
      ["query", "q", "own", "form", true],
      ["header", "x-key", "own", "simple", false],
      ["query", "r", "path", "form", true],
      ["cookie", "q", "own", "form", true],
    ]);
  });

  test("a default is found through references", async () => {
    const contract = await contractOf(
      openapi({
        paths: {
          "/a": {
            get: { operationId: "a", parameters: [{ name: "q", in: "query", schema: ref("Sort") }], responses: ok },
          },
        },
        components: { schemas: { Sort: ref("Order"), Order: { type: "string", default: "asc" } } },
      }),
    );
    expect(only(contract.operations).parameters[0]?.default).toBe("asc");
  });

  test("a missing path parameter is added to model and document", async () => {
    const { contract, diagnostics } = await build(
      openapi({
        paths: { "/a/{id}": { get: { operationId: "a", responses: ok }, put: { operationId: "b", responses: ok } } },
      }),
    );
    expect(codes({ diagnostics })).toEqual(["missing-path-parameter"]);
    expect(contract?.operations.map((o) => o.parameters.map((p) => [p.name, p.required, p.schema]))).toEqual([
      [["id", true, { type: "string" }]],
      [["id", true, { type: "string" }]],
    ]);
    expect(contract?.document["paths"]).toMatchObject({
      "/a/{id}": { get: { parameters: [{ name: "id", in: "path", required: true }] } },
    });
  });

  test("security is the operation's own, else the contract's; an empty list switches it off", async () => {
    const contract = await contractOf(
      openapi({
        security: [{ key: [] }],
        paths: {
          "/a": {
            get: { operationId: "a", responses: ok },
            put: { operationId: "b", security: [], responses: ok },
            post: { operationId: "c", security: [{}, { oauth: ["write"] }], responses: ok },
          },
        },
        components: {
          securitySchemes: { key: { type: "apiKey", in: "header", name: "X" }, oauth: { type: "oauth2", flows: {} } },
        },
      }),
    );
    expect(contract.operations.map((o) => o.security)).toEqual([[{ key: [] }], [], [{}, { oauth: ["write"] }]]);
  });

  test("a response to HEAD has headers and no content, also if the contract declares content", async () => {
    const response = {
      description: "",
      headers: { "X-Total": { schema: { type: "integer" } } },
      content: { "application/json": { schema: { type: "object" } } },
    };
    const shared = { "200": { $ref: "#/components/responses/All" }, default: response };
    const { operations } = await contractOf(
      openapi({
        paths: {
          "/a": { head: { operationId: "h", responses: shared }, get: { operationId: "g", responses: shared } },
        },
        components: { responses: { All: response } },
      }),
    );
    const found = operations.map(({ method, responses }) => [
      method,
      responses.map(({ content, headers }) => [content.length, headers.length]),
    ]);
    expect(Object.fromEntries(found)).toEqual({
      HEAD: [
        [0, 1],
        [0, 1],
      ],
      GET: [
        [1, 1],
        [1, 1],
      ],
    });
  });

  test("statuses are written in one way", async () => {
    const contract = await contractOf(
      openapi({
        paths: {
          "/a": {
            get: {
              operationId: "a",
              responses: {
                "200": { description: "" },
                "4xx": { description: "" },
                default: { description: "" },
                "x-note": {},
              },
            },
          },
        },
      }),
    );
    expect(only(contract.operations).responses.map((r) => r.status)).toEqual(["200", "4XX", "default"]);
  });

  test("servers have their variables filled in", async () => {
    const servers = [{ url: "https://{region}.example.com/{version}", variables: { region: { default: "eu" } } }];
    const contract = await contractOf(
      openapi({ servers, paths: { "/a": { servers: [{ url: "/b" }], get: { operationId: "a", responses: ok } } } }),
    );
    expect(contract.servers).toEqual([{ url: "https://eu.example.com/{version}" }]);
    expect(only(contract.operations).servers).toEqual([{ url: "/b" }]);
  });

  test("the second of two with one id has another in the document too", async () => {
    const { contract, diagnostics } = await build(
      openapi({
        paths: {
          "/a": { get: { operationId: "a", responses: ok } },
          "/b": { get: { operationId: "a", responses: ok } },
        },
      }),
    );
    expect(diagnostics).toMatchObject([
      {
        code: "duplicate-operation-id",
        severity: "error",
        position: { line: 20 },
        related: [{ message: "first used at", position: { line: 10 } }],
      },
    ]);
    expect(contract?.operations.map((o) => o.name)).toEqual(["a", "getB"]);
    expect(contract?.document["paths"]).toMatchObject({ "/b": { get: { operationId: "getB" } } });
  });

  test("links lead to operations by id and by reference", async () => {
    const links = {
      byId: { operationId: "b", parameters: { id: "$response.body#/id" } },
      byRef: { operationRef: "#/paths/~1b/get" },
      lost: { operationId: "none" },
    };
    const { contract, diagnostics } = await build(
      openapi({
        paths: {
          "/a": { get: { operationId: "a", responses: { "200": { description: "ok", links } } } },
          "/b": { get: { operationId: "b", responses: ok } },
        },
      }),
    );
    expect(contract?.operations[0]?.responses[0]?.links.map((l) => [l.name, l.operation])).toEqual([
      ["byId", "b"],
      ["byRef", "b"],
      ["lost", undefined],
    ]);
    expect(codes({ diagnostics })).toEqual(["unknown-link-operation"]);
  });

  test.each([
    ["application/json; charset=utf-8", true, "json"],
    ["application/problem+json", true, "json"],
    ["application/x-ndjson", true, "lines"],
    ["text/event-stream", true, "events"],
    ["application/x-www-form-urlencoded", true, "form"],
    ["multipart/form-data", true, "multipart"],
    ["application/atom+xml", true, "xml"],
    ["text/csv", true, "text"],
    ["image/png", true, "binary"],
    ["application/octet-stream", { type: "string", format: "binary" }, "binary"],
    ["text/csv", { type: "string", format: "binary" }, "binary"],
    ["application/xml", { type: "string", format: "binary" }, "binary"],
    ["text/csv", { type: "string" }, "text"],
    ["*/*", { type: "object" }, "json"],
    ["*/*", { type: "string" }, "text"],
    ["*/*", { type: "string", format: "binary" }, "binary"],
  ])("%s of %j is read as %s", async (type, schema, kind) => {
    const contract = await contractOf(
      openapi({
        paths: {
          "/a": { post: { operationId: "a", requestBody: { content: { [type]: { schema } } }, responses: ok } },
        },
      }),
    );
    expect(only(contract.operations).body?.content[0]?.body).toBe(kind);
  });

  test("OpenAPI 3.2: QUERY, further methods, querystring, items of streams", async () => {
    const { contract, diagnostics } = await build(
      openapi({
        version: "3.2.0",
        paths: {
          "/a": {
            query: {
              operationId: "search",
              parameters: [
                { name: "filter", in: "querystring", content: { "application/json": { schema: { type: "object" } } } },
              ],
              responses: { "200": { description: "ok", content: { "application/jsonl": { itemSchema: ref("A") } } } },
            },
            additionalOperations: { COPY: { operationId: "copy", responses: ok } },
          },
        },
        components: { schemas: { A: { type: "string" } } },
      }),
    );
    expect(codes({ diagnostics })).toEqual([]);
    const [search, copy] = contract!.operations;
    expect(search).toMatchObject({
      method: "QUERY",
      parameters: [{ in: "querystring", mediaType: "application/json", schema: { type: "object" } }],
      responses: [{ content: [{ body: "lines", itemSchema: ref("A") }] }],
    });
    expect(copy).toMatchObject({ name: "copy", method: "COPY", pointer: "/paths/~1a/additionalOperations/COPY" });
  });

  test("webhooks and media types that are references (3.1, 3.2) are written in place", async () => {
    const contract = await contractOf(
      openapi({
        version: "3.2.0",
        webhooks: { created: { $ref: "#/components/pathItems/Created" } },
        components: {
          pathItems: {
            Created: {
              post: {
                requestBody: { content: { "application/json": { $ref: "#/components/mediaTypes/M" } } },
                responses: ok,
              },
            },
          },
          mediaTypes: { M: { schema: { type: "string" } } },
        },
      }),
    );
    expect(only(contract.webhooks)).toMatchObject({
      name: "created",
      path: "created",
      body: { content: [{ schema: { type: "string" } }] },
    });
  });
});

describe("readOnly and writeOnly", () => {
  const schemas = {
    Student: {
      type: "object",
      required: ["id", "name"],
      properties: {
        id: ref("Id"),
        name: { type: "string" },
        password: { type: "string", writeOnly: true },
        friends: { type: "array", items: ref("Student") },
      },
    },
    Id: { type: "string", readOnly: true },
    Page: { type: "object", properties: { items: { type: "array", items: ref("Student") } } },
    Problem: { type: "object", properties: { title: { type: "string" } } },
    StudentInput: { type: "integer" },
    Graduate: { allOf: [ref("Student"), { required: ["id", "year"], properties: { year: { type: "integer" } } }] },
  };
  const document = openapi({
    paths: {
      "/a": {
        post: {
          operationId: "a",
          requestBody: json(ref("Student")),
          responses: {
            "200": { description: "ok", ...json(ref("Page")) },
            "400": { $ref: "#/components/responses/Bad" },
          },
        },
      },
    },
    components: { schemas, responses: { Bad: { description: "no", ...json(ref("Graduate")) } } },
    webhooks: { created: { post: { operationId: "w", requestBody: json(ref("Student")), responses: ok } } },
  });

  test("variants are made only where they differ, also by way of references, under names that are free", async () => {
    const contract = await contractOf(document);
    expect(contract.schemas.map((s) => [s.key, s.variants?.input.key, s.variants?.output.key])).toEqual([
      ["Student", "StudentInput2", "StudentOutput"],
      ["Id", undefined, undefined],
      ["Page", "PageInput", "PageOutput"],
      ["Problem", undefined, undefined],
      ["StudentInput", undefined, undefined],
      ["Graduate", "GraduateInput", "GraduateOutput"],
    ]);
    const student = contract.schemas[0]?.variants;
    expect(student?.input.schema).toEqual({
      type: "object",
      required: ["name"],
      properties: {
        id: false,
        name: { type: "string" },
        password: { type: "string", writeOnly: true },
        friends: { type: "array", items: ref("StudentInput2") },
      },
      "x-tenon-readOnly": ["id"],
    });
    expect(student?.output.schema).toEqual({
      type: "object",
      required: ["id", "name"],
      properties: {
        id: ref("Id"),
        name: { type: "string" },
        password: false,
        friends: { type: "array", items: ref("StudentOutput") },
      },
      "x-tenon-writeOnly": ["password"],
    });
  });

  test("no part of a composition requires what another part hides", async () => {
    const contract = await contractOf(document);
    expect(contract.schemas[5]?.variants?.input.schema).toEqual({
      allOf: [ref("StudentInput2"), { required: ["year"], properties: { year: { type: "integer" } } }],
    });
  });

  test("requests refer to the one, responses to the other; what the API sends goes the other way", async () => {
    const contract = await contractOf(document);
    const operation = only(contract.operations);
    expect(operation.body?.content[0]?.schema).toEqual(ref("StudentInput2"));
    expect(operation.responses.map((r) => r.content[0]?.schema)).toEqual([ref("PageOutput"), ref("GraduateOutput")]);
    expect(operation.responses[1]?.pointer).toBe("/components/responses/Bad");
    expect(only(contract.webhooks).body?.content[0]?.schema).toEqual(ref("StudentOutput"));
    expect(contract.document["components"]).toMatchObject({ responses: { Bad: json(ref("GraduateOutput")) } });
  });

  test("subtypes of a discriminator are mapped by their own names", async () => {
    const contract = await contractOf(
      openapi({
        components: {
          schemas: {
            Pet: { oneOf: [ref("Dog"), ref("Cat")], discriminator: { propertyName: "kind", mapping: { cat: "Cat" } } },
            Dog: { type: "object", properties: { id: { type: "string", readOnly: true } } },
            Cat: { type: "object", properties: { id: { type: "string", readOnly: true } } },
          },
        },
      }),
    );
    expect(contract.schemas[0]?.schema).toMatchObject({
      discriminator: { mapping: { cat: "#/components/schemas/Cat" } },
    });
    expect(contract.schemas[0]?.variants?.input.schema).toEqual({
      oneOf: [ref("DogInput"), ref("CatInput")],
      discriminator: {
        propertyName: "kind",
        mapping: { cat: "#/components/schemas/CatInput", Dog: "#/components/schemas/DogInput" },
      },
    });
  });

  test("a contract without them is left as it is", async () => {
    const plain = openapi({
      paths: { "/a": { get: { operationId: "a", responses: { "200": { description: "ok", ...json(ref("A")) } } } } },
      components: { schemas: { A: { type: "string" } } },
    });
    const { openapi: _, ...before } = plain as Record<string, unknown>;
    const { openapi: version, ...after } = (await contractOf(plain)).document;
    expect(after).toEqual(before);
    expect(version).toBe("3.1.1");
  });
});

describe("filters", () => {
  const operation = (operationId: string, tag: string, schema: string): object => ({
    operationId,
    tags: [tag],
    responses: { "200": { description: "ok", ...json(ref(schema)) } },
  });
  const document = openapi({
    paths: {
      "/students": {
        get: operation("listStudents", "students", "Student"),
        post: operation("createStudent", "students", "Student"),
      },
      "/students/{id}": {
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        get: operation("getStudent", "students", "Student"),
      },
      "/students/{id}/courses": {
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        get: operation("listCourses", "courses", "Course"),
      },
    },
    components: {
      schemas: { Student: { properties: { school: ref("School") } }, School: {}, Course: {}, Unused: {} },
      responses: { Unused: { description: "" } },
      securitySchemes: { key: { type: "apiKey", in: "header", name: "X" } },
    },
  });
  const names = async (...include: string[]): Promise<string[]> =>
    (await contractOf(document, { include })).operations.map((o) => o.name);

  test.each([
    [["tag:students"], ["listStudents", "createStudent", "getStudent"]],
    [["GET:/students/*"], ["getStudent"]],
    [["/students/**"], ["listStudents", "createStudent", "getStudent", "listCourses"]],
    [["/students"], ["listStudents", "createStudent"]],
    [["operationId:getStudent,tag:courses"], ["getStudent", "listCourses"]],
    [["operationId:list*"], ["listStudents", "listCourses"]],
    [["!POST:/**"], ["listStudents", "getStudent", "listCourses"]],
    [
      ["tag:students", "!/students/*"],
      ["listStudents", "createStudent"],
    ],
  ])("%j leaves %j", async (include, expected) => {
    expect(await names(...include)).toEqual(expected);
  });

  test("what is no longer reached is left out of model and document", async () => {
    const contract = await contractOf(document, { include: ["tag:students"] });
    expect(contract.schemas.map((s) => s.key)).toEqual(["Student", "School"]);
    expect(Object.keys(contract.document["paths"] as object)).toEqual(["/students", "/students/{id}"]);
    const components = contract.document["components"] as Record<string, object>;
    expect(Object.keys(components["schemas"]!)).toEqual(["Student", "School"]);
    expect(components["responses"]).toBeUndefined();
    expect((await contractOf(document)).schemas.map((s) => s.key)).toEqual(["Student", "School", "Course", "Unused"]);
  });
});

test("the methods that are not warned of are those that this Node's HTTP server lets through", () => {
  expect([...NODE_METHODS].toSorted()).toEqual(METHODS.toSorted());
});
