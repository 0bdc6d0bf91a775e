/** Requests that arrive at the same time: a key must stay unique, and updates must not overwrite one another. */

import { isObject } from "tenon-runtime/core";
import { isVolatile, same } from "../checks/same.ts";
import { mediaOf, memberAt, type Doing, type Thing } from "../known.ts";
import { headerOf, type Reply } from "../target.ts";
import { wrapped, type Asking } from "./asking.ts";

type Values = Readonly<Record<string, unknown>>;

/** Requests at once. */
const AT_ONCE = 4;
/** A race shows only if the requests meet. */
const ROUNDS = 4;

/** If a second request with the same body is rejected, only one of several at once may succeed. */
export async function uniqueRace(asking: Asking): Promise<void> {
  const { session, known, resource } = asking;
  const create = known.doing(resource, "create");
  if (create === undefined || !session.wants("unique-race")) return;
  const { operation } = create;
  const fresh = async (label: string) => {
    const input = await known.otherInput(operation);
    if (input === undefined) return undefined;
    const meant = await known.freshened({ input, media: mediaOf(operation) }, operation, label);
    return known.request(operation, meant.input);
  };
  const occasion = { operation, name: "the same request at once", refusable: true };
  const single = await fresh("a key that is used twice");
  if (single === undefined) return;
  const first = await session.look(single, occasion);
  const second = await session.look(single, occasion);
  if (first.reply === undefined || second.reply === undefined) return;
  if (first.reply.status >= 300 || second.reply.status < 400 || second.reply.status >= 500) return;
  for (let round = 0; round < ROUNDS; round += 1) {
    const request = await fresh(`a key that is used at once ${round}`);
    if (request === undefined) return;
    const all = await Promise.all(Array.from({ length: AT_ONCE }, () => session.look(request, occasion)));
    const made = all.filter(({ reply }) => reply !== undefined && reply.status < 300);
    const [one] = made;
    if (made.length < 2 || one?.reply === undefined) continue;
    asking.find(
      "unique-race",
      create,
      {
        message: `${made.length} of ${AT_ONCE} equal requests at the same time succeeded; one after the other, the second is answered ${second.reply.status}`,
        expected: "one success: check and write in one step, such as a unique index",
      },
      { request, reply: one.reply, before: Array.from({ length: AT_ONCE - 1 }, () => request) },
    );
    return;
  }
}

/** Two PATCH requests at once change different properties: both must be kept, or one of them must be rejected. */
export async function lostUpdate(asking: Asking, thing: Thing, read: Doing): Promise<void> {
  const patch = asking.doing("patch");
  if (patch === undefined || !asking.session.wants("lost-update")) return;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await asking.current(read, thing);
    const changes = before && (await changesOf(asking, patch, before));
    const [a, b] = changes ?? [];
    if (before === undefined || a === undefined || b === undefined) return;
    const bodies = [a, b].map(([name, value]) => wrapped(patch.action.from, { [name]: value }));
    const [one, two] = await Promise.all(
      bodies.map((body) => asking.ask(patch, thing, "two changes at once", { body })),
    );
    if (one === undefined || two === undefined) return;
    if (one.reply.status >= 300 || two.reply.status >= 300) continue;
    asking.requests.push(one.request, two.request);
    const now = await asking.current(read, thing);
    if (now === undefined) return;
    const lost = [a, b].find(([name, value]) => !same(value, now[name]) && same(before[name], now[name]));
    if (lost === undefined) continue;
    asking.find(
      "lost-update",
      patch,
      {
        message: `two changes at the same time succeeded, but the change of "${lost[0]}" is lost`,
        expected: "both changes, or a 409 or 412 for one of them",
      },
      { request: two.request, reply: two.reply, before: one.before.concat(one.request) },
    );
    return;
  }
}

/** Two changes of different properties, to values that differ from the present ones. */
async function changesOf(asking: Asking, patch: Doing, before: Values): Promise<(readonly [string, unknown])[]> {
  const input = await asking.known.otherInput(patch.operation);
  const meant = input && { input, media: mediaOf(patch.operation) };
  const fresh = meant && (await asking.known.freshened(meant, patch.operation, "a change at once"));
  const body = memberAt(fresh?.input.body, patch.action.from);
  if (!isObject(body)) return [];
  return Object.entries(body).filter(
    ([name, value]) =>
      Object.hasOwn(before, name) &&
      !isVolatile(name, "given") &&
      name !== asking.resource.key &&
      !isObject(value) &&
      !same(value, before[name]) &&
      asking.fits(patch, wrapped(patch.action.from, { [name]: value })),
  );
}

/** RFC 9110 §13.1.1: a request with `If-Match` of an old state must not be performed. */
export async function staleMatch(asking: Asking, thing: Thing, read: Doing): Promise<void> {
  const patch = asking.doing("patch");
  if (patch === undefined || !asking.session.wants("lost-update")) return;
  const seen = await asking.ask(read, thing, "reading its ETag");
  const etag = seen && headerOf(seen.reply, "etag");
  if (etag === undefined || etag.startsWith("W/")) return;
  const before = await asking.current(read, thing);
  const [a, b] = before === undefined ? [] : await changesOf(asking, patch, before);
  if (a === undefined || b === undefined) return;
  const change = ([name, value]: readonly [string, unknown]) =>
    asking.ask(patch, thing, "a change with If-Match", {
      body: wrapped(patch.action.from, { [name]: value }),
      headers: [["If-Match", etag]],
    });
  const first = await change(a);
  if (first === undefined || first.reply.status >= 300) return;
  asking.requests.push(first.request);
  const after = await asking.ask(read, thing, "reading its new ETag");
  if (after === undefined || headerOf(after.reply, "etag") === etag) return;
  const second = await change(b);
  if (second === undefined || isRefused(second.reply)) return;
  asking.find(
    "lost-update",
    patch,
    {
      message: `answered ${second.reply.status} to a change with If-Match of an old ETag`,
      expected: "412 (RFC 9110 §13.1.1)",
    },
    second,
  );
}

const isRefused = ({ status }: Reply): boolean => status >= 400;
