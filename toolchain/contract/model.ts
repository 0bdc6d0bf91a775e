/**
 * The model: one frozen, plain-data view of any supported contract (OpenAPI 3.0, 3.1, 3.2, Swagger 2.0), in one dialect
 * (JSON Schema 2020-12). Every emitter and every check reads this and never the YAML. It knows no target language:
 * names are identifiers in the field's sense (unique, of letters of any script), everything else is the contract's own text,
 * untrusted.
 */

import type {
  BodyKind,
  PagePlan,
  ParameterLocation,
  ParameterStyle,
  Schema,
  SecurityRequirement,
  SecurityScheme,
} from "tenon-runtime/core";
import type { Resource } from "tenon-runtime/mocks";

export type { BodyKind, PagePlan, ParameterLocation, ParameterStyle, Schema, SecurityRequirement, SecurityScheme };

/** JSON Pointer (RFC 6901) into the bundled document, `""` for its root. `Source.locate` turns it into a position. */
export type Pointer = string;

export interface Contract {
  readonly kind: "contract";
  readonly info: Info;
  readonly servers: readonly Server[];
  readonly tags: readonly Tag[];
  /** In the order of the document: paths first, then methods. */
  readonly operations: readonly Operation[];
  /** Requests that the API sends (OAS 3.1 webhooks). `path` is the webhook's key. */
  readonly webhooks: readonly Operation[];
  /** Every schema that has a name, in the order of the document; hoisted ones last. */
  readonly schemas: readonly NamedSchema[];
  readonly securitySchemes: Readonly<Record<string, NamedSecurityScheme>>;
  /** What the API keeps, as far as its paths and schemas tell. */
  readonly resources: readonly Resource[];
  /** How the pages of a list follow one another, by the name of the operation. */
  readonly pages: ReadonlyMap<string, PagePlan>;
  /**
   * The whole contract, bundled and normalised to OpenAPI 3.1 in the 2020-12 dialect (3.2 fields kept), every schema
   * `$ref` of the form `#/components/schemas/Key`, and the directed variants of {@link NamedSchema.variants} added as
   * components, with requests and responses referring to them. It is what `generated/openapi.json` holds.
   */
  readonly document: { readonly [key: string]: unknown };
}

export interface Info {
  readonly title: string;
  readonly version: string;
  readonly summary?: string;
  readonly description?: string;
}

export interface Server {
  /** With the defaults of its variables filled in. */
  readonly url: string;
  readonly description?: string;
}

export interface Tag {
  readonly name: string;
  readonly description?: string;
}

/** A schema that has a name: one declaration, one validator, one value generator. */
export interface NamedSchema {
  readonly kind: "schema";
  /** The key under `#/components/schemas/`, by which `$ref`s name it. */
  readonly key: string;
  /** A unique identifier made from the key. */
  readonly name: string;
  readonly pointer: Pointer;
  /**
   * As declared, all properties in it. Inheritance with a discriminator is written as a union (`families/`): the base
   * `Pet` is `oneOf` its members with a complete `discriminator.mapping`, `PetSelf` is a pet that is no more than that,
   * and `PetBase` is what the members extend. Each member says by an `enum` which values it has, those of the
   * contract's mapping first.
   */
  readonly schema: Schema;
  /**
   * Only where readOnly or writeOnly, here or in what it refers to, make requests and responses differ.
   * `input`: what a request may hold: properties that are readOnly are `false` and not required.
   * `output`: what a response may hold: properties that are writeOnly are `false` and not required.
   * Their `$ref`s lead to the variants of the same direction.
   */
  readonly variants?: { readonly input: Variant; readonly output: Variant };
}

export interface Variant {
  readonly key: string;
  readonly name: string;
  readonly schema: Schema;
}

export interface NamedSecurityScheme {
  readonly name: string;
  readonly pointer: Pointer;
  readonly description?: string;
  readonly scheme: SecurityScheme;
}

export interface Operation {
  readonly kind: "operation";
  /** Unique, usable as a property and as a function name in any file that is generated. */
  readonly name: string;
  /** As in the contract; absent where it has none. */
  readonly operationId?: string;
  /** Upper-case. */
  readonly method: string;
  readonly path: string;
  readonly pointer: Pointer;
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly tags: readonly string[];
  /** Only where the operation or its path item overrides the contract's. */
  readonly servers?: readonly Server[];
  /** The path item's, overridden by the operation's (OAS 3.2 §4.10.1). */
  readonly parameters: readonly Parameter[];
  readonly body?: RequestBody;
  readonly responses: readonly Response[];
  /** Resolved: the operation's own, else the contract's; of webhooks and callbacks, which the API sends, their own alone. */
  readonly security: readonly SecurityRequirement[];
  readonly callbacks: readonly Callback[];
  /** `x-…` fields, as they are. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface Parameter {
  readonly kind: "parameter";
  readonly name: string;
  readonly in: ParameterLocation;
  readonly pointer: Pointer;
  readonly description?: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  /** Resolved: with the default of its location. */
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  /** For a `content` parameter, its only media type. */
  readonly mediaType?: string;
  /** Input direction; `true` where the contract gives none. */
  readonly schema: Schema;
  /** The schema's default, its own or that of the schema it refers to; `undefined` when there is none. */
  readonly default?: unknown;
  readonly examples: readonly Example[];
}

export interface RequestBody {
  readonly kind: "body";
  readonly pointer: Pointer;
  readonly description?: string;
  readonly required: boolean;
  readonly content: readonly MediaType[];
}

export interface MediaType {
  readonly kind: "mediaType";
  /** Lower-case; may be a range and have parameters. */
  readonly type: string;
  readonly body: BodyKind;
  readonly pointer: Pointer;
  /**
   * Input direction in requests, output direction in responses; in webhooks and callbacks, which the owner of the data
   * sends, the other way round. Absent where the contract gives none.
   */
  readonly schema?: Schema;
  /** Of one item of a sequential media type (OAS 3.2 §4.14.1). */
  readonly itemSchema?: Schema;
  readonly encoding: Readonly<Record<string, Encoding>>;
  readonly examples: readonly Example[];
}

export interface Encoding {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  /** Names of the header fields that each part must have. */
  readonly headers: readonly string[];
}

export interface Response {
  readonly kind: "response";
  /** `"200"`, `"4XX"`, `"default"`. */
  readonly status: string;
  readonly pointer: Pointer;
  readonly description?: string;
  readonly content: readonly MediaType[];
  readonly headers: readonly Header[];
  readonly links: readonly Link[];
}

export interface Header {
  readonly kind: "header";
  readonly name: string;
  readonly pointer: Pointer;
  readonly description?: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly explode: boolean;
  readonly mediaType?: string;
  /** Output direction. */
  readonly schema: Schema;
  readonly examples: readonly Example[];
}

export interface Link {
  readonly kind: "link";
  readonly name: string;
  readonly pointer: Pointer;
  /** The name of the operation that it leads to; absent if Tenon cannot tell. */
  readonly operation?: string;
  /** Parameter name → runtime expression or value (OAS 3.2 §4.20). */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly requestBody?: unknown;
}

/** `url`: that of the request. */
export type CallbackSource = "request" | "response" | "url";

export interface Callback {
  readonly kind: "callback";
  readonly name: string;
  /** The runtime expression that gives the URL. */
  readonly expression: string;
  /** The parts of a request that its URL consists of; absent if it is no URL. */
  readonly sources?: readonly CallbackSource[];
  readonly operations: readonly Operation[];
}

/** An example with its value in place; external ones are left out. */
export interface Example {
  /** `""` for the single `example`. */
  readonly name: string;
  readonly pointer: Pointer;
  readonly summary?: string;
  readonly value: unknown;
}
