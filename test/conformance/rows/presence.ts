/** OAS 3.2 §4.12.2.1: defaults, what is demanded, what is empty, repeated, unknown, or too much. */

import {
  COLOUR,
  cookie,
  header,
  INTEGER,
  INTEGERS,
  object,
  query,
  REQUIRED,
  section,
  STRING,
  STRINGS,
  takes,
  type Row,
} from "../row.ts";

const FILTER = object({ a: STRING, n: INTEGER });
const many = (n: number, of: (i: number) => string, by: string): string =>
  Array.from({ length: n }, (_, i) => of(i)).join(by);

export const presence: readonly Row[] = [
  ...section("OAS 3.2 §4.12.2.1", [
    {
      says: "a default is given to the handler",
      contract: takes(query("n", { type: "integer", default: 20 })),
      send: "GET /x",
      got: { query: { n: 20 } },
    },
    {
      says: "a default list is given to the handler",
      contract: takes(query("n", { ...STRINGS, default: ["a"] })),
      send: "GET /x",
      got: { query: { n: ["a"] } },
    },
    {
      says: "a header's default is given to the handler",
      contract: takes(header("X-N", { type: "integer", default: 1 })),
      send: "GET /x",
      got: { headers: { "X-N": 1 } },
    },
    {
      says: "a cookie's default is given to the handler",
      contract: takes(cookie("n", { type: "integer", default: 1 })),
      send: "GET /x",
      got: { cookies: { n: 1 } },
    },
    {
      says: "a default of false is a default",
      contract: takes(query("b", { type: "boolean", default: false })),
      send: "GET /x",
      got: { query: { b: false } },
    },
    {
      says: "a default behind a reference is given",
      contract: {
        ...takes(query("n", { $ref: "#/components/schemas/Page" })),
        components: { schemas: { Page: { type: "integer", default: 3 } } },
      },
      send: "GET /x",
      got: { query: { n: 3 } },
    },
    {
      says: "what is given beats the default",
      contract: takes(query("n", { type: "integer", default: 20 })),
      send: "GET /x?n=0",
      got: { query: { n: 0 } },
    },
    {
      says: "an optional parameter is absent",
      contract: takes(query("n", INTEGER)),
      send: "GET /x",
      got: { query: {} },
    },
    {
      says: "a required query parameter is demanded",
      contract: takes(query("n", INTEGER, REQUIRED)),
      send: "GET /x",
      gives: { errors: ["query n required"] },
    },
    {
      says: "a required header is demanded",
      contract: takes(header("X-N", INTEGER, REQUIRED)),
      send: "GET /x",
      gives: { errors: ["header X-N required"] },
    },
    {
      says: "a required cookie is demanded",
      contract: takes(cookie("n", INTEGER, REQUIRED)),
      send: "GET /x",
      gives: { errors: ["cookie n required"] },
    },
    {
      says: "all that is missing is told at once",
      contract: takes(query("a", STRING, REQUIRED), header("B", STRING, REQUIRED), cookie("c", STRING, REQUIRED)),
      send: "GET /x",
      gives: { errors: ["query a required", "header B required", "cookie c required"] },
    },
    {
      says: "an empty value is the empty string",
      contract: takes(query("s", STRING)),
      send: "GET /x?s=",
      got: { query: { s: "" } },
    },
    {
      says: "a name alone is the empty string",
      contract: takes(query("s", STRING)),
      send: "GET /x?s",
      got: { query: { s: "" } },
    },
    {
      says: "an empty value satisfies required",
      contract: takes(query("s", STRING, REQUIRED)),
      send: "GET /x?s=",
      got: { query: { s: "" } },
    },
    {
      says: "an empty value is no integer",
      contract: takes(query("n", INTEGER)),
      send: "GET /x?n=",
      gives: { errors: ["query n type"] },
    },
    {
      says: "an empty unexploded list is empty",
      contract: takes(query("s", STRINGS, { explode: false })),
      send: "GET /x?s=",
      got: { query: { s: [] } },
    },
    {
      says: "an empty exploded field is one empty entry",
      contract: takes(query("s", STRINGS)),
      send: "GET /x?s=",
      got: { query: { s: [""] } },
    },
    {
      says: "a list of one is a list",
      contract: takes(query("s", STRINGS)),
      send: "GET /x?s=a",
      got: { query: { s: ["a"] } },
    },
    {
      says: "a list of 25 is a list of 25",
      contract: takes(query("s", STRINGS)),
      send: `GET /x?${many(25, (i) => `s=${i}`, "&")}`,
      got: { query: { s: Array.from({ length: 25 }, (_, i) => String(i)) } },
    },
    {
      says: "an unexploded list of 25 is a list of 25",
      contract: takes(query("s", INTEGERS, { explode: false })),
      send: `GET /x?s=${many(25, String, ",")}`,
      got: { query: { s: Array.from({ length: 25 }, (_, i) => i) } },
    },
    {
      says: "a repeated single value is refused",
      contract: takes(query("s", STRING)),
      send: "GET /x?s=a&s=b",
      gives: { errors: ["query s repeated"] },
    },
    {
      says: "a repeated unexploded list is refused",
      contract: takes(query("s", STRINGS, { explode: false })),
      send: "GET /x?s=a&s=b",
      gives: { errors: ["query s repeated"] },
    },
    {
      says: "a repeated property of an unexploded object is refused",
      contract: takes(query("c", COLOUR, { explode: false })),
      send: "GET /x?c=R,1,R,2",
      gives: { errors: ["query c/R repeated"] },
    },
    {
      says: "an unexploded object has as many names as values",
      contract: takes(query("c", COLOUR, { explode: false })),
      send: "GET /x?c=R,1,G",
      gives: { errors: ["query c type"] },
    },
  ]),
  ...section("OAS 3.2 §4.12.2", [
    {
      says: "properties of an exploded object are known",
      contract: takes(query("f", FILTER)),
      send: "GET /x?a=1&n=2",
      got: { query: { f: { a: "1", n: 2 } } },
    },
    {
      says: "an unknown property of a deep object is the schema's business",
      contract: takes(query("f", { ...FILTER, additionalProperties: false }, { style: "deepObject" })),
      send: "GET /x?f[z]=1",
      gives: { errors: ["query f/z additionalProperties"] },
    },
    {
      says: "names in a query are case-sensitive",
      contract: takes(query("a", STRING)),
      send: "GET /x?A=1",
      gives: { errors: ["query A unknown"] },
    },
    {
      says: "__proto__ is a name as any other",
      contract: takes(query("__proto__", STRING)),
      send: "GET /x?__proto__=1",
      got: { query: JSON.parse('{"__proto__":"1"}') },
    },
    {
      says: "constructor is a name as any other",
      contract: takes(query("constructor", STRING)),
      send: "GET /x",
      got: { query: {} },
    },
    {
      says: "an undeclared __proto__ is unknown",
      contract: takes(),
      send: "GET /x?__proto__=1",
      gives: { errors: ["query __proto__ unknown"] },
    },
    {
      says: "a deep __proto__ poisons nothing",
      contract: takes(query("f", object({}, { additionalProperties: STRING }), { style: "deepObject" })),
      send: "GET /x?f[constructor]=1",
      got: { query: { f: { constructor: "1" } } },
    },
  ]),
  ...section("RFC 9110 §17.5", [
    {
      says: "a query has at most as many fields as the limit",
      contract: takes(query("s", STRINGS)),
      send: `GET /x?${many(4, (i) => `s=${i}`, "&")}`,
      options: { limits: { fields: 3 } },
      gives: { errors: ["query limit"] },
    },
    {
      says: "a query may have as many fields as the limit",
      contract: takes(query("s", STRINGS)),
      send: "GET /x?s=0&s=1&s=2",
      options: { limits: { fields: 3 } },
      got: { query: { s: ["0", "1", "2"] } },
    },
    {
      says: "more than a thousand fields are refused unless told",
      contract: takes(query("s", STRINGS)),
      send: `GET /x?${many(1001, (i) => `s=${i}`, "&")}`,
      gives: { errors: ["query limit"] },
    },
    {
      says: "fields that are ignored count too",
      contract: takes(),
      send: `GET /x?${many(1001, (i) => `z${i}`, "&")}`,
      options: { unknownQuery: "ignore" },
      gives: { errors: ["query limit"] },
    },
  ]),
  // What no standard says, or leaves open.
  ...section("Tenon", [
    {
      says: "an unknown query parameter is refused",
      contract: takes(query("a", STRING)),
      send: "GET /x?a=1&b=2",
      gives: { errors: ["query b unknown"] },
    },
    {
      says: "an unknown query parameter is refused where there are none",
      contract: takes(),
      send: "GET /x?b=2",
      gives: { errors: ["query b unknown"] },
    },
    {
      says: "every unknown query parameter is named",
      contract: takes(),
      send: "GET /x?b=2&c=3",
      gives: { errors: ["query b unknown", "query c unknown"] },
    },
    {
      says: "an unknown query parameter is ignored by option",
      contract: takes(query("a", STRING)),
      send: "GET /x?a=1&b=2",
      options: { unknownQuery: "ignore" },
      got: { query: { a: "1" } },
    },
    {
      says: "an empty value is null where that is allowed",
      contract: takes(query("n", { type: ["integer", "null"] })),
      send: "GET /x?n=",
      got: { query: { n: null } },
    },
  ]),
  ...section("RFC 9110 §5.1", [
    {
      says: "a header parameter whose name no field can have is none",
      contract: takes(header("", STRING, REQUIRED), header("a b", STRING), header("X-A", STRING)),
      diagnostics: ["invalid-field-name", "invalid-field-name"],
      send: "GET /x",
      headers: [["x-a", "1"]],
      got: { headers: { "X-A": "1" } },
    },
  ]),
];
