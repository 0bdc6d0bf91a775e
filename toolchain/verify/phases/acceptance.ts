/**
 * Whether a valid request that was refused had to be accepted. A server may refuse valid requests for reasons that no schema
 * has: a wrong password, a name that is taken, a state that does not allow it.
 */

import { escapeToken, isObject, parsePointer, responseFor, type Operation } from "tenon-runtime/core";
import { requestOf, type Case, type Input, type Meant } from "../cases/index.ts";
import type { Fault } from "../checks/fault.ts";
import { refusalFault } from "../checks/refusal.ts";
import { mediaOf, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";

/** Statuses about the caller or the state of the server (RFC 9110 §15.5, RFC 4918 §11, RFC 6585). */
const OF_STATE = new Set([401, 402, 403, 404, 409, 410, 412, 423, 424, 425, 428, 429, 451]);
/** Statuses that are used for invalid requests, and for business reasons as well. */
const AMBIGUOUS = new Set([400, 422]);
/** How often the request is sent again with other values. */
const ATTEMPTS = 2;

/** Whether a declared refusal speaks of the state of the server, or of the caller, and not of the request. */
export function dependsOnState(operation: Operation, status: number): boolean {
  if (responseFor(operation, status) === undefined || !OF_STATE.has(status)) return false;
  const asksForCaller = (operation.security ?? []).length > 0 && (status === 401 || status === 403);
  return !asksForCaller;
}

/**
 * As {@link refusalFault}. A refusal that the operation declares is a fault only if the request itself is the reason.
 * @param kept JSON Pointer of the value in the body that the request is about; other values are varied
 */
export async function acceptanceFault(
  session: Session,
  known: Known,
  operation: Operation,
  sent: Case,
  reply: Reply,
  kept = /^body \S+ (\/\S*)/.exec(sent.name)?.[1],
): Promise<Fault | undefined> {
  const fault = refusalFault(session.source.contract, operation, sent, reply);
  if (fault?.check !== "valid-accepted" || responseFor(operation, reply.status) === undefined) return fault;
  if (sent.expected.kind !== "valid") return fault;
  const { status } = reply;
  if (dependsOnState(operation, status)) return undefined;
  if (!AMBIGUOUS.has(status)) return fault;
  // There need not be anything with this key.
  if (kept !== undefined && isKey(known, operation, kept)) return undefined;
  const media = sent.meant?.media ?? mediaOf(operation);
  const input = sent.meant?.input ?? sent.expected.input;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1)
    if (await isAccepted(session, known, operation, { input, media }, kept)) return undefined;
  // If the server accepts no request, the values are not the reason: a login knows none of our users.
  return (await acceptsUsual(session, known, operation)) ? fault : undefined;
}

/** Whether a value in the body names another entry: by the inferred relations, or by its name, such as `customerId`. */
function isKey(known: Known, operation: Operation, pointer: string): boolean {
  const name = parsePointer(pointer).findLast((token) => !/^(?:\d+|\*)$/.test(token)) ?? "";
  const relations = known.actionOf(operation)?.resource.relations ?? {};
  return Object.hasOwn(relations, name) || /(?:[a-z\d](?:Id|ID|Ids)|[_-]ids?)$/.test(name);
}

/** Whether the request is accepted with other values beside the one in question: then one of those was the reason. */
async function isAccepted(
  session: Session,
  known: Known,
  operation: Operation,
  { input, media }: Meant,
  pointer: string | undefined,
): Promise<boolean> {
  const other = await known.otherInput(operation);
  if (other === undefined) return false;
  const body = renewed(input.body, other.body, pointer?.split("/").slice(1) ?? []);
  const validator = media && session.source.requests.get(operation.name, `body ${media.type}`);
  const valid = body === undefined || validator === undefined || validator.is(body);
  return isTaken(session, operation, valid ? { ...input, body } : input, media);
}

/** Whether an ordinary request of the operation is accepted. It is sent once. */
function acceptsUsual(session: Session, known: Known, operation: Operation): Promise<boolean> {
  let answer = known.accepted.get(operation);
  if (answer !== undefined) return answer;
  answer = (async () => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const input = await known.otherInput(operation);
      if (input !== undefined && (await isTaken(session, operation, input, mediaOf(operation)))) return true;
    }
    return false;
  })();
  known.accepted.set(operation, answer);
  return answer;
}

async function isTaken(session: Session, operation: Operation, input: Input, media: Meant["media"]): Promise<boolean> {
  const { source, options } = session;
  const request = await requestOf(source.contract, operation, input, media, options.credentials ?? {});
  const { reply } = await session.look(request, { operation, name: "the same with other values", refusable: true });
  return reply !== undefined && reply.status < 400;
}

/** The value with other scalars, except at the pointer. */
function renewed(value: unknown, other: unknown, pointer: readonly string[]): unknown {
  if (isObject(value)) {
    if (!isObject(other) || Object.getPrototypeOf(value) !== Object.prototype) return value;
    const [token, ...rest] = pointer;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const touched = escapeToken(name) === token;
        if (touched && rest.length === 0) return [name, member];
        return [name, renewed(member, other[name], touched ? rest : [])];
      }),
    );
  }
  const scalar = typeof value === "string" || typeof value === "number";
  return scalar && typeof other === typeof value ? other : value;
}
