/**
 * The validator interface. What stands behind it (emitted code, the interpreter) is nobody else's
 * concern.
 */

/** A JSON Schema 2020-12 as plain data; `$ref`s have the form `#/components/schemas/Name`. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

/** Named schemas, by the key that `$ref`s use. */
export type Schemas = Readonly<Record<string, Schema>>;

/** One way in which a value breaks its schema. */
export interface Violation {
  /** The keyword that failed, e.g. `minLength`. */
  readonly keyword: string;
  /** JSON Pointer (RFC 6901) into the value; `""` is the value itself. */
  readonly pointer: string;
  /** JSON Pointer of the keyword, from the schema's root: `#/components/schemas/Student/properties/name/minLength`. */
  readonly schemaPointer: string;
  /** A sentence for a person: `must have at least 2 characters`. */
  readonly message: string;
}

export interface Validator {
  /** The schema as data, for value generation and reports. */
  readonly schema: Schema;
  /** The fast tier: no report, nothing allocated. */
  is(value: unknown): boolean;
  /** The slow tier: every violation; empty for a valid value. */
  explain(value: unknown): readonly Violation[];
  /**
   * Holds a value against its schema and writes it, in one pass; members in the order of the schema.
   * @param drop leave out what the contract does not declare
   * @returns undefined when the value does not fit, has what is not declared, or is no plain data: then the other two say more
   */
  readonly write?: (value: unknown, drop: boolean) => string | undefined;
}

/**
 * Validators of all operations of one direction, made on first use.
 *
 * `place` names what is validated:
 * - requests: `"query limit"`, `"path studentId"`, `"header X-Key"`, `"cookie sid"`, `"body application/json"`
 * - responses: `"200 application/json"`, `"200 header X-Total-Count"`, `"default application/problem+json"`
 * - one item of a sequence, in both: `"body application/jsonl item"`, `"200 text/event-stream item"`
 *
 * The media type and the status are written as the contract data has them.
 */
export interface Validators {
  get(operation: string, place: string): Validator | undefined;
  /** Whether a value fits a part of one of these schemas. @throws Error when the schema cannot be understood */
  fits(schema: Schema, value: unknown): boolean;
  /** The named schemas that `$ref`s in this set point to. */
  readonly schemas: Schemas;
}
