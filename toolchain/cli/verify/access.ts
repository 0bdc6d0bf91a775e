/** The role matrix for a terminal: a line for each role. */

import type { RoleAccess } from "../../verify/index.ts";

/** Operations that a line names. */
const NAMED = 6;

export function accessSummary(access: readonly RoleAccess[]): readonly string[] {
  const roles = Map.groupBy(access, ({ role }) => role);
  return [...roles].map(([role, all]) => {
    const refused = all.filter(({ may }) => may !== "yes");
    const named = refused
      .slice(0, NAMED)
      .map(({ operation, may }) => (may === "hidden" ? `${operation} (404)` : operation));
    const rest = refused.length > NAMED ? `, and ${refused.length - NAMED} more` : "";
    const except = refused.length === 0 ? "" : `; not ${named.join(", ")}${rest}`;
    return `role ${role}: may call ${all.length - refused.length} of ${all.length} operations with security${except}`;
  });
}
