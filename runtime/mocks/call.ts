/** A request on its way through the mocks, and what answers it. */

import type { Operation } from "../core/contract.ts";
import type { Answer, DecodedRequest, RequestInfo } from "../core/types.ts";
import type { Outcome } from "./exchange.ts";
import type { MalformedFault } from "./overrides.ts";
import type { Preference } from "./preference.ts";
import type { World } from "./world.ts";

/** A decoded and authorised request. */
export interface MockCall {
  readonly world: World;
  readonly operation: Operation;
  readonly decoded: DecodedRequest;
  /** The second argument of a handler. */
  readonly context: object;
  readonly info: RequestInfo;
  readonly preference?: Preference | undefined;
}

export interface Decision {
  readonly answer: Answer;
  readonly outcome: Outcome;
  /** The mock validated the answer when it made it. */
  readonly checked: boolean;
  /** How the answer is to be broken. */
  readonly malformed?: MalformedFault;
}
