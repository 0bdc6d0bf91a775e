/** Credentials that requests are sent with: from the command line, else from the environment. */

import type { Contract } from "tenon-runtime/core";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { Shell } from "../shell/shell.ts";

export interface Given {
  /** By security scheme. */
  readonly credentials: Readonly<Record<string, string>>;
  /** All values, and the names of the variables that have them, or may have them. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * `--auth bearerAuth=env:TOKEN`, else the variable `TENON_AUTH_BEARERAUTH`.
 * @param prefix of such variables
 */
export function credentialsOf(
  { securitySchemes }: Contract,
  given: readonly string[],
  env: Shell["env"],
  prefix: string,
): Given | Diagnostic {
  const credentials: Record<string, string> = {};
  const secrets = new Map<string, string>();
  const names = Object.keys(securitySchemes);
  const takeFrom = (variable: string, name: string): boolean => {
    const value = env[variable];
    if (value === undefined || value === "") return false;
    credentials[name] = value;
    secrets.set(value, variable);
    return true;
  };
  for (const name of names) takeFrom(variableOf(prefix, name), name);
  for (const one of given) {
    const [name = "", ...rest] = one.split("=");
    const value = rest.join("=");
    const [, variable] = /^env:(.*)$/.exec(value) ?? [];
    // What stands behind the sign may be a secret, and is not repeated.
    const refuse = (problem: string): Diagnostic =>
      diagnostic("credentials-unusable", { given: name, problem, schemes: names.join(", ") });
    if (!names.includes(name)) return refuse("the contract has no such security scheme");
    if (variable === undefined) {
      if (value === "") return refuse("the value after = is empty");
      credentials[name] = value;
      // Printed commands name the variable that may hold it.
      secrets.set(value, variableOf(prefix, name));
    } else if (!takeFrom(variable, name)) return refuse(`the environment variable ${variable} is not set`);
  }
  return { credentials, secrets };
}

/** The variable of a security scheme: `TENON_AUTH_BEARERAUTH`. */
export const variableOf = (prefix: string, scheme: string): string =>
  `${prefix}${scheme.replaceAll(/\W/g, "_").toUpperCase()}`;
