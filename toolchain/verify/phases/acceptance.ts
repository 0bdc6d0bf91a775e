/**
 * Whether a valid request that was refused had to be accepted. A server may refuse valid requests for reasons that no schema
 * has: a wrong password, a name that is taken, a state that does not allow it.
 */

import { escapeToken, isObject, responseFor, type Operation } from "tenon-runtime/core";
import { requestOf, type Case, type Input, type Meant } from "../cases/index.ts";
import type { Fault } from "../checks/answer.ts";
import { refusalFault } from "../checks/refusal.ts";
import { mediaOf, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";

/** Statuses that speak of who asks, or of what there is (RFC 9110 §15.5, RFC 4918 §11, RFC 6585). */
const OF_STATE = new Set([401, 402, 403, 404, 409, 410, 412, 423, 424, 425, 428, 429, 451]);
/** Statuses that are used for invalid requests, and for business reasons as well. */
const AMBIGUOUS = new Set([400, 422]);
/** So often the request is sent again with other values. */
const ATTEMPTS = 2;

/** As {@link refusalFault}; a refusal that the operation declares has to be shown to be about the request. */
export async function acceptanceFault(
  session: Session,
  known: Known,
  operation: Operation,
  sent: Case,
  reply: Reply,
): Promise<Fault | undefined> {
  const fault = refusalFault(session.source.contract, operation, sent, reply);
  if (fault?.check !== "valid-accepted" || responseFor(operation, reply.status) === undefined) return fault;
  if (sent.expected.kind !== "valid") return fault;
  const { status } = reply;
  const asksWho = (operation.security ?? []).length > 0 && (status === 401 || status === 403);
  if (OF_STATE.has(status)) return asksWho ? fault : undefined;
  if (!AMBIGUOUS.has(status)) return fault;
  const media = sent.meant?.media ?? mediaOf(operation);
  const input = sent.meant?.input ?? sent.expected.input;
  const pointer = /^body \S+ (\/\S*)/.exec(sent.name)?.[1];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1)
    if (await isAccepted(session, known, operation, { input, media }, pointer)) return undefined;
  // When no request is accepted, the reason is none of the values: a login knows no user of ours.
  return (await acceptsUsual(session, known, operation)) ? fault : undefined;
}

/** Whether the same is accepted with other values beside the one in question: then one of those was taken. */
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

/** Whether an ordinary request of the operation is accepted; asked once. */
function acceptsUsual(session: Session, known: Known, operation: Operation): Promise<boolean> {
  let answer = usual.get(session)?.get(operation);
  if (answer !== undefined) return answer;
  answer = (async () => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const input = await known.otherInput(operation);
      if (input !== undefined && (await isTaken(session, operation, input, mediaOf(operation)))) return true;
    }
    return false;
  })();
  const answers = usual.get(session) ?? new Map<Operation, Promise<boolean>>();
  usual.set(session, answers.set(operation, answer));
  return answer;
}

/** By session, so that nothing is remembered from one verification to the next. */
const usual = new WeakMap<Session, Map<Operation, Promise<boolean>>>();

async function isTaken(session: Session, operation: Operation, input: Input, media: Meant["media"]): Promise<boolean> {
  const { source, options } = session;
  const request = await requestOf(source.contract, operation, input, media, options.credentials ?? {});
  const { reply } = await session.look(request, { operation, name: "the same with other values", refusable: true });
  return reply !== undefined && reply.status < 400;
}

/** The value with other scalars, but for what is at the pointer. */
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
