/** Why Tenon cannot tell whether a change breaks something, by kind of change. */

import { PLACES } from "./changes.ts";

const OF_SCHEMAS = {
  alternatives: "there are too many alternatives to compare",
  condition: "conditions such as `not` and `if` can exclude the value in question",
} as const;

const OF_PARTS: Readonly<Record<string, string>> = {
  "parameter-default-changed": "clients that omit the parameter may rely on the previous default",
  "request-default-changed": "clients that omit the property may rely on the previous default",
  "response-status-added": "clients may handle each success status by itself, or all alike",
  "response-schema-removed": "the contract no longer shows which bodies the server sends",
  "response-media-type-added": "clients may not read the other media types of the range",
  "security-unsaid": "the base does not say whether the operation needed credentials",
  "server-removed": "the server may still answer at the previous URL",
  "link-removed": "clients may follow the link",
  "link-changed": "clients may follow the link",
  "sunset-changed": "clients may have planned for the previous date",
  "stability-changed": "clients may rely on the previous stability",
};

/** Id of a change → the reason, as in "Tenon cannot tell …: the reason". */
export const DOUBTS: Readonly<Record<string, string>> = {
  ...OF_PARTS,
  ...Object.fromEntries(
    PLACES.flatMap((place) =>
      Object.entries(OF_SCHEMAS).flatMap(([kind, reason]) =>
        ["narrowed", "widened"].map((turn) => [`${place}-${kind}-${turn}`, reason]),
      ),
    ),
  ),
};

/** What holds for all other kinds: their messages give the details. */
export const DOUBT = "no value shows the difference, and Tenon cannot prove that there is none";
