/**
 * The lifecycle of operations: deprecation, sunset date and stability. `x-sunset` is a date; the header `Sunset`
 * (RFC 8594) of a response says the same. `x-stability-level` is `draft`, `alpha`, `beta` or `stable`.
 */

import { isObject } from "tenon-runtime/core";
import type { Operation } from "../contract/index.ts";
import type { Comparing, Context } from "./comparing.ts";

export const STABILITIES = ["draft", "alpha", "beta", "stable"] as const;
export type Stability = (typeof STABILITIES)[number];

export interface Sunset {
  /** As the contract has it. */
  readonly text: string;
  /** `2027-01-31`, in UTC. Absent: the text is not a date. */
  readonly day?: string;
}

/** An operation without `x-stability-level` is stable. */
export const stabilityOf = ({ extensions }: Operation): Stability =>
  STABILITIES.find((one) => one === extensions["x-stability-level"]) ?? "stable";

/** Clients must expect that a draft or an alpha changes. */
export const isUnstable = (operation: Operation): boolean => ["draft", "alpha"].includes(stabilityOf(operation));

export function sunsetOf({ extensions, responses }: Operation): Sunset | undefined {
  const headers = responses.flatMap((one) => one.headers.filter(({ name }) => name.toLowerCase() === "sunset"));
  const written =
    extensions["x-sunset"] ?? headers.map(({ schema }) => valueOf(schema)).find((one) => one !== undefined);
  if (written === undefined) return undefined;
  const text = typeof written === "string" ? written : JSON.stringify(written);
  const day = dayOf(text);
  return { text, ...(day !== undefined && { day }) };
}

/** The value that a header has by its schema. */
function valueOf(schema: unknown): unknown {
  if (!isObject(schema)) return undefined;
  const [example] = Array.isArray(schema["examples"]) ? (schema["examples"] as unknown[]) : [];
  return schema["const"] ?? schema["default"] ?? schema["example"] ?? example;
}

/** The day of `2027-01-31`, of a date-time (RFC 3339), or of an HTTP-date (RFC 9110 §5.6.7). */
function dayOf(text: string): string | undefined {
  const isDate = /^\d{4}-\d\d-\d\d(?:$|T)/.test(text) || /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/.test(text);
  const date = new Date(isDate ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 10);
}

export interface Removal {
  readonly id: "operation-removed" | "operation-retired";
  readonly message: string;
}

/** What the removal of an operation is, and why. @param label `GET /students` */
export function removalOf(operation: Operation, label: string, today: string): Removal {
  const day = sunsetOf(operation)?.day;
  if (isUnstable(operation))
    return { id: "operation-retired", message: `${label} was removed: it was ${nameOf(stabilityOf(operation))}` };
  if (day === undefined) return { id: "operation-removed", message: `${label} was removed` };
  return day <= today
    ? { id: "operation-retired", message: `${label} was removed after its sunset date ${day}` }
    : { id: "operation-removed", message: `${label} was removed before its sunset date ${day}` };
}

const nameOf = (stability: Stability): string => (stability === "alpha" ? "an alpha" : `a ${stability}`);

export function compareLifecycle(all: Comparing, { operation: { base, revision }, label }: Context): void {
  const places = { operations: [label], base: base.pointer, revision: revision.pointer };
  const [before, after] = [sunsetOf(base), sunsetOf(revision)];
  if (before?.text !== after?.text)
    all.add("sunset-changed", "none", {
      ...places,
      message: `the sunset date is ${after?.text ?? "none"}, not ${before?.text ?? "none"}`,
      // Clients plan by the date that they know.
      wire: before?.day !== undefined && after?.day !== undefined && after.day < before.day ? "unknown" : "safe",
    });
  const [was, is] = [stabilityOf(base), stabilityOf(revision)];
  if (was !== is)
    all.add("stability-changed", "none", {
      ...places,
      message: `it is ${is}, not ${was}`,
      wire: STABILITIES.indexOf(is) < STABILITIES.indexOf(was) ? "unknown" : "safe",
    });
}
