import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { findings, type Finding } from "../../toolchain/check/finding.ts";
import { gitlab } from "../../toolchain/cli/report/gitlab.ts";
import { junit } from "../../toolchain/cli/report/junit.ts";
import { mark, markdown } from "../../toolchain/cli/report/markdown.ts";
import { sarif } from "../../toolchain/cli/report/sarif.ts";
import type { Findings } from "../../toolchain/cli/report/types.ts";
import type { Diagnostic } from "../../toolchain/diagnostics/index.ts";

const twice: Diagnostic = {
  code: "duplicate-operation-id",
  severity: "error",
  message: 'operationId "getCourse" is used twice',
  hint: "rename one",
  pointer: "/paths/~1courses/get/operationId",
  position: { file: "api/open api.yaml", line: 3, column: 5 },
  related: [{ message: "first used at", position: { file: "api/open api.yaml", line: 1, column: 1 } }],
};
const warned: Diagnostic = { code: "no-operations", severity: "warning", message: "none", file: "openapi.yaml" };
const noted: Diagnostic = { code: "xml-only-body", severity: "info", message: "XML" };
const evil: Diagnostic = {
  code: "struct",
  severity: "error",
  message: '</failure><script>"&\u0000\u001b[2J\ud800 | @everyone #1 [x](http://evil.test) `x` <!-- -->\nnext',
  position: { file: "a.yaml", line: 1, column: 1 },
};
const [first = { ...twice, fingerprint: "" }] = findings([twice]);

const report = (all: readonly Diagnostic[], more: Partial<Findings> = {}): Findings => ({
  command: "check",
  version: "1.2.3",
  exitCode: all.some(({ severity }) => severity === "error") ? 1 : 0,
  findings: findings(all),
  accepted: [],
  ...more,
});

describe("a finding", () => {
  const one = (diagnostic: Diagnostic): Finding => findings([diagnostic])[0] ?? first;

  test("says why it matters, for every rule that Tenon knows", () => {
    expect(one(twice).why).toMatch(/two handlers or two client functions/);
    expect(one({ ...twice, code: "operation-4xx-response" }).why).toMatch(/no type for errors/);
    for (const code of ["their/own-rule", "toString", "__proto__"]) expect(one({ ...twice, code }).why).toBeUndefined();
  });

  test("has a fingerprint that neither lines nor words change, but rule, file and place in the contract do", () => {
    const { fingerprint } = first;
    expect(one({ ...twice, position: { file: "api/open api.yaml", line: 99, column: 1 } }).fingerprint).toBe(
      fingerprint,
    );
    expect(one({ ...twice, message: "in other words", hint: "also" }).fingerprint).toBe(fingerprint);
    for (const other of [{ code: "x" }, { pointer: "/paths" }, { position: { file: "b.yaml", line: 3, column: 5 } }])
      expect(one({ ...twice, ...other }).fingerprint).not.toBe(fingerprint);
  });

  test("keeps its fingerprint when another is found before it, and equal ones are numbered", () => {
    const all = findings([warned, twice, twice]);
    expect(all[1]?.fingerprint).toBe(first.fingerprint);
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });
});

describe("SARIF 2.1.0", () => {
  // Cast: the types of the format's schema; what they cannot say is expected below.
  const log = (given: Findings): Log => JSON.parse(sarif(given)) as Log;

  test("has one run, each rule once, and a result for each finding", () => {
    const { version, $schema, runs } = log(report([twice, warned, noted, twice]));
    expect([version, $schema, runs.length]).toEqual(["2.1.0", "https://json.schemastore.org/sarif-2.1.0.json", 1]);
    const [run] = runs;
    expect(run?.tool.driver).toMatchObject({ name: "Tenon", version: "1.2.3" });
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual([twice.code, warned.code, noted.code]);
    expect(run?.results?.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
      [twice.code, 0, "error"],
      [warned.code, 1, "warning"],
      [noted.code, 2, "note"],
      [twice.code, 0, "error"],
    ]);
  });

  test("a result is at a URI below the root of the sources, with a region and its further places", () => {
    const result = log(report([twice])).runs[0]?.results?.[0];
    expect(result?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: "api/open%20api.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 3, startColumn: 5 },
        },
      },
    ]);
    expect(result?.relatedLocations?.[0]?.message?.text).toBe("first used at");
    expect(result?.partialFingerprints).toEqual({ "tenon/v1": first.fingerprint });
    expect(result?.message.text).toMatch(/used twice\nwhy: two handlers.*\nhint: rename one/s);
  });

  test("what has no place has no location, and what is accepted is suppressed with the reason", () => {
    const accepted = [{ finding: first, reason: "until the summer" }];
    const [run] = log(report([noted], { accepted, exitCode: 2 })).runs;
    expect(run?.results?.[0]).not.toHaveProperty("locations");
    expect(run?.results?.[1]?.suppressions).toEqual([
      { kind: "external", status: "accepted", justification: "until the summer" },
    ]);
    expect(run?.invocations).toEqual([{ executionSuccessful: false, exitCode: 2 }]);
  });

  test("nothing found is a run without results", () => {
    expect(log(report([])).runs[0]?.results).toEqual([]);
  });
});

/** Elements of a document, in order; fails where it is not well-formed. */
function elements(xml: string): { readonly name: string; readonly attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const open: string[] = [];
  expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
  for (const [, text = "", end, name = "", inner = "", empty] of xml
    .slice(xml.indexOf("\n"))
    .matchAll(/([^<]*)<(\/)?([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/)?>/g)) {
    expect(text).not.toMatch(/[<>]|&(?!#\d+;)/);
    if (end !== undefined) expect(open.pop()).toBe(name);
    else {
      const attributes = Object.fromEntries(
        [...inner.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      );
      found.push({ name, attributes: attributes as Record<string, string> });
      if (empty === undefined) open.push(name);
    }
  }
  expect(open).toEqual([]);
  expect(xml.replaceAll(/<[^>]*>/g, "")).not.toMatch(/[<>]/);
  return found;
}

describe("JUnit", () => {
  test("has a test case for each finding: errors fail, the rest does not, what is accepted is skipped", () => {
    const all = elements(junit(report([twice, warned], { accepted: [{ finding: first, reason: "why not" }] })));
    expect(all.map(({ name }) => name)).toEqual(
      ["testsuites", "testsuite"].concat(["testcase", "failure", "testcase", "system-out", "testcase", "skipped"]),
    );
    expect(all[0]?.attributes).toMatchObject({ tests: "3", failures: "1", errors: "0" });
    expect(all[1]?.attributes).toMatchObject({
      name: "tenon check",
      tests: "3",
      failures: "1",
      skipped: "1",
      time: "0",
    });
    expect(all[2]?.attributes).toMatchObject({
      name: "duplicate-operation-id api/open api.yaml:3:5",
      classname: "api/open api.yaml",
    });
    expect(all[3]?.attributes.type).toBe("duplicate-operation-id");
  });

  test("warnings fail where they are what made the command fail", () => {
    expect(junit(report([warned], { exitCode: 1 }))).toContain("<failure ");
    expect(junit(report([warned]))).not.toContain("<failure ");
  });

  test("nothing found is one test case that passes, since CI servers refuse a report of none", () => {
    expect(elements(junit(report([]))).map(({ name }) => name)).toEqual(["testsuites", "testsuite", "testcase"]);
  });

  test("text of the contract cannot end an element or hold what is no character of XML", () => {
    const xml = junit(report([evil]));
    expect(elements(xml).length).toBe(4);
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u001b]|\ud800/);
  });
});

describe("GitLab code quality", () => {
  test("is a list of issues, each with what GitLab asks for", () => {
    const issues = JSON.parse(gitlab(report([twice, warned, noted]))) as readonly Record<string, unknown>[];
    expect(issues).toEqual([
      {
        description: 'operationId "getCourse" is used twice; rename one',
        check_name: "duplicate-operation-id",
        fingerprint: first.fingerprint,
        severity: "major",
        location: { path: "api/open api.yaml", lines: { begin: 3 } },
      },
      expect.objectContaining({ severity: "minor", location: { path: "openapi.yaml", lines: { begin: 1 } } }),
      expect.objectContaining({ severity: "info", location: { path: ".", lines: { begin: 1 } } }),
    ]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3);
    expect(JSON.parse(gitlab(report([])))).toEqual([]);
  });
});

describe("markdown", () => {
  test("begins with a mark, by which the comment is found again, and counts what was found", () => {
    const lines = markdown(report([twice, warned])).split("\n");
    expect(lines[0]).toBe(mark("check"));
    expect(lines[1]).toBe("### ❌ tenon check: 1 error, 1 warning");
    expect(markdown(report([]))).toContain("✅ tenon check: nothing found");
    expect(markdown(report([], { exitCode: 2 }))).toContain("❌ tenon check: could not run");
  });

  test("text of the contract is no markup, no link and no mention", () => {
    const text = markdown(report([evil]));
    const said = text.slice(text.indexOf("struct"));
    expect(said).not.toMatch(/[@#](?!\d)|\]\(|<script|`|\|/);
    expect(said.replace(/&#\d+;|<\/?code>|<br>/g, "")).not.toMatch(/[<>&]/);
  });

  test("is short enough for a comment, however much is found", () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ ...twice, pointer: `/${i}` }));
    const text = markdown(report(many));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("Not shown: 4950 ");
  });

  test("what is accepted is there to be unfolded", () => {
    expect(markdown(report([], { accepted: [{ finding: first, reason: "later" }] }))).toMatch(
      /<details><summary>1 accepted<\/summary>[^]*later[^]*<\/details>/,
    );
  });
});
