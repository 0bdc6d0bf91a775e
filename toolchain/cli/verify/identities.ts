/** Who sends requests: credentials of the command line, of the environment, of the configuration and of a login. */

import { resolve } from "node:path";
import type { Contract } from "tenon-runtime/core";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { Target, VerifyOptions } from "../../verify/index.ts";
import type { Shell } from "../shell/shell.ts";
import { credentialsOf, variableOf } from "./credentials.ts";
import { logIn, type Role } from "./login.ts";

export interface IdentityFlags {
  /** `scheme=value`, `scheme=env:NAME`. */
  readonly auth?: readonly string[];
  /** Credentials of a second user, like {@link auth}. */
  readonly otherAuth?: readonly string[];
  /** Credentials by role, like {@link auth}. */
  readonly roleAuth?: Readonly<Record<string, readonly string[]>>;
  /** A module that logs in. */
  readonly login?: string;
}

export interface Identities {
  readonly target: Target;
  readonly options: Pick<VerifyOptions, "credentials" | "otherCredentials" | "roles">;
  /** Values, and the names of the variables that may have them. A later login adds its values. */
  readonly secrets: ReadonlyMap<string, string>;
}

const OWN = "TENON_AUTH_";

export async function identitiesOf(
  { cwd, env }: Shell,
  flags: IdentityFlags,
  contract: Contract,
  target: Target,
): Promise<Identities | Diagnostic> {
  const own = credentialsOf(contract, flags.auth ?? [], env, OWN);
  if ("severity" in own) return own;
  const others = credentialsOf(contract, flags.otherAuth ?? [], env, "TENON_OTHER_AUTH_");
  if ("severity" in others) return others;
  const secrets = new Map([...others.secrets, ...own.secrets]);
  const roles: Role[] = [];
  for (const [name, given] of Object.entries(flags.roleAuth ?? {})) {
    const of = credentialsOf(contract, given, env, prefixOf(name));
    if ("severity" in of) return of;
    for (const [value, variable] of of.secrets) secrets.set(value, variable);
    roles.push({ name, credentials: of.credentials });
  }
  let sending = target;
  if (flags.login !== undefined) {
    try {
      const login = await logIn(resolve(cwd, flags.login), target, (value, scheme, role) =>
        secrets.set(value, variableOf(role === undefined ? OWN : prefixOf(role), scheme)),
      );
      roles.push(...login.roles);
      sending = login.target;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return diagnostic("login-failed", { file: flags.login, reason });
    }
  }
  const [first] = roles;
  return {
    target: sending,
    options: {
      credentials: { ...first?.credentials, ...own.credentials },
      ...(Object.keys(others.credentials).length > 0 && { otherCredentials: others.credentials }),
      ...(roles.length > 0 && { roles }),
    },
    secrets,
  };
}

/** `TENON_AUTH_ADMIN_` */
const prefixOf = (role: string): string => `${OWN}${role.replaceAll(/\W/g, "_").toUpperCase()}_`;
