/** RFC 3986, RFC 6570, RFC 6265: percent-encoding, and what a delimiter delimits. */

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
  STRINGS,
  takes,
  takesAt,
  type Row,
} from "../row.ts";

const FILTER = object({ a: STRING, n: INTEGER });

export const encoding: readonly Row[] = [
  ...section("RFC 3986 §2.1", [
    {
      says: "a value is percent-decoded",
      contract: takes(query("s", STRING)),
      send: "GET /x?s=a%26b%3Dc",
      got: { query: { s: "a&b=c" } },
    },
    {
      says: "a name is percent-decoded",
      contract: takes(query("a b", STRING)),
      send: "GET /x?a%20b=1",
      got: { query: { "a b": "1" } },
    },
    {
      says: "UTF-8 is decoded",
      contract: takesAt("/x/{s}", path("s", STRING)),
      send: "GET /x/%C3%A9%F0%9F%8E%93",
      got: { params: { s: "é🎓" } },
    },
    {
      says: "a value is decoded once",
      contract: takesAt("/x/{s}", path("s", STRING)),
      send: "GET /x/%2541",
      got: { params: { s: "%41" } },
    },
    {
      says: "a malformed % in a path is 400",
      contract: takesAt("/x/{s}", path("s", STRING)),
      send: "GET /x/a%zz",
      gives: { errors: ["path s encoding"] },
    },
    {
      says: "a % at the end of a path is 400",
      contract: takesAt("/x/{s}", path("s", STRING)),
      send: "GET /x/a%",
      gives: { errors: ["path s encoding"] },
    },
    {
      says: "bytes in a path that are not UTF-8 are 400",
      contract: takesAt("/x/{s}", path("s", STRING)),
      send: "GET /x/%ff",
      gives: { errors: ["path s encoding"] },
    },
    {
      says: "a malformed % in a query's value is 400",
      contract: takes(query("s", STRING)),
      send: "GET /x?s=%",
      gives: { errors: ["query s encoding"] },
    },
    {
      says: "a malformed % in a query's name is 400",
      contract: takes(query("s", STRING)),
      send: "GET /x?%zz=1",
      gives: { errors: ["query encoding"] },
    },
    {
      says: "a malformed % in one entry of a list is 400",
      contract: takes(query("s", STRINGS)),
      send: "GET /x?s=a&s=%zz",
      gives: { errors: ["query s/1 encoding"] },
    },
    {
      says: "a malformed % in a cookie is 400",
      contract: takes(cookie("s", STRING)),
      send: "GET /x",
      headers: [["cookie", "s=%zz"]],
      gives: { errors: ["cookie s encoding"] },
    },
    {
      says: "a % in a header is itself",
      contract: takes(header("S", STRING)),
      send: "GET /x",
      headers: [["s", "100%zz"]],
      got: { headers: { S: "100%zz" } },
    },
  ]),
  ...section("RFC 3986 §2.2", [
    {
      says: "an encoded slash stays in its segment",
      contract: takesAt("/x/{s}", path("s", STRING)),
      send: "GET /x/a%2Fb",
      got: { params: { s: "a/b" } },
    },
  ]),
  ...section("RFC 3986 §3.3", [
    {
      says: "a plus in a path is a plus",
      contract: takesAt("/x/{s}", path("s", STRING)),
      send: "GET /x/a+b",
      got: { params: { s: "a+b" } },
    },
    {
      says: "a literal segment is compared decoded",
      contract: takesAt("/caf%C3%A9"),
      send: "GET /caf%c3%a9",
      got: { operation: "x" },
    },
  ]),
  ...section("RFC 1866 §8.2.1", [
    {
      says: "a plus in a query is a space",
      contract: takes(query("s", STRING)),
      send: "GET /x?s=a+b",
      got: { query: { s: "a b" } },
    },
    {
      says: "an encoded plus in a query is a plus",
      contract: takes(query("s", STRING)),
      send: "GET /x?s=a%2Bb",
      got: { query: { s: "a+b" } },
    },
  ]),
  ...section("RFC 6570 §3.2.1", [
    {
      says: "an encoded comma in an unexploded array is data",
      contract: takes(query("s", STRINGS, { explode: false })),
      send: "GET /x?s=a%2Cb,c",
      got: { query: { s: ["a,b", "c"] } },
    },
    {
      says: "an encoded comma in a path's list is data",
      contract: takesAt("/x/{s}", path("s", STRINGS)),
      send: "GET /x/a%2Cb,c",
      got: { params: { s: ["a,b", "c"] } },
    },
    {
      says: "an encoded comma in a cookie's list is data",
      contract: takes(cookie("s", STRINGS, { explode: false })),
      send: "GET /x",
      headers: [["cookie", "s=a%2Cb,c"]],
      got: { cookies: { s: ["a,b", "c"] } },
    },
    {
      says: "an encoded comma in an unexploded object is data",
      contract: takes(query("o", FILTER, { explode: false })),
      send: "GET /x?o=a,1%2C2",
      got: { query: { o: { a: "1,2" } } },
    },
  ]),
  ...section("RFC 6570 §3.2.5", [
    {
      says: "an encoded dot is decoded in a label",
      contract: takesAt("/x/{s}", path("s", STRING, { style: "label" })),
      send: "GET /x/.a%2Eb",
      got: { params: { s: "a.b" } },
    },
    {
      says: "a label without its dot is 400",
      contract: takesAt("/x/{s}", path("s", STRING, { style: "label" })),
      send: "GET /x/a",
      gives: { errors: ["path s type"] },
    },
  ]),
  ...section("RFC 6570 §3.2.7", [
    {
      says: "an encoded semicolon in a matrix parameter is data",
      contract: takesAt("/x/{s}", path("s", STRINGS, { style: "matrix", explode: true })),
      send: "GET /x/;s=a%3Bb;s=c",
      got: { params: { s: ["a;b", "c"] } },
    },
    {
      says: "an empty matrix value has no equals sign",
      contract: takesAt("/x/{s}", path("s", STRING, { style: "matrix" })),
      send: "GET /x/;s",
      got: { params: { s: "" } },
    },
    {
      says: "a matrix parameter of another name is 400",
      contract: takesAt("/x/{s}", path("s", STRING, { style: "matrix" })),
      send: "GET /x/;t=a",
      gives: { errors: ["path s type"] },
    },
  ]),
  ...section("RFC 6570 §3.2.3", [
    {
      says: "reserved characters may come unencoded with allowReserved",
      contract: takes(query("s", STRING, { allowReserved: true })),
      send: "GET /x?s=http://a/b?c=d,e;f",
      got: { query: { s: "http://a/b?c=d,e;f" } },
    },
    {
      says: "encoded ones may come too with allowReserved",
      contract: takes(query("s", STRING, { allowReserved: true })),
      send: "GET /x?s=a%2Fb%26c",
      got: { query: { s: "a/b&c" } },
    },
  ]),
  ...section("OAS 3.2 §4.12.6", [
    {
      says: "a bare pipe delimits as an encoded one does",
      contract: takes(query("s", STRINGS, { style: "pipeDelimited" })),
      send: "GET /x?s=a|b",
      got: { query: { s: ["a", "b"] } },
    },
    {
      says: "a plus delimits as an encoded space does",
      contract: takes(query("s", STRINGS, { style: "spaceDelimited" })),
      send: "GET /x?s=a+b",
      got: { query: { s: ["a", "b"] } },
    },
    {
      says: "pipeDelimited exploded is as form is",
      contract: takes(query("s", STRINGS, { style: "pipeDelimited", explode: true })),
      send: "GET /x?s=a|b&s=c",
      got: { query: { s: ["a|b", "c"] } },
    },
    {
      says: "a deep object nests",
      contract: takes(query("o", object({ a: object({ b: INTEGERS }) }), { style: "deepObject" })),
      send: "GET /x?o[a][b][0]=1&o[a][b][1]=2",
      got: { query: { o: { a: { b: [1, 2] } } } },
    },
    {
      says: "a deep object's property is held against its schema",
      contract: takes(query("o", FILTER, { style: "deepObject" })),
      send: "GET /x?o[n]=ten",
      gives: { errors: ["query o/n type"] },
    },
    {
      says: "an exploded object's property is held against its schema",
      contract: takes(query("o", FILTER)),
      send: "GET /x?n=ten",
      gives: { errors: ["query o/n type"] },
    },
    {
      says: "an exploded object with free keys takes what is left",
      contract: takes(query("a", STRING), query("o", object({}, { additionalProperties: INTEGER }))),
      send: "GET /x?a=1&b=2&c=3",
      got: { query: { a: "1", o: { b: 2, c: 3 } } },
    },
  ]),
  ...section("RFC 6265 §5.4", [
    {
      says: "quotes around a cookie's value are not part of it",
      contract: takes(cookie("s", STRING)),
      send: "GET /x",
      headers: [["cookie", 's="a b"']],
      got: { cookies: { s: "a b" } },
    },
    {
      says: "a cookie's value may have an equals sign",
      contract: takes(cookie("s", STRING)),
      send: "GET /x",
      headers: [["cookie", "s=a=b"]],
      got: { cookies: { s: "a=b" } },
    },
    {
      says: "cookies that are not declared are no concern",
      contract: takes(cookie("s", STRING)),
      send: "GET /x",
      headers: [["cookie", "_ga=1; s=a; __proto__=2"]],
      got: { cookies: { s: "a" } },
    },
  ]),
  ...section("RFC 9110 §5.3", [
    {
      says: "a list may come in several header lines",
      contract: takes(header("X-Tag", STRINGS)),
      send: "GET /x",
      headers: [
        ["x-tag", "a"],
        ["x-tag", "b, c"],
      ],
      got: { headers: { "X-Tag": ["a", "b", "c"] } },
    },
  ]),
  ...section("OAS 3.2 §4.12.2.1", [
    {
      says: "Accept, Content-Type and Authorization are not parameters",
      contract: takes(
        header("Accept", INTEGER, REQUIRED),
        header("Authorization", INTEGER),
        header("Content-Type", INTEGER),
      ),
      diagnostics: ["ignored-header", "ignored-header", "ignored-header"],
      send: "GET /x",
      headers: [["authorization", "Bearer a"]],
      got: { operation: "x" },
    },
  ]),
];
