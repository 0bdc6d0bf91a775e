import { expect, test } from "vitest";
import { describePart } from "../../runtime/multipart/headers.ts";

test.each([
  ["a%0d%0ab.txt", "a%0D%0Ab.txt"],
  ["a%0Ab.txt", "a%0Ab.txt"],
  ["a%22b.txt", 'a"b.txt'],
  ["plain.txt", "plain.txt"],
])("the file name %s reaches the handler as %s, without a line break", (sent, expected) => {
  const headers = { "content-disposition": [`form-data; name="f"; filename="${sent}"`] };
  expect(describePart(headers).fileName).toBe(expected);
});
