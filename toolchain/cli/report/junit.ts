/** JUnit's XML, as CI servers read it: a test case for each finding, and one that passes where there is none. */

import type { Finding } from "../../check/finding.ts";
import { details, fails, pathOf, type Findings } from "./types.ts";

export function junit(report: Findings): string {
  const { command, findings, accepted } = report;
  const failing = fails(report);
  const suite = `tenon ${command}`;
  const cases = findings.map((finding) => {
    const text = [finding.message, ...details(finding)].join("\n");
    if (!failing(finding)) return testCase(finding, suite, `<system-out>${escaped(text)}</system-out>`);
    const attributes = `message="${escaped(finding.message)}" type="${escaped(finding.code)}"`;
    return testCase(finding, suite, `<failure ${attributes}>${escaped(text)}</failure>`);
  });
  const skipped = accepted.map(({ finding, reason }) =>
    testCase(finding, suite, `<skipped message="${escaped(`accepted: ${reason}`)}"/>`),
  );
  const all = [...cases, ...skipped];
  if (all.length === 0) all.push(`    <testcase name="nothing found" classname="${escaped(suite)}" time="0"/>\n`);
  const failures = findings.filter(failing).length;
  const counts = `tests="${all.length}" failures="${failures}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tenon" ${counts}>
  <testsuite name="${escaped(suite)}" ${counts} skipped="${skipped.length}" time="0">
${all.join("")}  </testsuite>
</testsuites>
`;
}

function testCase(finding: Finding, suite: string, content: string): string {
  const path = pathOf(finding);
  const { position, code } = finding;
  const place = position ? ` ${path}:${position.line}:${position.column}` : path === undefined ? "" : ` ${path}`;
  const names = `name="${escaped(code + place)}" classname="${escaped(path ?? suite)}"`;
  return `    <testcase ${names} time="0">${content}</testcase>\n`;
}

/** XML 1.0 §2.2: what is no character there is left out, and §2.4: markup is escaped. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[<>&"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
