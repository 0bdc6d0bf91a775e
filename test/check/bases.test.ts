/** Bases outside of the project: another repository, a submodule, a package. */

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, tenon, write } from "../cli/support.ts";
import { git } from "../diff/git.ts";

/** A contract in two files. */
const contract = (maximum: number): Readonly<Record<string, string>> => ({
  "api/openapi.yaml": `openapi: 3.1.0
info: { title: School, version: 1.0.0 }
paths:
  /students:
    get:
      operationId: listStudents
      parameters: [{ $ref: "shared/limit.yaml#/Limit" }]
      responses: { "204": { description: None } }
`,
  "api/shared/limit.yaml": `Limit: { name: limit, in: query, schema: { type: integer, maximum: ${maximum} } }\n`,
});

function commit(cwd: string, message: string): void {
  git(cwd, "add", ".");
  git(cwd, "commit", "-q", "-m", message);
}

/** A repository of contracts with the tag v1, and a later commit. */
function specs(): string {
  const cwd = folder(contract(100));
  git(cwd, "init", "-q", "-b", "main");
  commit(cwd, "one");
  git(cwd, "tag", "v1");
  write(cwd, contract(200));
  commit(cwd, "two");
  return cwd;
}

const temporary = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("tenon-base-"));

describe("a base in another repository", () => {
  test("is a file of a tag or branch, with the files that it refers to; nothing is left on the disk", async () => {
    const remote = specs();
    const cwd = folder(contract(50));
    const before = temporary();
    const { code, out } = await tenon(["diff", `git+file://${remote}#v1:api/openapi.yaml`, "api/openapi.yaml"], {
      cwd,
    });
    expect(code).toBe(1);
    expect(out).toContain("query parameter limit: at most 50, not 100");
    expect(out).toContain(`in the base at file://${remote}#v1:api/shared/limit.yaml:1:`);
    const main = await tenon(["diff", `git+file://${remote}#main:api/openapi.yaml`, "api/openapi.yaml"], { cwd });
    expect(main.out).toContain("at most 50, not 200");
    expect(temporary()).toEqual(before);
  });

  test.each([
    ["#v9:api/openapi.yaml", "git-fetch-failed"],
    ["#v1:api/other.yaml", "git-file-missing"],
    ["#v1", "git-url-invalid"],
    ["#--upload-pack=touch x:a.yaml", "git-url-invalid"],
  ])("%s is exit code 2", async (rest, rule) => {
    const cwd = folder(contract(50));
    const { code, out } = await tenon(["diff", `git+file://${specs()}${rest}`, "api/openapi.yaml"], { cwd });
    expect([code, out]).toEqual([2, expect.stringContaining(rule)]);
  });

  test("a host that is not allowed is not contacted", async () => {
    const cwd = folder(contract(50));
    const base = "git+https://specs.invalid/we/specs.git#v1:api/openapi.yaml";
    const refused = await tenon(["diff", base, "api/openapi.yaml"], { cwd });
    expect([refused.code, refused.out]).toEqual([2, expect.stringContaining("Tenon may not connect to specs.invalid")]);
    write(cwd, {
      "tenon.config.mjs": `export default { contract: "api/openapi.yaml", allowHosts: ["specs.invalid"] };`,
    });
    const tried = await tenon(["diff", base], { cwd });
    expect([tried.code, tried.out]).toEqual([2, expect.stringContaining("git-fetch-failed")]);
  });
});

describe("a contract in a submodule", () => {
  /** An application with the contracts as the submodule `specs`, at the tag v1; its branch `pr` has a later commit. */
  function application(): string {
    const cwd = folder({
      "tenon.config.mjs": `export default { contract: "specs/api/openapi.yaml", check: { base: "main" } };`,
    });
    git(cwd, "init", "-q", "-b", "main");
    git(cwd, "-c", "protocol.file.allow=always", "submodule", "add", "-q", specs(), "specs");
    git(join(cwd, "specs"), "checkout", "-q", "v1");
    commit(cwd, "one");
    git(cwd, "checkout", "-q", "-b", "pr");
    return cwd;
  }

  test("is compared with the commit that the base has for the submodule", async () => {
    const cwd = application();
    expect(await tenon(["check", "--only", "diff"], { cwd })).toMatchObject({ code: 0, out: "" });
    write(join(cwd, "specs"), contract(50));
    const { code, out } = await tenon(["check", "--only", "diff"], { cwd });
    expect(code).toBe(1);
    expect(out).toContain("at most 50, not 100");
    expect(out).toContain("in the base at main:specs:api/shared/limit.yaml:1:");
  });

  test("whose commit is missing in the clone names the command that fetches it", async () => {
    const cwd = application();
    const clone = folder();
    git(clone, "-c", "protocol.file.allow=always", "clone", "-q", cwd, "app");
    const app = join(clone, "app");
    const head = git(join(cwd, "specs"), "rev-parse", "main").trim();
    write(app, contract(50));
    git(app, "update-index", "--cacheinfo", `160000,${"1".repeat(40)},specs`);
    git(app, "commit", "-q", "-m", "a commit that nobody has");
    git(app, "-c", "protocol.file.allow=always", "clone", "-q", specs(), "specs2");
    execFileSync("sh", ["-c", "rmdir specs && mv specs2 specs"], { cwd: app });
    expect(head).toHaveLength(40);
    const { code, out } = await tenon(["diff", "HEAD", "specs/api/openapi.yaml"], { cwd: app });
    expect(code).toBe(2);
    expect(out).toContain(`git -C specs fetch --depth=1 origin ${"1".repeat(40)}`);
  });
});

describe("a base in a package", () => {
  const manifest = JSON.stringify({ name: "@school/spec", version: "1.2.0", exports: {} });
  const installed = (at: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries({ ...contract(100), "package.json": manifest }).map(([name, text]) => [`${at}/${name}`, text]),
    );

  test("is a file of the installed package, whatever the package exports", async () => {
    const cwd = folder({ ...contract(50), ...installed("node_modules/@school/spec") });
    for (const name of ["npm:@school/spec:api/openapi.yaml", "npm:@school/spec@1.2.0:api/openapi.yaml"]) {
      const { code, out } = await tenon(["diff", name, "api/openapi.yaml"], { cwd });
      expect([code, out]).toEqual([1, expect.stringContaining("at most 50, not 100")]);
    }
    const other = await tenon(["diff", "npm:@school/spec@1.3.0:api/openapi.yaml", "api/openapi.yaml"], { cwd });
    expect([other.code, other.out]).toEqual([2, expect.stringContaining("is not installed: found 1.2.0")]);
    expect(other.out).toContain("npm install --save-dev base-spec@npm:@school/spec@1.3.0");
  });

  test("is a file of a tarball", async () => {
    const cwd = folder({ ...contract(50), ...installed("package") });
    execFileSync("tar", ["-czf", "spec-1.2.0.tgz", "package"], { cwd });
    const before = temporary();
    const { code, out } = await tenon(["diff", "npm:./spec-1.2.0.tgz:api/openapi.yaml", "api/openapi.yaml"], { cwd });
    expect([code, out]).toEqual([1, expect.stringContaining("at most 50, not 100")]);
    expect(temporary()).toEqual(before);
  });

  test.each([
    ["npm:@school/spec:../../../secret.yaml", "package-invalid"],
    ["npm:@school/spec:missing.yaml", "source-missing"],
    ["npm:./missing.tgz:openapi.yaml", "source-missing"],
    ["npm:@school/spec", "package-invalid"],
  ])("%s is exit code 2", async (base, rule) => {
    const cwd = folder({ ...contract(50), ...installed("node_modules/@school/spec"), "secret.yaml": "openapi: 3.1.0" });
    const { code, out } = await tenon(["diff", base, "api/openapi.yaml"], { cwd });
    expect([code, out]).toEqual([2, expect.stringContaining(rule)]);
  });
});
