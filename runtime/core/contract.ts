/**
 * The contract as data: what `generated/contract.ts` holds and every host reads.
 *
 * Plain, frozen-by-type data without schemas: schemas live behind {@link Validators}. Whatever equals the
 * default of the OpenAPI Specification is left out, so that the data of a large contract stays small.
 */

import type { PagePlan } from "./pages.ts";

/** The format of this data. A runtime refuses a contract whose format it cannot read. */
export const CONTRACT_FORMAT = 1;

export interface Contract {
  readonly format: number;
  readonly title: string;
  readonly version: string;
  /** Server URLs with their variables' defaults filled in; `["/"]` when the contract has none (OAS 3.2 §4.1). */
  readonly servers: readonly string[];
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** The generated name: key of `Handlers`, method of the client; unique, a valid identifier. */
  readonly name: string;
  /** `operationId` where the contract has one and it is not {@link name}. */
  readonly operationId?: string;
  /** Upper-case, as on the wire (RFC 9110 §9.1). */
  readonly method: string;
  /** The path template, `/students/{studentId}`. */
  readonly path: string;
  /** JSON Pointer of the operation in the contract. Absent: the one that follows from path and method. */
  readonly pointer?: string;
  /** Only where the operation or its path overrides the contract's servers. */
  readonly servers?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly body?: RequestBody;
  readonly responses: readonly Response[];
  /** Any of these suffices (OAS 3.2 §4.30); absent or empty: no security. An empty member: anonymous is allowed. */
  readonly security?: readonly SecurityRequirement[];
  /** Only in the data of a client, for lists that have pages. */
  readonly pages?: PagePlan;
}

export type ParameterLocation = "path" | "query" | "header" | "cookie" | "querystring";
export type ParameterStyle =
  | "simple"
  | "label"
  | "matrix"
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  | "deepObject"
  | "cookie";

export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required?: true;
  /** Absent: the default of {@link in} (OAS 3.2 §4.12.2.2): `form` for query and cookie, `simple` for path and header. */
  readonly style?: ParameterStyle;
  /** Absent: the default of the style: true for `form` and `cookie`, else false. */
  readonly explode?: boolean;
  readonly allowReserved?: true;
  /** An empty value is that of a parameter that is not given, unless it is a text (OAS 3.2 §4.12.2.1). */
  readonly allowEmptyValue?: true;
  /** For a `content` parameter: its only media type; style and explode do not apply. */
  readonly mediaType?: string;
  /** How the text becomes a value. Absent: a string. */
  readonly shape?: Shape;
  /** The schema's `default`: given to the handler when the parameter is absent. */
  readonly default?: unknown;
  readonly deprecated?: true;
  /**
   * Where the contract has it. Absent: `${operation.pointer}/parameters/${index}`, by its index among those that are not
   * its path's. A JSON Pointer for a component; a Relative JSON Pointer from the operation for its path's
   * (`1/parameters/0`), so that operations share the data of what they have alike.
   */
  readonly pointer?: string;
}

/**
 * What a decoder must know of a schema to turn text into a value of its type: no constraints, references resolved,
 * cut off as `"any"` where a schema is recursive.
 */
export type Shape =
  | "string"
  | "number"
  | "integer"
  /** An integer that becomes a `bigint`, and a number that becomes its digits: no digit is lost. */
  | "long"
  | "decimal"
  | "boolean"
  | "null"
  | "any"
  | "binary"
  | ({ readonly array: Shape } & ShapeOfJson)
  | ({ readonly object: Readonly<Record<string, Shape>>; readonly rest?: Shape } & ShapeOfJson)
  /** Read by a function: no contract has it, see `LongNumbers.shape`. @returns a value or a `Misfit` */
  | { readonly read: (text: string) => unknown }
  /** One of these texts: only where that tells a text from a list of one. */
  | { readonly enum: readonly string[] }
  /** Tried in this order, lists last where there is one text only: the first whose text fits wins. */
  | { readonly anyOf: readonly Shape[] };

/** What may be a JSON text where a style has room for one text only. */
interface ShapeOfJson {
  /** Reads that text: no contract has it, see `LongNumbers.shape`. Absent: integers that would lose digits are refused. */
  readonly parse?: (text: string) => unknown;
}

/** How the bytes of a body become a value; decided once from the media type, at generation. */
export type BodyKind = "json" | "form" | "multipart" | "text" | "binary" | "events" | "lines" | "xml";

export interface MediaType {
  /** As declared, lower-case, may be a range (`text/*`) and may have parameters. */
  readonly type: string;
  readonly kind: BodyKind;
  /** For `form` and `multipart`: the shape that fields are coerced to. For `text`: that of a value that is no text. */
  readonly shape?: Shape;
  /** For `form` and `multipart`: OAS 3.2 §4.15 Encoding Object by property, only where given. */
  readonly encoding?: Readonly<Record<string, Encoding>>;
  /** Set when a schema stands behind it, so that a host knows that a validator is to be had. */
  readonly schema?: true;
  /** The same for one item of a sequence, by what describes it: its place ends in ` item`. */
  readonly item?: "itemSchema" | "items" | "schema";
  /** What the text in the `data` of an event is: JSON, or JSON where it is an object or a list. Absent: a text. */
  readonly data?: "json" | "either";
  /** JSON Pointer; absent: below its body or response, by its {@link type}. */
  readonly pointer?: string;
}

export interface Encoding {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: true;
  /** Names of the header fields that each part must have. */
  readonly headers?: readonly string[];
}

export interface RequestBody {
  readonly required?: true;
  /** JSON Pointer of a component; absent: the operation's `/requestBody`. */
  readonly pointer?: string;
  readonly content: readonly MediaType[];
}

export interface Response {
  /** `"200"`, `"4XX"` or `"default"`. */
  readonly status: string;
  /** JSON Pointer of a component; absent: below the operation's `/responses`, by its status. */
  readonly pointer?: string;
  readonly content?: readonly MediaType[];
  readonly headers?: readonly Header[];
}

export interface Header {
  readonly name: string;
  readonly required?: true;
  readonly explode?: true;
  readonly mediaType?: string;
  readonly shape?: Shape;
  /** JSON Pointer of a component; absent: below its response, by its name. */
  readonly pointer?: string;
}

/** Scheme name → scopes; all of them together (OAS 3.2 §4.30). */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export type SecurityScheme =
  | { readonly type: "http"; readonly scheme: string; readonly bearerFormat?: string }
  | { readonly type: "apiKey"; readonly in: "query" | "header" | "cookie"; readonly name: string }
  | { readonly type: "oauth2" }
  | { readonly type: "openIdConnect" }
  | { readonly type: "mutualTLS" };
