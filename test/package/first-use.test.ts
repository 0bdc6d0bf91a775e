/** The first commands of a stranger, in an empty folder with `npm init -y`: each message says what to do. */

import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cleanEnvironment, ROOT, run } from "../../scripts/run.ts";
import { CONTRACT, Project } from "./project.ts";

/** The package as a package manager installs it that keeps the packages of packages apart. */
async function stranger(): Promise<Project> {
  const project = new Project("stranger");
  onTestFinished(() => rmSync(project.folder, { recursive: true, force: true }));
  await project.sh("npm init -y");
  mkdirSync(join(project.folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(ROOT, "dist/package/tenon"), join(project.folder, "node_modules/tenon"));
  symlinkSync("../tenon/dist/cli/main.js", join(project.folder, "node_modules/.bin/tenon"));
  return project;
}

const typed = (project: Project, command: string): ReturnType<typeof run> =>
  run("bash", ["-c", command], { cwd: project.folder, env: cleanEnvironment(), timeout: 60_000 });

const installed = (name: string, version: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version }),
});

test("generate names what the generated files need, once", async () => {
  const project = (await stranger()).write({ "openapi.yaml": CONTRACT });
  const { code, output } = await typed(project, "npx tenon generate");
  expect(code).toBe(0);
  for (const text of [
    "imports tenon-runtime, which is not installed\n  hint: run `npm install tenon-runtime@0.1.0`\n",
    "server.ts imports express, which is not installed\n  hint: run `npm install express@5`, or leave out the server",
    "mocks.ts imports msw, which is not installed\n  hint: run `npm install --save-dev msw@3`, or set `msw: false`",
    'package.json sets `"type": "commonjs"`',
    "hint: run `npm pkg set type=module`",
  ])
    expect(output).toContain(text);
  expect((await typed(project, "npx tenon generate")).output).not.toMatch(/peer-missing|commonjs-package/);
});

test("after these commands generate has nothing to say", async () => {
  const project = (await stranger()).write({ "openapi.yaml": CONTRACT });
  // As after `npm install` of what the messages name.
  await project.sh("npm pkg set type=module");
  project.write({
    ...installed("express", "5.3.0"),
    ...installed("msw", "3.0.5"),
    ...installed("tenon-runtime", "0.1.0"),
  });
  expect((await typed(project, "npx tenon generate")).output).not.toContain("hint");
});

test("a project that declares the packages hears nothing before it installs them", async () => {
  const project = (await stranger()).write({ "openapi.yaml": CONTRACT });
  await project.sh(
    "npm pkg set type=module dependencies.express=^5 dependencies.tenon-runtime=^0.1.0 devDependencies.msw=^3",
  );
  expect((await typed(project, "npx tenon generate")).output).not.toContain("peer-missing");
});

test("a wrong version of msw is a warning each time, and an error with --strict", async () => {
  const project = (await stranger()).write({ "openapi.yaml": CONTRACT, ...installed("msw", "2.7.0") });
  for (const _ of ["new files", "the same files"]) {
    const { code, output } = await typed(project, "npx tenon generate");
    expect(code).toBe(0);
    expect(output).toContain(
      "mocks.ts needs msw ^3.0.0, but 2.7.0 is installed\n  hint: run `npm install --save-dev msw@3`\n",
    );
  }
  expect((await typed(project, "npx tenon generate --strict")).code).toBe(1);
});

test("without a contract each command says how to name one", async () => {
  const project = await stranger();
  for (const command of ["generate", "dev", "check"]) {
    const { code, output } = await typed(project, `npx tenon ${command}`);
    expect([command, code]).toEqual([command, 2]);
    expect(output).toContain("this folder contains no contract (openapi.yaml, openapi.yml, openapi.json)");
    expect(output).toContain("hint: pass the contract");
  }
});

test("a port that is taken: another one is named", async () => {
  const project = (await stranger()).write({ "openapi.yaml": CONTRACT });
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo; // it listens on a port
  for (const command of ["mock", "dev"]) {
    const { code, output } = await typed(project, `npx tenon ${command} --port ${port}`);
    expect([command, code]).toEqual([command, 2]);
    expect(output).toContain(`cannot listen on port ${port}: another program, maybe another mock, already uses it`);
    expect(output).toContain("hint: choose another port, as in `--port ");
  }
});

test("a Node that is too old: one line names the version that is needed", async () => {
  const project = await stranger();
  const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })`;
  const pretending = `--import=data:text/javascript,${encodeURIComponent(old)}`;
  const { code, output } = await typed(project, `node '${pretending}' node_modules/tenon/dist/cli/main.js generate`);
  expect([code, output.trim()]).toEqual([2, "Tenon needs Node 22.18 or newer; this is Node 20.20.2"]);
});
