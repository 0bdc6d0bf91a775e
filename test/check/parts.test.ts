/** The parts of the check that compare, and that send requests. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, tenon } from "../cli/support.ts";

const contract = (most: number): string => `openapi: 3.1.0
info: { title: Notes, version: 1.0.0, license: { name: MIT, identifier: MIT } }
servers: [{ url: / }]
security: []
paths:
  /notes:
    get:
      operationId: listNotes
      summary: List notes
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: ${most} } }
      responses:
        "200":
          description: Notes
          content: { application/json: { schema: { type: array, items: { type: string } } } }
        "400": { description: Refused }
`;
const app = (answer: string): string => `export default {
  fetch: async (request) => {
    const url = new URL(request.url);
    if (url.pathname !== "/notes") return new Response(null, { status: 404 });
    if (request.method !== "GET" && request.method !== "HEAD")
      return new Response(null, { status: 405, headers: { Allow: "GET, HEAD" } });
    const limit = url.searchParams.getAll("limit");
    const fits = limit.every((each) => /^[0-9]+$/.test(each) && Number(each) >= 1 && Number(each) <= 100);
    return fits ? Response.json(${answer}) : new Response(null, { status: 400 });
  },
};`;
const RIGHT = app('["milk"]');
const WRONG = app("[1]");

async function project(check: object): Promise<string> {
  const cwd = folder({
    "openapi.yaml": contract(100),
    "before.yaml": contract(200),
    "package.json": '{ "type": "module" }',
    "right.js": RIGHT,
    "wrong.js": WRONG,
    "tenon.config.js": `export default { contract: "openapi.yaml", check: ${JSON.stringify(check)} };`,
  });
  expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 0 });
  return cwd;
}

async function report(cwd: string, ...args: string[]): Promise<{ code: number; parts: string[]; codes: string[] }> {
  const { code, out } = await tenon(["check", "--format", "json", ...args], { cwd });
  const { parts, diagnostics } = JSON.parse(out) as { parts: string[]; diagnostics: { code: string }[] };
  return { code, parts, codes: diagnostics.map((one) => one.code) };
}

test("changes are compared with the base of the configuration, and fail as `failOn` says", async () => {
  const breaking = await report(await project({ base: "before.yaml" }));
  expect(breaking).toEqual({ code: 1, parts: ["lint", "drift", "diff"], codes: ["parameter-range-narrowed"] });
  expect(await report(await project({ base: "before.yaml", failOn: "none" }))).toMatchObject({ code: 0 });
});

test("the command line names a base where the configuration has none; what cannot be found is 2", async () => {
  const cwd = await project({});
  expect(await report(cwd)).toMatchObject({ code: 0, parts: ["lint", "drift"] });
  expect(await report(cwd, "--base", "openapi.yaml")).toMatchObject({ code: 0, parts: ["lint", "drift", "diff"] });
  expect(await report(cwd, "--base", "before.yaml")).toMatchObject({ code: 1 });
  expect(await report(cwd, "--base", "gone.yaml")).toMatchObject({ code: 2, codes: ["source-missing"] });
});

test("an application of the configuration is verified", async () => {
  expect(await report(await project({ verify: { app: "right.js", time: 1 } }))).toMatchObject({
    code: 0,
    parts: ["lint", "drift", "verify"],
  });
  const wrong = await report(await project({ verify: { app: "wrong.js", seed: 3, time: 1 } }));
  expect(wrong).toMatchObject({ code: 1, codes: ["response-body"] });
});

test("--mock, --app and --url name what is verified; what does not answer is 2", async () => {
  const cwd = await project({ verify: { app: "right.js", time: 1 } });
  expect(await report(cwd, "--mock")).toMatchObject({ code: 0, parts: ["lint", "drift", "verify"] });
  expect(await report(cwd, "--app", "wrong.js")).toMatchObject({ code: 1, codes: ["response-body"] });
  expect(await report(cwd, "--url", "http://127.0.0.1:1")).toMatchObject({ code: 2, codes: ["target-unreachable"] });
});

test("a finding of these parts can be accepted, with its reason", async () => {
  const cwd = await project({ base: "before.yaml", accept: "accepted.yaml" });
  writeFileSync(
    join(cwd, "accepted.yaml"),
    "- rule: parameter-range-narrowed\n  reason: nobody asked for more than 100\n",
  );
  expect(await report(cwd)).toMatchObject({ code: 0, codes: [] });
});

test.each([
  [{ verify: { app: "a.js", mock: true } }, "check.verify must be an object with one of `url`, `app` and `mock`"],
  [{ verify: { url: 1 } }, "check.verify.url must be a URL"],
  [{ failOn: "all" }, 'check.failOn must be "wire", "source", "unknown" or "none"'],
  [{ base: true }, "check.base must be a file, a URL or a git revision"],
])("a configuration such as %j is rejected, and the message lists the possible values", async (check, says) => {
  const cwd = folder({
    "openapi.yaml": contract(1),
    "package.json": '{ "type": "module" }',
    "tenon.config.js": `export default { check: ${JSON.stringify(check)} };`,
  });
  const { code, out } = await tenon(["check"], { cwd });
  expect(code).toBe(2);
  expect(out).toContain(says);
});
