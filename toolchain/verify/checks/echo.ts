/** Whether the response to a write contains the values that were written. */

import { isObject, operationAt, type Operation } from "tenon-runtime/core";
import type { Input } from "../cases/index.ts";
import { jsonOf, memberAt, type Known } from "../known.ts";
import type { Reply } from "../target.ts";
import { shortened } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { isSecret, isVolatile, same } from "./same.ts";

export function echoFaults(known: Known, operation: Operation, input: Input, reply: Reply): readonly Fault[] {
  const action = known.actionOf(operation)?.action;
  if (action === undefined || !WRITES.has(action.does)) return [];
  const value = memberAt(jsonOf(reply), action.at);
  const sent = memberAt(input.body, action.from);
  if (!isObject(value) || !isObject(sent)) return [];
  for (const [name, given] of Object.entries(sent)) {
    if (!Object.hasOwn(value, name) || isVolatile(name, "given") || isSecret(name)) continue;
    // A key that is sent, and the object that it names in the response.
    if (isObject(given) !== isObject(value[name]) || same(given, value[name])) continue;
    // The response may have another type by its own schema.
    if (given !== null && value[name] !== null && typeof given !== typeof value[name]) continue;
    return [
      {
        check: action.does === "create" ? "created-readable" : "update-kept",
        message: `"${name}" was sent ${shortened(given)} and is ${shortened(value[name])} in the response`,
        expected: `"${name}" as it was sent`,
        at: operationAt(operation),
        about: name,
      },
    ];
  }
  return [];
}

const WRITES: ReadonlySet<string> = new Set(["create", "replace", "patch"]);
