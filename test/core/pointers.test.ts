import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import {
  createFetchHandler,
  type Contract,
  type Operation,
  type ProblemDocument,
  type Schema,
  type Validators,
} from "tenon-runtime/core";
import {
  answerMediaAt,
  answerSchemaAt,
  bodyAt,
  bodySchemaAt,
  headerAt,
  headerSchemaAt,
  parameterAt,
  parameterSchemaAt,
  operationAt,
  responseAt,
} from "../../runtime/core/pointers.ts";
import { locatedViolation } from "../../runtime/core/problem/located.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { prunedSchema } from "../../toolchain/emit/validators/prune.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Loaded {
  readonly document: unknown;
  readonly contract: Contract;
  readonly requests: Validators;
  readonly responses: Validators;
}

async function load(path: string): Promise<Loaded> {
  const { contract: model, diagnostics } = await loadContract(join(ROOT, path));
  if (model === undefined) throw new Error(JSON.stringify(diagnostics));
  const { contract, schemas, requests, responses } = inMemory(model);
  return {
    document: model.document,
    contract,
    requests: interpretedValidators(schemas, requests),
    responses: interpretedValidators(schemas, responses),
  };
}

/** What a pointer leads to (RFC 6901 §4), in what generated/openapi.json holds. */
function follow(pointer: string, document: unknown): unknown {
  expect(pointer).toMatch(/^#\//);
  let at = document;
  for (const token of pointer.slice(2).split("/")) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key))
      throw new Error(`${pointer} leads to nothing at ${key}`);
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/** Every schema that a validator stands for: its place, and where the contract has it. */
function* placesOf(operation: Operation): Generator<["requests" | "responses", string, string]> {
  const { name: _, parameters = [], body, responses } = operation;
  for (const parameter of parameters)
    yield ["requests", `${parameter.in} ${parameter.name}`, parameterSchemaAt(operation, parameter)];
  for (const { type } of body?.content ?? []) yield ["requests", `body ${type}`, bodySchemaAt(operation, type)];
  for (const response of responses) {
    for (const media of response.content ?? []) {
      const at = answerSchemaAt(operation, response.status, media.type);
      yield ["responses", `${response.status} ${media.type}`, at];
      if (media.item === undefined) continue;
      const item = media.item === "items" ? `${at}/items` : `${answerMediaAt(operation, response, media)}/itemSchema`;
      yield ["responses", `${response.status} ${media.type} item`, item];
    }
    for (const header of response.headers ?? [])
      yield [
        "responses",
        `${response.status} header ${header.name}`,
        headerSchemaAt(operation, response.status, header),
      ];
  }
}

/** Some of these break any schema that can be broken. */
const VALUES: readonly unknown[] = [
  null,
  true,
  -1e9,
  1e9,
  0.5,
  "",
  "x".repeat(5000),
  [],
  [null, null],
  [{}, 1, "x"],
  {},
  { id: 1, name: 1, "a/b~c d%": 1, secret: 1, at: 1, next: { next: 1 } },
  { unknown: 1, kind: "cat", items: [{}], name: "", tags: ["", ""] },
];

describe.each([
  "openapi.yaml",
  "test/core/fixture/references.yaml",
  "test/emit/goldens/parameters/openapi.yaml",
  "test/emit/goldens/responses/openapi.yaml",
  "test/emit/goldens/bodies/openapi.yaml",
])("pointers into %s", (path) => {
  let loaded: Loaded;
  beforeAll(async () => {
    loaded = await load(path);
  });

  test("lead to the parameters, bodies, responses and headers that the operations have", () => {
    const { contract, document } = loaded;
    for (const operation of contract.operations) {
      expect(follow(operationAt(operation), document)).toHaveProperty("responses");
      for (const parameter of operation.parameters ?? [])
        expect(follow(parameterAt(operation, parameter), document)).toMatchObject({
          name: parameter.name,
          in: parameter.in,
        });
      if (operation.body !== undefined) expect(follow(bodyAt(operation), document)).toHaveProperty("content");
      for (const response of operation.responses) {
        expect(follow(responseAt(operation, response), document)).toHaveProperty("description");
        for (const header of response.headers ?? []) follow(headerAt(operation, response, header), document);
      }
    }
  });

  test("lead to the very schema that is asked", () => {
    let asked = 0;
    for (const operation of loaded.contract.operations) {
      for (const [direction, place, at] of placesOf(operation)) {
        const validator = loaded[direction].get(operation.name, place);
        if (validator === undefined) continue;
        asked += 1;
        expect([place, prunedSchema(follow(at, loaded.document) as Schema, new Set())]).toEqual([
          place,
          validator.schema,
        ]);
      }
    }
    expect(asked).toBeGreaterThan(0);
  });

  test("lead, from every error of a refused request, to what the contract says of it", async () => {
    const { contract, document, requests } = loaded;
    const operations = contract.operations.map((each) => ({ ...each, security: [] }));
    const handle = createFetchHandler({
      contract: { ...contract, servers: ["/"], operations },
      requests,
      respond: () => ({ status: 204 }),
    });
    const pointers: string[] = [];
    for (const { method, path: template, body } of operations) {
      for (const [value, sent] of [
        ["%22", "{"],
        ["x".repeat(99), "[]"],
        ["-1", ""],
        ["%zz", '{"id":1,"unknown":[]}'],
      ] as const) {
        const names = ["unknown", "limit", "page", "fields", "filter", "q", "sort"];
        const query = names.map((name) => `${name}=${value}`).join("&");
        const type = body?.content[0]?.type.replace("/*", "/x");
        const response = await handle(
          new Request(`http://host${template.replaceAll(/\{[^{}]+\}/g, value)}?${query}`, {
            method,
            ...(method !== "GET" && sent !== "" && { body: sent }),
            headers: { "X-Trace": "x", ...(type !== undefined && { "Content-Type": type }) },
          }),
        );
        const text = await response.text();
        const problem = (text === "" ? {} : JSON.parse(text)) as ProblemDocument;
        for (const { schemaPointer = "" } of problem.errors ?? []) {
          follow(schemaPointer, document);
          pointers.push(schemaPointer);
        }
      }
    }
    expect(pointers.length).toBeGreaterThan(2);
  });

  test("lead, from every violation, to the keyword that was broken", () => {
    const broken = new Set<string>();
    for (const operation of loaded.contract.operations) {
      for (const [direction, place, at] of placesOf(operation)) {
        const validator = loaded[direction].get(operation.name, place);
        for (const violation of VALUES.flatMap((value) => validator?.explain(value) ?? [])) {
          const { schemaPointer, keyword } = locatedViolation(violation, at);
          follow(schemaPointer, loaded.document);
          if (keyword !== "readOnly" && keyword !== "writeOnly" && keyword !== "false")
            expect(schemaPointer.split("/").at(-1)).toBe(keyword);
          broken.add(schemaPointer);
        }
      }
    }
    expect(broken.size).toBeGreaterThan(3);
  });
});
