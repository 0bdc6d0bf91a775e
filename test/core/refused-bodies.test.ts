/** What is said of bodies that are refused while they are read. */

import { describe, expect, test } from "vitest";
import type { Answer, Operation, ProblemDocument, Shape } from "tenon-runtime/core";
import { decodeForm, decodeMultipart, planForm } from "../../runtime/core/body/form.ts";
import { encodeBody } from "../../runtime/core/body/encode-body.ts";
import { tooSlow } from "../../runtime/core/http/streams.ts";
import { DEFAULT_LIMITS } from "../../runtime/core/limits.ts";
import type { MediaType } from "../../runtime/core/contract.ts";
import { hostOf } from "./support.ts";

const AT = "#/paths/~1x/post/requestBody";
const json: Partial<Operation> = {
  method: "POST",
  pointer: "/paths/~1x/post",
  body: { required: true, content: [{ type: "application/json", kind: "json" }] },
};
const lines: Partial<Operation> = {
  ...json,
  body: { required: true, content: [{ type: "application/jsonl", kind: "lines" }] },
};
const readAll = async (_: unknown, { body }: { readonly body?: unknown }): Promise<Answer> => {
  for await (const item of body as AsyncIterable<unknown>) void item;
  return { status: 204 };
};

async function errorsOf(response: Response): Promise<NonNullable<ProblemDocument["errors"]>> {
  return ((await response.json()) as ProblemDocument).errors ?? [];
}

const post = (body: BodyInit, headers: Record<string, string>): Request =>
  new Request("http://host/x", { method: "POST", body, headers });

describe("a refusal of a body points to where the contract speaks of it", () => {
  test("too large", async () => {
    const handle = hostOf({ operation: json, limits: { body: 5 } });
    const response = await handle(post("[1,2,3,4]", { "Content-Type": "application/json" }));
    expect(response.status).toBe(413);
    expect(await errorsOf(response)).toMatchObject([{ keyword: "limit", schemaPointer: AT }]);
  });

  test("not of its content coding", async () => {
    const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
    const response = await hostOf({ operation: json })(post("no gzip", headers));
    expect(response.status).toBe(400);
    expect(await errorsOf(response)).toMatchObject([{ keyword: "encoding", schemaPointer: AT }]);
  });

  test("an item that is no JSON, with its own line", async () => {
    const handle = hostOf({ operation: lines, respond: readAll });
    const response = await handle(post('{"a":1}\n\n{"a":oops}\n', { "Content-Type": "application/jsonl" }));
    expect(response.status).toBe(400);
    expect(await errorsOf(response)).toEqual([
      {
        in: "body",
        pointer: "/1",
        keyword: "json",
        message: 'is not valid JSON: expected a value at line 3, column 6, but found "o"',
        schemaPointer: AT,
      },
    ]);
  });
});

test("a body that is late is told what the time was for", () => {
  expect(tooSlow(3000, true).message).toBe("The body did not arrive within 3 seconds");
  expect(tooSlow(3000, false).message).toBe("The body did not arrive: the server received no data for 3 seconds");
});

const multipart = (shape: Shape): MediaType => ({ type: "multipart/form-data", kind: "multipart", shape });
const planOf = (media: MediaType): ReturnType<typeof planForm> => planForm(media, undefined, {});

describe("a part that is to be JSON and is none", () => {
  const plan = planOf(multipart({ object: { meta: { object: { name: "string" } } } }));
  test.each([
    ["by its Content-Type", "application/json", "bad", 'line 1, column 1, but found "b"'],
    ["by its Content-Type", "application/json", '{"name": bad}', 'line 1, column 10, but found "b"'],
    ["by the contract", undefined, '{"name":\n bad}', 'line 2, column 2, but found "b"'],
  ])("%s (%s, %j) is told where it breaks", (_, type, value, place) => {
    const { misfits } = decodeMultipart(plan, [{ name: "meta", value, type }]);
    expect(misfits).toMatchObject([
      {
        explained: false,
        violation: { pointer: "/meta", keyword: "json", message: `is not valid JSON: expected a value at ${place}` },
      },
    ]);
  });
});

describe("a list of lists in a form", () => {
  const shape: Shape = { object: { scopes: { array: { array: "string" } } } };
  const lists = [[["a", "b"]], [["a", "b"], ["c"]], [["a"]], [[]], [["x"], []]];
  test.each(lists)("is in a multipart form as it was: %j", async (...scopes) => {
    const media = multipart(shape);
    const { body, contentType = "" } = encodeBody(media, { scopes });
    const form = await new Response(body as Blob, { headers: { "Content-Type": contentType } }).formData();
    const parts = [...form].map(([name, value]) => ({ name, value }));
    expect(decodeMultipart(planOf(media), parts).value).toEqual({ scopes });
  });
  test.each(lists)("is in a URL-encoded form as it was: %j", (...scopes) => {
    const media: MediaType = { type: "application/x-www-form-urlencoded", kind: "form", shape };
    const body = encodeBody(media, { scopes }).body as string;
    expect(decodeForm(planOf(media), body, DEFAULT_LIMITS).value).toEqual({ scopes });
  });
  test("is one part of JSON too", () => {
    const parts = [{ name: "scopes", value: '[["a"],["b"]]', type: "application/json" }];
    expect(decodeMultipart(planOf(multipart(shape)), parts).value).toEqual({ scopes: [["a"], ["b"]] });
  });
});

test("a query parameter that is no JSON is said to be none once", async () => {
  const handle = hostOf({ operation: { parameters: [{ name: "json", in: "query", mediaType: "application/json" }] } });
  const [error] = await errorsOf(await handle(new Request("http://host/x?json={bad")));
  expect(error?.message).toBe(
    'is not valid JSON: expected a key in double quotes or "}" at line 1, column 2, but found "b"',
  );
});
