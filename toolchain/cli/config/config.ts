/** One contract and what is generated from it. Paths are relative to the configuration's folder. */
export interface ProjectConfig {
  /** A file or a URL. Default: `openapi.yaml`, `openapi.yml` or `openapi.json`. */
  readonly contract?: string;
  /** The folder that generated files go to. Default: `generated`. */
  readonly output?: string;
  /** Use only these operations: `tag:students`, `operationId:getStudent`, `GET:/students/*`; `!` in front excludes. */
  readonly include?: string | readonly string[];
  /** Warnings fail, as errors do. */
  readonly strict?: boolean;
  /** How generated files import one another. Default: what the nearest tsconfig.json needs. */
  readonly importExtension?: ImportExtensionOption;
  /** Whether `mocks.ts` has handlers for MSW. Default: true. */
  readonly msw?: boolean;
  /** How strictly `format` is checked: each by its RFC, by what it looks like, or not at all. Default: `strict`. */
  readonly formats?: "strict" | "loose" | "off";
  /**
   * Whether examples in the contract that do not fit their schema are told, as warnings (which fail with `strict`).
   * Mocks never answer with them. Default: `warn`.
   */
  readonly examples?: "warn" | "off";
  /**
   * Allow `$ref`s to files in this folder. Default: the git repository of the contract, or else the folder of the nearest
   * package.json, or else the contract's own folder.
   */
  readonly root?: string;
  /** Apply these OpenAPI Overlays (1.0 or 1.1) to the contract, in this order: files or URLs. */
  readonly overlays?: readonly string[];
  /** Do not report warnings with these codes, for example `["missing-operation-id"]`. */
  readonly silence?: readonly string[];
  /** Report `$ref`s to missing files as warnings; Tenon then allows any value there. Default: false. */
  readonly allowUnresolved?: boolean;
  /** Hosts that remote `$ref`s may be fetched from. Default: none. */
  readonly allowHosts?: readonly string[];
  /** What `tenon check` looks at. */
  readonly check?: CheckConfig;
}

export interface CheckConfig {
  /** A YAML file of findings that the team has accepted, each with its reason. Default: none. */
  readonly accept?: string;
  /**
   * A `tsconfig.json` that covers the handlers, and whatever else is written against the generated code: a handler that
   * is missing or no longer fits is a finding. Default: types are not checked.
   */
  readonly types?: string;
  /** What changes are held against: a file, a URL or a git revision, `origin/main`. Default: changes are not looked at. */
  readonly base?: string;
  /** Which changes are findings; see `tenon diff --fail-on`. Default: `wire`, those that break who is deployed. */
  readonly failOn?: "wire" | "source" | "unknown" | "none";
  /** An implementation to hold against the contract; see `tenon verify`. Default: none. */
  readonly verify?: VerifyConfig;
}

/** One of {@link url}, {@link app} and {@link mock}. */
export interface VerifyConfig {
  /** Where it answers, its base path included: this machine only. */
  readonly url?: string;
  /** A module whose default export is an application, from the working directory. */
  readonly app?: string;
  /** The contract's own mocks. */
  readonly mock?: true;
  /** Default 1. */
  readonly seed?: number;
  /** Seconds. Default 30. */
  readonly time?: number;
}

export type ImportExtensionOption = ".ts" | ".js" | "none";

export type Config = ProjectConfig | readonly ProjectConfig[];

/** Gives a `tenon.config.ts` its types: one project, or a list of them. */
export function defineConfig<const C extends Config>(config: C): C {
  return config;
}
