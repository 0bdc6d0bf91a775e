/** The flags of `tenon verify`, and the settings of the configuration that supply them. */

import type { VerifyConfig } from "../config/config.ts";
import type { Project } from "../config/projects.ts";
import type { CheckName, Phase } from "../../verify/index.ts";
import type { Format } from "../report/index.ts";
import type { CoverageFlags } from "./coverage.ts";
import type { IdentityFlags } from "./identities.ts";
import type { TargetFlags } from "./target.ts";

export interface VerifyFlags extends TargetFlags, CoverageFlags, IdentityFlags {
  readonly format: Format;
  readonly seed: number;
  /** Seconds. */
  readonly time: number;
  readonly maxRequests?: number;
  readonly workers: number;
  readonly phase?: readonly Phase[];
  readonly check?: readonly CheckName[];
  readonly skipCheck?: readonly CheckName[];
  /** Files for all findings: `.json` or `.har`. */
  readonly report?: readonly string[];
  /** The port of the proxy: Tenon sends no requests of its own and forwards traffic. */
  readonly proxy?: number | true;
  /** With the proxy: the file for an overlay with which the observed traffic is valid. */
  readonly propose?: string;
}

const DEFAULTS = { seed: 1, time: 30, workers: 4 } as const;

/** Flags of the command line; the configuration and the defaults supply the others. */
export type GivenVerifyFlags = Partial<VerifyFlags> & Pick<VerifyFlags, "format">;

/** The flags with the settings of the configuration, which apply where the command line says nothing. */
export function withSettings(flags: GivenVerifyFlags, settings: VerifyConfig = {}): VerifyFlags {
  const { url: _, start: __, app: ___, mock: ____, ...rest } = settings;
  const named = flags.url ?? flags.app ?? flags.mock;
  return { ...DEFAULTS, ...verifyFlags(named === undefined ? settings : rest), ...flags };
}

/** The flags that say the same as the settings. `include` belongs to the project: see {@link withIncluded}. */
function verifyFlags(settings: VerifyConfig): Partial<VerifyFlags> {
  const { phases, checks, skipChecks, auth, otherAuth, headers, allowHosts, ...others } = settings;
  const { include: _, ...same } = others;
  return {
    ...same,
    ...(phases !== undefined && { phase: phases }),
    ...(checks !== undefined && { check: checks }),
    ...(skipChecks !== undefined && { skipCheck: skipChecks }),
    ...(auth !== undefined && authFlags(auth)),
    ...(otherAuth !== undefined && { otherAuth: pairs(otherAuth, "=") }),
    ...(headers !== undefined && { header: pairs(headers, ": ") }),
    ...(allowHosts !== undefined && { allowHost: allowHosts }),
  };
}

/** Credentials by security scheme, or by role and security scheme. */
function authFlags(auth: NonNullable<VerifyConfig["auth"]>): Pick<IdentityFlags, "auth" | "roleAuth"> {
  const entries = Object.entries(auth);
  const own = entries.flatMap(([scheme, value]) => (typeof value === "string" ? [`${scheme}=${value}`] : []));
  const roles = entries.flatMap(([role, value]) =>
    typeof value === "string" ? [] : [[role, pairs(value, "=")] as const],
  );
  return { ...(own.length > 0 && { auth: own }), ...(roles.length > 0 && { roleAuth: Object.fromEntries(roles) }) };
}

const pairs = (values: Readonly<Record<string, string>>, between: string): string[] =>
  Object.entries(values).map(([name, value]) => `${name}${between}${value}`);

/** The project with the operations that the settings include. */
export function withIncluded(project: Project): Project {
  const include = project.check?.verify?.include;
  return include === undefined ? project : { ...project, include: [include].flat() };
}
