/** The generated code in projects of all kinds that the design names, CommonJS above all. */

import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ROOT } from "../../scripts/run.ts";
import { PROJECTS, WITHOUT_MSW, type FormatProject } from "./format-projects.ts";
import { CONTRACT, Project } from "./project.ts";

/** One folder with the packages, and a folder for each project in it: Node, TypeScript and the tools look upwards. */
const shared = new Project("formats");
const latest = process.env["TENON_VERSIONS"] === "latest";

beforeAll(async () => {
  const [, runtime = ""] = inject("tarballs");
  for (const file of latest ? ["package.json"] : ["package.json", "package-lock.json"])
    cpSync(join(import.meta.dirname, "formats", file), join(shared.folder, file));
  const npm = "--no-audit --no-fund --prefer-offline --ignore-scripts";
  await shared.sh(
    `npm ${latest ? "install" : "ci"} ${npm} && npm install --no-save --no-package-lock ${npm} "${runtime}"`,
  );
});
afterAll(() => rmSync(shared.folder, { recursive: true, force: true }));

const cli = join(ROOT, "dist/package/tenon/dist/cli/main.js");

test.each(PROJECTS.map((project, index) => ({ ...project, folder: `project-${index}` })))(
  "$name: the project builds and answers",
  async (project) => {
    const own = await written(project, project.folder);
    expect(await own.sh(`node "${cli}" generate`)).not.toContain("unsupported-module-setting");
    for (const command of project.build ?? []) await own.sh(command);
    if (project.start === undefined) return;
    const { basePath = "" } = project;
    const answers = await own.serving(project.start, async (address) => [
      await (await fetch(`${address}${basePath}/notes/1`)).json(),
      (await fetch(`${address}${basePath}/notes/none`)).status,
      (await fetch(`${address}${basePath}/openapi.json`)).status,
    ]);
    const isWeb = project.name.includes("Next.js"); // `toFetchHandler` serves no document
    expect(answers).toEqual([{ id: 1, text: "first" }, 400, isWeb ? 404 : 200]);
  },
);

async function written(project: FormatProject, folder: string): Promise<Project> {
  const type = "type" in project ? project.type : "commonjs";
  const { compilerOptions } = project;
  const own = new Project("format", join(shared.folder, folder));
  own.write({
    "package.json": JSON.stringify({ name: folder, private: true, type }),
    "openapi.yaml": CONTRACT,
    ...(compilerOptions && { "tsconfig.json": JSON.stringify({ compilerOptions, exclude: ["dist", "node_modules"] }) }),
    ...WITHOUT_MSW,
    ...project.files,
  });
  return own;
}
