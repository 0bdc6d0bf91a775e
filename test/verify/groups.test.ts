/** Many findings are readable: grouped by cause, and complete in the report files. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { countsOf, groupsOf, harOf, type Finding } from "../../toolchain/verify/index.ts";
import { folder, tenon } from "../cli/support.ts";

const finding = (operation: string, message: string, more: Partial<Finding> = {}): Finding => ({
  check: "declared-status",
  operation,
  message,
  expected: "one of 200",
  pointer: "/paths",
  phase: "coverage",
  name: "everything",
  requests: [{ method: "GET", url: `/${operation}?a=1`, headers: [["Accept", "*/*"]] }],
  more: 0,
  ...more,
});

describe("findings are one group", () => {
  test.each<[what: string, a: Finding, b: Finding, groups: number]>([
    ["at two operations", finding("a", "answered 418: x"), finding("b", "answered 418: y"), 1],
    [
      "at two places of a body",
      finding("a", "the body of 200 at /x/y must be a"),
      finding("a", "the body of 200 at /z must be a"),
      1,
    ],
    ["unless the check differs", finding("a", "m"), finding("a", "m", { check: "server-error" }), 2],
    ["unless the message differs", finding("a", "no answer"), finding("a", "a late answer"), 2],
  ])("%s", (_, a, b, groups) => {
    expect(groupsOf([a, b]).length).toBe(groups);
  });

  test("errors come before warnings, and large groups before small ones", () => {
    const all = [
      finding("a", "a warning", { severity: "warning" }),
      finding("a", "rare"),
      ...["a", "b", "c"].map((operation) => finding(operation, "frequent")),
    ];
    expect(groupsOf(all).map(({ shown }) => shown.message)).toEqual(["frequent", "rare", "a warning"]);
    expect(countsOf(all)).toEqual(["declared-status 5: a 3, b 1, c 1"]);
  });
});

test("an HTTP Archive has each request, and the response of the last one", () => {
  const reply = {
    status: 418,
    headers: [["Content-Type", "text/plain"]] as const,
    body: new TextEncoder().encode("é"),
    milliseconds: 3,
  };
  const archive = harOf([finding("a", "m", { reply })], "http://127.0.0.1:1/api", new Date(0));
  expect(archive).toMatchObject({
    log: {
      version: "1.2",
      entries: [
        {
          request: { method: "GET", url: "http://127.0.0.1:1/api/a?a=1", queryString: [{ name: "a", value: "1" }] },
          response: { status: 418, content: { text: "é", mimeType: "text/plain" } },
        },
      ],
    },
  });
});

describe("a server with a wrong status at thirty operations", () => {
  const paths = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `/a${index}`,
      { get: { operationId: `get${index}`, security: [{ key: [] }], responses: { 200: { description: "ok" } } } },
    ]),
  );
  const files = {
    "openapi.json": JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths,
      components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
    }),
    "app.mjs":
      "export default { fetch: async (request) => new Response(request.headers.get('x-key'), { status: 418 }) };",
  };
  const argv = [
    "verify",
    "openapi.json",
    "--app",
    "app.mjs",
    "--time",
    "5",
    "--check",
    "declared-status",
    "--phase",
    "coverage",
  ];

  test("is one finding on the screen, with a summary", async () => {
    const { code, out, err } = await tenon(argv, { cwd: folder(files) });
    expect(code).toBe(1);
    expect(out.match(/error {2}declared-status/g)?.length).toBe(1);
    expect(out).toContain("29 similar findings");
    expect(err).toContain("30 findings in 1 group");
    expect(err).toMatch(/declared-status 30: get0 1, .*and 25 more operations/);
  });

  test("is thirty findings in the report, without credentials", async () => {
    const cwd = folder(files);
    const env = { TENON_AUTH_KEY: "very-secret" };
    await tenon([...argv, "--report", "r/findings.json", "--report", "findings.har"], { cwd, env });
    const texts = ["r/findings.json", "findings.har"].map((file) => readFileSync(join(cwd, file), "utf8"));
    expect((JSON.parse(texts[0]!) as unknown[]).length).toBe(30);
    expect((JSON.parse(texts[1]!) as { log: { entries: unknown[] } }).log.entries.length).toBe(30);
    for (const text of texts) expect(text).not.toContain("very-secret");
  });

  test.each([["findings.txt"], ["findings"]])("a report %s is an error", async (file) => {
    expect((await tenon([...argv, "--report", file], { cwd: folder(files) })).code).toBe(2);
  });
});
