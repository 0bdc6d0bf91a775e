/** What a change is, and every id that one can have. */

import type { Position } from "../diagnostics/index.ts";
import { KINDS, type Kind } from "./schema/reason.ts";

/** `breaking`: what was deployed no longer works; `unknown`: that cannot be told, and why is said. */
export type Rating = "breaking" | "unknown" | "safe";

/** What travels, and whose it is: `none` where nothing travels. */
export type ChangeDirection = "request" | "response" | "none";

export interface ChangePlace {
  /** JSON Pointer into the document; absent on the side that has no such part. */
  readonly pointer?: string;
  readonly position?: Position;
}

/** What only one side takes for valid; both sides' validators have said so. */
export interface Counterexample {
  /** What it is: `request body application/json`, `query parameter limit`, `response 200 application/json`. */
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
  /** Whether code that was generated before, or written against it, stops compiling. */
  readonly source: "breaking" | "safe";
  /** `GET /students`, in the order of the contract; empty for what concerns all. */
  readonly operations: readonly string[];
  /** In the operation: `request body application/json /name`. */
  readonly place: string;
  /** A sentence without a final stop. */
  readonly message: string;
  readonly base: ChangePlace;
  readonly revision: ChangePlace;
  readonly counterexample?: Counterexample;
}

interface About {
  readonly wire: Rating;
  readonly source: "breaking" | "safe";
  readonly about: string;
}

/** What each kind of difference between schemas is. */
export const KIND_TEXTS: Readonly<Record<Kind, string>> = {
  type: "the types that a value may have",
  enum: "the values that are listed (`enum`, `const`, booleans, `not`)",
  range: "numeric bounds",
  multiple: "`multipleOf`",
  length: "the length of a text",
  pattern: "`pattern`",
  format: "`format`",
  content: "what a text holds (`contentEncoding`, `contentMediaType`, `contentSchema`)",
  contains: "`contains`, `minContains`, `maxContains`",
  required: "required members",
  undeclared: "members that the other side does not take",
  size: "how many items or members there are, and whether they are all different",
  names: "`propertyNames`",
  dependent: "`dependentRequired`",
  alternatives: "alternatives that are too many to be compared",
  condition: "conditions (`not`, `if`, `dependentSchemas`) that exclude values",
  inert: "a keyword beside a type that it says nothing of, such as `maximum` beside `type: string`",
  composition: "a composition of schemas (`allOf`, `anyOf`, `oneOf`)",
  property: "members that are named",
};

/** Kinds that types show. */
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

/** Whether generated code shows it. Additions of members are taken by everybody. */
export const sourceOf = (kind: Kind, turn: Turn, required = false): "breaking" | "safe" =>
  TYPED.has(kind) && (kind !== "property" || turn === "widened" || required) ? "breaking" : "safe";

function schemaIds(): Record<string, About> {
  const ids: Record<string, About> = {};
  for (const place of PLACES)
    for (const kind of KINDS)
      for (const turn of ["narrowed", "widened"] as const) {
        if (kind === "composition" && turn === "widened") continue; // an edit that widens lets everything through
        const client = place === "parameter" || place === "request";
        // In responses it is found where webhooks are answered, by those who receive them.
        const breaking = kind === "composition" || (kind !== "property" && client === (turn === "narrowed"));
        const what =
          kind === "property"
            ? `a member is ${turn === "narrowed" ? "added" : "removed"}`
            : `${turn} ${KIND_TEXTS[kind]}`;
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
      `${place}: a discriminator has another property, or a value of it stands for another schema`,
    );
    ids[`${place}-default-changed`] = about(
      sent ? "unknown" : "safe",
      "safe",
      sent
        ? "request: a member that is left out gets another value"
        : "response: the default of a member is another one",
    );
    ids[`${place}-access-changed`] = about(
      "safe",
      "breaking",
      `${place}: a member is \`readOnly\` or \`writeOnly\`, or no longer is: the types for requests and responses change`,
    );
    ids[`${place}-property-deprecated`] = about(
      "safe",
      "safe",
      `${place}: a member is marked as deprecated, or no longer is`,
    );
  }
  return ids;
}

/** Every id, how it is rated as a rule, and what it says. In webhooks and callbacks the sides change places. */
export const IDS: Readonly<Record<string, About>> = {
  "operation-removed": about("breaking", "breaking", "an operation is gone"),
  "operation-added": about("safe", "breaking", "an operation is new: handlers have to be written for it"),
  "operation-id-changed": about("safe", "breaking", "functions, handlers and types get another name"),
  "operation-deprecated": about("safe", "safe", "an operation is marked as deprecated, or no longer is"),
  "path-parameter-renamed": about(
    "safe",
    "breaking",
    "a parameter in the path has another name, which is not on the wire",
  ),
  "tags-changed": about("safe", "breaking", "handlers by tag are in other groups"),
  "webhook-removed": about("breaking", "breaking", "a webhook is no longer sent"),
  "webhook-added": about("safe", "safe", "a webhook is new"),
  "callback-removed": about("breaking", "breaking", "a callback is no longer sent"),
  "callback-added": about("safe", "safe", "a callback is new"),
  "parameter-added": about("safe", "safe", "an optional parameter is new"),
  "parameter-required-added": about("breaking", "breaking", "a required parameter is new"),
  "parameter-removed": about("safe", "breaking", "a parameter is gone: who still sends it is not heard"),
  "parameter-required": about("breaking", "breaking", "a parameter has become required"),
  "parameter-optional": about("safe", "breaking", "a parameter is no longer required"),
  "parameter-style-changed": about(
    "breaking",
    "safe",
    "a parameter is written in another way (style, explode, media type)",
  ),
  "parameter-default-changed": about("unknown", "safe", "who leaves it out gets another value"),
  "parameter-deprecated": about("safe", "safe", "a parameter is marked as deprecated, or no longer is"),
  "request-body-added": about("safe", "safe", "a body may be sent"),
  "request-body-removed": about("breaking", "breaking", "the body that was sent is no longer read"),
  "request-body-required": about("breaking", "breaking", "a body has become required"),
  "request-body-optional": about("safe", "breaking", "a body is no longer required"),
  "request-media-type-added": about("safe", "breaking", "a media type is taken, too"),
  "request-media-type-removed": about("breaking", "breaking", "a media type is no longer taken"),
  "request-encoding-changed": about("breaking", "safe", "the parts of a form are written in another way"),
  "response-status-added": about("unknown", "breaking", "a success that was not declared"),
  "response-error-added": about(
    "safe",
    "breaking",
    "an error status is new: clients meet errors that they do not know",
  ),
  "response-status-removed": about(
    "breaking",
    "breaking",
    "a success is no longer declared: what clients wait for does not come",
  ),
  "response-error-removed": about("safe", "breaking", "an error status is no longer declared"),
  "response-body-removed": about("breaking", "breaking", "an answer that had a body has none"),
  "response-body-added": about("safe", "breaking", "an answer that had no body has one"),
  "response-media-type-added": about(
    "safe",
    "breaking",
    "an answer comes in a further media type, for those who accept it",
  ),
  "response-media-type-removed": about("breaking", "breaking", "an answer no longer comes in a media type"),
  "response-schema-removed": about("unknown", "breaking", "what an answer holds is no longer said"),
  "header-added": about("safe", "safe", "a header is new"),
  "header-removed": about("breaking", "breaking", "a header that was always there is gone"),
  "header-dropped": about("safe", "breaking", "an optional header is gone"),
  "header-optional": about("breaking", "breaking", "a header that was always there may be absent"),
  "header-required": about("safe", "breaking", "a header is always there"),
  "security-added": about("breaking", "safe", "credentials are asked for that nobody asked for"),
  "security-unsaid": about("unknown", "safe", "credentials are asked for where the contract said nothing of them"),
  "security-tightened": about("breaking", "safe", "credentials or scopes that sufficed no longer do"),
  "security-loosened": about("safe", "safe", "further credentials suffice, or none are needed"),
  "security-scheme-changed": about(
    "breaking",
    "safe",
    "a scheme asks for credentials of another kind, or in another place",
  ),
  "server-removed": about("unknown", "safe", "an address is no longer listed: whether it still answers cannot be told"),
  "server-added": about("safe", "safe", "an address is new"),
  "link-removed": about("unknown", "safe", "a response no longer has a link"),
  "link-changed": about("unknown", "safe", "a link of a response leads elsewhere, or with other values"),
  "link-added": about("safe", "safe", "a response has a new link"),
  "schema-renamed": about("safe", "breaking", "a named schema, and its generated type, has another name"),
  "schema-removed": about("safe", "breaking", "a named schema, and its generated type, is gone"),
  "schema-added": about("safe", "safe", "a named schema is new"),
  ...annotationIds(),
  ...schemaIds(),
};

export type ChangeId = string;
