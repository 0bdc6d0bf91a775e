/** The changelog and the findings for people: one cause is one entry. */

import { expect, test } from "vitest";
import { byCause, changelog } from "../../toolchain/diff/index.ts";
import { contract, diff } from "./support.ts";

const kind = (name: string, ...members: readonly string[]): object => ({
  type: "object",
  required: ["kind", ...members],
  properties: {
    kind: { const: name },
    ...Object.fromEntries(members.map((member) => [member, { type: "string" }])),
  },
});
const SCHEMAS = { Text: kind("text", "text"), Image: kind("image", "url"), Quote: kind("quote", "of", "by") };
const union = (...names: readonly string[]): object => ({
  oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
});
const json = (schema: object): object => ({ "application/json": { schema } });

/** Comments are sent in a list and by themselves, and are accepted. */
function comments(...names: readonly string[]): object {
  const list = { type: "object", properties: { items: { type: "array", items: union(...names) } } };
  const answer = (schema: object): object => ({ 200: { description: "", content: json(schema) } });
  return contract(
    {
      "/comments": {
        get: { responses: answer(list) },
        post: { requestBody: { content: json(union(...names)) }, responses: { 204: { description: "" } } },
      },
      "/comments/last": { get: { responses: answer(union(...names)) } },
    },
    { components: { schemas: SCHEMAS } },
  );
}

const two = comments("Text", "Image");
const three = comments("Text", "Image", "Quote");
const shown = (base: object, revision: object): string[] =>
  byCause(diff(base, revision)).map(({ wire, operations, place, message }) =>
    [wire, operations.join(" and "), place, message].join(" | "),
  );

test("a new alternative is one change, whatever its members are", () => {
  expect(diff(two, three).length).toBeGreaterThan(4);
  expect(shown(two, three)).toEqual([
    "breaking | GET /comments and GET /comments/last | response 200 application/json /items/* | a new alternative, Quote, may be sent",
    "safe | POST /comments | request body application/json | a new alternative, Quote, is accepted",
  ]);
});

test("a removed alternative is one change", () => {
  expect(shown(three, two)).toEqual([
    "safe | GET /comments and GET /comments/last | response 200 application/json /items/* | the alternative Quote is no longer sent",
    "breaking | POST /comments | request body application/json | the alternative Quote is no longer accepted",
  ]);
});

test("an alternative that was replaced keeps its differences: it may have been renamed", () => {
  const messages = shown(two, comments("Text", "Quote")).join("\n");
  expect(messages).not.toContain("alternative, Quote");
  expect(messages).toContain('"url"');
});

test("the changelog counts, lists sections, and groups the entries of an operation", () => {
  const operation = (maximum: number, more: object = {}): object =>
    contract({
      "/a": {
        get: {
          parameters: ["limit", "page"].map((name) => ({ name, in: "query", schema: { type: "integer", maximum } })),
          responses: { 204: { description: "" } },
          ...more,
        },
      },
    });
  const text = changelog(byCause(diff(operation(9), operation(5, { deprecated: true }))), "T 2");
  expect(text).toBe(`## T 2

2 breaking, 0 undecided, 1 other change. API version: **major**. Generated code: **major**.

### Breaking (2)

* \`GET /a\`
  * query parameter limit: at most 5, not 9 (\`parameter-range-narrowed\`)
    Valid before, invalid now: \`6\`
  * query parameter page: at most 5, not 9 (\`parameter-range-narrowed\`)
    Valid before, invalid now: \`6\`

### Deprecated (1)

* \`GET /a\`: it became deprecated (\`operation-deprecated\`)
`);
});

test("the changelog has one entry for what holds of several operations", () => {
  const paths = (security: object): object =>
    contract(
      Object.fromEntries(
        ["/a", "/b", "/c", "/d"].map((path) => [
          path,
          { get: { security: [security], responses: { 204: { description: "" } } } },
        ]),
      ),
      {
        components: {
          securitySchemes: {
            o: {
              type: "oauth2",
              flows: { clientCredentials: { tokenUrl: "https://x.test", scopes: { r: "", w: "" } } },
            },
          },
        },
      },
    );
  const text = changelog(byCause(diff(paths({ o: ["r"] }), paths({ o: ["w"] }))), undefined);
  expect(text).toContain("### Breaking (1)\n\n* `GET /a`, `GET /b`, `GET /c` and 1 more, security: ");
});
