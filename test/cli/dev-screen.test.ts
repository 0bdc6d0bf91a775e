import { stripVTControlCharacters } from "node:util";
import stringWidth from "fast-string-truncated-width";
import { describe, expect, test } from "vitest";
import type { Check, LogLine, View } from "../../toolchain/cli/dev/board.ts";
import { screenLines } from "../../toolchain/cli/dev/screen.ts";
import { cut, painter, wrapped } from "../../toolchain/cli/dev/text.ts";
import type { Diagnostic } from "../../toolchain/diagnostics/index.ts";

const finding = (code: string, severity: Diagnostic["severity"], message: string): Diagnostic => ({
  code,
  severity,
  message,
  hint: "do this",
  position: { file: "server/handlers.ts", line: 14, column: 3 },
});

const request = (status: number, outcome: "proxied" | "store" | "refused", url: string): LogLine => ({
  kind: "request",
  time: "12:03:05",
  entry: {
    method: "GET",
    url,
    status,
    milliseconds: 1.25,
    operation: "listStudents",
    outcome,
    ...(outcome === "refused" && { violations: [{ where: "query limit", pointer: "", message: "must be a number" }] }),
  },
});

const good: Check = { state: "good", text: "fine", findings: [] };
const view: View = {
  title: "学校 API",
  version: "1.2.0",
  contract: "openapi.yaml",
  api: "http://127.0.0.1:4010/v1",
  docs: "http://127.0.0.1:4011",
  server: { name: "node --watch server/main.ts", state: "running" },
  forwards: true,
  scenarios: ["empty", "busy"],
  active: ["busy"],
  checks: {
    contract: {
      state: "warned",
      text: "24 operations",
      findings: [finding("invalid-example", "warning", "one warning")],
    },
    types: { state: "bad", text: "1 error", findings: [finding("type-error", "error", "a word ".repeat(30))] },
    changes: good,
    verify: { state: "off", text: "press v", findings: [] },
  },
  log: [
    { kind: "server", time: "12:03:01", text: "listening \u001b[2J" },
    request(200, "proxied", "/v1/students?limit=20"),
    request(200, "store", "/v1/学生"),
    request(400, "refused", `/v1/students?${"q=1&".repeat(60)}`),
  ],
};
const clean: View = { ...view, checks: { ...view.checks, contract: good, types: good }, log: [] };
const plain = painter(false);

describe("the screen fits its terminal", () => {
  const sizes = [20, 40, 59, 60, 80, 100, 119, 124, 125, 200].flatMap((columns) =>
    [6, 13, 19, 20, 24, 50].map((rows) => ({ columns, rows })),
  );
  test.each(sizes)("$columns columns, $rows rows", (size) => {
    for (const one of [view, clean]) {
      const lines = screenLines(one, size, painter(true)).map(stripVTControlCharacters);
      expect(lines.length).toBeLessThanOrEqual(size.rows);
      if (size.columns >= 59)
        for (const line of lines) expect(stringWidth(line).width).toBeLessThanOrEqual(size.columns);
      if (size.rows >= 13) expect(lines.join("\n")).toMatch(/q quit *$/);
    }
  });
});

test("a screen without findings gives the room to the requests", () => {
  const text = screenLines({ ...clean, log: view.log }, { columns: 100, rows: 30 }, plain).join("\n");
  expect(text).not.toContain("Findings");
  expect(text).toContain("Requests 3");
  expect(text).toMatch(/200 server +GET +\/v1\/students\?limit=20 +listStudents +1\.3 ms/);
  expect(text).toMatch(/200 mock store +GET/);
  expect(text).toContain("query limit must be a number");
});

test("errors come before warnings, and what has no room is counted", () => {
  const text = screenLines(view, { columns: 100, rows: 26 }, plain).join("\n");
  expect(text).toContain("Findings 2");
  expect(text).toContain("type-error server/handlers.ts:14:3");
  expect(text).not.toContain("invalid-example");
  expect(text).toContain("and 1 more");
});

test("findings and requests stand side by side on a wide terminal", () => {
  const lines = screenLines(view, { columns: 160, rows: 30 }, plain);
  expect(lines.find((line) => line.includes("Findings 2"))).toContain("Requests 3");
});

test("a key is shown only if it does something", () => {
  const { server: _, ...alone } = view;
  const keys = (one: View): string => screenLines(one, { columns: 100, rows: 30 }, plain).at(-1) ?? "";
  expect(keys(view)).toBe("  o docs   m mock   s scenario   r reset   v verify   q quit");
  expect(keys({ ...view, forwards: false })).toContain("m server");
  expect(keys({ ...alone, scenarios: [] })).toBe("  o docs   r reset   v verify   q quit");
});

test("the screen says who answers", () => {
  const text = (one: View): string => screenLines(one, { columns: 100, rows: 30 }, plain).join("\n");
  expect(text(view)).toContain("your server answers, the mock what it lacks");
  expect(text({ ...view, server: { name: "x", state: "down" } })).toContain("the mock answers until your server runs");
  expect(text({ ...view, forwards: false })).toContain("the mock answers");
  const { api: _, ...without } = view;
  expect(text(without)).toContain("waits for a valid contract");
});

test("without colours there are no escapes, and those of programs are shown as text", () => {
  const text = screenLines(view, { columns: 100, rows: 40 }, plain).join("\n");
  expect(text).not.toContain("\u001b");
  expect(text).toContain("listening \\u001b[2J");
});

test("texts are cut and broken at the width of their characters", () => {
  expect(cut("学校学校", 5)).toBe("学校…");
  expect(cut("short", 5)).toBe("short");
  expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapped("averylongword next", 6)).toEqual(["avery…", "next"]);
});
