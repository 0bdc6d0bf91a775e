/* oxlint-disable unicorn/no-thenable -- `then` is a keyword of JSON Schema */
/** The model of docs/diff.md: what is sent and what is taken, and each departure from pure inclusion. */

import { describe, expect, test } from "vitest";
import { contract, diff, diffThorough, header, parameter, request, response, told, worst } from "./support.ts";

const text = { type: "string" };
const object = (properties: object, more: object = {}): object => ({ type: "object", properties, ...more });
/** A schema, and one that takes less. */
const wide = { type: "string", maxLength: 9 };
const narrow = { type: "string", maxLength: 5 };

describe("who sends and who takes", () => {
  test("requests may take more, responses may give less", () => {
    expect(worst(diff(request(narrow), request(wide)))).toBe("safe");
    expect(worst(diff(request(wide), request(narrow)))).toBe("breaking");
    expect(worst(diff(response(wide), response(narrow)))).toBe("safe");
    expect(worst(diff(response(narrow), response(wide)))).toBe("breaking");
  });

  const webhook = (schema: object): object =>
    contract(
      {},
      {
        webhooks: {
          w: {
            post: {
              requestBody: { required: true, content: { "application/json": { schema } } },
              responses: { 200: { description: "" } },
            },
          },
        },
      },
    );
  const callback = (schema: object): object =>
    contract({
      "/a": {
        post: {
          responses: { 200: { description: "" } },
          callbacks: {
            c: {
              "{$request.body#/url}": {
                post: {
                  requestBody: { required: true, content: { "application/json": { schema } } },
                  responses: { 200: { description: "" } },
                },
              },
            },
          },
        },
      },
    });

  test.each([
    ["webhooks", webhook],
    ["callbacks", callback],
  ])("in %s the sides change places", (_, make) => {
    expect(worst(diff(make(wide), make(narrow)))).toBe("safe");
    expect(worst(diff(make(narrow), make(wide)))).toBe("breaking");
  });

  test("a path is the same with other names of its parameters", () => {
    const path = (name: string): object =>
      contract({
        [`/a/{${name}}`]: {
          get: {
            parameters: [{ name, in: "path", required: true, schema: text }],
            responses: { 200: { description: "" } },
          },
        },
      });
    expect(told(diff(path("id"), path("studentId")))).toEqual(["safe path-parameter-renamed"]);
  });

  test("the places in both documents are those where the schemas say it", () => {
    const [change] = diff(request(object({ a: wide })), request(object({ a: narrow })));
    const pointer = "/paths/~1a/post/requestBody/content/application~1json/schema/properties/a/maxLength";
    expect(change).toMatchObject({
      base: { pointer },
      revision: { pointer },
      place: "request body application/json /a",
    });
  });
});

describe("counterexamples", () => {
  test("are values that were valid and no longer are", () => {
    const [change] = diff(
      request(object({ a: wide, b: text }, { required: ["b"] })),
      request(object({ a: narrow, b: text }, { required: ["b"] })),
    );
    expect(change!.counterexample).toEqual({
      place: "request body application/json",
      value: { a: "aaaaaa", b: "a" },
      validIn: "base",
    });
  });

  test("reach into lists, recursion and references", () => {
    const node = (leaf: object): object => ({
      components: {
        schemas: { Node: object({ leaf, children: { type: "array", items: { $ref: "#/components/schemas/Node" } } }) },
      },
    });
    const changes = diff(
      request({ $ref: "#/components/schemas/Node" }, node(wide)),
      request({ $ref: "#/components/schemas/Node" }, node(narrow)),
    );
    expect(told(changes)).toEqual(["breaking request-length-narrowed"]);
    expect(changes[0]!.counterexample?.value).toEqual({ leaf: "aaaaaa" });
  });

  test("are texts that one pattern takes and the other does not", () => {
    const [change] = diff(
      request({ type: "string", pattern: "^[a-z]{2,4}$" }),
      request({ type: "string", pattern: "^[a-z]{3,4}$" }),
    );
    expect(change!.counterexample?.value).toMatch(/^[a-z]{2}$/);
  });
});

describe("what changes no value is silent", () => {
  test.each<[string, object, object]>([
    [
      "`allOf` and one object",
      { allOf: [object({ a: text }), object({ b: text }, { required: ["b"] })] },
      object({ a: text, b: text }, { required: ["b"] }),
    ],
    ["`anyOf` of constants and `enum`", { anyOf: [{ const: "a" }, { const: "b" }] }, { enum: ["a", "b"] }],
    ["a list of types and `anyOf`", { type: ["string", "null"] }, { anyOf: [{ type: "string" }, { type: "null" }] }],
    ["`not` of `not`", { not: { not: { type: "string", minLength: 2 } } }, { type: "string", minLength: 2 }],
    [
      "`exclusiveMinimum: 0` and `minimum: 1` of whole numbers",
      { type: "integer", exclusiveMinimum: 0 },
      { type: "integer", minimum: 1 },
    ],
    [
      "patterns that take the same texts",
      { type: "string", pattern: "^(a|b)c*$" },
      { type: "string", pattern: "^[ab]c*$" },
    ],
    [
      "a pattern and a length",
      { type: "string", pattern: "^.{2,3}$", minLength: 2 },
      { type: "string", pattern: "^.{2,3}$" },
    ],
    [
      "`if` and `anyOf`",
      { type: "object", properties: { a: text, b: text }, if: { required: ["a"] }, then: { required: ["b"] } },
      { type: "object", properties: { a: text, b: text }, dependentRequired: { a: ["b"] } },
    ],
    [
      "intervals next to one another",
      {
        anyOf: [
          { type: "number", maximum: 5 },
          { type: "number", minimum: 5 },
        ],
      },
      { type: "number" },
    ],
  ])("%s", (_, a, b) => {
    expect(worst(diff(request(a), request(b)))).toBe("same");
    expect(worst(diff(request(b), request(a)))).toBe("same");
  });
});

describe("listed values", () => {
  test.each<[string, object]>([
    ["objects", { enum: [{}, { a: 1 }] }],
    ["lists", { type: "array", enum: [["a"], ["b"]] }],
    ["texts beside a format that they do not have", { type: "string", format: "date-time", enum: ["now"] }],
  ])("%s are themselves", (_, schema) => {
    expect(diffThorough(request(schema), request(schema))).toEqual([]);
  });
});

describe("a narrowing is found wherever it hides", () => {
  test.each<[string, object, object]>([
    [
      "in one branch of a union that is told by a member",
      {
        oneOf: [
          object({ k: { const: "a" }, v: wide }, { required: ["k"] }),
          object({ k: { const: "b" }, v: wide }, { required: ["k"] }),
        ],
      },
      {
        oneOf: [
          object({ k: { const: "a" }, v: wide }, { required: ["k"] }),
          object({ k: { const: "b" }, v: narrow }, { required: ["k"] }),
        ],
      },
    ],
    [
      "behind `allOf`",
      { allOf: [object({ a: text }), object({ b: wide })] },
      { allOf: [object({ a: text }), object({ b: narrow })] },
    ],
    ["behind `not`", { not: { type: "string", minLength: 9 } }, { not: { type: "string", minLength: 5 } }],
    [
      "behind `if`",
      object({ a: text, b: text }),
      object({ a: text, b: text }, { if: { required: ["a"] }, then: { required: ["b"] } }),
    ],
    [
      "in the values of a map",
      { type: "object", additionalProperties: wide },
      { type: "object", additionalProperties: narrow },
    ],
    [
      "in a place of a tuple",
      { type: "array", prefixItems: [text, wide] },
      { type: "array", prefixItems: [text, narrow] },
    ],
    ["between formats", { type: "integer", format: "int64" }, { type: "integer", format: "int32" }],
    [
      "in `oneOf` that two alternatives fit",
      object({ a: text, b: text }, { required: ["a", "b"] }),
      { oneOf: [object({ a: text }, { required: ["a"] }), object({ b: text }, { required: ["b"] })] },
    ],
  ])("%s", (_, a, b) => expect(worst(diff(request(a), request(b)))).toBe("breaking"));
});

describe("departures from pure inclusion", () => {
  test("1: members without a name are neither sent nor looked at", () => {
    expect(told(diff(request(object({ a: text })), request(object({ a: text, b: text }))))).toEqual([
      "safe request-property-added",
    ]);
    expect(told(diff(request(object({ a: text, b: text })), request(object({ a: text }))))).toEqual([
      "safe request-property-removed",
    ]);
    expect(told(diff(response(object({ a: text })), response(object({ a: text, b: text }))))).toEqual([
      "safe response-property-added",
    ]);
    expect(told(diff(response(object({ a: text, b: text })), response(object({ a: text }))))).toEqual([
      "safe response-property-removed",
    ]);
  });

  test("1: unless additionalProperties or unevaluatedProperties says otherwise", () => {
    const closed = { additionalProperties: false };
    expect(worst(diff(request(object({ a: text, b: text }, closed)), request(object({ a: text }, closed))))).toBe(
      "breaking",
    );
    expect(worst(diff(response(object({ a: text }, closed)), response(object({ a: text, b: text }, closed))))).toBe(
      "breaking",
    );
    expect(
      worst(
        diff(response(object({ a: text }, { unevaluatedProperties: false })), response(object({ a: text, b: text }))),
      ),
    ).toBe("breaking");
    expect(
      worst(diff(request(object({ a: text })), request(object({ a: text }, { additionalProperties: text })))),
    ).toBe("breaking");
    expect(worst(diff(request({ type: "object" }), request(object({ a: text }))))).toBe("safe");
  });

  test("2: error statuses come and go, successes do not", () => {
    const answers = (...statuses: string[]): object =>
      contract({
        "/a": { get: { responses: Object.fromEntries(statuses.map((status) => [status, { description: "" }])) } },
      });
    expect(told(diff(answers("200"), answers("200", "404")))).toEqual(["safe response-error-added"]);
    expect(told(diff(answers("200", "404"), answers("200")))).toEqual(["safe response-error-removed"]);
    expect(told(diff(answers("200", "201"), answers("200")))).toEqual(["breaking response-status-removed"]);
    expect(told(diff(answers("200"), answers("200", "201")))).toEqual(["unknown response-status-added"]);
    expect(diff(answers("2XX"), answers("200"))).toEqual([]);
  });

  test("3: alternatives of oneOf are apart, scalars exactly", () => {
    const [cat, dog] = [object({ a: text }), object({ b: text })];
    expect(diff(request({ anyOf: [cat, dog] }), request({ oneOf: [cat, dog] }))).toEqual([]);
    expect(
      worst(
        diff(
          request({ anyOf: [{ type: "integer" }, { type: "number" }] }),
          request({ oneOf: [{ type: "integer" }, { type: "number" }] }),
        ),
      ),
    ).toBe("breaking");
  });

  test("4: to add to allOf, or take an alternative away, is to narrow", () => {
    const same = object({ a: text });
    expect(told(diff(request({ allOf: [same] }), request({ allOf: [same, object({ b: text })] })))).toContain(
      "breaking request-composition-narrowed",
    );
    expect(told(diff(request({ anyOf: [same, object({ b: text })] }), request({ anyOf: [same] })))).toContain(
      "breaking request-composition-narrowed",
    );
    expect(worst(diff(response({ allOf: [same] }), response({ allOf: [same, object({ b: text })] })))).toBe("safe");
  });

  test("4: what is written out again, or is there already by way of a reference, narrows nothing", () => {
    const same = object({ a: text });
    expect(worst(diff(request({ allOf: [same] }), request({ allOf: [same, object({ a: { type: "string" } })] })))).toBe(
      "same",
    );
    expect(worst(diff(request({ anyOf: [same, { ...same, minProperties: 1 }] }), request({ anyOf: [same] })))).toBe(
      "same",
    );
    const part = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
    const schemas = { A: { allOf: [part("B")] }, B: same, C: object({ a: text }) };
    const all = (...names: string[]): object => request({ allOf: names.map(part) }, { components: { schemas } });
    expect(diff(all("A"), all("A", "B"))).toEqual([]);
    expect(worst(diff(all("A"), all("A", "C")))).toBe("breaking");
  });

  test("5: parameters and headers are texts", () => {
    expect(worst(diff(parameter({ type: "integer" }), parameter(text)))).toBe("safe");
    expect(worst(diff(parameter(text), parameter({ type: "integer" })))).toBe("breaking");
    expect(worst(diff(parameter(text), parameter({ type: "array", items: text })))).toBe("safe");
    expect(worst(diff(request({ type: "integer" }), request(text)))).toBe("breaking");
    expect(worst(diff(header(text), header({ type: "integer" })))).toBe("safe");
    const union = object({ a: { type: ["string", "integer"] } });
    expect(worst(diff(parameter(union), parameter(object({ a: text }))))).toBe("breaking");
  });

  test("6: XML has no types", () => {
    const xml = (type: string): object =>
      contract({
        "/a": {
          post: {
            requestBody: { content: { "application/xml": { schema: { type } } } },
            responses: { 200: { description: "" } },
          },
        },
      });
    expect(worst(diff(xml("object"), xml("string")))).toBe("unknown");
  });

  test("7: readOnly and writeOnly keep members from travelling", () => {
    const read = (member: object): object => object({ a: { ...text, ...member }, b: text }, { required: ["a"] });
    expect(
      worst(diff(request(read({ readOnly: true, maxLength: 9 })), request(read({ readOnly: true, maxLength: 5 })))),
    ).toBe("same");
    expect(worst(diff(request(read({ readOnly: true })), request(read({}))))).toBe("unknown");
    expect(worst(diff(response(read({})), response(read({ writeOnly: true }))))).toBe("unknown");
  });

  test("8: a media type without a schema", () => {
    expect(worst(diff(request(undefined), request({ type: "object" })))).toBe("breaking");
    expect(told(diff(response({ type: "object" }), response(undefined)))).toEqual(["unknown response-schema-removed"]);
  });

  test("9: a structured suffix is what it is a suffix of, in responses", () => {
    const answer = (type: string): object =>
      contract({ "/a": { get: { responses: { 200: { description: "", content: { [type]: { schema: text } } } } } } });
    expect(worst(diff(answer("application/json"), answer("application/problem+json")))).not.toBe("breaking");
    expect(worst(diff(answer("application/problem+json"), answer("application/json")))).toBe("breaking");
  });

  test("10: a narrower pattern of what the API gave out itself", () => {
    const path = (pattern: string): object =>
      contract({
        "/a/{id}": {
          get: {
            parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", pattern } }],
            responses: { 200: { description: "" } },
          },
        },
      });
    expect(worst(diff(path("^[0-9a-f]+$"), path("^[0-9]+$")))).toBe("unknown");
    expect(
      worst(
        diff(parameter({ type: "string", pattern: "^[0-9a-f]+$" }), parameter({ type: "string", pattern: "^[0-9]+$" })),
      ),
    ).toBe("breaking");
  });

  test("11: a contract without security says nothing of it", () => {
    const secured = (security?: unknown): object =>
      contract(
        { "/a": { get: { responses: { 200: { description: "" } }, ...(security !== undefined && { security }) } } },
        { components: { securitySchemes: { k: { type: "http", scheme: "bearer" } } } },
      );
    expect(worst(diff(secured(), secured([{ k: [] }])))).toBe("unknown");
    expect(worst(diff(secured([]), secured([{ k: [] }])))).toBe("breaking");
    expect(worst(diff(secured([{ k: [] }]), secured([{}, { k: [] }])))).toBe("safe");
  });

  test("12: a keyword that says nothing of its type", () => {
    expect(worst(diff(request({ type: "string", maximum: 9 }), request({ type: "string", maximum: 5 })))).toBe(
      "breaking",
    );
    expect(worst(diff(request({ type: "string", maximum: 5 }), request({ type: "string", maximum: 9 })))).toBe("safe");
    // To tidy it up, or to put it there, is no narrowing of anything.
    expect(diff(request({ type: "string" }), request({ type: "string", maximum: 5 }))).toEqual([]);
    expect(diff(response({ type: "string", maximum: 5 }), response({ type: "string" }))).toEqual([]);
  });

  test("13: a schema that nothing fits", () => {
    const dated = (pattern: string): object => ({ type: "string", format: "date-time", pattern });
    expect(worst(diff(response(dated("^[a-z]+$")), response(dated(".+"))))).toBe("unknown");
  });

  test("14: unevaluatedProperties beside a condition", () => {
    const base = object(
      { a: text, b: text },
      { if: { required: ["a"] }, then: { required: ["b"] }, unevaluatedProperties: { type: "object" } },
    );
    const revision = object(
      { a: text },
      { if: { required: ["a"] }, then: { required: ["b"] }, unevaluatedProperties: { type: "object" } },
    );
    expect(worst(diff(request(base), request(revision)))).toBe("unknown");
  });

  test("15: webhooks arrive late", () => {
    const webhook = (required: boolean): object =>
      contract(
        {},
        {
          webhooks: {
            w: {
              post: {
                requestBody: { required, content: { "application/json": { schema: text } } },
                responses: { 200: { description: "" } },
              },
            },
          },
        },
      );
    expect(worst(diff(webhook(false), webhook(true)))).toBe("breaking");
    expect(worst(diff(webhook(true), webhook(false)))).toBe("breaking");
  });

  test("16: what a text holds is asserted", () => {
    expect(
      worst(
        diff(
          request({ type: "string", contentEncoding: "base64" }),
          request({ type: "string", contentEncoding: "quoted-printable" }),
        ),
      ),
    ).toBe("breaking");
    const holds = (schema: object): object => ({
      type: "string",
      contentMediaType: "application/json",
      contentSchema: schema,
    });
    expect(worst(diff(request(holds(wide)), request(holds(narrow))))).toBe("breaking");
    expect(worst(diff(request(text), request({ type: "string", format: "uuid" })))).toBe("breaking");
  });

  test("17: a body without a reader", () => {
    const paths = (operation: object): object =>
      contract({ "/a": { post: { responses: { 200: { description: "" } }, ...operation } } });
    expect(told(diff(paths({ requestBody: { content: { "text/plain": {} } } }), paths({})))).toEqual([
      "breaking request-body-removed",
    ]);
  });

  test("18: defaults and addresses", () => {
    expect(told(diff(parameter({ type: "integer", default: 1 }), parameter({ type: "integer", default: 2 })))).toEqual([
      "unknown parameter-default-changed",
    ]);
    expect(
      told(
        diff(
          contract({}, { servers: [{ url: "https://a.example" }] }),
          contract({}, { servers: [{ url: "https://b.example" }] }),
        ),
      ),
    ).toEqual(["safe server-added", "unknown server-removed"]);
  });
});
