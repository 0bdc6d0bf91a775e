/** Security: the schemes of both contracts, and the requirements of each operation. */

import { isObject } from "tenon-runtime/core";
import { equal } from "tenon-runtime/validators";
import type { Operation } from "../contract/index.ts";
import type { Comparing, Context, Side } from "./comparing.ts";
import { describeRequirement, describeScheme, nodeAt, wireOf } from "./parts.ts";

export function compareSchemes(all: Comparing): void {
  const { securitySchemes: base } = all.base.contract;
  const { securitySchemes: revision } = all.revision.contract;
  const asked = new Set(
    all.revision.contract.operations.flatMap(({ security }) => security.flatMap((one) => Object.keys(one))),
  );
  const before = new Set(
    all.base.contract.operations.flatMap(({ security }) => security.flatMap((one) => Object.keys(one))),
  );
  for (const [name, { scheme, pointer }] of Object.entries(base)) {
    const other = revision[name];
    if (other === undefined || equal(wireOf(scheme), wireOf(other.scheme)) || !asked.has(name) || !before.has(name))
      continue;
    all.add("security-scheme-changed", "request", {
      base: pointer,
      revision: other.pointer,
      message: `the security scheme "${name}" requires other credentials: ${describeScheme(scheme)} before, ${describeScheme(other.scheme)} now`,
    });
  }
}

export function compareSecurity(all: Comparing, context: Context): void {
  if (context.caller === "api") return;
  const { base, revision } = context.operation;
  const before = base.security.length === 0 ? [{}] : base.security;
  const after = revision.security.length === 0 ? [{}] : revision.security;
  const suffices = (credentials: (typeof before)[number], asked: (typeof before)[number]): boolean =>
    Object.entries(asked).every(([scheme, scopes]) => {
      const own = Object.hasOwn(credentials, scheme) ? credentials[scheme] : undefined;
      return own !== undefined && scopes.every((scope) => own.includes(scope));
    });
  const refused = before.filter((one) => !after.some((other) => suffices(one, other)));
  const places = { operations: [context.label], place: "security", base: base.pointer, revision: revision.pointer };
  if (refused.length > 0) {
    const anonymous = refused.some((one) => Object.keys(one).length === 0);
    const unsaid = anonymous && base.security.length === 0 && !saysSecurity(all.base, base);
    const asked = after.map(describeRequirement).join(" or ");
    all.add(anonymous ? (unsaid ? "security-unsaid" : "security-added") : "security-tightened", "request", {
      ...places,
      message: anonymous
        ? `${asked} is required${unsaid ? ", and the base did not declare `security`" : ", and the base required no credentials"}`
        : `${refused.map(describeRequirement).join(" or ")} is no longer sufficient: ${asked} is required`,
    });
  } else if (after.some((one) => !before.some((other) => suffices(one, other)))) {
    all.add("security-loosened", "request", {
      ...places,
      message: `${after.map(describeRequirement).join(" or ")} is sufficient`,
    });
  }
}

/** Whether the contract declares security there. `security: []` counts, a missing `security` does not. */
export function saysSecurity({ contract: { document } }: Side, operation: Operation): boolean {
  return (
    operation.security.length > 0 ||
    "security" in document ||
    (isObject(nodeAt(document, operation)) && "security" in nodeAt(document, operation)!)
  );
}
