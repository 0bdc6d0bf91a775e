/** One contract and what is generated from it. Paths are relative to the configuration's folder. */
export interface ProjectConfig {
  /** A file or a URL. Default: `openapi.yaml`, `openapi.yml` or `openapi.json`. */
  readonly contract?: string;
  /** The folder that generated files go to. Default: `generated`. */
  readonly output?: string;
  /**
   * Only these operations, and the schemas that they reach: `tag:students`, `path:/students/*`, `GET:/students/*`,
   * `operation:getStudent`.
   */
  readonly include?: string | readonly string[];
  /** Warnings fail, as errors do. */
  readonly strict?: boolean;
  /** How generated files import one another. Default: what the nearest tsconfig.json needs. */
  readonly importExtension?: ImportExtensionOption;
  /** Whether `mocks.ts` has handlers for MSW. Default: true. */
  readonly msw?: boolean;
  /** How strictly `format` is checked: each by its RFC, by what it looks like, or not at all. Default: `strict`. */
  readonly formats?: "strict" | "loose" | "off";
  /** The folder that local `$ref`s may not leave. Default: the contract's own. */
  readonly root?: string;
  /** Hosts that remote `$ref`s may be fetched from. Default: none. */
  readonly allowHosts?: readonly string[];
}

export type ImportExtensionOption = ".ts" | ".js" | "none";

export type Config = ProjectConfig | readonly ProjectConfig[];

/** Gives a `tenon.config.ts` its types: one project, or a list of them. */
export function defineConfig<const C extends Config>(config: C): C {
  return config;
}
