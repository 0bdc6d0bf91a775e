/** What `--coverage` reports. */

export const KINDS = [
  "operations",
  "parameters",
  "requestTypes",
  "requestProperties",
  "statuses",
  "responseTypes",
  "responseProperties",
] as const;
export type CoverageKind = (typeof KINDS)[number];

export interface Share {
  readonly covered: number;
  readonly all: number;
}

/** Of one operation; a list has what is there and whether it was exercised. */
export interface OperationCoverage {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** How many requests. */
  readonly requests: number;
  readonly parameters: Readonly<Record<string, boolean>>;
  readonly requestTypes: Readonly<Record<string, boolean>>;
  readonly statuses: Readonly<Record<string, boolean>>;
  readonly responseTypes: Readonly<Record<string, boolean>>;
}

/** What `--coverage` writes as JSON. */
export interface CoverageReport {
  readonly version: 1;
  readonly title: string;
  readonly total: Readonly<Record<CoverageKind, Share>>;
  /** Of everything that there is, in per cent. */
  readonly percent: number;
  readonly operations: readonly OperationCoverage[];
  /** By schema and property: `Student/address/city`. */
  readonly requestProperties: Readonly<Record<string, boolean>>;
  readonly responseProperties: Readonly<Record<string, boolean>>;
}
