import { expect, test } from "vitest";
import { mediaOf } from "../../runtime/client/media.ts";
import type { MediaType } from "tenon-runtime/core";

const content: readonly MediaType[] = ["application/json", "text/*", "application/*+json", "*/*"].map((type) => ({
  type,
  kind: "json",
}));

test.each([
  ["application/json; charset=utf-8", "application/json"],
  ["text/plain", "text/*"],
  ["application/hal+json", "application/*+json"],
  ["image/png", "*/*"],
])("%s is the declared %s: the longest range that fits", (type, declared) => {
  expect(mediaOf(type, content)?.type).toBe(declared);
});

test("a range fits its own types alone", () => {
  expect(mediaOf("image/png", [{ type: "text/*", kind: "text" }])).toBeUndefined();
});
