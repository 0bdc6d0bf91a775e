import { expect, test } from "vitest";
import { connect, mediaRanges, operation, type PlainConnectedOperation, type Result } from "tenon-runtime/client";

/** The declared media type as which a client reads a response of another type. */
async function readAs(contentType: string, declared: readonly string[]): Promise<string | undefined> {
  const get: PlainConnectedOperation<object, Result, unknown> = operation(
    {
      name: "get",
      method: "GET",
      path: "/",
      responses: [{ status: "200", content: declared.map((type) => ({ type, kind: "json" })) }],
    },
    mediaRanges,
  );
  const api = { format: 1, servers: ["/"], schemes: {} };
  const fetch = async (): Promise<Response> => new Response("1", { headers: { "Content-Type": contentType } });
  return (await get(connect(api, { fetch }))).contentType;
}

test.each([
  ["application/json; charset=utf-8", "application/json"],
  ["application/json; version=2", "application/json;version=2"],
  ["application/json; version=3", "application/json"],
  ["text/plain", "text/plain"], // as received, where a range is declared
  ["application/hal+json", "application/hal+json"],
])("%s is read as %s: the most specific type that fits", async (type, declared) => {
  const content = ["application/json", "application/json;version=2", "text/*", "application/*+json", "*/*"];
  expect(await readAs(type, content)).toBe(declared);
});

test("a range fits its own types alone", async () => {
  await expect(readAs("image/png", ["text/*"])).rejects.toThrow(
    "the body of 200 is image/png; the contract declares text/*",
  );
});
