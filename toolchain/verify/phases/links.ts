/** Links of answers (OAS 3.2 §4.20): what they lead to is there. */

import { evaluate, operationAt, responseFor, Unevaluated, type Operation } from "tenon-runtime/core";
import { PARTS, requestOf, type CaseRequest, type Input } from "../cases/index.ts";
import { jsonOf, mediaOf, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";
import type { LinkTo } from "../types.ts";

/** What says that nothing is there, or that the request makes no sense there. */
const NOWHERE = new Set([400, 404, 405, 410, 422]);

export async function linksPhase(session: Session, known: Known): Promise<void> {
  if (!session.wants("link-followed")) return;
  const { links } = session.source;
  for (const operation of session.operations) {
    const own = (Object.hasOwn(links, operation.name) ? links[operation.name] : undefined) ?? [];
    // The target of a link is gone after a deletion.
    if (own.length === 0 || operation.method === "DELETE") continue;
    await session.attempt(operation.name, () => followAll(session, known, operation, own));
  }
}

async function followAll(
  session: Session,
  known: Known,
  operation: Operation,
  links: readonly LinkTo[],
): Promise<void> {
  const input = await known.freshInput(operation, "to be followed");
  if (input === undefined) return;
  const request = await known.request(operation, input);
  const reply = await session.send(request, { operation, name: "what has links" });
  if (reply === undefined) return;
  for (const link of links)
    if (link.status === responseFor(operation, reply.status)?.status)
      await follow(session, known, { operation, input, request, reply }, link);
}

interface Answered {
  readonly operation: Operation;
  readonly input: Input;
  readonly request: CaseRequest;
  readonly reply: Reply;
}

async function follow(session: Session, known: Known, answered: Answered, link: LinkTo): Promise<void> {
  const target = session.operations.find(({ name }) => name === link.operation);
  const base = target && (await known.input(target, { bare: true }));
  if (target === undefined || base === undefined || target.method === "DELETE") return;
  const input = inputOf(session, target, base, answered, link);
  if (input === undefined) return;
  const request = await known.request(target, input);
  const occasion = { operation: target, name: `following the link ${link.name}`, before: [answered.request] };
  const reply = await session.send(request, occasion);
  await followAsOther(session, known, answered, target, input);
  if (reply === undefined || !NOWHERE.has(reply.status)) return;
  const fault = {
    check: "link-followed" as const,
    message: `the link ${link.name} of ${answered.operation.name} leads to ${target.name}, which answered ${reply.status}`,
    expected: "what the answer links to",
    at: `#${link.pointer}`,
  };
  session.find(fault, occasion, request, reply);
}

/** A second user must not reach what a private thing links to. */
async function followAsOther(
  session: Session,
  known: Known,
  { operation, request: first }: Answered,
  target: Operation,
  input: Input,
): Promise<void> {
  const { otherCredentials } = session.options;
  const resource = known.actionOf(operation)?.resource;
  if (otherCredentials === undefined || resource === undefined || !known.privates.has(resource.name)) return;
  const { security = [] } = target;
  if (security.length === 0 || security.some((each) => Object.keys(each).length === 0)) return;
  const request = await requestOf(session.source.contract, target, input, mediaOf(target), otherCredentials);
  const occasion = { operation: target, name: "a link of another user", before: [first], refusable: true };
  const { reply } = await session.look(request, occasion);
  if (reply === undefined || reply.status >= 300) return;
  const fault = {
    check: "auth-enforced" as const,
    message: `answered ${reply.status} to a second user, who cannot read what links to it`,
    expected: "401, 403 or 404",
    at: operationAt(target),
  };
  session.find(fault, occasion, request, reply);
}

/** `undefined` where an expression has no value: then the link is none. */
function inputOf(
  session: Session,
  { parameters = [] }: Operation,
  base: Input,
  { operation, input, request, reply }: Answered,
  { parameters: given }: LinkTo,
): Input | undefined {
  const source = {
    method: operation.method,
    url: session.options.target.url + request.url,
    // An expression looks at these parts alone.
    request: { ...input, params: input.params ?? {}, query: input.query ?? {}, headers: input.headers ?? {} } as never,
    response: { status: reply.status, body: jsonOf(reply), headers: Object.fromEntries(reply.headers) } as never,
  };
  const linked: { -readonly [P in keyof Input]: Input[P] } = { ...base };
  try {
    for (const [key, value] of Object.entries(given)) {
      const [, place, name] = /^(path|query|header|cookie)\.(.+)$/.exec(key) ?? [undefined, undefined, key];
      const parameter = parameters.find((each) => each.name === name && (place === undefined || each.in === place));
      if (parameter === undefined || parameter.in === "querystring") continue;
      const part = PARTS[parameter.in];
      const meant = typeof value === "string" && value.includes("$") ? evaluate(value, source) : value;
      linked[part] = { ...linked[part], [parameter.name]: meant };
    }
  } catch (error) {
    if (error instanceof Unevaluated) return undefined;
    throw error;
  }
  return linked;
}
