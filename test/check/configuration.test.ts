/** Settings of the configuration: which parts run, which severities rules have, and how a server is verified. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, tenon } from "../cli/support.ts";

const contract = (...statuses: readonly string[]): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Notes", version: "1.0.0", license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/" }],
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
    security: [{ key: [] }],
    paths: {
      "/notes": {
        get: {
          operationId: "listNotes",
          summary: "List notes",
          responses: Object.fromEntries(
            statuses.map((status) => [
              status,
              { description: status, ...(status === "200" && { content: { "application/json": {} } }) },
            ]),
          ),
        },
      },
    },
  });

const APP = `import { appendFileSync } from "node:fs";
export default {
  fetch: async (request) => {
    const { pathname } = new URL(request.url);
    appendFileSync("requests.log", [pathname, request.headers.get("x-tenant"), request.headers.get("x-key")].join(" ") + "\\n");
    return request.headers.get("x-key") === "secret" ? Response.json([]) : new Response(null, { status: 401 });
  },
};`;

function project(check: unknown): string {
  return folder({
    "openapi.json": contract("200", "401"),
    "before.json": contract("200"),
    "app.mjs": APP.replace('"requests.log"', "new URL('requests.log', import.meta.url)"),
    "tenon.config.mjs": `export default { contract: "openapi.json", check: ${JSON.stringify(check)} };`,
  });
}

async function run(cwd: string, ...argv: string[]) {
  const { code, out } = await tenon([...argv, "--format", "json"], { cwd });
  const { parts, diagnostics } = JSON.parse(out) as {
    parts?: string[];
    diagnostics: { code: string; severity: string; message: string }[];
  };
  return { code, parts, found: diagnostics.map(({ code: rule, severity }) => `${severity} ${rule}`), diagnostics };
}

test("`parts` chooses what runs; the command line chooses among all parts", async () => {
  const cwd = project({ parts: ["lint"], base: "before.json" });
  expect(await run(cwd, "check")).toMatchObject({ code: 0, parts: ["lint"] });
  expect(await run(cwd, "check", "--only", "diff")).toMatchObject({ code: 0, parts: ["diff"] });
});

test.each([
  ["a part of the configuration", { parts: ["lint", "diff"] }, [], "`check.base`"],
  ["a part of the command line", {}, ["--only", "lint", "types"], "`check.types`"],
  ["the only part", {}, ["--only", "verify"], "`check.verify`"],
])("%s that cannot run is exit code 2, not a silent success", async (_, check, argv, needs) => {
  const { code, diagnostics } = await run(project(check), "check", ...argv);
  expect(code).toBe(2);
  const messages = diagnostics.filter((one) => one.code === "part-unconfigured").map(({ message }) => message);
  expect(messages).toEqual([expect.stringContaining(needs)]);
});

test("a check in which no part runs is exit code 2", async () => {
  const { code, found } = await run(project({}), "check", "--skip", "lint", "drift");
  expect([code, found]).toEqual([2, ["error nothing-checked"]]);
});

test("`rules` sets the severity of a rule of Tenon, for lint and check", async () => {
  for (const argv of [["lint"], ["check", "--only", "lint"]]) {
    expect(await run(project({}), ...argv)).toMatchObject({ code: 0, found: ["warning untyped-body"] });
    expect(await run(project({ rules: { "untyped-body": "off" } }), ...argv)).toMatchObject({ code: 0, found: [] });
    expect(await run(project({ rules: { "untyped-body": "info" } }), ...argv)).toMatchObject({
      code: 0,
      found: ["info untyped-body"],
    });
    expect(await run(project({ rules: { "untyped-body": "error" } }), ...argv)).toMatchObject({
      code: 1,
      found: ["error untyped-body"],
    });
  }
});

test("`rules` sets the severity of a kind of change, for diff and check", async () => {
  for (const argv of [
    ["diff", "before.json"],
    ["check", "--only", "diff", "--base", "before.json"],
  ]) {
    expect(await run(project({ rules: { "response-error-added": "error" } }), ...argv)).toMatchObject({
      code: 1,
      found: ["error response-error-added"],
    });
    expect(await run(project({ rules: { "response-error-added": "info" } }), ...argv)).toMatchObject({
      code: 0,
      found: ["info response-error-added"],
    });
    expect(await run(project({ rules: { "response-error-added": "off" } }), ...argv)).toMatchObject({
      code: 0,
      found: [],
    });
  }
});

test.each([
  [
    { rules: { "untyped-bodi": "off" } },
    'check.rules: Tenon has no rule "untyped-bodi"',
    'did you mean "untyped-body"?',
  ],
  [{ rules: { "duplicate-key": "off" } }, 'check.rules: "duplicate-key" is an error, whose severity is fixed', ""],
  [
    { rules: { "untyped-body": "fatal" } },
    "check.rules must be an object of severities (off, info, warning, error)",
    "",
  ],
  [{ parts: ["lint", "dif"] }, 'check.parts must be a list of "lint", "drift", "diff", "types" or "verify"', ""],
  [{ verify: { mock: true, tme: 3 } }, "unknown option check.verify.tme", 'did you mean "time"?'],
  [{ verify: { mock: true, checks: ["all"] } }, "check.verify.checks must be a list of", ""],
  [{ verify: { mock: true, url: "http://127.0.0.1" } }, "check.verify must be an object with one of `url`", ""],
])("a mistake in the configuration is reported with its option: %o", async (check, says, hint) => {
  const { code, out } = await tenon(["check"], { cwd: project(check) });
  expect(code).toBe(2);
  expect(out).toContain(`config-invalid  invalid configuration tenon.config.mjs: ${says}`);
  expect(out).toContain(hint);
});

test("the settings of `verify` apply to check and to `tenon verify`", async () => {
  const verify = {
    app: "app.mjs",
    auth: { key: "env:NOTES_KEY" },
    headers: { "X-Tenant": "7" },
    phases: ["coverage"],
    checks: ["declared-status", "response-body"],
    maxRequests: 5,
    time: 20,
  };
  for (const argv of [["check", "--only", "verify"], ["verify"]]) {
    const cwd = project({ verify });
    const { code, out } = await tenon(argv, { cwd, env: { NOTES_KEY: "secret" } });
    expect([code, out]).toEqual([0, ""]);
    expect(new Set(readFileSync(join(cwd, "requests.log"), "utf8").trim().split("\n"))).toContain("/notes 7 secret");
  }
  const unknown = project({ verify: { ...verify, include: "operationId:other" } });
  expect((await tenon(["verify"], { cwd: unknown, env: { NOTES_KEY: "secret" } })).code).toBe(2);
});
