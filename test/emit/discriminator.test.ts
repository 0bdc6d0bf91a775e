import { expect, test } from "vitest";
import { emit } from "../../toolchain/emit/index.ts";
import { contractOf } from "../contract/helpers.ts";

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** The declaration of a schema in `types.ts`, of a contract that answers with one of them, told apart by `kind`. */
async function declared(name: string, schemas: Readonly<Record<string, object>>): Promise<string> {
  const members = Object.keys(schemas).filter((key) => key !== "Base");
  const contract = await contractOf({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      "/pet": {
        get: {
          operationId: "getPet",
          responses: {
            "200": {
              description: "",
              content: {
                "application/json": { schema: { oneOf: members.map(ref), discriminator: { propertyName: "kind" } } },
              },
            },
          },
        },
      },
    },
    components: { schemas },
  });
  const { files } = await emit(contract, { source: "openapi.json", importExtension: ".ts" });
  const types = files.find(({ path }) => path === "types.ts")?.text ?? "";
  const [, rest = types] = types.split(`\n        ${name}: `);
  const [declaration = rest] = rest.split(/\n {8}(?=\w)|\n {4}\}/);
  return declaration.replaceAll(/\/\*\*[^]*?\*\/|\s+/g, " ").replaceAll(/ +/g, " ");
}

const string = { type: "string" };

test("a discriminator that may be left out stays optional, since a valid answer may come without it", async () => {
  const cat = { type: "object", properties: { kind: string } };
  const dog = { type: "object", required: ["kind"], properties: { kind: string } };
  expect(await declared("Cat", { Cat: cat, Dog: dog })).toContain(`kind?: "Cat"`);
  expect(await declared("Dog", { Cat: cat, Dog: dog })).toContain(`kind: "Dog"`);
});

test("a discriminator that is inherited is as required as it was", async () => {
  const Base = { type: "object", properties: { kind: string } };
  const Cat = { allOf: [ref("Base"), { type: "object", properties: { lives: { type: "integer" } } }] };
  expect(await declared("Cat", { Base, Cat, Dog: { ...Cat } })).toContain(`kind?: "Cat"`);
});

test("a discriminator that no schema declares is added to each member", async () => {
  const pet = { type: "object", properties: { name: string } };
  expect(await declared("Cat", { Cat: pet, Dog: { ...pet } })).toContain(`kind: "Cat"`);
});
