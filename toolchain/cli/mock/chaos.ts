/** `--chaos`: rules for all operations, and for some. */

import { chaos, type Chaos } from "tenon-runtime/mocks/chaos";
import type { Operation } from "../../contract/model.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { operationsNamed } from "./operations.ts";

/** @param given `503:2%,delay:50-400ms` or `tag:students=503:2%`, the later before the earlier */
export function chaosOf(operations: readonly Operation[], given: readonly string[]): Chaos | Diagnostic {
  const rules: Record<string, string> = {};
  for (const text of given) {
    const equals = text.indexOf("=");
    if (equals === -1) {
      rules["*"] = text;
      continue;
    }
    const { names, unknown } = operationsNamed(operations, [text.slice(0, equals)]);
    for (const filter of unknown) return diagnostic("no-such-operation", { flag: "--chaos", filter });
    for (const name of names) rules[name] = text.slice(equals + 1);
  }
  try {
    return chaos(rules);
  } catch (error) {
    return diagnostic("chaos-unusable", { reason: (error as Error).message }); // a TypeError, by its documentation
  }
}
