/**
 * Each template with each package manager, as its user would: the packages are packed, installed into a new workspace with
 * all dependencies from the registry, and the workspace's scripts run.
 */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pack } from "../../scripts/pack.ts";
import { cleanEnvironment, must, ROOT, run } from "../../scripts/run.ts";
import { TEMPLATES } from "../../toolchain/cli/init/templates.ts";
import type { Finding, Outcome, Proof } from "./proof.ts";

/** npm packages that have the commands; npm itself comes with Node. */
const MANAGERS = ["npm", "pnpm", "bun"] as const;
type Manager = (typeof MANAGERS)[number];
const SCRIPTS = ["check", "typecheck", "test"];
/** Milliseconds for one command. */
const TIME = 300_000;

export const proof: Proof = {
  claim: "each template installs with npm, pnpm and bun, and its checks, types and tests pass",
  seeded: false,
  async run({ log }): Promise<Outcome> {
    const folder = await mkdtemp(join(tmpdir(), "tenon-managers-"));
    try {
      const [tenon = "", runtime = ""] = await pack(folder);
      const tools = MANAGERS.filter((name) => name !== "npm");
      await must("npm", ["install", "--prefix", join(folder, "tools"), ...tools], { env: cleanEnvironment() });
      const rows: string[] = [];
      const failures: Finding[] = [];
      for (const manager of MANAGERS)
        for (const template of Object.keys(TEMPLATES)) {
          const { seconds, failure } = await tryOut({ folder, manager, template, tenon, runtime });
          const row = `${template} with ${manager}: ${failure === undefined ? `installed in ${seconds} s` : "failed"}`;
          log(row);
          rows.push(row);
          if (failure !== undefined) failures.push({ case: `${template} with ${manager}`, reason: failure });
        }
      return { holds: failures.length === 0 && rows.length > 0, numbers: { workspaces: rows.length, rows }, failures };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Trial {
  readonly folder: string;
  readonly manager: Manager;
  readonly template: string;
  readonly tenon: string;
  readonly runtime: string;
}

async function tryOut({
  folder,
  manager,
  template,
  tenon,
  runtime,
}: Trial): Promise<{ seconds: number; failure?: string }> {
  const cwd = join(folder, `${manager}-${template}`);
  const environment = cleanEnvironment();
  const env = { ...environment, PATH: [join(folder, "tools/node_modules/.bin"), environment["PATH"]].join(delimiter) };
  const created = join(ROOT, "dist/package/tenon/dist/cli/main.js");
  await must(process.execPath, [created, "init", cwd, "--template", template, "--yes"], { env });
  await usePacked(cwd, tenon, runtime);
  const begin = Date.now();
  const installed = await run(manager, ["install"], { cwd, env, timeout: TIME });
  const seconds = Math.round((Date.now() - begin) / 1000);
  if (installed.code !== 0) return { seconds, failure: `install: ${installed.output.slice(-2000)}` };
  for (const script of SCRIPTS) {
    const { code, output } = await run(manager, ["run", script], { cwd, env, timeout: TIME });
    if (code !== 0) return { seconds, failure: `${script}: ${output.slice(-2000)}` };
  }
  return { seconds };
}

/** The packed packages in place of published ones; `tenon` depends on `tenon-runtime`, too. */
async function usePacked(cwd: string, tenon: string, runtime: string): Promise<void> {
  const file = join(cwd, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as Record<"dependencies" | "devDependencies", object>; // of the template
  const override = { "tenon-runtime": `file:${runtime}` };
  const changed = {
    ...manifest,
    dependencies: { ...manifest.dependencies, ...override },
    devDependencies: { ...manifest.devDependencies, tenon: `file:${tenon}` },
    overrides: override, // npm, bun
  };
  await writeFile(file, JSON.stringify(changed, null, 2));
  // pnpm; it asks for permission before packages run scripts at their installation, which none of these needs.
  const settings = `overrides:\n  tenon-runtime: "file:${runtime}"\nstrictDepBuilds: false\n`;
  await writeFile(join(cwd, "pnpm-workspace.yaml"), settings);
}
