/** Each constraint at, just inside and just outside of its bound; each thing missing and each extra; and what HTTP asks for. */

import { operationAt, type Operation } from "tenon-runtime/core";
import { casesOf, requestOf, type Case, type CaseRequest } from "../cases/index.ts";
import { expectationOf } from "../checks/refusal.ts";
import { mediaOf, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import { headerOf } from "../target.ts";
import { acceptanceFault } from "./acceptance.ts";
import { varyChecks } from "./negotiation.ts";
import { defaultChecks } from "./defaults.ts";

export async function coveragePhase(session: Session, known: Known): Promise<void> {
  const { operations } = session;
  for (const [index, operation] of operations.entries()) {
    session.progress(operation);
    // When time is short, no operation takes the time of all others: the first cases matter most.
    const share = session.left * Math.min(1, GENEROUS / (operations.length - index));
    const { name } = operation;
    await sendCases(session, known, operation, share);
    await session.attempt(name, () => wrongCredentials(session, known, operation));
    if (operation.method !== "GET") continue;
    await session.attempt(name, () => head(session, known, operation));
    if (session.options.mocks !== true) await session.attempt(name, () => varyChecks(session, known, operation));
    // Defaults of lists are checked when the list has entries. Mocks invent another answer for another query.
    if (known.actionOf(operation)?.action.does !== "list" && session.options.mocks !== true)
      await session.attempt(name, () => defaultChecks(session, known, operation));
  }
}

/** @param share milliseconds */
async function sendCases(session: Session, known: Known, operation: Operation, share: number): Promise<void> {
  const start = performance.now();
  const { seed, source, options, lifeline } = session;
  const done = new Set<string>();
  let generation: number;
  do {
    generation = lifeline.generation;
    const adapt = await known.adapter(operation);
    const { cases } = await casesOf(source, {
      seed,
      credentials: options.credentials ?? {},
      operations: [operation],
      until: start + share / 2,
      adapt: (_, input) => adapt(input),
    });
    const left = cases.filter(({ name }) => !done.has(name));
    await session.each(left, async (sent) => {
      if (performance.now() > start + share) session.hurried = true;
      else if (lifeline.generation === generation) {
        const end = await session.attempt(operation.name, () => sendCase(session, known, operation, sent));
        if (end !== "interrupted") done.add(sent.name);
      }
    });
    // A server that was started again has other keys.
  } while (lifeline.generation !== generation && !session.hurried && !lifeline.isOff(operation));
}

/** An operation may take this many times its share. */
const GENEROUS = 3;

async function sendCase(session: Session, known: Known, operation: Operation, sent: Case): Promise<void> {
  const request = await fresh(session, known, operation, sent);
  if (request === undefined) return;
  const expectation = expectationOf(sent);
  const foreign = expectation === "method" || expectation === "path" || request.method !== operation.method;
  const occasion = {
    operation,
    name: sent.name,
    foreign: foreign || (sent.expected.kind === "invalid" && sent.expected.status === 404),
    refusable: expectation !== "valid",
  };
  const { reply, faults } = await session.look(request, occasion);
  const about = placeOf(sent);
  for (const fault of faults)
    session.find(fault.check === "server-error" ? { ...fault, about } : fault, occasion, request, reply);
  if (reply === undefined || faults.some(({ check }) => check === "server-error")) return;
  // What is no cursor of the other side's it may refuse.
  const query = new URLSearchParams(request.url.split("?")[1] ?? "");
  if (sent.expected.kind === "valid" && known.opaque(operation).some((name) => query.has(name))) return;
  const fault = await acceptanceFault(session, known, operation, { ...sent, request }, reply);
  if (fault !== undefined)
    session.find(fault.check === "valid-accepted" ? { ...fault, about } : fault, occasion, request, reply);
}

/** The place of the request that a case is about, as fuzzing names it; empty if it is about the whole request. */
function placeOf({ name, expected }: Case): string {
  const at = expected.kind === "invalid" ? expected.at : undefined;
  const [, parameter] = /^((?:path|query|header|cookie) \S+)/.exec(name) ?? [];
  const pointer = at?.in === "body" ? at.pointer : /^body \S+ (\/\S*)/.exec(name)?.[1];
  if (pointer !== undefined) return `body ${pointer.replaceAll(/\/\d+(?=\/|$)/g, "/*")}`;
  return at?.name === undefined ? (parameter ?? "") : `${at.in} ${at.name}`;
}

/** The request with names that are free, and of a thing of its own where the thing goes. */
async function fresh(
  session: Session,
  known: Known,
  operation: Operation,
  { name, request, expected, meant }: Case,
): Promise<CaseRequest | undefined> {
  if (meant === undefined) return elsewhere(known, operation, request, name);
  const pointer =
    expected.kind === "invalid" && expected.at?.in === "body"
      ? expected.at.pointer
      : /^body \S+ (\/\S*)/.exec(name)?.[1];
  const { input: usual, media } = await known.freshened(meant, operation, name, pointer);
  let input = usual;
  if (expected.kind === "valid") input = await known.disposable(operation, input, name);
  if (input === meant.input) return request;
  return requestOf(session.source.contract, operation, input, media, session.options.credentials ?? {});
}

/** A request that no values say, of a thing that is only there to be deleted. */
async function elsewhere(
  known: Known,
  operation: Operation,
  request: CaseRequest,
  label: string,
): Promise<CaseRequest> {
  if (request.method !== "DELETE" || known.actionOf(operation)?.action.does !== "delete") return request;
  const input = await known.input(operation, { bare: true });
  const [path, query] = request.url.split("?", 2);
  if (input === undefined || pathOf(await known.request(operation, input)) !== path) return request;
  const own = pathOf(await known.request(operation, await known.disposable(operation, input, label)));
  return { ...request, url: query === undefined ? own : `${own}?${query}` };
}

const pathOf = ({ url }: CaseRequest): string => url.split("?", 1)[0] ?? "";

/** Well-formed and nobody's. */
const WRONG = "wrong-3f1c:wrong-9d2e";

async function wrongCredentials(session: Session, known: Known, operation: Operation): Promise<void> {
  const { security = [] } = operation;
  const { source, options } = session;
  if (options.mocks === true || security.length === 0) return;
  if (security.some((each) => Object.keys(each).length === 0)) return;
  const input = await known.input(operation, { bare: true });
  if (input === undefined) return;
  const wrong = Object.fromEntries(Object.keys(source.contract.securitySchemes).map((name) => [name, WRONG]));
  const target = await known.disposable(operation, input, "wrong credentials");
  const request = await requestOf(source.contract, operation, target, mediaOf(operation), wrong);
  const occasion = { operation, name: "wrong credentials", refusable: true };
  const reply = await session.send(request, occasion);
  if (reply === undefined || reply.status >= 400) return;
  session.find(
    {
      check: "auth-enforced",
      message: `answered ${reply.status} to credentials that are nobody's`,
      expected: "401",
      at: `${operationAt(operation)}/security`,
    },
    occasion,
    request,
    reply,
  );
}

/** RFC 9110 §9.3.2: the same without content. */
async function head(session: Session, known: Known, operation: Operation): Promise<void> {
  const { contract } = session.source;
  if (!session.wants("head-equals-get")) return;
  if (contract.operations.some(({ path, method }) => method === "HEAD" && path === operation.path)) return;
  const input = await known.input(operation, { bare: true });
  if (input === undefined) return;
  const request = await known.request(operation, input);
  const got = await session.send(request, { operation, name: "GET, to be compared with HEAD" });
  if (got === undefined) return;
  const asked: CaseRequest = { ...request, method: "HEAD" };
  const occasion = { operation, name: "HEAD", foreign: true, before: [request] };
  const reply = await session.send(asked, occasion);
  if (reply === undefined || reply.status === 405 || reply.status === 501) return;
  const types = [got, reply].map((each) => headerOf(each, "content-type"));
  const difference =
    reply.status !== got.status
      ? `GET was answered ${got.status}, HEAD ${reply.status}`
      : types[1] !== undefined && types[0] !== types[1]
        ? `GET is ${String(types[0])}, HEAD ${types[1]}`
        : reply.body.length > 0
          ? "HEAD came with content"
          : undefined;
  if (difference === undefined) return;
  session.find(
    {
      check: "head-equals-get",
      message: difference,
      expected: "the same without content (RFC 9110 §9.3.2)",
      at: operationAt(operation),
    },
    occasion,
    asked,
    reply,
  );
}
