/** OAS 3.2 §4.12.2.3 and §4.12.1: parameters with a media type, and the whole query as one. */

import {
  cookie,
  header,
  INTEGER,
  INTEGERS,
  object,
  path,
  query,
  REQUIRED,
  section,
  STRING,
  takes,
  takesAt,
  type Row,
} from "../row.ts";

const JSON_CONTENT = { content: { "application/json": { schema: object({ a: INTEGER }, { required: ["a"] }) } } };
const querystring = (type: string, schema: unknown, more: object = {}) => ({
  name: "q",
  in: "querystring",
  content: { [type]: { schema } },
  ...more,
});

export const content: readonly Row[] = [
  ...section("OAS 3.2 §4.12.2.3", [
    {
      says: "a JSON query parameter is a value",
      contract: takes(query("f", undefined, JSON_CONTENT)),
      send: "GET /x?f=%7B%22a%22%3A1%7D",
      got: { query: { f: { a: 1 } } },
    },
    {
      says: "a JSON query parameter that is no JSON is refused",
      contract: takes(query("f", undefined, JSON_CONTENT)),
      send: "GET /x?f=%7B",
      gives: { errors: ["query f json"] },
    },
    {
      says: "a JSON query parameter is held against its schema",
      contract: takes(query("f", undefined, JSON_CONTENT)),
      send: "GET /x?f=%7B%7D",
      gives: { errors: ["query f/a required"] },
    },
    {
      says: "a JSON path parameter is a value",
      contract: takesAt("/x/{f}", path("f", undefined, JSON_CONTENT)),
      send: "GET /x/%7B%22a%22%3A1%7D",
      got: { params: { f: { a: 1 } } },
    },
    {
      says: "a JSON header is a value",
      contract: takes(header("F", undefined, JSON_CONTENT)),
      send: "GET /x",
      headers: [["f", '{"a":1}']],
      got: { headers: { F: { a: 1 } } },
    },
    {
      says: "a JSON cookie is a value",
      contract: takes(cookie("f", undefined, JSON_CONTENT)),
      send: "GET /x",
      headers: [["cookie", "f=%7B%22a%22%3A1%7D"]],
      got: { cookies: { f: { a: 1 } } },
    },
    {
      says: "a text parameter stays text",
      contract: takes(query("f", undefined, { content: { "text/plain": { schema: STRING } } })),
      send: "GET /x?f=1,2",
      got: { query: { f: "1,2" } },
    },
    {
      says: "a +json parameter is JSON",
      contract: takes(query("f", undefined, { content: { "application/geo+json": { schema: object({}) } } })),
      send: "GET /x?f=%7B%22a%22%3A1%7D",
      got: { query: { f: { a: 1 } } },
    },
  ]),
  ...section("OAS 3.2 §4.12.1", [
    {
      says: "a form querystring is an object",
      contract: takes(querystring("application/x-www-form-urlencoded", object({ a: STRING, n: INTEGER }))),
      send: "GET /x?a=b+c&n=2",
      got: { query: { a: "b c", n: 2 } },
    },
    {
      says: "a form querystring coerces lists",
      contract: takes(querystring("application/x-www-form-urlencoded", object({ n: INTEGERS }))),
      send: "GET /x?n=2",
      got: { query: { n: [2] } },
    },
    {
      says: "a form querystring is held against its schema",
      contract: takes(querystring("application/x-www-form-urlencoded", object({ n: INTEGER }, { required: ["n"] }))),
      send: "GET /x?a=1",
      gives: { errors: ["query q/n required"] },
    },
    {
      says: "a JSON querystring is a value",
      contract: takes(querystring("application/json", object({ a: INTEGER }))),
      send: "GET /x?%7B%22a%22%3A1%7D",
      got: { query: { a: 1 } },
    },
    {
      says: "a JSON querystring is held against its schema",
      contract: takes(querystring("application/json", object({ a: INTEGER }))),
      send: "GET /x?%7B%22a%22%3A%221%22%7D",
      gives: { errors: ["query q/a type"] },
    },
    {
      says: "a required querystring is demanded",
      contract: takes(querystring("application/json", object({}), REQUIRED)),
      send: "GET /x",
      gives: { errors: ["query q required"] },
    },
    {
      says: "an optional querystring is absent",
      contract: takes(querystring("application/json", object({}))),
      send: "GET /x",
      got: { query: undefined },
    },
    {
      says: "a malformed % in a querystring is 400",
      contract: takes(querystring("application/json", object({}))),
      send: "GET /x?%7B%zz",
      gives: { errors: ["query encoding"] },
    },
  ]),
];
