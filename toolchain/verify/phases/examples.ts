/** The requests that the contract's own examples show: they are the first that a reader tries. */

import { EncodeError, matchMediaType, type Operation } from "tenon-runtime/core";
import { isCertain, PARTS, requestOf, type CaseRequest, type Input } from "../cases/index.ts";
import { mediaOf, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import type { RequestExample } from "../types.ts";
import { acceptanceFault } from "./acceptance.ts";

export async function examplesPhase(session: Session, known: Known): Promise<void> {
  const { examples } = session.source;
  for (const operation of session.operations) {
    session.progress(operation);
    const all = Object.hasOwn(examples, operation.name) ? (examples[operation.name] ?? []) : [];
    for (const example of all)
      await session.attempt(operation.name, () => sendExample(session, known, operation, example));
  }
}

async function sendExample(
  session: Session,
  known: Known,
  operation: Operation,
  { name, contentType, ...given }: RequestExample,
): Promise<void> {
  const { contract } = session.source;
  const bare = await known.input(operation, { bare: true });
  if (bare === undefined) return;
  const base = await known.disposable(operation, bare, name);
  const media =
    contentType === undefined ? mediaOf(operation) : matchMediaType(contentType, operation.body?.content ?? []);
  // A cursor is of a list that was there when the example was written.
  if (known.opaque(operation).some((parameter) => given.query?.[parameter] !== undefined)) return;
  // The keys of examples are of things that need not be there.
  const meant = {
    media,
    input: {
      ...base,
      ...given,
      params: { ...given.params, ...base.params },
      query: { ...base.query, ...given.query },
    },
  };
  const { input } = await known.freshened(meant, operation, name);
  // The Fetch standard (§5.4) lets no GET or HEAD have a body.
  if (input.body !== undefined && (operation.method === "GET" || operation.method === "HEAD")) return;
  if (!isValid(session, operation, input, media?.type)) return;
  let request: CaseRequest;
  try {
    request = await requestOf(contract, operation, input, media, session.options.credentials ?? {});
  } catch (error) {
    if (error instanceof EncodeError) return;
    throw error;
  }
  // Another operation may answer it.
  if (!isCertain(contract, operation, request.url)) return;
  const occasion = { operation, name: `the example ${name}` };
  const reply = await session.send(request, occasion);
  const expected = { kind: "valid", input } as const;
  const fault =
    reply &&
    (await acceptanceFault(
      session,
      known,
      operation,
      { operation: operation.name, name: occasion.name, request, expected, meant: { input, media } },
      reply,
    ));
  if (fault !== undefined) session.find(fault, occasion, request, reply);
}

/** An example that breaks its schema is the contract's fault: that is told elsewhere. */
function isValid(
  session: Session,
  { name, parameters = [] }: Operation,
  input: Input,
  type: string | undefined,
): boolean {
  const { requests } = session.source;
  const fits = (place: string, value: unknown): boolean =>
    value === undefined || requests.get(name, place)?.is(value) !== false;
  return (
    (type === undefined || fits(`body ${type}`, input.body)) &&
    parameters.every(
      (each) => each.in === "querystring" || fits(`${each.in} ${each.name}`, input[PARTS[each.in]]?.[each.name]),
    )
  );
}
