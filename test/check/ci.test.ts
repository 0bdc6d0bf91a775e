/** What is ready for CI, as far as it runs on a machine without network: with commands that stand in for npm and gh. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readExceptions } from "../../toolchain/check/accept.ts";
import { folder, tenon, write } from "../cli/support.ts";
import { GH, NPX } from "./ci-commands.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ci = (name: string): string => join(root, "ci", name);
const CLEAN = readFileSync(join(root, "test/fixtures/cli/clean.yaml"), "utf8");
const STALE = CLEAN.replace(/operationId: \w+/, "operationId: renamed");

let cwd: string;
const log = (): string => (existsSync(join(cwd, "gh.log")) ? readFileSync(join(cwd, "gh.log"), "utf8") : "");

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    env: {
      PATH: [join(cwd, "bin"), process.env.PATH].join(delimiter),
      HOME: cwd,
      GH_LOG: join(cwd, "gh.log"),
      GIT_CONFIG_NOSYSTEM: "1",
      ...env,
    },
  });
  return { status, stdout, stderr };
}

beforeEach(async () => {
  cwd = folder({ "openapi.yaml": CLEAN, "package.json": '{ "type": "module" }', "bin/npx": NPX, "bin/gh": GH });
  expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 0 });
  expect(run("chmod", ["+x", "bin/npx", "bin/gh"]).status).toBe(0);
});

describe("the GitHub action", () => {
  const action = parse(readFileSync(ci("action.yml"), "utf8")) as {
    readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
    readonly runs: { readonly using: string; readonly steps: readonly Record<string, unknown>[] };
  };
  const check = (env: Readonly<Record<string, string>> = {}) =>
    run("bash", [ci("check.sh")], {
      ARGS: "",
      COMMENT: "true",
      REPOSITORY: "we/school",
      GITHUB_STEP_SUMMARY: join(cwd, "summary.md"),
      ...env,
    });

  test("is composite, runs a script that is there, and lets no input into a script's text", () => {
    expect(action.runs.using).toBe("composite");
    for (const { shell, run: script } of action.runs.steps) {
      expect(shell).toBe("bash");
      expect(script).not.toContain("${{");
      const [, name = ""] = /\$GITHUB_ACTION_PATH\/([\w.]+)/.exec(String(script)) ?? [];
      expect(existsSync(ci(name))).toBe(true);
    }
    for (const input of Object.values(action.inputs)) expect(input).toMatchObject({ description: expect.any(String) });
    const used = JSON.stringify(action.runs)
      .match(/inputs\.([\w-]+)/g)
      ?.map((name) => name.slice("inputs.".length));
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
  });

  test("a clean project passes, has a summary and no comment", () => {
    expect(check({ PULL_REQUEST: "7" })).toMatchObject({ status: 0, stdout: "" });
    expect(readFileSync(join(cwd, "summary.md"), "utf8")).toContain("tenon check: nothing found");
    expect(log()).not.toMatch(/POST|PATCH/);
  });

  test("findings fail the job, are annotations, and become a comment", () => {
    write(cwd, { "openapi.yaml": STALE });
    const { status, stdout } = check({ PULL_REQUEST: "7" });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=generated\/[\w/.]+,title=stale-output::/m);
    expect(log()).toMatch(
      /api --method POST repos\/we\/school\/issues\/7\/comments --field body=@.*\n<!-- tenon:check -->/,
    );
  });

  test("the comment that is there is brought up to date, also when all is well again", () => {
    expect(check({ PULL_REQUEST: "7", FOUND: "101\n102\n" }).status).toBe(0);
    expect(log()).toMatch(
      /api --method PATCH repos\/we\/school\/issues\/comments\/101 --field body=@.*\n<!-- tenon:check -->/,
    );
    expect(log()).not.toMatch(/POST|102/);
  });

  test("where no comment can be written, the result is the same", () => {
    write(cwd, { "openapi.yaml": STALE });
    const { status, stdout } = check({ PULL_REQUEST: "7", GH_FAILS: "1" });
    expect([status, stdout.includes("::warning::tenon: cannot write the comment")]).toEqual([1, true]);
  });

  test("no comment where none is wanted, and outside of a pull request", () => {
    write(cwd, { "openapi.yaml": STALE });
    for (const env of [{ PULL_REQUEST: "7", COMMENT: "false" }, { PULL_REQUEST: "" }])
      expect(check(env).status).toBe(1);
    expect(log()).toBe("");
  });

  test("further arguments are handed on, word by word and as they are", () => {
    write(cwd, { "openapi.yaml": STALE });
    expect(check({ ARGS: "--skip drift" }).status).toBe(0);
    expect(check({ ARGS: "--skip $(touch\toops) *" }).status).toBe(2);
    expect(existsSync(join(cwd, "oops"))).toBe(false);
  });
});

describe("the GitLab job", () => {
  interface Job {
    readonly script: readonly string[];
    readonly artifacts: { readonly when: string; readonly reports: Readonly<Record<string, string>> };
  }
  const { tenon: job } = parse(readFileSync(ci("gitlab.yml"), "utf8")) as { readonly tenon: Job };

  test("its script leaves the reports that it names as artifacts, and fails with findings", () => {
    write(cwd, { "bin/npm": '#!/bin/sh\n[ "$*" = ci ]\n', "openapi.yaml": STALE });
    run("chmod", ["+x", "bin/npm"]);
    const { status } = run("bash", ["-e", "-c", job.script.join("\n")]);
    expect(status).toBe(1);
    const { codequality = "", junit = "" } = job.artifacts.reports;
    expect(JSON.parse(readFileSync(join(cwd, codequality), "utf8"))).toMatchObject([{ check_name: "stale-output" }]);
    expect(readFileSync(join(cwd, junit), "utf8")).toContain("<failure ");
    // Without it GitLab keeps nothing of a job that has failed.
    expect(job.artifacts.when).toBe("always");
  });
});

describe("the pre-commit hook", () => {
  test("lets through what is clean, and nothing else", () => {
    expect(run("git", ["init", "-q"]).status).toBe(0);
    expect(run("cp", [ci("pre-commit"), ".git/hooks/pre-commit"]).status).toBe(0);
    const commit = () =>
      run("git", ["-c", "user.name=x", "-c", "user.email=x@x.test", "commit", "-q", "--allow-empty", "-m", "x"]);
    expect(commit()).toMatchObject({ status: 0 });
    write(cwd, { "openapi.yaml": STALE });
    const { status, stderr, stdout } = commit();
    expect(status).toBe(1);
    expect(stdout + stderr).toContain("stale-output");
    expect(run("git", ["rev-list", "--count", "HEAD"]).stdout.trim()).toBe("1");
  });
});

test("docs/ci.md shows the files as they are", () => {
  const page = readFileSync(join(root, "docs/ci.md"), "utf8");
  for (const name of ["gitlab.yml", "pre-commit"]) expect(page).toContain(readFileSync(ci(name), "utf8").trimEnd());
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = ""]) => yaml);
  const [accepted = "", workflow = ""] = blocks;
  expect(readExceptions(accepted, "x.yaml")).toMatchObject({ diagnostics: [], exceptions: [{}, {}, {}] });
  expect(workflow).toContain("uses: ./node_modules/tenon/ci\n");
  expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).toMatchObject({
    files: expect.arrayContaining(["ci"]),
  });
});

test("a report that cannot be written is a failure to work", async () => {
  const { code, out } = await tenon(["check", "--report", "sarif=no/where.sarif"], { cwd });
  expect([code, out]).toEqual([2, expect.stringContaining("report-unwritable")]);
  expect((await tenon(["check", "--report", "word=x.doc"], { cwd })).err).toContain("sarif=tenon.sarif");
});
