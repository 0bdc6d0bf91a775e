import { expect, test } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Validators } from "tenon-runtime/core";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
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
  const [, declaration = types] =
    new RegExp(`export (?:interface|type) ${name}\\b([^]*?)\\n(?:}|export)`).exec(types) ?? [];
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

/** Two members that differ by their discriminator alone where it matters: a cat's lives are any number to a dog. */
const PETS = {
  Animal: { type: "object", required: ["kind", "name"], properties: { kind: string, name: string } },
  Cat: { allOf: [ref("Animal"), { type: "object", properties: { lives: { type: "integer", maximum: 9 } } }] },
  Dog: { allOf: [ref("Animal"), { type: "object", properties: { barks: { type: "boolean" } } }] },
};

async function petResponses(mapping?: Readonly<Record<string, string>>): Promise<Validators> {
  const discriminator = { propertyName: "kind", ...(mapping !== undefined && { mapping }) };
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
              content: { "application/json": { schema: { oneOf: [ref("Cat"), ref("Dog")], discriminator } } },
            },
          },
        },
      },
    },
    components: { schemas: PETS },
  });
  const { schemas, responses } = inMemory(contract);
  return interpretedValidators(schemas, responses);
}

test.each([
  [{ cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog" }, "cat", "dog"],
  [undefined, "Cat", "Dog"],
])(
  "a value of a discriminated union fits the member that it names, and no other (mapping %o)",
  async (mapping, cat, dog) => {
    const validator = (await petResponses(mapping)).get("getPet", "200 application/json");
    const fits = (value: unknown): boolean | undefined => validator?.is(value);
    expect(fits({ kind: cat, name: "Tom", lives: 9 })).toBe(true);
    expect(fits({ kind: dog, name: "Rex", lives: 30 })).toBe(true);
    expect(fits({ kind: cat, name: "Tom", lives: 30 })).toBe(false);
    expect(fits({ kind: "fish", name: "Wanda" })).toBe(false);
  },
);
