/** The templates of `tenon init`: each workspace compiles, and its own tests pass, with the packed packages. */

import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, inject, test } from "vitest";
import { cleanEnvironment, ROOT, run } from "../../scripts/run.ts";
import { TEMPLATES } from "../../toolchain/cli/init/templates.ts";
import { commands, page } from "../repository/pages.ts";
import { Project } from "./project.ts";

const projects: Project[] = [];
afterAll(() => {
  for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
});

/** As npm would install it: the versions are those of this repository, so its packages are linked. */
function link(project: Project): void {
  const own = ["tenon", "tenon-runtime"];
  const target = join(project.folder, "node_modules");
  const add = (source: string, name: string): void => symlinkSync(source, join(target, name));
  mkdirSync(join(target, ".bin"), { recursive: true });
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (!own.includes(name) && !name.startsWith(".")) add(join(ROOT, "node_modules", name), name);
  for (const name of own) add(join(ROOT, "dist/package", name), name);
  for (const [name, file] of Object.entries({
    tenon: "tenon/dist/cli/main.js",
    tsc: "typescript/bin/tsc",
    vite: "vite/bin/vite.js",
    vitest: "vitest/vitest.mjs",
  }))
    add(join(target, file), `.bin/${name}`);
}

const SCRIPTS = {
  fullstack: ["check", "typecheck", "test", "build", "verify -- --time 2"],
  api: ["check", "typecheck", "test"],
  web: ["check", "typecheck", "test", "build"],
  sdk: ["check", "typecheck", "test", "build"],
} as const satisfies Record<keyof typeof TEMPLATES, readonly string[]>;

/** Runs a script of the workspace; a failure shows what it printed. */
const runScript = (script: string, { folder }: Project): ReturnType<typeof run> =>
  run("npm", ["run", "-s", ...script.split(" ")], { cwd: folder, env: cleanEnvironment(), timeout: 120_000 });

describe.for(Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[])("the template %s", (template) => {
  const project = new Project(template);
  projects.push(project);

  test("starts a workspace whose checks, types, tests and build pass", async () => {
    const create = join(ROOT, "dist/package/tenon/dist/cli/main.js");
    await project.sh(`node ${create} init --template ${template} --yes`);
    link(project);
    for (const script of SCRIPTS[template]) expect(await runScript(script, project)).toMatchObject({ code: 0 });
  });
});

test("create-tenon runs tenon init, with the README's command", async () => {
  const [, , create = ""] = inject("tarballs");
  const project = new Project("create");
  projects.push(project);
  await project.sh(`tar -xzf "${create}" && mkdir -p package/node_modules`);
  symlinkSync(join(ROOT, "dist/package/tenon"), join(project.folder, "package/node_modules/tenon"));
  const readme = commands(page("README.md")).filter(({ place }) => place === "empty folder");
  expect(readme.length).toBeGreaterThan(0);
  for (const { command } of readme) {
    // `npm create tenon` runs the package `create-tenon`.
    expect(command).toMatch(/^npm create tenon@latest /);
    const output = await project.sh(`${command.replace("npm create tenon@latest", "node package/index.js")} --yes`);
    expect(output).toContain("cd my-app");
  }
  expect(readdirSync(join(project.folder, "my-app"))).toContain("openapi.yaml");
});
