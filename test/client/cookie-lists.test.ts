import { expect, test } from "vitest";
import { allParts, call, connect } from "tenon-runtime/client";
import type { Operation } from "tenon-runtime/core";

const COOKIES = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2; Path=/"];

const read = async (shape: "string" | { array: "string" }): Promise<unknown> => {
  const operation: Operation = {
    name: "login",
    method: "GET",
    path: "/login",
    pointer: "/paths/~1login/get",
    responses: [{ status: "204", headers: [{ name: "Set-Cookie", shape }] }],
  };
  const headers = new Headers(COOKIES.map((cookie): [string, string] => ["Set-Cookie", cookie]));
  const fetch = async (): Promise<Response> => new Response(null, { status: 204, headers });
  const client = connect({ format: 1, servers: [], schemes: {} }, { baseUrl: "http://host", fetch });
  return (await call(client, operation, {}, {}, allParts)).headers;
};

test("a declared list of cookies has a cookie for each field line, commas of dates included", async () => {
  expect(await read({ array: "string" })).toEqual({ "Set-Cookie": COOKIES });
});

test("a declared text has all of them, as `fetch` joins them", async () => {
  expect(await read("string")).toEqual({ "Set-Cookie": COOKIES.join(", ") });
});
