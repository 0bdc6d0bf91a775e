/** What each role may do: each operation is called with the credentials of each role (OWASP API5:2023). */

import { operationAt, type Operation } from "tenon-runtime/core";
import { requestOf } from "../cases/index.ts";
import { mediaOf, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";
import type { RoleAccess } from "../types.ts";

/** Statuses that say that the caller may not do this (RFC 9110 §15.5.2, §15.5.4). */
const FORBIDDEN: ReadonlySet<number> = new Set([401, 403]);
/** A server may hide what a caller may not see. */
const MISSING = 404;

export async function roleChecks(session: Session, known: Known): Promise<void> {
  const { roles = [] } = session.options;
  if (roles.length === 0) return;
  for (const operation of session.operations) {
    const { security = [] } = operation;
    if (security.length === 0 || security.some((each) => Object.keys(each).length === 0)) continue;
    session.progress(operation);
    for (const role of roles) {
      const access = await accessOf(session, known, operation, role);
      if (access !== undefined) session.access.push(access);
    }
  }
}

type Role = NonNullable<Session["options"]["roles"]>[number];

async function accessOf(
  session: Session,
  known: Known,
  operation: Operation,
  role: Role,
): Promise<RoleAccess | undefined> {
  let access: RoleAccess | undefined;
  await session.attempt(operation.name, async () => {
    const label = `${operation.name} as ${role.name}`;
    const usual = await known.freshInput(operation, label);
    if (usual === undefined) return;
    const input = await known.disposable(operation, usual, label);
    const { contract } = session.source;
    const request = await requestOf(contract, operation, input, mediaOf(operation), role.credentials);
    const occasion = { operation, name: `a request of the role ${role.name}`, refusable: true };
    const reply = await session.send(request, occasion);
    if (reply === undefined) return;
    const may = FORBIDDEN.has(reply.status) ? "no" : reply.status === MISSING ? "hidden" : "yes";
    access = { operation: operation.name, role: role.name, may, status: reply.status };
    const wrong = wrongAccess(session, operation, role, reply, may);
    if (wrong !== undefined)
      session.find(
        { ...wrong, check: "role-access", at: `${operationAt(operation)}/x-tenon-roles`, about: role.name },
        occasion,
        request,
        reply,
      );
  });
  return access;
}

function wrongAccess(
  { source, options }: Session,
  operation: Operation,
  { name }: Role,
  { status }: Reply,
  may: RoleAccess["may"],
): { readonly message: string; readonly expected: string } | undefined {
  const allowed = source.roles[operation.name];
  if (allowed === undefined) return undefined;
  if (!allowed.includes(name))
    return may === "yes"
      ? { message: `answered ${status} to the role ${name}`, expected: `403: only ${allowed.join(", ")} may do this` }
      : undefined;
  // What the first role has made need not be for the others.
  const isOthers = operation.path.includes("{") && name !== options.roles?.[0]?.name;
  return may === "no" && !isOthers
    ? { message: `answered ${status} to the role ${name}`, expected: `a response: ${allowed.join(", ")} may do this` }
    : undefined;
}
