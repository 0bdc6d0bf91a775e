/** What is wrong with one response. */

import type { CheckName } from "../types.ts";

export interface Fault {
  readonly check: CheckName;
  readonly message: string;
  readonly expected: string;
  /** JSON Pointer into the contract, with its `#`. */
  readonly at: string;
  /** One mistake of the server at many operations: all faults with the same cause are one finding. */
  readonly cause?: string;
  /** The place of the request, or another detail, by which faults at one place of the contract differ. */
  readonly about?: string;
  /** Default: error. */
  readonly severity?: "warning";
}
