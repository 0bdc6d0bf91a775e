/** Security schemes, as far as operations use them. */

import type { Contract, NamedSecurityScheme } from "../contract/model.ts";

/** In the order of the contract. */
export function schemesInUse({ operations, securitySchemes }: Contract): readonly NamedSecurityScheme[] {
  const used = new Set(
    operations.flatMap(({ security }) => security.flatMap((requirement) => Object.keys(requirement))),
  );
  return Object.entries(securitySchemes).flatMap(([name, scheme]) => (used.has(name) ? [scheme] : []));
}
