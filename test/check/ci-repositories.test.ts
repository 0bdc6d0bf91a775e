/** The action, the GitLab job and the hook in real git repositories: full and shallow clones, forks, worktrees, submodules. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { folder, tenon, write } from "../cli/support.ts";
import { git } from "../diff/git.ts";
import { GH, NPX } from "./ci-commands.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ci = (name: string): string => join(root, "ci", name);
const CONTRACT = readFileSync(join(root, "test/fixtures/cli/clean.yaml"), "utf8");
/** An operation less. */
const BROKEN = CONTRACT.replace(/(?<=operationId: )\w+/, "renamed").replace(/^ {2}\/\w+/m, "  /renamed");
const CONFIG = `export default { contract: "openapi.yaml", check: { base: "origin/main", parts: ["diff"] } };\n`;

function commit(cwd: string, message: string): void {
  git(cwd, "add", ".");
  git(cwd, "commit", "-q", "-m", message);
}

interface Remote {
  /** The bare repository. */
  readonly origin: string;
  /** A folder outside of all repositories, with the commands. */
  readonly bin: string;
}

/** A remote repository: `pr` removes an operation; `main` has later commits that add another file. */
function remote(): Remote {
  const work = folder({ "openapi.yaml": CONTRACT, "tenon.config.mjs": CONFIG, "package.json": '{ "type": "module" }' });
  git(work, "init", "-q", "-b", "main");
  commit(work, "one");
  git(work, "checkout", "-q", "-b", "pr");
  for (const number of [1, 2, 3]) {
    write(work, { "openapi.yaml": BROKEN, "notes.txt": String(number) });
    commit(work, `pr ${number}`);
  }
  git(work, "checkout", "-q", "main");
  write(work, { "other.txt": "theirs" });
  commit(work, "theirs");
  const origin = folder();
  git(origin, "clone", "-q", "--bare", work, "origin.git");
  const bin = folder({ npx: NPX, gh: GH, npm: '#!/bin/sh\n[ "$*" = ci ]\n' });
  spawnSync("chmod", ["+x", "npx", "gh", "npm"], { cwd: bin });
  return { origin: join(origin, "origin.git"), bin };
}

/** A clone as CI makes it: of one branch, detached. */
function clone({ origin }: Remote, ...args: readonly string[]): string {
  const cwd = folder();
  git(cwd, "clone", "-q", ...args, `file://${origin}`, "work");
  const work = join(cwd, "work");
  git(work, "checkout", "-q", "--detach");
  return work;
}

function run(cwd: string, { bin }: Remote, program: string, args: readonly string[], env: object = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    timeout: 60_000,
    env: {
      PATH: [bin, process.env.PATH].join(delimiter),
      HOME: cwd,
      GH_LOG: join(bin, "gh.log"),
      GIT_CONFIG_NOSYSTEM: "1",
      ...env,
    },
  });
  return { status, out: stdout + stderr };
}

const action = (cwd: string, there: Remote, env: object = {}) =>
  run(cwd, there, "bash", [ci("check.sh")], {
    ARGS: "",
    COMMENT: "true",
    REPOSITORY: "we/school",
    PULL_REQUEST: "7",
    GITHUB_STEP_SUMMARY: join(there.bin, "summary.md"),
    ...env,
  });

const FINDING = /^::error [^\n]*title=operation-removed::/m;

test("the action in a full clone compares with the merge base and comments", () => {
  const there = remote();
  const cwd = clone(there, "--branch", "pr");
  const { status, out } = action(cwd, there);
  expect([status, out]).toEqual([1, expect.stringMatching(FINDING)]);
  expect(readFileSync(join(there.bin, "gh.log"), "utf8")).toContain("--method POST");
  git(cwd, "checkout", "-q", "--detach", "origin/main");
  expect(action(cwd, there).status).toBe(0);
});

test(
  "the action in a shallow clone names the commands that bring the history, and they do",
  { timeout: 60_000 },
  () => {
    const there = remote();
    const cwd = clone(there, "--branch", "pr", "--depth=1");
    const commands: string[] = [];
    let last = action(cwd, there);
    while (last.status === 2 && commands.length < 3) {
      const [command = ""] = /git fetch [^\s(]+(?: [^\s(]+)*/.exec(last.out.replaceAll("%0A", "\n")) ?? [];
      commands.push(command);
      const [, ...args] = command.split(" ").filter((word) => !word.startsWith("("));
      git(cwd, ...args);
      last = action(cwd, there);
    }
    expect(commands[0]).toBe("git fetch --depth=1 origin main:refs/remotes/origin/main");
    expect([last.status, last.out]).toEqual([1, expect.stringMatching(FINDING)]);
  },
);

test("the action on a pull request of a fork has the same result without a comment", () => {
  const there = remote();
  const fork = folder();
  git(fork, "clone", "-q", "--bare", "--branch", "pr", `file://${there.origin}`, "fork.git");
  const cwd = clone({ ...there, origin: join(fork, "fork.git") }, "--branch", "pr");
  git(cwd, "remote", "add", "upstream", `file://${there.origin}`);
  git(cwd, "fetch", "-q", "upstream");
  const { status, out } = action(cwd, there, { ARGS: "--base upstream/main", GH_FAILS: "1" });
  expect([status, out]).toEqual([1, expect.stringMatching(FINDING)]);
  expect(out).toContain("::warning::tenon: cannot write the comment");
});

test("the GitLab job clones the history that it needs, and leaves its reports", () => {
  const there = remote();
  const { tenon: job } = parse(readFileSync(ci("gitlab.yml"), "utf8")) as {
    readonly tenon: { readonly script: readonly string[]; readonly variables: { readonly GIT_DEPTH: number } };
  };
  // GitLab's runner takes this variable as the depth; 0 is the whole history.
  const depth = job.variables.GIT_DEPTH === 0 ? [] : [`--depth=${job.variables.GIT_DEPTH}`];
  const cwd = clone(there, "--branch", "pr", ...depth);
  const { status } = run(cwd, there, "bash", ["-e", "-c", job.script.join("\n")]);
  expect(status).toBe(1);
  expect(readFileSync(join(cwd, "gl-code-quality-report.json"), "utf8")).toContain("operation-removed");
  expect(existsSync(join(cwd, "tenon-junit.xml"))).toBe(true);
});

test.each(["a clone", "a worktree", "a submodule"])("the hook in %s stops a commit with findings", (kind) => {
  const there = remote();
  const main = clone(there, "--branch", "main");
  let cwd = main;
  if (kind === "a worktree") {
    cwd = join(main, "../tree");
    git(main, "worktree", "add", "-q", "--detach", cwd, "origin/main");
  }
  if (kind === "a submodule") {
    const outer = folder();
    git(outer, "init", "-q", "-b", "main");
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", `file://${there.origin}`, "contracts");
    cwd = join(outer, "contracts");
    git(cwd, "checkout", "-q", "--detach", "origin/main");
  }
  const hooks = git(cwd, "rev-parse", "--git-path", "hooks").trim();
  const target = join(hooks.startsWith("/") ? hooks : join(cwd, hooks), "pre-commit");
  expect(spawnSync("cp", [ci("pre-commit"), target]).status).toBe(0);
  const attempt = () =>
    run(cwd, there, "git", [
      "-c",
      "user.name=x",
      "-c",
      "user.email=x@x.test",
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "x",
    ]);
  expect(attempt()).toMatchObject({ status: 0 });
  write(cwd, { "openapi.yaml": BROKEN });
  const { status, out } = attempt();
  expect([status, out]).toEqual([1, expect.stringContaining("operation-removed")]);
});

test("a shallow clone without a common commit says so, with the command that fetches the history", async () => {
  const there = remote();
  const cwd = clone(there, "--branch", "pr", "--depth=1");
  git(cwd, "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main");
  const { code, out } = await tenon(["check"], { cwd });
  expect([code, out]).toEqual([2, expect.stringContaining("git fetch --unshallow")]);
});
