import type { DeprecationPolicy } from "../../diff/deprecation.ts";
import type { CheckName, Phase } from "../../verify/types.ts";
import type { DefinedPlugin } from "../../emit/plugins/plugin.ts";
import type { Framework, EmitPart } from "../../emit/parts.ts";
import type { CheckPart, EmitWord, FailOn, RuleSeverity } from "../choices.ts";

/** One contract and its generated code. Paths are relative to the folder of the configuration. */
export interface ProjectConfig {
  /** The contract: a file or a URL. Default: `openapi.yaml`, `openapi.yml` or `openapi.json`. */
  readonly contract?: string;
  /** Write the files to this folder. Default: `generated`. */
  readonly output?: string;
  /** Use only these operations: `tag:students`, `operationId:getStudent`, `GET:/students/*`; `!` in front excludes. */
  readonly include?: string | readonly string[];
  /** Treat warnings as errors. Default: false. */
  readonly strict?: boolean;
  /** Use this extension in imports between generated files. Default: what the nearest tsconfig.json needs. */
  readonly importExtension?: ImportExtensionOption;
  /**
   * Generate these parts, and what they need: a list for these alone, or an object in which `false` leaves a part out and
   * `queries` adds options of TanStack Query. Default: all parts but `queries`.
   */
  readonly emit?: EmitChoice;
  /** Generate handlers for MSW in `mocks.ts`. Default: true. */
  readonly msw?: boolean;
  /** Validate `format` by its RFC (`strict`), in a simplified way (`loose`), or not at all (`off`). Default: `strict`. */
  readonly formats?: "strict" | "loose" | "off";
  /**
   * Use `Date` for `format: date-time` and `format: date` in handlers, client and mocks (`date`), or the text that JSON has
   * (`string`). Default: `string`.
   */
  readonly dates?: "string" | "date";
  /**
   * Use `bigint` for `format: int64` and `format: uint64` (`int64`), or a number (`number`). An integer that a number
   * cannot hold is an error then. Default: `number`.
   */
  readonly bigint?: "number" | "int64";
  /** Use a text with all digits for numbers of `format: decimal` (`string`), or a number (`number`). Default: `number`. */
  readonly decimals?: "number" | "string";
  /**
   * Export enumerations as constants too (`const`): `TicketStatus.open`, from `enums.ts`. Otherwise as types alone
   * (`type`). Default: `type`.
   */
  readonly enums?: "type" | "const";
  /**
   * Report examples that do not match their schema as warnings (`warn`), or do not report them (`off`). Mocks never use
   * such examples. Default: `warn`.
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
  /** Report `$ref`s to missing files and declarations as warnings; Tenon then allows any value there. Default: false. */
  readonly allowUnresolved?: boolean;
  /** Allow `$ref`s to these hosts. Default: none. */
  readonly allowHosts?: readonly string[];
  /** Run these plugins; each adds files to a subfolder of the output. See docs/plugins.md. Default: none. */
  readonly plugins?: readonly DefinedPlugin[];
  /** Settings of `tenon check`. */
  readonly check?: CheckConfig;
  /** Settings of `tenon dev`. */
  readonly dev?: DevConfig;
}

export interface DevConfig {
  /** Start the server with this command; it gets its port in the variable `PORT`. Default: none. */
  readonly start?: string;
  /** Forward requests to the server at this URL. Default: with {@link start}, a free port. */
  readonly server?: string;
  /** Listen on this port. Default: 4010. */
  readonly port?: number;
  /** Load scenarios from this file, which exports a function `scenarios`. Default: none. */
  readonly scenarios?: string;
}

export type EmitChoice = readonly EmitWord[] | EmitConfig;

/** The default of each part is `true`, that of `queries` is `false`. */
export type EmitConfig = { readonly [P in EmitPart]?: boolean } & {
  /** Generate `queries.ts` for this framework; see docs/queries.md. */
  readonly queries?: Framework | false;
};

export interface CheckConfig {
  /**
   * Run only these parts: `lint`, `drift`, `diff`, `types`, `verify`. Default: `lint`, `drift`, and the others if they are
   * configured.
   */
  readonly parts?: readonly CheckPart[];
  /**
   * Severity of single rules, for `tenon check`, `tenon lint` and `tenon diff`: `off`, `info`, `warning` or `error`. A key
   * is one of Tenon's rules that is not an error, or a kind of change, for example
   * `{ "untyped-body": "error", "response-error-added": "off" }`. Redocly's rules are set in `redocly.yaml`.
   */
  readonly rules?: Readonly<Record<string, RuleSeverity>>;
  /** A YAML file of accepted findings, each with a reason. Default: none. */
  readonly accept?: string;
  /**
   * Read findings that do not fail from this file, which `tenon check --write-baseline` writes. Default:
   * `contract-baseline.json` in the working directory, if it exists.
   */
  readonly baseline?: string;
  /**
   * Type-check this `tsconfig.json`, which includes the handlers and other code that uses the generated files. Default:
   * `tenon check` does not check types.
   */
  readonly types?: string;
  /**
   * Compare the contract with this base: a file, a URL or a git revision such as `origin/main`. Default: `tenon check`
   * does not compare.
   */
  readonly base?: string;
  /**
   * Report these changes as errors. `wire`: breaks deployed clients or servers; `source`: also breaks code that uses the
   * generated files; `unknown`: also changes that Tenon cannot decide. Default: `wire`.
   */
  readonly failOn?: FailOn;
  /** Report a version (`info.version`) that rose less than the changes since the base demand. Default: false. */
  readonly version?: boolean;
  /**
   * Demand a sunset date (`x-sunset`) of each newly deprecated operation, at least this number of days away, for
   * example `{ stable: 180, beta: 30 }`. Default: none.
   */
  readonly deprecation?: DeprecationPolicy;
  /** Verify a server; see `tenon verify`. Default: none. */
  readonly verify?: VerifyConfig;
}

/** Set one of {@link url}, {@link app} and {@link mock}. */
export interface VerifyConfig {
  /** Verify the server at this URL, base path included. Only on this machine. */
  readonly url?: string;
  /** Start the server at `url` with this command, and start it again when it ends. `PORT` is the port of `url`. */
  readonly start?: string;
  /** Verify the application that this module exports by default. Relative to the working directory. */
  readonly app?: string;
  /** Verify the contract's own mocks. */
  readonly mock?: true;
  /** Generate requests from this seed: the same seed sends the same requests. Default: 1. */
  readonly seed?: number;
  /** Stop after this time, in seconds. Default: 30. */
  readonly time?: number;
  /** Stop after this number of requests. Default: no limit. */
  readonly maxRequests?: number;
  /** Send this number of requests at the same time. Default: 4. */
  readonly workers?: number;
  /** Send requests only to these operations: `tag:students`, `operationId:getStudent`, `GET:/students/*`. */
  readonly include?: string | readonly string[];
  /** Run only these phases. Default: all. */
  readonly phases?: readonly Phase[];
  /** Run only these checks. Default: all. */
  readonly checks?: readonly CheckName[];
  /** Skip these checks. Default: none. */
  readonly skipChecks?: readonly CheckName[];
  /**
   * Credentials by security scheme, or by role and security scheme, such as `{ reader: { bearerAuth: "env:READER" } }`;
   * `env:NAME` reads an environment variable. Default: `TENON_AUTH_<SCHEME>`, `TENON_AUTH_<ROLE>_<SCHEME>`.
   */
  readonly auth?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Get credentials from this module, which logs in, and again when they expire. Relative to the working directory. */
  readonly login?: string;
  /** Credentials of a second user, like {@link auth}. Default: `TENON_OTHER_AUTH_<SCHEME>`. */
  readonly otherAuth?: Readonly<Record<string, string>>;
  /** Add these headers to every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Send requests to this path instead of the path of the contract's first server. */
  readonly basePath?: string;
  /** Allow requests to these hosts, besides this machine. */
  readonly allowHosts?: readonly string[];
}

export type ImportExtensionOption = ".ts" | ".js" | "none";

export type Config = ProjectConfig | readonly ProjectConfig[];

/** Returns its argument and gives a `tenon.config.ts` its types. Takes one project or a list of projects. */
export function defineConfig<const C extends Config>(config: C): C {
  return config;
}
