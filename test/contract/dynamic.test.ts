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
    expect(bindDynamicReferences(document as never)).toBe(document);
  });
});
