/** A parameter that is left out means its default. */

import { type Operation, isObject, parameterAt } from "tenon-runtime/core";
import { equal } from "tenon-runtime/mocks/values";
import { entriesOf, jsonOf, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import type { Reply } from "../target.ts";

/** OAS 3.2 §4.24: what the receiver assumes where none is given. */
export async function defaultChecks(session: Session, known: Known, operation: Operation): Promise<void> {
  if (!session.wants("default-applied")) return;
  const given = (operation.parameters ?? []).filter((each) => each.in === "query" && each.default !== undefined);
  if (given.length === 0) return;
  const input = await known.input(operation, { bare: true });
  if (input === undefined) return;
  const without = await known.request(operation, input);
  const name = "without what has a default";
  const first = await session.send(without, { operation, name });
  if (first === undefined || first.status !== 200) return;
  const action = known.actionOf(operation)?.action;
  const told = (reply: Reply): unknown =>
    action?.does === "list" ? entriesOf(action, reply) : withoutAddresses(jsonOf(reply));
  const alike = (a: Reply, b: Reply): boolean => equal(told(a), told(b));
  for (const parameter of given) {
    const explicit = { ...input, query: { ...input.query, [parameter.name]: parameter.default } };
    const request = await known.request(operation, explicit);
    const occasion = { operation, name: `${parameter.name} with its default`, before: [without] };
    const reply = await session.send(request, occasion);
    if (reply === undefined || alike(first, reply)) continue;
    // What changes by itself is no sign of anything.
    const again = await session.send(without, { operation, name });
    const once = await session.send(request, occasion);
    if (again === undefined || once === undefined) return;
    if (!alike(again, first) || !alike(once, reply)) return;
    session.find(
      {
        check: "default-applied",
        message: `leaving out ${parameter.name} is answered otherwise than ${JSON.stringify(parameter.default)}`,
        expected: `the answer to ${parameter.name}=${JSON.stringify(parameter.default)}`,
        at: parameterAt(operation, parameter),
      },
      occasion,
      request,
      reply,
    );
  }
}

/** An answer may say by which address it was asked for. */
function withoutAddresses(value: unknown): unknown {
  if (typeof value === "string") return /[?&][^=&]*=/.test(value) ? "" : value;
  if (Array.isArray(value)) return value.map(withoutAddresses);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutAddresses(member)]));
}
