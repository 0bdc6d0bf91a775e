/** The type of a change, and all ids of changes. */

import type { Position } from "../diagnostics/index.ts";
import { KINDS, type Kind } from "./schema/reason.ts";

/** `breaking`: deployed clients or servers stop working; `unknown`: Tenon cannot tell, and gives the reason. */
export type Rating = "breaking" | "unknown" | "safe";

/** The message in which a change shows: `none` if it shows in no message. */
export type ChangeDirection = "request" | "response" | "none";

export interface ChangePlace {
  /** JSON Pointer into the document; absent on the side that has no such part. */
  readonly pointer?: string;
  readonly position?: Position;
}

/** A value that is valid on one side only. The validators of both sides have confirmed it. */
export interface Counterexample {
  /** Its place in a message: `request body application/json`, `query parameter limit`, `response 200 application/json`. */
  readonly place: string;
  readonly value: unknown;
  /** `base`: it was valid and no longer is; `revision`: it is valid now and was not. */
  readonly validIn: "base" | "revision";
}

export interface Change {
  /** A key of {@link IDS}. */
  readonly id: string;
  readonly direction: ChangeDirection;
  /** Whether a deployed client or server breaks. */
  readonly wire: Rating;
  /** Whether code stops compiling that was generated from the base, or that uses it. */
  readonly source: "breaking" | "safe";
  /** `GET /students`, in the order of the contract. Empty: the change concerns the whole contract. */
  readonly operations: readonly string[];
  /** In the operation: `request body application/json /name`. */
  readonly place: string;
  /** A sentence without a final stop. */
  readonly message: string;
  readonly base: ChangePlace;
  readonly revision: ChangePlace;
  readonly counterexample?: Counterexample;
  /** Why several changes happen at once: see `byCause`. */
  readonly cause?: Cause;
}

/** One edit that causes several changes. */
export interface Cause {
  /** A sentence without a final stop. */
  readonly message: string;
  /** Like {@link Change.place}: where the edit is. */
  readonly place: string;
}

interface About {
  readonly wire: Rating;
  readonly source: "breaking" | "safe";
  readonly about: string;
}

/** A description of each kind of difference between schemas. */
export const KIND_TEXTS: Readonly<Record<Kind, string>> = {
  type: "the allowed types",
  enum: "the allowed values (`enum`, `const`, booleans, `not`)",
  range: "numeric bounds",
  multiple: "`multipleOf`",
  length: "the length of a string",
  pattern: "`pattern`",
  format: "`format`",
  content: "the content of a string (`contentEncoding`, `contentMediaType`, `contentSchema`)",
  contains: "`contains`, `minContains`, `maxContains`",
  required: "required properties",
  undeclared: "undeclared properties",
  size: "the number of items or properties, `uniqueItems`",
  names: "`propertyNames`",
  dependent: "`dependentRequired`",
  alternatives: "alternatives that are too many to compare",
  condition: "conditions (`not`, `if`, `dependentSchemas`)",
  inert: "a keyword that does not apply to the type, such as `maximum` beside `type: string`",
  composition: "a composition of schemas (`allOf`, `anyOf`, `oneOf`)",
  property: "declared properties",
};

/** Kinds that show in generated types. */
const TYPED: ReadonlySet<Kind> = new Set(["type", "enum", "required", "undeclared", "property"]);

export const PLACES = ["parameter", "request", "response", "header"] as const;
export type Place = (typeof PLACES)[number];

export type Turn = "narrowed" | "widened";

/** The id of a difference between schemas. */
export function schemaId(place: Place, kind: Kind, turn: Turn): string {
  if (kind === "property") return `${place}-property-${turn === "narrowed" ? "added" : "removed"}`;
  if (kind === "required") return `${place}-property-${turn === "narrowed" ? "required" : "optional"}`;
  if (kind === "undeclared") return `${place}-${turn === "narrowed" ? "closed" : "opened"}`;
  return `${place}-${kind}-${turn}`;
}

/** Whether the difference breaks generated code. An added member breaks no code. */
export const sourceOf = (kind: Kind, turn: Turn, required = false): "breaking" | "safe" =>
  TYPED.has(kind) && (kind !== "property" || turn === "widened" || required) ? "breaking" : "safe";

function schemaIds(): Record<string, About> {
  const ids: Record<string, About> = {};
  for (const place of PLACES)
    for (const kind of KINDS)
      for (const turn of ["narrowed", "widened"] as const) {
        if (kind === "composition" && turn === "widened") continue; // an edit that widens lets everything through
        const client = place === "parameter" || place === "request";
        // In responses this happens for webhooks: their receivers send the responses.
        const breaking = kind === "composition" || (kind !== "property" && client === (turn === "narrowed"));
        const what =
          kind === "property"
            ? `a property is ${turn === "narrowed" ? "added" : "removed"}`
            : `${KIND_TEXTS[kind]}: ${turn}`;
        ids[schemaId(place, kind, turn)] = {
          wire: breaking ? (kind === "alternatives" ? "unknown" : "breaking") : "safe",
          source: sourceOf(kind, turn),
          about: `${place}: ${what}`,
        };
      }
  return ids;
}

const about = (wire: Rating, source: "breaking" | "safe", text: string): About => ({ wire, source, about: text });

function annotationIds(): Record<string, About> {
  const ids: Record<string, About> = {};
  for (const place of ["request", "response"] as const) {
    const sent = place === "request";
    ids[`${place}-discriminator-changed`] = about(
      "breaking",
      "breaking",
      `${place}: the property or the mapping of a discriminator changed`,
    );
    ids[`${place}-default-changed`] = about(
      sent ? "unknown" : "safe",
      "safe",
      sent ? "request: an omitted property gets another value" : "response: the default of a property changed",
    );
    ids[`${place}-access-changed`] = about(
      "safe",
      "breaking",
      `${place}: \`readOnly\` or \`writeOnly\` of a property changed, and with it the types`,
    );
    ids[`${place}-property-deprecated`] = about(
      "safe",
      "safe",
      `${place}: a property became deprecated, or is no longer deprecated`,
    );
  }
  return ids;
}

/** Every id, with its usual ratings and a description. In webhooks and callbacks the sides are swapped. */
export const IDS: Readonly<Record<string, About>> = {
  "operation-removed": about("breaking", "breaking", "an operation was removed"),
  "operation-retired": about(
    "safe",
    "breaking",
    "an operation was removed after its sunset date, or while it was a draft or an alpha",
  ),
  "operation-added": about("safe", "breaking", "an operation was added: the server needs a handler for it"),
  "operation-id-changed": about("safe", "breaking", "functions, handlers and types get a new name"),
  "operation-deprecated": about("safe", "safe", "an operation became deprecated, or is no longer deprecated"),
  "sunset-changed": about("safe", "safe", "the sunset date of an operation changed; an earlier date is undecided"),
  "stability-changed": about("safe", "safe", "the stability of an operation changed; a lower one is undecided"),
  "path-parameter-renamed": about("safe", "breaking", "a path parameter was renamed, which requests do not show"),
  "tags-changed": about("safe", "breaking", "handlers by tag are grouped differently"),
  "webhook-removed": about("breaking", "breaking", "a webhook was removed"),
  "webhook-added": about("safe", "safe", "a webhook was added"),
  "callback-removed": about("breaking", "breaking", "a callback was removed"),
  "callback-added": about("safe", "safe", "a callback was added"),
  "parameter-added": about("safe", "safe", "an optional parameter was added"),
  "parameter-required-added": about("breaking", "breaking", "a required parameter was added"),
  "parameter-removed": about("safe", "breaking", "a parameter was removed: the server ignores it"),
  "parameter-required": about("breaking", "breaking", "a parameter became required"),
  "parameter-optional": about("safe", "breaking", "a parameter is no longer required"),
  "parameter-style-changed": about(
    "breaking",
    "safe",
    "a parameter is serialized differently (style, explode, media type)",
  ),
  "parameter-default-changed": about("unknown", "safe", "requests without the parameter get another value"),
  "parameter-deprecated": about("safe", "safe", "a parameter is marked as deprecated, or no longer is"),
  "request-body-added": about("safe", "safe", "a request body was added"),
  "request-body-removed": about("breaking", "breaking", "the request body was removed"),
  "request-body-required": about("breaking", "breaking", "the request body became required"),
  "request-body-optional": about("safe", "breaking", "the request body is no longer required"),
  "request-media-type-added": about("safe", "breaking", "the server accepts another media type"),
  "request-media-type-removed": about("breaking", "breaking", "the server no longer accepts a media type"),
  "request-encoding-changed": about("breaking", "safe", "the parts of a form are serialized differently"),
  "response-status-added": about("unknown", "breaking", "a success status was added"),
  "response-error-added": about(
    "safe",
    "breaking",
    "an error status was added: clients receive errors that they do not know",
  ),
  "response-status-removed": about("breaking", "breaking", "a success status was removed: clients expect it"),
  "response-error-removed": about("safe", "breaking", "an error status was removed"),
  "response-body-removed": about("breaking", "breaking", "a response no longer has a body"),
  "response-body-added": about("safe", "breaking", "a response now has a body"),
  "response-media-type-added": about("safe", "breaking", "a response is also available in another media type"),
  "response-media-type-removed": about("breaking", "breaking", "a response is no longer available in a media type"),
  "response-schema-removed": about("unknown", "breaking", "a response no longer has a schema"),
  "header-added": about("safe", "safe", "a header was added"),
  "header-removed": about("breaking", "breaking", "a required header was removed"),
  "header-dropped": about("safe", "breaking", "an optional header was removed"),
  "header-optional": about("breaking", "breaking", "a header is no longer required"),
  "header-required": about("safe", "breaking", "a header became required"),
  "security-added": about("breaking", "safe", "a public operation now requires credentials"),
  "security-unsaid": about("unknown", "safe", "an operation without `security` now requires credentials"),
  "security-tightened": about("breaking", "safe", "credentials or scopes that were sufficient no longer are"),
  "security-loosened": about("safe", "safe", "more kinds of credentials are accepted, or none are required"),
  "security-scheme-changed": about(
    "breaking",
    "safe",
    "a security scheme requires credentials of another kind, or in another place",
  ),
  "server-removed": about("unknown", "safe", "a server URL was removed: Tenon cannot tell whether it still works"),
  "server-added": about("safe", "safe", "a server URL was added"),
  "link-removed": about("unknown", "safe", "a link was removed from a response"),
  "link-changed": about("unknown", "safe", "a link of a response has another target or other values"),
  "link-added": about("safe", "safe", "a link was added to a response"),
  "schema-renamed": about("safe", "breaking", "a named schema and its generated type were renamed"),
  "schema-removed": about("safe", "breaking", "a named schema and its generated type were removed"),
  "schema-added": about("safe", "safe", "a named schema was added"),
  ...annotationIds(),
  ...schemaIds(),
};

export type ChangeId = string;
