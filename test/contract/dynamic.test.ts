import { describe, expect, test } from "vitest";
import { bindDynamicReferences } from "../../toolchain/contract/dynamic.ts";
import { build, contractOf, openapi, schemaOf } from "./helpers.ts";

const PAGE = {
  $id: "https://example.edu/page",
  type: "object",
  properties: { items: { type: "array", items: { $dynamicRef: "#T" } } },
  $defs: { T: { $dynamicAnchor: "T" } },
};
const pageOf = (id: string, item: object): object => ({
  $id: `https://example.edu/${id}`,
  $ref: "page",
  $defs: { T: { $dynamicAnchor: "T", ...item } },
});
const schemaText = async (components: object, key: string): Promise<string> => {
  const { schemas } = await contractOf(openapi({ components: { schemas: components } }));
  return JSON.stringify(schemas.find((each) => each.key === key)?.schema);
};

describe("a $dynamicRef", () => {
  test("leads each user of a schema to the anchor of its own", async () => {
    const components = {
      Page: PAGE,
      Numbers: pageOf("numbers", { type: "integer" }),
      Texts: pageOf("texts", { type: "string" }),
    };
    expect(await schemaText(components, "Numbers")).toContain("PageInNumbers");
    expect(await schemaText(components, "PageInNumbers")).not.toBe(await schemaText(components, "PageInTexts"));
    expect(await schemaText(components, "Page")).not.toContain("In");
  });
  test("is bound through references on the way, and in a circle", async () => {
    const components = {
      Page: PAGE,
      Envelope: {
        $id: "https://example.edu/envelope",
        properties: { page: { $ref: "page" }, next: { $ref: "envelope" } },
      },
      Numbers: { ...pageOf("numbers", { type: "integer" }), $ref: "envelope" },
    };
    expect(await schemaText(components, "EnvelopeInNumbers")).toBe(
      JSON.stringify({
        properties: {
          page: { $ref: "#/components/schemas/PageInNumbers" },
          next: { $ref: "#/components/schemas/EnvelopeInNumbers" },
        },
      }),
    );
  });
  test("without a user that says otherwise leads to its own anchor", async () => {
    const tree = { $dynamicAnchor: "node", properties: { child: { $dynamicRef: "#node" } } };
    const { schema } = await schemaOf(tree);
    expect(schema).toEqual({ properties: { child: { $ref: "#/components/schemas/Tested" } } });
  });
  test("takes no name that a component has", async () => {
    const { contract } = await build(
      openapi({
        components: {
          schemas: { Page: PAGE, Numbers: pageOf("numbers", { type: "integer" }), PageInNumbers: { type: "null" } },
        },
      }),
    );
    expect(contract?.schemas.map(({ key }) => key)).toContain("PageInNumbers_");
  });
  test("that is nowhere leaves the document as it is", () => {
    const document = openapi({ components: { schemas: { A: { $ref: "#/components/schemas/B" }, B: {} } } });
    expect(bindDynamicReferences(document as never, () => undefined)).toBe(document);
  });
  test("in a component whose name has to be escaped is bound as in any other", async () => {
    const components = {
      "a/b": {
        type: "array",
        items: { $dynamicRef: "#/components/schemas/a~1b/$defs/T" },
        $defs: { T: { $dynamicAnchor: "T" } },
      },
      Numbers: {
        $ref: "#/components/schemas/a~1b",
        $defs: { T: { $dynamicAnchor: "T", type: "integer" } },
      },
    };
    const bound = bindDynamicReferences(
      openapi({ components: { schemas: components } }) as never,
      () => undefined,
    ) as never as { components: { schemas: Record<string, { $ref?: string }> } };
    const keys = Object.keys(bound.components.schemas);
    expect(keys).toContain("a/bInNumbers");
    expect(bound.components.schemas["Numbers"]?.$ref).toBe("#/components/schemas/a~1bInNumbers");
  });
  test("leaves a property called __proto__ where it is", () => {
    const schemas = JSON.parse(
      '{"Page":{"properties":{"__proto__":{"type":"integer"},"items":{"$dynamicRef":"#/components/schemas/Page/$defs/T"}},"$defs":{"T":{"$dynamicAnchor":"T"}}}}',
    ) as object;
    const bound = bindDynamicReferences(openapi({ components: { schemas } }) as never, () => undefined);
    expect(JSON.stringify(bound)).toContain('"__proto__":{"type":"integer"}');
    expect(JSON.stringify(bound)).not.toContain("$dynamicRef");
  });
  test("that would be written out more often than anybody means is rejected", async () => {
    const many = 40;
    const generics = Object.fromEntries(
      Array.from({ length: many }, (_, i) => [`G${i}`, { ...PAGE, $id: `https://example.edu/g${i}` }]),
    );
    const roots = Object.fromEntries(
      Array.from({ length: many }, (_, i) => [
        `R${i}`,
        {
          $id: `https://example.edu/r${i}`,
          properties: Object.fromEntries(Object.keys(generics).map((key) => [key, { $ref: key.toLowerCase() }])),
          $defs: { T: { $dynamicAnchor: "T", type: "integer" } },
        },
      ]),
    );
    const { diagnostics } = await build(openapi({ components: { schemas: { ...generics, ...roots } } }));
    expect(diagnostics.map(({ code }) => code)).toEqual(["too-many-copies"]);
  });
});
