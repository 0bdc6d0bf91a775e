/** RFC 9457 and RFC 9110 §15.5.21: what a failure says. */

import { HttpProblem } from "tenon-runtime/core";
import { answers, INTEGER, object, operation, section, STRING, type Row } from "../row.ts";

const NAMED = object({ name: STRING }, { required: ["name"] });
const ONE = answers({ "application/json": NAMED });
const PROBLEM = { "application/problem+json": { schema: object({ type: STRING, title: STRING, status: INTEGER }) } };
const answering = (of: Readonly<Record<string, object>>) => operation({ responses: of });
const some = (schema?: unknown, headers?: object) => ({
  description: "",
  ...(schema !== undefined && { content: { "application/json": { schema } } }),
  ...(headers && { headers }),
});
const get = "GET /x";
const throwing = (error: () => Error) => () => {
  throw error();
};
const internal = { status: 500, headers: { "content-type": "application/problem+json" } } as const;

/** `GET /x?n=1` that answers these. */
const takesNumber = (statuses: readonly string[]): Row["contract"] =>
  operation({
    parameters: [{ name: "n", in: "query", schema: INTEGER }],
    responses: Object.fromEntries(statuses.map((status) => [status, { description: "" }])),
  });

export const problems: readonly Row[] = [
  ...section("RFC 9457", [
    {
      says: "a thrown problem is a problem document",
      ran: true,
      contract: answering({ "200": some(NAMED), "409": { description: "", content: PROBLEM } }),
      answer: throwing(() => new HttpProblem(409, { title: "Taken" })),
      send: get,
      gives: {
        status: 409,
        headers: { "content-type": "application/problem+json" },
        has: { type: "about:blank", title: "Taken", status: 409 },
      },
    },
    {
      says: "a thrown problem that is not declared is 500",
      ran: true,
      tells: [/x answered 409 which the contract does not declare \(200\)/],
      contract: ONE,
      answer: throwing(() => new HttpProblem(409)),
      send: get,
      gives: internal,
    },
    {
      says: "a returned problem document is an answer",
      ran: true,
      contract: answering({ "404": { description: "", content: PROBLEM } }),
      answer: { status: 404, body: { title: "Gone", status: 404 } },
      send: get,
      gives: { status: 404, headers: { "content-type": "application/problem+json" } },
    },
    {
      says: "of an error nothing is shown",
      ran: true,
      tells: [/password=secret/],
      contract: ONE,
      answer: throwing(() => new Error("password=secret")),
      send: get,
      gives: { status: 500, body: { type: "about:blank", title: "Internal Server Error", status: 500 } },
    },
    {
      says: "a violation has place, pointer, keyword, sentence and its pointer into the contract",
      contract: operation({ parameters: [{ name: "n", in: "query", schema: { type: "integer", maximum: 5 } }] }),
      send: "GET /x?n=6",
      gives: {
        status: 400,
        has: {
          errors: [
            {
              in: "query",
              name: "n",
              pointer: "",
              keyword: "maximum",
              schemaPointer: "#/paths/~1x/get/parameters/0/schema/maximum",
            },
          ],
        },
      },
    },
    {
      says: "a body's violation points through references",
      contract: {
        ...operation(
          { requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/N" } } } } },
          "post",
        ),
        components: { schemas: { N: INTEGER } },
      },
      send: "POST /x",
      headers: [["content-type", "application/json"]],
      body: '"a"',
      gives: {
        status: 400,
        has: { errors: [{ in: "body", pointer: "", keyword: "type", schemaPointer: "#/components/schemas/N/type" }] },
      },
    },
    {
      says: "a violation in a media type points into it",
      contract: operation({ requestBody: { content: { "application/json": { schema: INTEGER } } } }, "post"),
      send: "POST /x",
      headers: [["content-type", "application/json"]],
      body: '"a"',
      gives: {
        status: 400,
        has: { errors: [{ schemaPointer: "#/paths/~1x/post/requestBody/content/application~1json/schema/type" }] },
      },
    },
    {
      says: "a path item's parameter is pointed at where it is",
      contract: {
        paths: {
          "/x": {
            parameters: [{ name: "n", in: "query", schema: INTEGER }],
            get: { operationId: "x", responses: { "204": { description: "" } } },
          },
        },
      },
      send: "GET /x?n=a",
      gives: { status: 400, has: { errors: [{ schemaPointer: "#/paths/~1x/parameters/0/schema/type" }] } },
    },
  ]),
  ...section("RFC 9110 §15.5.21", [
    {
      says: "what is well-formed but invalid is 422 by option",
      contract: operation({ parameters: [{ name: "n", in: "query", schema: INTEGER }] }),
      send: "GET /x?n=a",
      options: { invalidStatus: 422 },
      gives: { status: 422, headers: { "content-type": "application/problem+json" } },
    },
    {
      says: "what is not well-formed stays 400",
      contract: operation({ requestBody: { content: { "application/json": { schema: INTEGER } } } }, "post"),
      send: "POST /x",
      headers: [["content-type", "application/json"]],
      body: "{",
      options: { invalidStatus: 422 },
      gives: { status: 400 },
    },
    {
      says: "what is well-formed but invalid is 422 where the operation declares that, and no 400",
      contract: takesNumber(["204", "422"]),
      send: "GET /x?n=a",
      gives: { status: 422, headers: { "content-type": "application/problem+json" }, errors: ["query n type"] },
    },
    {
      says: "so is a body, and an item of a sequence when the handler reads it",
      contract: operation(
        {
          requestBody: { content: { "application/jsonl": { itemSchema: INTEGER } } },
          responses: { "204": { description: "" }, "422": { description: "" } },
        },
        "post",
      ),
      send: "POST /x",
      headers: [["content-type", "application/jsonl"]],
      body: '"a"\n',
      gives: { status: 422 },
    },
    {
      says: "what is not well-formed stays 400 there",
      contract: operation(
        {
          requestBody: { content: { "application/json": { schema: INTEGER } } },
          responses: { "204": { description: "" }, "422": { description: "" } },
        },
        "post",
      ),
      send: "POST /x",
      headers: [["content-type", "application/json"]],
      body: "{",
      gives: { status: 400 },
    },
    ...["400", "4XX", "default"].map((other) => ({
      says: `it is 400 where the operation declares ${other} beside 422`,
      contract: takesNumber(["204", "422", other]),
      send: "GET /x?n=a",
      gives: { status: 400 },
    })),
    {
      says: "the option goes before what is declared",
      contract: takesNumber(["204", "422"]),
      send: "GET /x?n=a",
      options: { invalidStatus: 400 },
      gives: { status: 400 },
    },
  ]),
];
