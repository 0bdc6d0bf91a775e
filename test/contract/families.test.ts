import { describe, expect, test } from "vitest";
import { loadContract, type Contract, type Schema } from "../../toolchain/contract/index.ts";
import { build, codes, contractOf, folder, openapi } from "./helpers.ts";

const ref = (key: string): object => ({ $ref: `#/components/schemas/${key}` });
const string = { type: "string" };
const base = (more: object = {}): object => ({
  type: "object",
  required: ["kind"],
  properties: { kind: string },
  discriminator: { propertyName: "kind" },
  ...more,
});
const child = (of: string, ...names: string[]): object => ({
  allOf: [ref(of), { type: "object", properties: Object.fromEntries(names.map((name) => [name, string])) }],
});
const schemaOf = ({ schemas }: Contract, key: string): Schema | undefined =>
  schemas.find((schema) => schema.key === key)?.schema;

interface Union {
  readonly members: readonly string[];
  /** Value → member. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly keyword: string;
}

function unionAt(schema: unknown): Union {
  const { oneOf, anyOf, discriminator } = schema as Record<"oneOf" | "anyOf", { $ref?: string }[] | undefined> & {
    discriminator: { mapping: Record<string, string> };
  };
  const name = (reference = "null"): string => reference.replace("#/components/schemas/", "");
  return {
    members: (oneOf ?? anyOf ?? []).map(({ $ref }) => name($ref)),
    mapping: Object.fromEntries(Object.entries(discriminator.mapping).map(([value, to]) => [value, name(to)])),
    keyword: oneOf === undefined ? "anyOf" : "oneOf",
  };
}

const familyOf = async (schemas: object, version = "3.0.3", key = "Pet"): Promise<Union> =>
  unionAt(schemaOf(await contractOf(openapi({ version, components: { schemas } })), key));

describe("a base with a discriminator and no list of members", () => {
  test("is a union of itself and all that extend it, on every level", async () => {
    const schemas = { Pet: base(), Dog: child("Pet", "bark"), Poodle: child("Dog", "curls"), Cat: child("Pet") };
    expect(await familyOf(schemas)).toEqual({
      members: ["PetSelf", "DogSelf", "Cat", "Poodle"],
      mapping: { Pet: "PetSelf", Dog: "DogSelf", Cat: "Cat", Poodle: "Poodle" },
      keyword: "oneOf",
    });
    expect(await familyOf(schemas, "3.1.0", "Dog")).toEqual({
      members: ["DogSelf", "Poodle"],
      mapping: { Dog: "DogSelf", Poodle: "Poodle" },
      keyword: "oneOf",
    });
  });

  test("has the mapping's values, and the names of schemas unless the mapping gives them to others", async () => {
    const mapping = { dog: "#/components/schemas/Dog", hound: "Dog", Cat: "Lynx" };
    const Pet = base({ discriminator: { propertyName: "kind", mapping } });
    const schemas = { Pet, Dog: child("Pet"), Cat: child("Pet"), Lynx: child("Pet") };
    const { mapping: values, members } = await familyOf(schemas);
    expect(values).toEqual({ dog: "Dog", hound: "Dog", Dog: "Dog", Cat: "Lynx", Lynx: "Lynx", Pet: "PetSelf" });
    expect(members.at(-1), "no mapping names the base: it comes last").toBe("PetSelf");
  });

  test("lets the mapping of a deeper level decide", async () => {
    const mapped = (value: string, to: string): object =>
      base({ discriminator: { propertyName: "kind", mapping: { [value]: ref(to) && `#/components/schemas/${to}` } } });
    const schemas = {
      Pet: mapped("d", "Dog"),
      Dog: { allOf: [ref("Pet"), mapped("d", "Poodle")] },
      Poodle: child("Dog"),
    };
    expect((await familyOf(schemas)).mapping).toMatchObject({ d: "Poodle", Dog: "DogSelf" });
  });

  test("takes a member's own enum for its values, and what is left of the base's for the base", async () => {
    const kind = (...values: string[]): object => ({ kind: { type: "string", enum: values } });
    const Pet = base({ properties: kind("plain", "dog", "cat") });
    const schemas = {
      Pet,
      Dog: { allOf: [ref("Pet"), { type: "object", properties: kind("dog") }] },
      Cat: { allOf: [ref("Pet")], properties: kind("cat") },
    };
    expect((await familyOf(schemas)).mapping).toEqual({ plain: "PetSelf", dog: "Dog", cat: "Cat" });
    const abstract = { ...schemas, Pet: base({ properties: kind("dog", "cat") }) };
    expect((await familyOf(abstract)).members).toEqual(["Dog", "Cat"]);
  });

  test("leaves members as wide as they are where the enum has none of their names", async () => {
    const Pet = base({ properties: { kind: ref("Kind") } });
    const schemas = { Kind: { type: "string", enum: ["DOG", "CAT"] }, Pet, Dog: child("Pet"), Cat: child("Pet") };
    expect(await familyOf(schemas)).toMatchObject({ keyword: "anyOf", members: ["PetSelf", "Dog", "Cat"] });
  });

  test("lets values without the property be the base where it is not required", async () => {
    const schemas = { Pet: base({ required: [] }), Dog: child("Pet", "bark") };
    expect(await familyOf(schemas)).toMatchObject({ keyword: "anyOf", members: ["PetSelf", "Dog"] });
  });

  test("declares a discriminator that no schema declares", async () => {
    const contract = await contractOf(
      openapi({ components: { schemas: { Pet: base({ required: [], properties: {} }), Dog: child("Pet") } } }),
    );
    expect(schemaOf(contract, "Dog")).toMatchObject({
      allOf: [{}, {}, { required: ["kind"], properties: { kind: { enum: ["Dog"] } } }],
    });
  });

  test("keeps null, in the base and in members", async () => {
    const schemas = { Pet: base({ nullable: true }), Dog: { nullable: true, ...child("Pet", "bark") } };
    expect((await familyOf(schemas)).members).toEqual(["PetSelf", "Dog", "null"]);
    const contract = await contractOf(openapi({ version: "3.0.3", components: { schemas } }));
    expect(schemaOf(contract, "Dog")).toMatchObject({ anyOf: [{ allOf: [ref("PetBase"), {}, {}] }, { type: "null" }] });
  });

  test("forbids further properties in each member as a whole, and says so", async () => {
    const schemas = {
      Pet: base({ additionalProperties: false }),
      Dog: { ...child("Pet", "bark"), additionalProperties: false },
    };
    const loaded = await build(openapi({ version: "3.0.3", components: { schemas } }));
    expect(codes(loaded)).toContain("closed-family-member");
    const { contract } = loaded;
    if (contract === undefined) throw new Error("no contract");
    expect(schemaOf(contract, "PetBase")).not.toHaveProperty("additionalProperties");
    expect(schemaOf(contract, "PetSelf")).toHaveProperty("additionalProperties", false);
    expect(schemaOf(contract, "Dog")).not.toHaveProperty("additionalProperties");
    expect(schemaOf(contract, "Dog")).toHaveProperty("unevaluatedProperties", false);
  });

  test("another property distinguishes the values below a member that has another discriminator", async () => {
    const breed = { properties: { breed: string }, required: ["breed"], discriminator: { propertyName: "breed" } };
    const schemas = { Pet: base(), Dog: { allOf: [ref("Pet"), breed] }, Poodle: child("Dog"), Cat: child("Pet") };
    const contract = await contractOf(openapi({ components: { schemas } }));
    expect(unionAt(schemaOf(contract, "Pet")).members).toEqual(["PetSelf", "Dog", "Cat"]);
    expect(unionAt(schemaOf(contract, "Dog")).mapping).toEqual({ Dog: "DogSelf", Poodle: "Poodle" });
    const literal = { properties: { kind: { enum: ["Dog"] } } };
    expect(schemaOf(contract, "DogBase")).toMatchObject({ allOf: [ref("PetBase"), {}, literal] });
  });

  test("has a default member in OpenAPI 3.2, which any other value fits", async () => {
    const discriminator = { propertyName: "kind", defaultMapping: "Other" };
    const schemas = { Pet: base({ discriminator }), Dog: child("Pet"), Other: child("Pet") };
    const contract = await contractOf(openapi({ version: "3.2.0", components: { schemas } }));
    expect(schemaOf(contract, "Pet")).toMatchObject({
      anyOf: [ref("PetSelf"), ref("Dog"), ref("Other")],
      discriminator: { defaultMapping: "#/components/schemas/Other" },
    });
    expect(JSON.stringify(schemaOf(contract, "Other"))).not.toContain("enum");
  });

  test("is left as it is when nothing extends it", async () => {
    const contract = await contractOf(openapi({ components: { schemas: { Pet: base(), Other: child("Missing") } } }));
    expect(schemaOf(contract, "Pet")).toEqual(base());
  });
});

describe("other forms of contracts", () => {
  test("Swagger 2.0 names the property alone, and Azure the value in an extension", async () => {
    const definitions = {
      Pet: {
        type: "object",
        required: ["@odata.type"],
        properties: { "@odata.type": string },
        discriminator: "@odata.type",
      },
      Dog: { allOf: [{ $ref: "#/definitions/Pet" }], "x-ms-discriminator-value": "#Zoo.Dog" },
      Cat: { allOf: [{ $ref: "#/definitions/Pet" }, { type: "object", properties: { lives: { type: "integer" } } }] },
    };
    const contract = await contractOf({ swagger: "2.0", info: { title: "T", version: "1" }, paths: {}, definitions });
    const { mapping } = unionAt(schemaOf(contract, "Pet"));
    expect(mapping).toEqual({ Pet: "PetSelf", "#Zoo.Dog": "Dog", Dog: "Dog", Cat: "Cat" });
  });

  const response = (reference: string): object => ({
    get: {
      operationId: "getPet",
      responses: { "200": { description: "", content: { "application/json": { schema: { $ref: reference } } } } },
    },
  });

  test("a member can stand in another file, beside its base or named by the mapping", async () => {
    const mapping = { cat: "cats/cat.json" };
    const Pet = base({ discriminator: { propertyName: "kind", mapping } });
    const root = await folder({
      "openapi.json": openapi({ paths: { "/pet": response("pets.json#/components/schemas/Pet") } }),
      "pets.json": { components: { schemas: { Pet, Dog: child("Pet", "bark"), Poodle: child("Dog") } } },
      "cats/cat.json": { allOf: [{ $ref: "../pets.json#/components/schemas/Pet" }] },
    });
    const { contract } = await loadContract(`${root}/openapi.json`, { cwd: root });
    expect(contract && unionAt(schemaOf(contract, "Pet")).members).toEqual(["cat", "DogSelf", "Poodle", "PetSelf"]);
  });

  test("a filter keeps the members of a family whose base it keeps, and no others", async () => {
    const schemas = { Pet: base(), Dog: child("Pet", "bark"), Plan: base(), Draft: child("Plan") };
    const paths = { "/pet": response("#/components/schemas/Pet") };
    const { contract } = await build(openapi({ paths, components: { schemas } }), { include: ["GET:/pet"] });
    expect(contract?.schemas.map(({ key }) => key)).toEqual(["Pet", "Dog", "PetBase", "PetSelf"]);
  });
});

describe("a union that lists a base beside what extends it", () => {
  const listed = (schemas: object, union: object): Promise<Contract> =>
    contractOf(
      openapi({
        paths: {
          "/pet": {
            get: {
              operationId: "getPet",
              responses: { "200": { description: "", content: { "application/json": { schema: union } } } },
            },
          },
        },
        components: { schemas },
      }),
    );
  const answered = ({ operations }: Contract): Union => unionAt(operations[0]?.responses[0]?.content[0]?.schema);

  test("means the base's own values, and those of members that it does not list", async () => {
    const schemas = { Pet: base(), Dog: child("Pet"), Cat: child("Pet") };
    const contract = await listed(schemas, {
      oneOf: [ref("Pet"), ref("Dog")],
      discriminator: { propertyName: "kind" },
    });
    expect(answered(contract).members).toEqual(["PetSelf", "Dog", "Cat"]);
    expect(answered(contract).mapping).toMatchObject({ Pet: "PetSelf", Dog: "Dog" });
  });

  test("does so where only the union has the discriminator, and warns", async () => {
    const { discriminator: _, ...Pet } = base() as { discriminator: unknown };
    const union = { oneOf: [ref("Dog"), ref("Poodle")], discriminator: { propertyName: "kind" } };
    const schemas = { Pet, Dog: child("Pet"), Poodle: child("Dog"), Either: union };
    const loaded = await build(openapi({ components: { schemas } }));
    expect(codes(loaded)).toContain("overlapping-members");
    if (loaded.contract === undefined) throw new Error("no contract");
    expect(unionAt(schemaOf(loaded.contract, "Either")).members).toEqual(["DogSelf", "Poodle"]);
    expect(schemaOf(loaded.contract, "DogSelf")).toMatchObject({
      allOf: [{}, {}, { properties: { kind: { enum: ["Dog"] } } }],
    });
  });

  test("can be the base itself", async () => {
    const Pet = base({ oneOf: [ref("Pet"), ref("Dog")], additionalProperties: false });
    const contract = await contractOf(openapi({ components: { schemas: { Pet, Dog: child("Pet", "bark") } } }));
    expect(unionAt(schemaOf(contract, "Pet"))).toMatchObject({
      members: ["PetBaseSelf", "Dog"],
      mapping: { Pet: "PetBaseSelf" },
    });
    expect(JSON.stringify(contract.document)).not.toContain("additionalProperties");
  });
});
