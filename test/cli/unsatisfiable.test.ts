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
