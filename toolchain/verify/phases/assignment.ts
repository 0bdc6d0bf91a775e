/** Callers must not set what only the server sets (OWASP API3:2023, mass assignment). */

import { isObject } from "tenon-runtime/core";
import { equal, flatten, type Atom } from "tenon-runtime/mocks/values";
import type { CaseRequest } from "../cases/index.ts";
import { shortened } from "../checks/answer.ts";
import { jsonOf, mediaOf, memberAt, type Doing, type Thing } from "../known.ts";
import type { Reply } from "../target.ts";
import { wrapped, type Asking } from "./asking.ts";

type Values = Readonly<Record<string, unknown>>;

export async function assignmentChecks(asking: Asking, thing: Thing, read: Doing): Promise<void> {
  // The mocks keep what they are sent.
  if (!asking.session.wants("read-only") || asking.session.options.mocks === true) return;
  await createWith(asking, thing);
  for (const does of ["patch", "replace"] as const) await updateWith(asking, thing, read, does);
}

/** Properties that only responses have: read-only ones, and those that the request's schema does not name. */
function serverOwned(asking: Asking, { operation, action }: Doing, value: Values): Values {
  const media = mediaOf(operation);
  const { requests } = asking.session.source;
  const schema = media && requests.get(operation.name, `body ${media.type}`)?.schema;
  if (schema === undefined || action.from !== undefined) return {};
  const atoms = flatten([schema], requests.schemas)?.atoms ?? [];
  // Many servers let callers choose a key: that is a fault only if the contract forbids it.
  const closed = atoms.some((atom) => atom["additionalProperties"] === false);
  const owned = Object.entries(value).filter(
    ([name]) => isOwned(atoms, name) && (closed || name !== asking.resource.key || isReadOnly(atoms, name)),
  );
  return Object.fromEntries(
    owned.flatMap(([name, present]) => {
      const other = changed(present);
      return other === undefined ? [] : [[name, other]];
    }),
  );
}

/** In the schemas of requests, a read-only property is `false`. */
const isReadOnly = (atoms: readonly Atom[], name: string): boolean => schemasOf(atoms, name).includes(false);

function isOwned(atoms: readonly Atom[], name: string): boolean {
  const declared = schemasOf(atoms, name).length > 0;
  return declared ? isReadOnly(atoms, name) : atoms.some(({ properties }) => isObject(properties));
}

const schemasOf = (atoms: readonly Atom[], name: string): unknown[] =>
  atoms.flatMap(({ properties }) =>
    isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [],
  );

/** Another value of the same kind. */
function changed(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 7;
  if (typeof value !== "string" || value === "") return undefined;
  if (/^\d{4}-\d\d-\d\d/.test(value)) return `2001${value.slice(4)}`;
  const digit = /[0-9](?=[^0-9]*$)/.exec(value);
  return digit === null
    ? `${value}x`
    : value.slice(0, digit.index) + String((Number(digit[0]) + 1) % 10) + value.slice(digit.index + 1);
}

async function createWith(asking: Asking, thing: Thing): Promise<void> {
  const { session, known, resource } = asking;
  const create = known.doing(resource, "create");
  if (create === undefined) return;
  const { operation, action } = create;
  const given = serverOwned(asking, create, thing.value);
  if (Object.keys(given).length === 0) return;
  // If all together are rejected, each is tried alone.
  const single = Object.entries(given).map(([name, value]) => ({ [name]: value }));
  for (const extra of [given, ...single.slice(0, MOST_ALONE)]) {
    const base = await known.freshInput(operation, `with ${Object.keys(extra).join()}`);
    if (base === undefined || !isObject(base.body)) return;
    const request = await known.request(operation, { ...base, body: { ...base.body, ...extra } });
    const { reply } = await session.look(request, { operation, name: "with read-only properties", refusable: true });
    if (reply === undefined || reply.status >= 300) continue;
    const value = memberAt(jsonOf(reply), action.at);
    if (isObject(value)) report(asking, create, extra, thing.value, value, request, reply);
    if (extra === given) return;
  }
}

const MOST_ALONE = 6;

async function updateWith(asking: Asking, thing: Thing, read: Doing, does: "patch" | "replace"): Promise<void> {
  const { session, known } = asking;
  const doing = asking.doing(does);
  const before = doing && (await asking.current(read, thing));
  if (doing === undefined || before === undefined) return;
  const given = serverOwned(asking, doing, before);
  const { [asking.resource.key ?? ""]: _, ...others } = given;
  if (Object.keys(others).length === 0) return;
  const base = does === "replace" ? (await known.freshInput(doing.operation, "a replacement"))?.body : {};
  if (!isObject(base)) return;
  const request = await asking.requestFor(doing, thing, { body: wrapped(doing.action.from, { ...base, ...others }) });
  if (request === undefined) return;
  const occasion = { operation: doing.operation, name: "with read-only properties", refusable: true };
  const { reply } = await session.look(request, occasion);
  if (reply === undefined || reply.status >= 300) return;
  const now = await asking.current(read, thing);
  if (now !== undefined) report(asking, doing, others, before, now, request, reply);
}

function report(
  asking: Asking,
  doing: Doing,
  given: Values,
  before: Values,
  now: Values,
  request: CaseRequest,
  reply: Reply,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (!equal(now[name], value) || equal(before[name], value)) continue;
    asking.find(
      "read-only",
      doing,
      {
        message: `"${name}", which requests do not have, was set to ${shortened(value)} by the caller`,
        expected: `"${name}" as the server sets it (OAS 3.2 §4.24)`,
        about: name,
      },
      { request, reply },
    );
    return;
  }
}
