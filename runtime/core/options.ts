/** Values of options that a type checker may not have seen: a misspelt one must not mean the same as none. */

import type { EngineOptions } from "./engine.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { nearestName, refuseUnknownOptions } from "./names.ts";

type Choice = "validateResponses" | "undeclared" | "unknownQuery" | "unknownProperties" | "invalidStatus" | "xml";

const CHOICES: { readonly [Name in Choice]: readonly NonNullable<EngineOptions[Name]>[] } = {
  validateResponses: ["enforce", "report", "off"],
  undeclared: ["refuse", "drop", "allow"],
  unknownQuery: ["refuse", "ignore"],
  unknownProperties: ["refuse", "allow"],
  invalidStatus: [400, 422],
  xml: ["text"],
};

const LIMITS = Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, true as const]));

/** What may be 0: no file at all, none of them in memory, no time limit. */
const MAY_BE_NONE: ReadonlySet<string> = new Set<keyof Limits>(["files", "memory", "bodyTimeout"]);
/** What is more, timers take for no time at all. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** @throws Error for a value that the option cannot have, and for a limit that there is not */
export function refuseWrongOptions(options: Partial<Pick<EngineOptions, Choice | "limits">>): void {
  for (const [name, allowed] of Object.entries(CHOICES)) refuseWrongChoice(name, options[name as Choice], allowed); // its own keys
  refuseUnknownOptions(options.limits, LIMITS, "limits.");
  for (const [name, value] of Object.entries(options.limits ?? {}) as [string, unknown][]) {
    if (value === undefined) continue;
    const least = MAY_BE_NONE.has(name) ? "from 0" : "greater than 0";
    const upTo = name === "bodyTimeout" ? ` to ${LONGEST_TIMEOUT}` : "";
    const fits =
      typeof value === "number" &&
      (value > 0 || (value === 0 && MAY_BE_NONE.has(name))) &&
      (name !== "bodyTimeout" || value <= LONGEST_TIMEOUT);
    if (!fits) throw new Error(`The option "limits.${name}" is ${shown(value)}; it is a number ${least}${upTo}`);
  }
}

/** @throws Error for a value that is none of these; `undefined` is no value */
export function refuseWrongChoice(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (value === undefined || allowed.includes(value)) return;
  const nearest =
    typeof value === "string"
      ? nearestName(
          value,
          allowed.filter((each) => typeof each === "string"),
        )
      : undefined;
  const meant = nearest === undefined ? "" : `; did you mean ${shown(nearest)}?`;
  throw new Error(`The option "${name}" is ${shown(value)}; it may be ${allowed.map(shown).join(", ")}${meant}`);
}

/** Allowed values that are no text, a description for instance, stand as they are. */
const shown = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : typeof value === "object" && value !== null
      ? "an object"
      : String(value);
