/** What counts as the same when something is written and read again. */

import { expect, test } from "vitest";
import { isVolatile, same } from "../../toolchain/verify/checks/same.ts";

test.each([
  ["equal values", { a: [1, "x"] }, { a: [1, "x"] }],
  ["texts that were trimmed, or written in lower case", " Ada@School.example ", "ada@school.example"],
  ["a time that is written otherwise", "2026-11-22T13:00:00+01:00", "2026-11-22T12:00:00.000Z"],
  ["lists of which the order was changed", ["b", "a"], ["a", "b"]],
  ["objects to which something has come", { a: 1 }, { a: 1, b: 2 }],
  ["numbers that were rounded", 0.1 + 0.2, 0.3],
])("%s are the same", (_, written, read) => {
  expect(same(written, read)).toBe(true);
});

test.each([
  ["another text", "a", "b"],
  ["a number as text", 1, "1"],
  ["a list that lost an entry", [1, 2], [1]],
  ["a member that was changed", { a: { b: 1 } }, { a: { b: 2 } }],
  ["nothing", "a", null],
  ["another number", 100, 101],
  ["another time", "2026-11-22T13:00:00Z", "2026-11-22T12:00:00Z"],
])("%s is not", (_, written, read) => {
  expect(same(written, read)).toBe(false);
});

test("what a server changes by itself is told by its name", () => {
  expect(
    ["updatedAt", "updated_at", "etag", "version", "totalCount", "self_url"].filter((name) => isVolatile(name)),
  ).toHaveLength(6);
  expect(["title", "country", "language", "message", "amount"].filter((name) => isVolatile(name))).toEqual([]);
  expect(["homepage_url", "score"].filter((name) => isVolatile(name, "given"))).toEqual([]);
});
