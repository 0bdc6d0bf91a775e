import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { ContractOptions } from "../../contract/index.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { LoadOptions } from "../../document/index.ts";
import type { EmitWord } from "../choices.ts";
import type { CheckConfig, DevConfig, EmitChoice, ImportExtensionOption, ProjectConfig } from "./config.ts";
import { readConfig } from "./config-file.ts";

/** One contract with all its settings resolved. */
export interface Project {
  /** An absolute path, a URL, or `-` for standard input. */
  readonly contract: string;
  /** As a person would write it, from the working directory. */
  readonly name: string;
  /** Absolute. */
  readonly output: string;
  readonly include: readonly string[];
  /** Set if `include` comes from the command line and applies to several contracts: it need not match in each of them. */
  readonly shared?: true;
  readonly strict: boolean;
  readonly importExtension?: ImportExtensionOption;
  readonly emit?: EmitChoice;
  readonly msw?: boolean;
  readonly formats?: NonNullable<ProjectConfig["formats"]>;
  readonly dates?: NonNullable<ProjectConfig["dates"]>;
  readonly bigint?: NonNullable<ProjectConfig["bigint"]>;
  readonly decimals?: NonNullable<ProjectConfig["decimals"]>;
  readonly enums?: NonNullable<ProjectConfig["enums"]>;
  readonly examples?: NonNullable<ProjectConfig["examples"]>;
  /** Absolute. */
  readonly root?: string;
  readonly allowHosts?: readonly string[];
  readonly allowUnresolved?: boolean;
  /** Absolute paths, and URLs. */
  readonly overlays?: readonly string[];
  /** Codes of warnings that are not reported. */
  readonly silence?: readonly string[];
  readonly plugins?: NonNullable<ProjectConfig["plugins"]>;
  /** The settings of checks. Paths are absolute. */
  readonly check?: CheckConfig;
  /** The settings of `tenon dev`. Paths are absolute. */
  readonly dev?: DevConfig;
}

/** The options of the command line. They replace those of the configuration. */
export interface Choice {
  readonly contract?: string;
  readonly output?: string;
  readonly config?: string;
  readonly include?: readonly string[];
  readonly strict?: boolean;
  readonly importExtension?: ImportExtensionOption;
  readonly emit?: readonly EmitWord[];
  readonly root?: string;
  readonly allowUnresolved?: boolean;
  /** Overlays, in addition to those of the configuration. */
  readonly overlay?: readonly string[];
}

export interface Projects {
  readonly projects: readonly Project[];
  readonly diagnostics: readonly Diagnostic[];
  /** The configuration file, absolute, where one is in use. */
  readonly configFile?: string;
}

const CONTRACTS = ["openapi.yaml", "openapi.yml", "openapi.json"];

/**
 * The contracts of a command: the one of the command line, else those of the configuration, else `openapi.yaml` in the
 * working directory. A contract of the command line has the settings of the configuration, if it is in there.
 */
export async function resolveProjects(cwd: string, choice: Choice): Promise<Projects> {
  const config = await readConfig(cwd, choice.config);
  if (config.diagnostics.length > 0) return { projects: [], diagnostics: config.diagnostics };
  const base = config.file === undefined ? cwd : dirname(config.file);
  const known = config.projects.map((project) => settle(cwd, base, project));
  const missing = known.find((project) => project === undefined);
  const projects = known.filter((project) => project !== undefined);
  const problem = conflict(cwd, projects);
  if (problem !== undefined && config.file !== undefined) {
    const file = shown(cwd, config.file);
    const advice = "set a separate `output` for each contract, none inside another";
    return { projects: [], diagnostics: [diagnostic("config-invalid", { file, problem, advice }, { file })] };
  }
  if (choice.contract === undefined) {
    if (missing === undefined && config.projects.length > 0) return finish(cwd, choice, projects, config.file);
    const found = settle(cwd, base, {});
    if (!found) return { projects: [], diagnostics: [diagnostic("no-contract", { names: CONTRACTS.join(", ") })] };
    return finish(cwd, choice, [found], config.file);
  }
  const contract = source(cwd, choice.contract);
  const named = projects.filter((project) => project.contract === contract);
  const unknown = settle(cwd, cwd, { contract: choice.contract });
  return finish(cwd, choice, named.length > 0 || !unknown ? named : [unknown], config.file);
}

function finish(cwd: string, choice: Choice, projects: readonly Project[], configFile: string | undefined): Projects {
  const { output, include, strict, importExtension, emit, root, allowUnresolved, overlay } = choice;
  if (output !== undefined && projects.length > 1) {
    const outputs = projects.map((project) => project.name).join(", ");
    return { projects: [], diagnostics: [diagnostic("output-for-several", { contracts: outputs })] };
  }
  const chosen = projects.map((project) => ({
    ...project,
    ...(output === undefined ? {} : { output: resolve(cwd, output) }),
    ...(include?.length ? { include, ...(projects.length > 1 && { shared: true as const }) } : {}),
    ...(strict === undefined ? {} : { strict }),
    ...(importExtension === undefined ? {} : { importExtension }),
    ...(emit === undefined ? {} : { emit }),
    ...(root === undefined ? {} : { root: resolve(cwd, root) }),
    ...(allowUnresolved === undefined ? {} : { allowUnresolved }),
    ...(overlay === undefined
      ? {}
      : { overlays: [...(project.overlays ?? []), ...overlay.map((one) => source(cwd, one))] }),
  }));
  return { projects: chosen, diagnostics: [], ...(configFile === undefined ? {} : { configFile }) };
}

/** A message about two outputs that would overwrite each other. */
function conflict(cwd: string, projects: readonly Project[]): string | undefined {
  for (const [index, one] of projects.entries()) {
    for (const other of projects.slice(0, index)) {
      const output = shown(cwd, one.output);
      if (one.output === other.output) return `${other.name} and ${one.name} both generate into ${output}`;
      const [inner, outer] = isInside(one.output, other.output) ? [one, other] : [other, one];
      if (isInside(inner.output, outer.output)) {
        const folders = `${shown(cwd, inner.output)}, which is inside ${shown(cwd, outer.output)}`;
        return `${inner.name} generates into ${folders}, where ${outer.name} generates`;
      }
    }
  }
  return undefined;
}

function isInside(inner: string, outer: string): boolean {
  return inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

function settle(
  cwd: string,
  base: string,
  { contract, output, include, root, overlays, check, dev, ...rest }: ProjectConfig,
): Project | undefined {
  const named = contract ?? CONTRACTS.find((name) => existsSync(resolve(base, name)));
  if (named === undefined) return undefined;
  const path = source(base, named);
  return {
    ...rest,
    contract: path,
    name: isAbsolute(path) ? shown(cwd, path) : path,
    output: resolve(base, output ?? "generated"),
    include: typeof include === "string" ? [include] : (include ?? []),
    strict: rest.strict ?? false,
    ...(root !== undefined && { root: resolve(base, root) }),
    ...(overlays !== undefined && { overlays: overlays.map((one) => source(base, one)) }),
    ...(check !== undefined && { check: absolute(base, check) }),
    ...(dev !== undefined && {
      dev: { ...dev, ...(dev.scenarios !== undefined && { scenarios: resolve(base, dev.scenarios) }) },
    }),
  };
}

function absolute(base: string, { accept, baseline, types, ...rest }: CheckConfig): CheckConfig {
  return {
    ...rest,
    ...(accept !== undefined && { accept: resolve(base, accept) }),
    ...(baseline !== undefined && { baseline: resolve(base, baseline) }),
    ...(types !== undefined && { types: resolve(base, types) }),
  };
}

/** URLs and `-` as they are, files absolute. */
function source(base: string, contract: string): string {
  return contract === "-" || /^https?:\/\//i.test(contract) ? contract : resolve(base, contract);
}

/** A path as a person in `cwd` would write it. */
export function shown(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short === "" ? "." : short.startsWith(`..${"/"}..`) ? path : short;
}

/** The error of a command that works on one contract only. */
export function severalContracts(command: string, projects: readonly Project[]): Diagnostic {
  const names = projects.map(({ name }) => name);
  return diagnostic("several-contracts", {
    contracts: names.join(", "),
    command: `tenon ${command} ${names[0] ?? "openapi.yaml"}`,
  });
}

/** The options for reading a project's contract. */
export function loadOptions(project: Project, cwd: string): LoadOptions & ContractOptions {
  const { include, root, allowHosts, allowUnresolved, overlays, silence, formats = "strict" } = project;
  return {
    cwd,
    include,
    root,
    allowHosts,
    allowUnresolved,
    overlays,
    silence,
    examples: project.examples === "off" ? undefined : formats,
  };
}

/** Adds the contract's file to diagnostics without a place, if the contract is a file. */
export function about(diagnostics: readonly Diagnostic[], { contract, name }: Project): Diagnostic[] {
  if (!isAbsolute(contract)) return [...diagnostics];
  return diagnostics.map((one) =>
    one.position === undefined && one.file === undefined ? { ...one, file: name } : one,
  );
}

/** The contract's file name, for headers: no folder, so that it is the same from everywhere. */
export function fileName(contract: string): string {
  if (contract === "-") return "standard input";
  return /^https?:/i.test(contract) ? basename(new URL(contract).pathname) || "a URL" : basename(contract);
}
