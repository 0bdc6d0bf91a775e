/** Changes as findings: with severity, place, consequence and fix. */

import { isAbsolute } from "node:path";
import type { Severity } from "../../diagnostics/index.ts";
import { DOUBT, DOUBTS, proves, short, type Change } from "../../diff/index.ts";
import type { Told } from "../../check/finding.ts";
import type { FailOn } from "../choices.ts";
import type { Project } from "../config/projects.ts";
import type { Rules } from "../config/rules.ts";
import { plural } from "../report/index.ts";

function fails({ wire, source }: Change, failOn: FailOn): boolean {
  if (failOn === "none") return false;
  if (wire === "breaking") return true;
  return failOn === "source" ? source === "breaking" : failOn === "unknown" && wire === "unknown";
}

/** By the configuration's `check.rules`, else by what breaks. */
export function severityOf(change: Change, failOn: FailOn, rules: Rules): Severity {
  const own = Object.hasOwn(rules, change.id) ? rules[change.id] : undefined;
  if (own !== undefined && own !== "off") return own;
  if (fails(change, failOn)) return "error";
  return change.wire === "safe" && change.source === "safe" ? "info" : "warning";
}

/** A change as a finding, at its place in the revision; where that has none, in the base. */
export function finding(change: Change, severity: Severity, project: Project): Told {
  const { id, operations, place, message, counterexample, base, revision, wire, source } = change;
  const where = [operations[0] ?? "", place].filter((part) => part !== "").join(" ");
  const more = operations.length > 1 ? ` (and ${plural(operations.length - 1, "more operation")})` : "";
  const said = message.startsWith(operations[0] ?? "\n") || where === "" ? message : `${where}${more}: ${message}`;
  const proof =
    counterexample === undefined ? "" : `\n${proves(counterexample).toLowerCase()}: ${short(counterexample.value)}`;
  const position = revision.position;
  const why = whyOf(change);
  // A removed part has its place in the base: otherwise all removed parts would have the same fingerprint.
  const pointer = revision.pointer === "" ? base.pointer : revision.pointer;
  return {
    code: id,
    severity,
    message: `${said}${proof}${wire === "unknown" ? `\nTenon cannot tell whether this breaks a client or server: ${DOUBTS[id] ?? DOUBT}` : wire === "safe" && source === "breaking" ? "\nthis breaks only generated code" : ""}`,
    ...(pointer !== undefined && { pointer }),
    ...(why !== undefined && { why }),
    ...(severity === "error" && { hint: fixOf(change) }),
    ...(position !== undefined ? { position } : isAbsolute(project.contract) ? { file: project.name } : {}),
    ...(base.position !== undefined &&
      base.pointer !== "" && { related: [{ message: "in the base at", position: base.position }] }),
  };
}

/** The consequence, for reports that show it. */
function whyOf(change: Change): string | undefined {
  const { wire, source } = change;
  const direction = travel(change);
  if (wire === "unknown")
    return "clients or servers may rely on the previous behavior, which the contract does not show";
  if (wire === "breaking")
    return direction === "request"
      ? "clients built with the base keep sending requests that the server now rejects"
      : direction === "response"
        ? "clients built with the base do not expect these responses"
        : "clients built with the base rely on it";
  return source === "breaking"
    ? "code that was generated from the base, or that uses it, no longer compiles"
    : undefined;
}

/** In webhooks and callbacks the API sends the requests, so the two directions are swapped. */
function travel({ direction, operations }: Change): Change["direction"] {
  if (direction === "none" || !operations.some((one) => /^webhook | → /.test(one))) return direction;
  return direction === "request" ? "response" : "request";
}

const fixOf = (change: Change): string =>
  change.wire !== "breaking"
    ? "check that no client or server relies on it, or accept the finding with a reason"
    : travel(change) === "request"
      ? "keep accepting the previous requests, or add the new version under another path"
      : travel(change) === "response"
        ? "keep sending the previous responses, or add the new version under another path"
        : "mark it as deprecated, and remove it when it is no longer used";
