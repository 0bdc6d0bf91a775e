import { describe, expect, test } from "vitest";
import { readExceptions, sortOut, unusedExceptions, type Exception } from "../../toolchain/check/accept.ts";
import { findings } from "../../toolchain/check/finding.ts";
import type { Diagnostic } from "../../toolchain/diagnostics/index.ts";

const found: Diagnostic = {
  code: "operation-4xx-response",
  severity: "warning",
  message: "no 4XX",
  pointer: "/paths/~1health~1live/get/responses",
  position: { file: "api/openapi.yaml", line: 7, column: 3 },
};
const [finding] = findings([found]);
const fingerprint = finding?.fingerprint ?? "";

const entries = (yaml: string): readonly Exception[] => {
  const { exceptions, diagnostics } = readExceptions(yaml, "accept.yaml");
  expect(diagnostics).toEqual([]);
  return exceptions;
};
const sorted = (yaml: string, today = "2026-11-22") => sortOut(findings([found]), entries(yaml), today);

describe("an entry accepts what all that it names fits", () => {
  test.each([
    ["rule: operation-4xx-response"],
    ["path: /health/live"],
    ["path: /health/*"],
    ["path: /**"],
    ["file: api/openapi.yaml"],
    ["file: api/*.yaml"],
    ["file: '**'"],
    [`fingerprint: ${fingerprint}`],
    ["rule: operation-4xx-response\n  path: /health/*"],
  ])("%s", (selection) => {
    const { left, accepted, diagnostics } = sorted(`- ${selection}\n  reason: probes have no errors\n`);
    expect([left, diagnostics]).toEqual([[], []]);
    expect(accepted).toEqual([{ finding, reason: "probes have no errors" }]);
  });

  test.each([
    ["rule: operation-2xx-response"],
    ["path: /health"],
    ["path: /*"],
    ["path: health/live"],
    ["file: openapi.yaml"],
    ["file: '*.yaml'"],
    ["file: api/openapi?yaml"],
    ["fingerprint: '00000000000000000000000000000000'"],
    ["rule: operation-4xx-response\n  path: /students"],
  ])("not: %s, and the entry is then reported as unused", (selection) => {
    const yaml = `- ${selection}\n  reason: because\n`;
    const { left, accepted, diagnostics, used } = sorted(yaml);
    expect([left, accepted, diagnostics]).toEqual([[finding], [], []]);
    expect(unusedExceptions(entries(yaml), used)).toMatchObject([
      { code: "exception-unused", severity: "warning", position: { file: "accept.yaml", line: 1, column: 3 } },
    ]);
  });
});

describe("time", () => {
  const until = (day: string): string => `- rule: operation-4xx-response\n  reason: soon\n  expires: ${day}\n`;

  test("an entry counts through its last day", () => {
    expect(sorted(until("2026-11-22")).left).toEqual([]);
  });

  test("afterwards the finding counts again, and the entry is reported", () => {
    const { left, accepted, diagnostics } = sorted(until("2026-11-21"));
    expect([left, accepted]).toEqual([[finding], []]);
    expect(diagnostics).toMatchObject([{ code: "exception-expired", message: expect.stringContaining("2026-11-21") }]);
  });

  test("another entry that has not expired still accepts it", () => {
    const both = `${until("2026-11-21")}- path: /health/*\n  reason: probes\n`;
    expect(sorted(both).left).toEqual([]);
  });
});

describe("a file that cannot be used says where and why", () => {
  test.each([
    ["rule: x\nreason: y\n", 1, "the file must contain a list"],
    ["- rule: x\n", 1, "no reason"],
    ["- reason: x\n", 1, "names no rule, path, file or fingerprint"],
    ["- rule: x\n  reason: ''\n", 1, '"reason" must be a string'],
    ["- rule: x\n  reason: y\n- rules: x\n  reason: y\n", 3, 'unknown key "rules"'],
    ["- rule: x\n  reason: y\n  expires: 2026-02-30\n", 1, "is not a date"],
    ["- rule: x\n  reason: y\n  expires: next week\n", 1, "is not a date"],
    ["- x\n", 1, "each entry must be a mapping"],
    ["- rule: [x\n", 2, ""],
  ])("%j", (yaml, line, problem) => {
    const { exceptions, diagnostics } = readExceptions(yaml, "accept.yaml");
    expect(exceptions).toEqual([]);
    expect(diagnostics[0]).toMatchObject({ code: "exceptions-invalid", position: { file: "accept.yaml", line } });
    expect(diagnostics.map(({ message }) => message).join()).toContain(problem);
  });

  test("an empty file accepts nothing", () => {
    expect(readExceptions("# none\n", "accept.yaml")).toEqual({ exceptions: [], diagnostics: [] });
  });
});
