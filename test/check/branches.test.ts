/** Comparisons in the git repositories of teams: branches, new contracts, folders below the root. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, tenon, write } from "../cli/support.ts";
import { git } from "../diff/git.ts";

const contract = (...paths: readonly string[]): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "School", version: "1", license: { name: "MIT", url: "https://example.com/license" } },
    servers: [{ url: "https://api.example.org" }],
    security: [],
    paths: Object.fromEntries(
      paths.map((path) => [
        path,
        { get: { operationId: path.slice(1), summary: path, responses: { 200: { description: "ok" } } } },
      ]),
    ),
  });
const config = (...names: readonly string[]): string =>
  `export default ${JSON.stringify(
    names.map((name) => ({ contract: `${name}.json`, output: `generated/${name}`, check: { base: "main" } })),
  )};\n`;

function commit(cwd: string, message: string): void {
  git(cwd, "add", ".");
  git(cwd, "commit", "-q", "-m", message);
}

/** A branch `pr` of `main`, on which these contracts are. */
function repository(...names: readonly string[]): string {
  const cwd = folder({ "tenon.config.mjs": config(...names) });
  for (const name of names) write(cwd, { [`${name}.json`]: contract(`/${name}`, "/old") });
  git(cwd, "init", "-q", "-b", "main");
  commit(cwd, "one");
  git(cwd, "checkout", "-q", "-b", "pr");
  return cwd;
}

const check = (cwd: string, ...argv: string[]) => tenon(["check", "--only", "diff", ...argv], { cwd });

describe("the base of a branch", () => {
  /** Somebody else adds an operation to main. */
  function behind(): string {
    const cwd = repository("a");
    write(cwd, { README: "my change" });
    commit(cwd, "mine");
    git(cwd, "checkout", "-q", "main");
    write(cwd, { "a.json": contract("/a", "/old", "/theirs") });
    commit(cwd, "theirs");
    git(cwd, "checkout", "-q", "pr");
    return cwd;
  }

  test("is where it left main: what others added there since is no removal", async () => {
    const cwd = behind();
    expect(await check(cwd)).toMatchObject({ code: 0, out: "" });
    expect(await check(cwd, "--base", "main...HEAD")).toMatchObject({ code: 0, out: "" });
    expect((await tenon(["diff", "main...HEAD", "a.json"], { cwd })).code).toBe(0);
    // `diff` compares with what it is given.
    expect((await tenon(["diff", "main", "a.json"], { cwd })).code).toBe(1);
    write(cwd, { "a.json": contract("/a") });
    expect((await check(cwd)).out).toContain("GET /old");
  });

  test("can be any two revisions", async () => {
    const cwd = behind();
    for (const argv of [
      ["pr..main", "a.json"],
      ["pr", "main:a.json"],
      ["pr:a.json", "main:a.json"],
    ])
      expect(await tenon(["diff", ...argv], { cwd })).toMatchObject({
        code: 0,
        err: expect.stringContaining("1 change"),
      });
    expect((await tenon(["diff", "main..pr", "a.json"], { cwd })).code).toBe(1);
  });

  test("is missing in a shallow clone, which names the command that fetches it", async () => {
    const cwd = behind();
    const clone = folder();
    git(clone, "clone", "-q", "--depth=1", "--no-single-branch", `file://${cwd}`, "here");
    const inside = join(clone, "here");
    const { code, out } = await check(inside, "--base", "origin/main");
    expect([code, out]).toEqual([2, expect.stringContaining("git fetch --unshallow")]);
    git(inside, "fetch", "-q", "--unshallow");
    expect((await check(inside, "--base", "origin/main")).code).toBe(0);
  });
});

describe("a contract", () => {
  test("that is new in the branch is reported as new", async () => {
    const cwd = repository("a");
    write(cwd, { "b.json": contract("/b"), "tenon.config.mjs": config("a", "b") });
    commit(cwd, "two");
    expect(await check(cwd)).toMatchObject({ code: 0, out: "", err: expect.stringContaining("b.json is new") });
    write(cwd, { "a.json": contract("/a") });
    expect((await check(cwd)).code).toBe(1);
  });

  test("that was renamed in the branch is compared with its former name", async () => {
    const cwd = repository("a");
    git(cwd, "mv", "a.json", "b.json");
    write(cwd, { "tenon.config.mjs": config("b") });
    commit(cwd, "two");
    expect(await check(cwd)).toMatchObject({ code: 0, out: "", err: expect.not.stringContaining("is new") });
    write(cwd, { "b.json": contract("/a") });
    expect((await check(cwd)).out).toContain("GET /old");
  });
});

test("reports have paths from the root of the repository; people get them from where they are", async () => {
  const cwd = repository("a");
  write(cwd, { "services/api/openapi.json": contract("/x"), "services/api/base.json": contract("/x", "/gone") });
  const inside = join(cwd, "services/api");
  for (const format of ["github", "sarif", "gitlab", "junit", "markdown"] as const) {
    const report = join(inside, "report.txt");
    const argv = ["--base", "base.json", "--report", `${format}=report.txt`];
    const { code, out } = await tenon(["check", "--only", "diff", ...argv], { cwd: inside });
    expect([code, out]).toEqual([1, expect.stringMatching(/^(?:base|openapi)\.json/)]);
    const text = readFileSync(report, "utf8").replace(/&#46;/g, ".").replace(/&#47;/g, "/");
    expect(text).toMatch(/services\/api\/(?:base|openapi)\.json/);
    expect(text).not.toMatch(/(?<!services\/api\/)(?:base|openapi)\.json:\d/);
  }
});

test("the comment on a pull request shows errors first and says what it leaves out", async () => {
  const many = Array.from({ length: 60 }, (_, i) => `/p${i}`);
  const cwd = folder({ "base.json": contract(...many, "/gone"), "openapi.json": contract(...many) });
  await tenon(["check", "--only", "lint", "diff", "--base", "base.json", "--report", "markdown=c.md"], { cwd });
  const comment = readFileSync(join(cwd, "c.md"), "utf8").split("\n");
  expect(comment.find((line) => line.startsWith("- "))).toContain("**error**");
  expect(comment.join("\n")).toMatch(/Not shown: \d+ warnings\. They are in the other reports/);
  expect(comment.findIndex((line) => line.includes("operation&#45;removed"))).toBeLessThan(20);
});
