/** Request headers that change a response must be in `Vary`, so that caches tell the variants apart (RFC 9110 §12.5.5). */

import { operationAt, type Operation } from "tenon-runtime/core";
import type { CaseRequest } from "../cases/index.ts";
import type { Known } from "../known.ts";
import type { Session } from "../session.ts";
import { headerOf, type Reply } from "../target.ts";

/** By request header: values that a server may treat in different ways, and the response header that shows it. */
const VARIANTS: readonly (readonly [header: string, values: readonly [string, string], shows: string])[] = [
  ["Accept-Language", ["de", "fr"], "content-language"],
  ["Origin", ["https://a.example", "https://b.example"], "access-control-allow-origin"],
  ["Accept-Encoding", ["gzip", "identity"], "content-encoding"],
];

export async function varyChecks(session: Session, known: Known, operation: Operation): Promise<void> {
  if (!session.wants("vary-header")) return;
  const input = await known.input(operation, { bare: true });
  if (input === undefined) return;
  const request = await known.request(operation, input);
  const types = operation.responses
    .filter(({ status }) => status.startsWith("2"))
    .flatMap(({ content = [] }) => content.map(({ type }) => type))
    .filter((type) => !type.includes("*"));
  const [first, second] = types;
  if (first !== undefined && second !== undefined)
    await compare(session, operation, request, "Accept", [first, second], "content-type");
  for (const [header, values, shows] of VARIANTS) await compare(session, operation, request, header, values, shows);
}

async function compare(
  session: Session,
  operation: Operation,
  request: CaseRequest,
  header: string,
  values: readonly [string, string],
  shows: string,
): Promise<void> {
  const replies: Reply[] = [];
  const sent: CaseRequest[] = [];
  for (const value of values) {
    const headers = request.headers.filter(([name]) => name.toLowerCase() !== header.toLowerCase());
    const varied = { ...request, headers: [...headers, [header, value] as const] };
    // Bodies may be compressed: only the headers count.
    const { reply } = await session.look(varied, { operation, name: `${header}: ${value}`, foreign: true });
    if (reply === undefined || reply.status !== 200) return;
    replies.push(reply);
    sent.push(varied);
  }
  const [a, b] = replies;
  const last = sent.at(-1);
  if (a === undefined || b === undefined || last === undefined) return;
  const shown = replies.map((reply) => headerOf(reply, shows) ?? "none");
  if (shown[0] === shown[1] || replies.some((reply) => isNamed(reply, header) || isUncached(reply))) return;
  const fault = {
    check: "vary-header" as const,
    message: `${header} changes ${shows} from ${String(shown[0])} to ${String(shown[1])}, but Vary is ${headerOf(b, "vary") ?? "missing"}`,
    expected: `Vary: ${header} (RFC 9110 §12.5.5)`,
    at: operationAt(operation),
    cause: header,
  };
  session.find(fault, { operation, name: `two values of ${header}`, before: sent.slice(0, -1) }, last, b);
}

const isNamed = (reply: Reply, header: string): boolean =>
  (headerOf(reply, "vary") ?? "")
    .split(",")
    .some((name) => name.trim() === "*" || name.trim().toLowerCase() === header.toLowerCase());

const isUncached = (reply: Reply): boolean => /no-store/i.test(headerOf(reply, "cache-control") ?? "");
