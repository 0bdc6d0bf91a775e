/** Multipart bodies that are no forms: programs write and read them as bytes, with the boundary in `contentType`. */

import { expect, test } from "vitest";
import { sidesOfDocument } from "./sides.ts";

const content = { "multipart/mixed": { schema: { type: "array" } } };
const document = {
  openapi: "3.2.0",
  info: { title: "Mixed", version: "1" },
  paths: {
    "/mixed": {
      post: {
        operationId: "exchange",
        requestBody: { required: true, content },
        responses: { 200: { description: "ok", content } },
      },
    },
  },
};

const TYPE = "multipart/mixed;boundary=b";
const TEXT = "--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--\r\n";

interface Body {
  readonly contentType: string;
  readonly body: { text(): Promise<string> };
}

test("the whole body and its boundary arrive in both directions", async () => {
  await using sides = await sidesOfDocument(document);
  const received: unknown[] = [];
  const exchange = async ({ contentType, body }: Body): Promise<object> => {
    received.push(contentType, await body.text());
    return { status: 200, contentType: TYPE, body: new TextEncoder().encode(TEXT) };
  };
  const fetch = sides.toFetchHandler({ handlers: { exchange } });
  const api = sides.createClient({ baseUrl: "http://localhost", fetch }) as unknown as {
    exchange(input: object): Promise<Body>;
  };
  const answer = await api.exchange({ contentType: TYPE, body: new TextEncoder().encode(TEXT) });
  expect(received).toEqual([TYPE, TEXT]);
  expect(await answer.body.text()).toBe(TEXT);
  expect(answer.contentType).toBe(TYPE);
});
