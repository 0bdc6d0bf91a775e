import { expect, test } from "vitest";
import { folder, start, tenon, until } from "./support.ts";

const contract = (size: string, schemas = ""): string => `openapi: 3.1.0
info: { title: Boxes, version: 1.0.0 }
paths:
  /box:
    get:
      operationId: getBox
      responses:
        "200":
          description: one
          content:
            application/json:
              schema:
                type: object
                required: [size]
                properties:
                  size: ${size}
components:
  schemas:
    Tag: { type: string }${schemas}
`;

test("a body that nothing satisfies is a warning with the place that says so", async () => {
  const cwd = folder({ "openapi.yaml": contract("{ type: integer, minimum: 3, maximum: 2 }") });
  const { code, out } = await tenon(["generate"], { cwd });
  expect({ code, out }).toEqual({
    code: 0,
    out:
      "openapi.yaml:16:19  warning  empty-schema  no value satisfies the 200 response of getBox, application/json: " +
      "it has bounds or multiples that no number meets\n" +
      "  hint: correct the schema; until then mocks omit optional values of this schema\n",
  });
  expect(await tenon(["generate", "--strict"], { cwd })).toMatchObject({ code: 1 });
});

test("a named schema that is required within itself is one too, and those that may leave it out are none", async () => {
  const schemas = `
    Nest: { type: object, required: [egg], properties: { egg: { $ref: "#/components/schemas/Nest" } } }
    Tree: { type: object, properties: { nest: { $ref: "#/components/schemas/Nest" } } }`;
  const cwd = folder({ "openapi.yaml": contract("{ type: integer }", schemas) });
  const { code, out } = await tenon(["generate"], { cwd });
  expect(code).toBe(0);
  expect(out.split("\n").filter((line) => line.includes("warning"))).toEqual([
    "openapi.yaml:20:5  warning  empty-schema  no value satisfies the schema Nest: it is required within itself without end",
  ]);
});

test("alternatives of `oneOf` of which each has its like are one too: what fits one of them fits two", async () => {
  const schemas = `
    Sent: { description: by text, type: object, properties: { description: { type: string, title: A } } }
    Shown: { title: by picture, type: object, properties: { description: { type: string, title: B } } }
    Told: { type: object, properties: { title: { type: string } } }
    Twins: { oneOf: [{ $ref: "#/components/schemas/Sent" }, { $ref: "#/components/schemas/Shown" }] }
    Three: { oneOf: [{ $ref: "#/components/schemas/Sent" }, { $ref: "#/components/schemas/Shown" }, { type: string }] }
    Others: { oneOf: [{ $ref: "#/components/schemas/Sent" }, { $ref: "#/components/schemas/Told" }] }
    Any: { anyOf: [{ $ref: "#/components/schemas/Sent" }, { $ref: "#/components/schemas/Shown" }] }`;
  const cwd = folder({ "openapi.yaml": contract("{ type: integer }", schemas) });
  const { out } = await tenon(["generate"], { cwd });
  expect(out.split("\n").filter((line) => line.includes("empty-schema"))).toEqual([
    "openapi.yaml:23:5  warning  empty-schema  no value satisfies the schema Twins: it repeats every alternative, so a value that matches one matches two",
  ]);
});

test("the mock of a contract that was not generated says so as it starts", async () => {
  const cwd = folder({ "openapi.yaml": contract("{ type: integer, minimum: 3, maximum: 2 }") });
  const { printed, stop, code } = start(["mock", "--port", "0"], { cwd });
  await until("an address", () => printed.err.includes("on http:"));
  expect(printed.out).toContain(
    "openapi.yaml:16:19  warning  empty-schema  no value satisfies the 200 response of getBox",
  );
  stop();
  expect(await code).toBe(0);
});

test("values of an enum that all have another type than the schema are a warning, wherever the schema is", async () => {
  const schemas = `
    Sizes:
      type: object
      properties:
        text: { type: string, enum: [10, 20] }
        some: { type: string, enum: [a, 1] }
        "a/b": { type: array, items: { type: [integer, boolean], const: "1" } }
        none: { type: [string, "null"], enum: [1, null] }`;
  const cwd = folder({
    "openapi.yaml": contract("{ type: integer }", schemas).replace(
      "      operationId: getBox\n",
      "      operationId: getBox\n      parameters: [{ name: size, in: query, schema: { type: string, enum: [1, true] } }]\n",
    ),
  });
  const { code, out } = await tenon(["generate"], { cwd });
  expect(code).toBe(0);
  expect(out.split("\n").filter((line) => line.includes("empty-schema"))).toEqual([
    "openapi.yaml:24:9  warning  empty-schema  no value satisfies /properties/text of the schema Sizes: it has the type string, but no value of `enum` has it (10, 20); quote values that are texts",
    'openapi.yaml:26:31  warning  empty-schema  no value satisfies /properties/a~1b/items of the schema Sizes: it has the type integer or boolean, but no value of `const` has it ("1")',
    'openapi.yaml:7:45  warning  empty-schema  no value satisfies the query parameter "size" of getBox: it has the type string, but no value of `enum` has it (1, true); quote values that are texts',
  ]);
});
