/** Headers and parameters that replace the method bypass what proxies and access rules check. */

import type { CaseRequest } from "../cases/index.ts";
import { jsonOf, memberAt } from "../known.ts";
import type { Asking } from "./asking.ts";

const HEADERS = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

/** Sends a GET and a POST that say they are a DELETE; the thing must still exist. */
export async function overrideChecks(asking: Asking): Promise<void> {
  const { session, known, resource } = asking;
  const read = asking.doing("read");
  if (read === undefined || asking.doing("delete") === undefined || !session.wants("method-override")) return;
  for (const method of ["POST", "GET"]) {
    const thing = await known.create(resource, `a method that is replaced, ${method}`);
    const plain = thing && (await asking.requestFor(read, thing));
    if (thing === undefined || plain === undefined) return;
    const before = await asking.current(read, thing);
    if (before === undefined) return;
    const url = `${plain.url}${plain.url.includes("?") ? "&" : "?"}_method=DELETE`;
    const headers = [...plain.headers, ...HEADERS.map((name) => [name, "DELETE"] as const)];
    const request: CaseRequest = { ...plain, method, url, headers };
    const { reply } = await session.look(request, {
      operation: read.operation,
      name: "a replaced method",
      foreign: true,
    });
    if (reply === undefined) continue;
    const after = await session.look(plain, { operation: read.operation, name: "reading it again" });
    if (after.reply === undefined || (after.reply.status !== 404 && after.reply.status !== 410)) continue;
    asking.find(
      "method-override",
      read,
      {
        message: `${method} with ${HEADERS[0]}: DELETE or _method=DELETE deleted the resource`,
        expected: `the method of the request line (RFC 9110 §9.1)`,
        about: method,
      },
      { request, reply, before: thing.requests },
    );
  }
}

/** RFC 9110 §9.2.1: reading twice must give the same, and must not change the resource. */
export async function safeChecks(asking: Asking): Promise<void> {
  const { session, known, resource } = asking;
  const read = asking.doing("read");
  const list = known.doing(resource, "list");
  if (read === undefined || list === undefined || !session.wants("idempotent")) return;
  const thing = await known.create(resource, "to be listed");
  const plain = thing && (await asking.requestFor(read, thing));
  const input = await known.input(list.operation, { bare: true });
  if (thing === undefined || plain === undefined || input === undefined) return;
  const first = await session.look(plain, { operation: read.operation, name: "reading it" });
  if (first.reply === undefined || first.reply.status >= 300) return;
  const request = await known.request(list.operation, { ...input, params: { ...input.params, ...thing.params } });
  await session.look(request, { operation: list.operation, name: "listing" });
  const { reply } = await session.look(plain, { operation: read.operation, name: "reading it after listing" });
  if (reply === undefined || memberAt(jsonOf(reply), read.action.at) !== undefined) return;
  if (reply.status < 400) return;
  asking.find(
    "idempotent",
    list,
    {
      message: `a GET changed the resource: reading it answers ${reply.status}`,
      expected: "no change (RFC 9110 §9.2.1)",
    },
    { request: plain, reply, before: [...thing.requests, plain, request] },
  );
}
