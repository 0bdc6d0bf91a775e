import { describe, expect, test } from "vitest";
import { buildContract } from "../../toolchain/contract/index.ts";
import { load } from "../../toolchain/document/index.ts";
import { folder } from "./helpers.ts";

/** A contract with every kind of part in it, in two dialects and in Swagger. */
const schema = {
  type: "object",
  required: ["a"],
  properties: { a: { type: "string", readOnly: true, nullable: true }, b: { $ref: "#/components/schemas/B" } },
  allOf: [{ $ref: "#/components/schemas/B" }],
  discriminator: { propertyName: "a", mapping: { b: "B" } },
};
const media = {
  content: {
    "application/json": {
      schema: { $ref: "#/components/schemas/A" },
      examples: { e: { value: 1 } },
      encoding: { a: { headers: { H: { schema: { type: "string" } } } } },
    },
  },
};
const operation = {
  operationId: "op",
  tags: ["t"],
  parameters: [
    { name: "id", in: "path", required: true, schema: { type: "string" } },
    { $ref: "#/components/parameters/P" },
  ],
  requestBody: { $ref: "#/components/requestBodies/R" },
  responses: {
    "200": {
      description: "ok",
      headers: { X: { $ref: "#/components/headers/H" } },
      ...media,
      links: { l: { operationId: "op" } },
    },
    default: { $ref: "#/components/responses/E" },
  },
  callbacks: { c: { "{$url}": { post: { operationId: "cb", requestBody: media, responses: {} } } } },
  security: [{ s: [] }],
  servers: [{ url: "/{v}", variables: { v: { default: "1" } } }],
};
const whole = (version: string): object => ({
  openapi: version,
  info: { title: "T", version: "1" },
  servers: [{ url: "/" }],
  tags: [{ name: "t" }],
  security: [{ s: [] }],
  paths: {
    "/a/{id}": {
      parameters: [{ name: "q", in: "query", content: { "application/json": { schema: {} } } }],
      get: operation,
      additionalOperations: { COPY: operation },
    },
    "/b": { $ref: "#/components/pathItems/I" },
  },
  webhooks: { w: { post: operation } },
  components: {
    schemas: {
      A: schema,
      B: {
        oneOf: [{ type: "array", items: { $ref: "#/components/schemas/A" } }, { enum: [1, 2] }],
        additionalProperties: { $ref: "#/paths/~1a~1{id}/get/responses/200/content/application~1json/schema" },
      },
    },
    parameters: {
      P: { name: "p", in: "header", schema: { type: "array", items: { type: "string" } }, example: ["a"] },
    },
    requestBodies: { R: media },
    responses: { E: { description: "e", ...media } },
    headers: { H: { schema: { type: "string" } } },
    pathItems: { I: { get: { responses: {} } } },
    securitySchemes: { s: { type: "http", scheme: "bearer" } },
  },
});
const swagger = {
  swagger: "2.0",
  info: { title: "T", version: "1" },
  host: "h",
  schemes: ["https"],
  consumes: ["application/json"],
  definitions: { A: { type: "object", discriminator: "a", properties: { a: { $ref: "#/definitions/A" } } } },
  parameters: { P: { name: "p", in: "body", schema: { $ref: "#/definitions/A" } } },
  responses: {
    R: {
      description: "r",
      schema: { $ref: "#/definitions/A" },
      headers: { H: { type: "string" } },
      examples: { "application/json": 1 },
    },
  },
  securityDefinitions: { s: { type: "oauth2", flow: "implicit", scopes: {} } },
  paths: {
    "/a/{id}": {
      parameters: [{ name: "id", in: "path", required: true, type: "string" }],
      post: {
        parameters: [{ $ref: "#/parameters/P" }, { name: "f", in: "formData", type: "file" }],
        responses: {
          200: { $ref: "#/responses/R" },
          400: { description: "", schema: { type: "string" }, headers: { H: { type: "string" } } },
        },
      },
    },
  },
};

const odd: readonly unknown[] = [
  null,
  true,
  7,
  "text",
  "#/paths",
  [],
  [null],
  ["#"],
  {},
  { $ref: "#" },
  { $ref: "#/components/schemas/A" },
  { $ref: "#/paths/~1a~1{id}" },
  { $ref: 3 },
  { "": {} },
];

/** Every document that differs from the given one in one place. */
function* mutations(document: object): Generator<{ path: string; text: string }> {
  const places: (string | number)[][] = [];
  const visit = (value: unknown, at: (string | number)[]): void => {
    if (at.length > 0) places.push(at);
    if (typeof value === "object" && value !== null)
      for (const [key, child] of Object.entries(value)) visit(child, [...at, key]);
  };
  visit(document, []);
  for (const place of places) {
    for (const value of odd) {
      const copy = structuredClone(document);
      let parent = copy as Record<string, unknown>;
      for (const key of place.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
      parent[place.at(-1)!] = value;
      yield { path: `${place.join("/")} = ${JSON.stringify(value)}`, text: JSON.stringify(copy) };
    }
  }
}

/** References in a normalised document that lead to nothing. */
function dangling(document: Readonly<Record<string, unknown>>): string[] {
  const found: string[] = [];
  const visit = (value: unknown, key: string): void => {
    if (
      typeof value !== "object" ||
      value === null ||
      ["example", "examples", "default", "enum", "value", "security", "servers", "scopes"].includes(key)
    )
      return;
    const reference = (value as { $ref?: unknown }).$ref;
    if (typeof reference === "string") {
      let target: unknown = document;
      for (const token of reference.slice(2).split("/"))
        target = (target as Record<string, unknown> | undefined)?.[token];
      if (!/^#\/components\/\w+\/[\w.-]+$/.test(reference) || target === undefined) found.push(reference);
    }
    for (const [name, child] of Object.entries(value)) visit(child, name);
  };
  visit(document["paths"], "paths");
  visit(document["webhooks"], "webhooks");
  visit(document["components"], "components");
  return found;
}

describe("a mistake in any one place gives a model without dangling references, or a diagnostic", () => {
  test.each([
    ["OpenAPI 3.0", whole("3.0.3")],
    ["OpenAPI 3.2", whole("3.2.0")],
    ["Swagger 2.0", swagger],
  ])("%s", async (_, document) => {
    const problems: string[] = [];
    let count = 0;
    for (const { path, text } of mutations(document)) {
      // A prime apart from the number of odd values: all kinds of values at all kinds of places, in a few seconds.
      if (count++ % 11 !== 0) continue;
      const loaded = await load("-", {
        stdin: (async function* () {
          yield text;
        })(),
      });
      try {
        const { contract, diagnostics } = buildContract(loaded);
        if (contract === undefined && diagnostics.length === 0) problems.push(`${path}: no contract and no diagnostic`);
        if (contract !== undefined && dangling(contract.document).length > 0)
          problems.push(`${path}: ${dangling(contract.document)[0]}`);
        const names = contract?.operations.map((o) => o.name) ?? [];
        if (new Set(names).size !== names.length) problems.push(`${path}: names are not unique`);
      } catch (error) {
        problems.push(`${path}: ${(error as Error).stack?.split("\n").slice(0, 3).join(" ")}`);
      }
    }
    expect(problems.slice(0, 10)).toEqual([]);
    expect(count).toBeGreaterThan(500);
  });

  test("a file that JSON allows and no stack does", async () => {
    const deep = `{"openapi":"3.1.0","info":{},"paths":{},"x-a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const root = await folder({ "a.json": deep, "a.yaml": deep });
    for (const file of ["a.json", "a.yaml"]) {
      const loaded = await load(file, { cwd: root });
      expect(loaded.diagnostics.map((d) => d.code)).toEqual(["too-deep"]);
      expect(loaded.document).toBeUndefined();
    }
  });
});
