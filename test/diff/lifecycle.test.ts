/** Deprecation, sunset dates, stability levels, and the version that changes demand. */

import { describe, expect, test } from "vitest";
import { buildContract } from "../../toolchain/contract/index.ts";
import { judgeVersion, nextVersion } from "../../toolchain/diff/index.ts";
import { sunsetOf } from "../../toolchain/diff/lifecycle.ts";
import { folder, tenon, write } from "../cli/support.ts";
import { contract, diff, told } from "./support.ts";

const operation = (more: object): object =>
  contract({ "/a": { get: { responses: { 200: { description: "" } }, ...more } } });
const limited = (maximum: number, more: object): object =>
  operation({ parameters: [{ name: "limit", in: "query", schema: { type: "integer", maximum } }], ...more });
const gone = contract({});

describe("a removed operation", () => {
  test.each([
    ["after its sunset date is no break", { "x-sunset": "2020-01-31" }, "safe operation-retired"],
    ["before its sunset date is a break", { "x-sunset": "2999-01-31" }, "breaking operation-removed"],
    ["with a sunset date that is not a date is a break", { "x-sunset": "soon" }, "breaking operation-removed"],
    ["that was only deprecated is a break", { deprecated: true }, "breaking operation-removed"],
    ["that was an alpha is no break", { "x-stability-level": "alpha" }, "safe operation-retired"],
    ["that was a draft is no break", { "x-stability-level": "draft" }, "safe operation-retired"],
    ["that was a beta is a break", { "x-stability-level": "beta" }, "breaking operation-removed"],
  ])("%s", (_, more, expected) => {
    expect(told(diff(operation(more), gone))).toEqual([expected]);
  });

  test("names its sunset date", () => {
    expect(diff(operation({ "x-sunset": "2999-01-31" }), gone)[0]?.message).toBe(
      "GET /a was removed before its sunset date 2999-01-31",
    );
  });
});

test.each([
  ["a date", { "x-sunset": "2027-01-31" }, "2027-01-31"],
  ["a date and time", { "x-sunset": "2027-01-31T23:30:00-05:00" }, "2027-02-01"],
  [
    "the Sunset header of a response (RFC 8594)",
    {
      responses: {
        200: { description: "", headers: { Sunset: { schema: { const: "Sun, 31 Jan 2027 08:00:00 GMT" } } } },
      },
    },
    "2027-01-31",
  ],
  ["a day that does not exist", { "x-sunset": "2027-13-31" }, undefined],
])("%s is a sunset date", (_, more, day) => {
  const { contract: built } = buildContract({
    document: operation(more) as Record<string, unknown>,
    version: "3.1",
    files: [],
    diagnostics: [],
    locate: () => undefined,
  });
  expect(sunsetOf(built!.operations[0]!)?.day).toBe(day);
});

test("an earlier sunset date and a lower stability are undecided, the opposite is safe", () => {
  const [early, late] = [operation({ "x-sunset": "2027-01-31" }), operation({ "x-sunset": "2028-01-31" })];
  expect(told(diff(late, early))).toEqual(["unknown sunset-changed"]);
  expect(told(diff(early, late))).toEqual(["safe sunset-changed"]);
  const [beta, stable] = [operation({ "x-stability-level": "beta" }), operation({})];
  expect(told(diff(stable, beta))).toEqual(["unknown stability-changed"]);
  expect(told(diff(beta, stable))).toEqual(["safe stability-changed"]);
});

test("a breaking change of an alpha is safe, and says why; of a beta it breaks", () => {
  const [change] = diff(limited(100, { "x-stability-level": "alpha" }), limited(50, { "x-stability-level": "alpha" }));
  expect(change).toMatchObject({ wire: "safe", message: expect.stringContaining("was not yet stable") });
  expect(
    told(diff(limited(100, { "x-stability-level": "beta" }), limited(50, { "x-stability-level": "beta" }))),
  ).toEqual(["breaking parameter-range-narrowed"]);
});

describe("the version", () => {
  test.each([
    ["1.4.2", "major", "2.0.0"],
    ["1.4.2", "minor", "1.5.0"],
    ["1.4.2", "patch", "1.4.3"],
    ["1.4.2", "none", "1.4.2"],
    ["0.4.2", "major", "0.5.0"],
    ["0.4.2", "minor", "0.4.3"],
    ["v3", "major", "4.0.0"],
    ["1.2", "minor", "1.3.0"],
    ["2.0.0-rc.1", "major", "2.0.0"],
    ["2027-01-31", "major", undefined],
  ] as const)("after %s, a %s change makes it %s", (before, bump, after) => {
    expect(nextVersion(before, bump)).toBe(after);
  });

  test.each([
    ["1.4.2", "2.0.0", "major", true],
    ["1.4.2", "2.0.0-beta.1", "major", true],
    ["1.4.2", "1.5.0", "major", false],
    ["1.4.2", "1.4.2", "patch", false],
    ["1.4.2", "1.4.1", "none", false],
    ["1.4.2", "1.4.2", "none", true],
    ["2.0.0-rc.1", "2.0.0-rc.2", "major", true],
    ["2027-01-31", "2027-02-01", "major", true],
    ["2027-01-31", "2027-01-31", "minor", false],
  ] as const)("from %s to %s with a %s change: %s", (before, after, bump, fits) => {
    expect(judgeVersion(before, after, bump).fits).toBe(fits);
  });

  const text = (version: string, ...paths: string[]): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version },
      paths: Object.fromEntries(
        paths.map((path) => [path, { get: { operationId: path.slice(1), responses: { 204: { description: "" } } } }]),
      ),
    });

  test("is checked and suggested by the command", async () => {
    const cwd = folder({ "a.json": text("1.4.2", "/a", "/b"), "b.json": text("1.5.0", "/a") });
    const checked = await tenon(["diff", "a.json", "b.json", "--check-version", "--fail-on", "none"], { cwd });
    expect(checked.code).toBe(1);
    expect(checked.out).toContain("b.json:1:");
    expect(checked.out).toContain("version-too-low  the version is 1.5.0 after 1.4.2, but there are breaking changes");
    expect(checked.out).toContain("set `info.version` to 2.0.0 or higher");
    write(cwd, { "b.json": text("2.0.0", "/a") });
    expect((await tenon(["diff", "a.json", "b.json", "--check-version", "--fail-on", "none"], { cwd })).code).toBe(0);
    expect(await tenon(["diff", "a.json", "b.json", "--suggest-version"], { cwd })).toMatchObject({
      code: 0,
      out: "2.0.0\n",
    });
    write(cwd, { "a.json": text("2027-01-31", "/a") });
    expect(await tenon(["diff", "a.json", "b.json", "--suggest-version"], { cwd })).toMatchObject({ code: 2 });
  });
});

describe("the deprecation policy", () => {
  const text = (more: object): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1.0.0" },
      paths: { "/a": { get: { operationId: "a", responses: { 204: { description: "" } }, ...more } } },
    });
  async function found(before: object, after: object): Promise<{ code: number; codes: string[] }> {
    const cwd = folder({
      "base.json": text(before),
      "openapi.json": text(after),
      "tenon.config.mjs": `export default { contract: "openapi.json", check: { deprecation: { stable: 90 } } };`,
    });
    const { code, out } = await tenon(["diff", "base.json", "--format", "json"], { cwd });
    const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; severity: string }[] };
    return { code, codes: diagnostics.filter(({ severity }) => severity === "error").map((one) => one.code) };
  }
  const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

  test.each([
    ["without a sunset date", { deprecated: true }, ["sunset-missing"]],
    ["with a text that is not a date", { deprecated: true, "x-sunset": "soon" }, ["sunset-invalid"]],
    ["with a date that is too soon", { deprecated: true, "x-sunset": soon }, ["sunset-too-soon"]],
    ["with a date that is far enough", { deprecated: true, "x-sunset": "2999-01-31" }, []],
    ["of an alpha", { deprecated: true, "x-stability-level": "alpha" }, []],
    ["of a beta, for which there is no rule", { deprecated: true, "x-stability-level": "beta" }, []],
  ])("a new deprecation %s", async (_, after, codes) => {
    expect(
      await found(
        { "x-stability-level": "stable", ...(after as object), deprecated: false, "x-sunset": undefined },
        after,
      ),
    ).toEqual({
      code: codes.length > 0 ? 1 : 0,
      codes,
    });
  });

  test("an earlier deprecation is not judged again", async () => {
    expect(await found({ deprecated: true }, { deprecated: true })).toEqual({ code: 0, codes: [] });
  });
});
