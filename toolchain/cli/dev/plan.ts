/** What `tenon dev` works on: the options of the command line, those of the configuration, and what the folder has. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "jsonc-parser";
import { isObject } from "tenon-runtime/core";
import type { FailOn } from "../choices.ts";
import type { VerifyConfig } from "../config/config.ts";
import { resolveProjects, shown, type Choice, type Project, type Projects } from "../config/projects.ts";
import type { Setting } from "../mock/load.ts";
import type { Shell } from "../shell/shell.ts";
import { serverSetting, type ServerSetting } from "./server.ts";

export interface DevOptions {
  readonly port?: number;
  readonly host: string;
  readonly seed?: number;
  /** A command line. */
  readonly start?: string;
  /** A URL. */
  readonly server?: string;
  /** A module. */
  readonly scenarios?: string;
  /** Names. */
  readonly scenario?: readonly string[];
}

export interface DevPlan {
  readonly choice: Choice;
  readonly env: Shell["env"];
  readonly projects: Projects;
  /** Reads the configuration again. */
  readonly resolve: () => Promise<Projects>;
  readonly setting: Setting;
  readonly server?: ServerSetting;
  /** A `tsconfig.json`, absolute, and as a person writes it. */
  readonly types?: { readonly project: string; readonly name: string };
  readonly base?: string;
  readonly failOn?: FailOn;
  readonly verify?: VerifyConfig;
}

const DEFAULT_PORT = 4010;

export interface PlanInput {
  readonly shell: Shell;
  readonly choice: Choice;
  readonly options: DevOptions;
  readonly projects: Projects;
  readonly project: Project;
  readonly reporting: Pick<Setting, "stopped" | "complain" | "log" | "say">;
}

export async function planDev({ shell, choice, options, projects, project, reporting }: PlanInput): Promise<DevPlan> {
  const { cwd, env } = shell;
  const { dev = {}, check = {} } = project;
  const { port = dev.port ?? DEFAULT_PORT, host, seed, scenario } = options;
  const scenarios = options.scenarios ?? dev.scenarios;
  const server = await serverSetting(options.start ?? dev.start, options.server ?? dev.server);
  const types = check.types ?? tsconfigIn(cwd);
  const base = check.base ?? baseBranch(cwd);
  return {
    choice,
    env,
    projects,
    resolve: () => resolveProjects(cwd, choice),
    setting: {
      project,
      cwd,
      options: {
        port,
        host,
        format: "pretty",
        ...(seed !== undefined && { seed }),
        ...(scenarios !== undefined && { scenarios }),
        ...(scenario !== undefined && { scenario }),
        ...(server !== undefined && { proxy: server.url }),
      },
      ...reporting,
    },
    ...(server && { server }),
    ...(types !== undefined && { types: { project: types, name: shown(cwd, types) } }),
    ...(base !== undefined && { base }),
    ...(check.failOn !== undefined && { failOn: check.failOn }),
    ...(check.verify && { verify: check.verify }),
  };
}

/** The configuration of the folder's program: behind `"files": []` stand only references to others. */
function tsconfigIn(cwd: string): string | undefined {
  const file = resolve(cwd, "tsconfig.json");
  if (!existsSync(file)) return undefined;
  const config: unknown = parse(readFileSync(file, "utf8"), [], { allowTrailingComma: true });
  if (!isObject(config) || !Array.isArray(config["files"]) || config["files"].length > 0) return file;
  const [first] = Array.isArray(config["references"]) ? (config["references"] as readonly unknown[]) : [];
  const path = isObject(first) ? first["path"] : undefined;
  if (typeof path !== "string") return file;
  const referred = resolve(dirname(file), path);
  return referred.endsWith(".json") ? referred : resolve(referred, "tsconfig.json");
}

/** The branch that changes are merged into, as far as that is usual. */
function baseBranch(cwd: string): string | undefined {
  return ["origin/HEAD", "origin/main", "origin/master", "main", "master"].find(
    (name) => spawnSync("git", ["rev-parse", "--verify", "--quiet", `${name}^{commit}`], { cwd }).status === 0,
  );
}
