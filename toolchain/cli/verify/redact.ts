/** Replaces secrets in everything that a command prints or writes. */

import type { Secrets } from "../../verify/index.ts";
import type { Outcome } from "../report/outcome.ts";

/** What stands in the place of a secret. */
const REDACTED = "***";
/** A shorter value stands in ordinary words. */
const SHORTEST = 3;

export const redacted = (outcome: Outcome, secrets: Secrets): Outcome => redactedValue(outcome, secrets) as Outcome; // strings stay strings

/** The value with its strings redacted. */
export function redactedValue(outcome: unknown, secrets: Secrets): unknown {
  const forms = [...secrets.keys()].filter((secret) => secret.length >= SHORTEST).flatMap(formsOf);
  if (forms.length === 0) return outcome;
  // Longer forms first: one secret may be part of another.
  const ordered = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  const clean = (text: string): string => ordered.reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [clean(key), walk(member)]));
  };
  return walk(outcome);
}

/** As it is, percent-encoded, in Base64 (for Basic), and in JSON. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
  JSON.stringify(secret).slice(1, -1),
];
