/** The Fetch standard (§5.4) lets no GET or HEAD have a body; published contracts declare some all the same. */
import { expect, test } from "vitest";
import { allParts, call, connect } from "tenon-runtime/client";
import type { Operation } from "tenon-runtime/core";

const search = (kind: "form" | "json"): Operation => ({
  name: "search",
  method: "GET",
  path: "/search",
  pointer: "/paths/~1search/get",
  body: { content: [{ type: kind === "form" ? "application/x-www-form-urlencoded" : "application/json", kind }] },
  responses: [{ status: "204" }],
});

/** What was sent. */
async function sent(operation: Operation, body?: unknown): Promise<Request[]> {
  const requests: Request[] = [];
  const fetch = (request: Request): Promise<Response> => {
    requests.push(request);
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  const connection = connect({ format: 1, servers: ["http://api.test"], schemes: {} }, { fetch });
  await call(connection, operation, { body }, {}, allParts);
  return requests;
}

test("an empty form is no body, and the request is sent without one", async () => {
  const [request] = await sent(search("form"), {});
  expect(request?.method).toBe("GET");
  expect(request?.body).toBeNull();
  expect(request?.headers.has("Content-Type")).toBe(false);
});

test("a request without its optional body is sent", async () => {
  expect(await sent(search("json"))).toHaveLength(1);
});

test("what would be lost is refused before anything is sent", async () => {
  await expect(sent(search("form"), { q: "ada" })).rejects.toThrow(
    "search: fetch cannot send a GET request with a body",
  );
  await expect(sent(search("json"), {})).rejects.toThrow("search: fetch cannot send a GET request with a body");
});
