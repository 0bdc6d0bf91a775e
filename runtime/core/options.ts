/** Values of options that a type checker may not have seen: a misspelt one must not mean the same as none. */

import type { Contract } from "./contract.ts";
import type { PipelineOptions } from "./pipeline/options.ts";
import { operationPointer } from "./pointers.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { refuseUnknownOptions, refuseWrongChoice, shown } from "./names.ts";

export { refuseWrongChoice } from "./names.ts";

type Choice =
  | "validateResponses"
  | "undeclared"
  | "unknownQuery"
  | "unknownProperties"
  | "bodyDefaults"
  | "invalidCredentials"
  | "invalidStatus"
  | "xml";

const CHOICES: { readonly [Name in Choice]: readonly NonNullable<PipelineOptions[Name]>[] } = {
  validateResponses: ["enforce", "report", "off"],
  undeclared: ["refuse", "drop", "allow"],
  unknownQuery: ["refuse", "ignore"],
  unknownProperties: ["refuse", "strip", "allow"],
  bodyDefaults: [true, false],
  invalidCredentials: ["refuse", "anonymous"],
  invalidStatus: [400, 422],
  xml: ["text"],
};

const LIMITS = Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, true as const]));

/** What may be 0: no file at all, none of them in memory, no time limit. */
const MAY_BE_NONE: ReadonlySet<string> = new Set<keyof Limits>([
  "files",
  "memory",
  "bodyTimeout",
  "callbackTimeout",
  "handlerTimeout",
]);
/** What is more, timers take for no time at all. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** @throws Error for a value that the option cannot have, and for a limit that there is not */
export function refuseWrongOptions(options: Partial<Pick<PipelineOptions, Choice | "limits">>): void {
  for (const [name, allowed] of Object.entries(CHOICES)) refuseWrongChoice(name, options[name as Choice], allowed); // its own keys
  refuseUnknownOptions(options.limits, LIMITS, "limits.");
  for (const [name, value] of Object.entries(options.limits ?? {}) as [string, unknown][]) {
    if (value === undefined) continue;
    const least = MAY_BE_NONE.has(name) ? "from 0" : "greater than 0";
    const isTimeout = name.endsWith("Timeout");
    const upTo = isTimeout ? ` to ${LONGEST_TIMEOUT}` : "";
    const fits =
      typeof value === "number" &&
      (value > 0 || (value === 0 && MAY_BE_NONE.has(name))) &&
      (!isTimeout || value <= LONGEST_TIMEOUT);
    if (!fits) throw new Error(`The option "limits.${name}" is ${shown(value)}; it is a number ${least}${upTo}`);
  }
}

export function refuseXml(contract: Contract): void {
  const operation = contract.operations.find(
    ({ body }) => body !== undefined && body.content.length > 0 && body.content.every((media) => media.kind === "xml"),
  );
  if (operation === undefined) return;
  throw new Error(
    `${operation.name} (${operation.method} ${operation.path}, ${operationPointer(operation)}/requestBody) takes XML only: set xml: "text", and its handler parses the text`,
  );
}
