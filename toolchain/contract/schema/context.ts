/** What the normaliser of schemas shares with its parts. */

import type { Report } from "../report.ts";
import type { Node } from "../structure.ts";

/** A schema that has examples or a default. */
export interface Exampled {
  readonly schema: Node;
  readonly pointer: string;
  /** Whether the contract has `example`, not a list. */
  readonly single: boolean;
}

export interface SchemaContext {
  /** OpenAPI 3.0 and Swagger 2.0: `nullable`, boolean bounds, references without siblings (OAS 3.0 §4.7.24). */
  readonly legacy: boolean;
  readonly report: Report;
  /** The canonical form of a reference to a schema; `undefined`, and reported, if nothing is at its pointer. */
  refer(reference: string, pointer: string): string | undefined;
  /** Called for each normalised schema that has examples or a default. */
  readonly exampled?: ((exampled: Exampled) => void) | undefined;
  /** Called for each readOnly or writeOnly, so that a contract without any needs no variants. */
  directed(): void;
  /** Called for each discriminator. */
  discriminated?(): void;
}

/** A schema while it is put together. */
export type SchemaDraft = Record<string, unknown>;
